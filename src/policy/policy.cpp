#include "policy/policy.h"

namespace scrip::policy {

std::string format_unit(const Policy& policy, cel::Decimal amount) {
  switch (policy.unit) {
    case UnitKind::money:
      return cel::format_grouped(amount, cel::minor_digits(policy.currency)) + " " + policy.currency.code();
    case UnitKind::device_hours:
      return cel::format_grouped(amount) + " h";
    case UnitKind::tokens:
      return cel::format_grouped(amount) + " tokens";
  }
  return {};
}

}  // namespace scrip::policy
