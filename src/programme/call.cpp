#include "programme/call.h"

#include "base/texts.h"

namespace scrip::programme {

std::string_view name(CallMethod method) {
  switch (method) {
    case CallMethod::continuous:
      return "continuous";
    case CallMethod::batch:
      return "batch";
  }
  return "continuous";
}

std::string_view name(Gives gives) { return gives == Gives::grant ? "grant" : "voucher"; }

Result<CallMethod> parse_call_method(std::string_view text) {
  for (const auto value : {CallMethod::continuous, CallMethod::batch}) {
    if (text == name(value)) return value;
  }
  return fail(ErrorCode::value_invalid, say("'{0}' is not one of {1}", text, "continuous, batch"), "method");
}

}  // namespace scrip::programme
