#include "policy/texts.h"

namespace scrip::policy {

Message described(LiteralKind kind) {
  switch (kind) {
    case LiteralKind::yes_no:
      return say("yes or no");
    case LiteralKind::date:
      return say("a date");
    case LiteralKind::share:
      return say("a share");
    case LiteralKind::money:
      return say("an amount of money");
    case LiteralKind::hours:
      return say("device-hours");
    case LiteralKind::count:
      return say("a whole number");
    case LiteralKind::number:
      return say("a number");
    case LiteralKind::text:
      return say("a text");
    case LiteralKind::texts:
      return say("a list of texts");
  }
  return {};
}

}  // namespace scrip::policy
