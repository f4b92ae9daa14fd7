#include "cel/body.h"

#include "base/utf8.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

constexpr Body bodies[] = {
    nullptr,
#define SCRIP_FUNCTION(id_, name_) body::id_,
#include "cel/functions.def"
#undef SCRIP_FUNCTION
};

constexpr std::size_t shown_bytes_max = 60;
constexpr std::int64_t bytes_per_step = 16;

}  // namespace

Body body_of(Function function) { return bodies[static_cast<std::size_t>(function)]; }

Value failed(Message why) { return Value::error(Error::at(ErrorCode::expression_failed, {}, std::move(why))); }

Value too_costly() {
  return Value::error(
      Error::at(ErrorCode::expression_too_costly, {}, say("the evaluation takes more steps than allowed")));
}

// "'+'" of an operator, "'plus_days'" of a function.
std::string quoted_name(Function function) {
  const std::string sign = operator_sign(name(function));
  return "'" + (sign.empty() ? std::string(name(function)) : sign) + "'";
}

Value no_overload(const Call& call) {
  std::string kinds;
  for (const Value& argument : call.arguments) kinds += (kinds.empty() ? "" : ", ") + format(type_of(argument));
  return failed(say("{0} does not take ({1})", quoted_name(call.function), kinds));
}

Value overflow(const Call& call) {
  return failed(say("the result of {0} is out of range", quoted_name(call.function)));
}

bool spend_text(Call& call, std::size_t bytes) {
  return call.cost.spend(1 + static_cast<std::int64_t>(bytes) / bytes_per_step);
}

std::string shown(std::string_view text) {
  if (text.size() <= shown_bytes_max) return std::string(text);
  std::size_t end = shown_bytes_max;
  while (end > 0 && utf8_length(text, end) == 0) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::string shown(const Value& value) {
  switch (value.kind()) {
    case Kind::list:
    case Kind::map:
    case Kind::optional:
      return "a " + format(Type(value.kind()));  // they may be large
    default:
      return shown(std::string_view(value.is(Kind::string) ? "'" + shown(value.as_string()) + "'" : format(value)));
  }
}

std::optional<Decimal> number_as_decimal(const Value& value) {
  if (value.is(Kind::decimal)) return value.as_decimal();
  if (value.is(Kind::int64)) return to_decimal(value.as_int());
  return std::nullopt;
}

}  // namespace scrip::cel
