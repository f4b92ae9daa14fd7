#include "policy/policy.h"

namespace scrip::policy {

std::string_view name(FactType type) {
  switch (type) {
    case FactType::yes_no:
      return "yes_no";
    case FactType::choice:
      return "choice";
    case FactType::choices:
      return "choices";
    case FactType::text:
      return "text";
    case FactType::texts:
      return "texts";
    case FactType::count:
      return "count";
    case FactType::number:
      return "number";
    case FactType::share:
      return "share";
    case FactType::money:
      return "money";
    case FactType::hours:
      return "hours";
    case FactType::date:
      return "date";
  }
  return {};
}

std::string_view name(CapPer per) {
  switch (per) {
    case CapPer::claim:
      return "claim";
    case CapPer::contract:
      return "contract";
    case CapPer::project:
      return "project";
    case CapPer::applicant:
      return "applicant";
  }
  return {};
}

std::string_view name(CapWithin within) {
  switch (within) {
    case CapWithin::claim:
      return "claim";
    case CapWithin::calendar_year:
      return "calendar_year";
    case CapWithin::programme:
      return "programme";
    case CapWithin::rolling_years:
      return "rolling_years";
  }
  return {};
}

std::string_view name(Rounding rounding) {
  switch (rounding) {
    case Rounding::half_up:
      return "half_up";
    case Rounding::down:
      return "down";
    case Rounding::up:
      return "up";
    case Rounding::half_even:
      return "half_even";
  }
  return {};
}

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
