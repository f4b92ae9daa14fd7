#pragma once
// What the built-in functions do. Each looks at the kinds of its arguments, so that checked and unchecked expressions
// run the same code. Arguments are never `error` or `missing`; results may be `error`.

#include <span>
#include <string>
#include <string_view>

#include "cel/environment.h"
#include "cel/function.h"
#include "cel/regex.h"
#include "cel/value.h"

namespace scrip::cel {

struct Call {
  Function function = Function::none;
  std::span<const Value> arguments;
  Cost& cost;
  const Type& type;                // of the result, as checked; dyn if unchecked
  const TimeZones& zones;
  const Regex* pattern = nullptr;  // of a constant regular expression

  [[nodiscard]] std::size_t size() const { return arguments.size(); }
  [[nodiscard]] const Value& operator[](std::size_t i) const { return arguments[i]; }
  // Whether the arguments are of exactly these kinds.
  template <class... Kinds>
  [[nodiscard]] bool takes(Kinds... kinds) const {
    std::size_t i = 0;
    return sizeof...(kinds) == arguments.size() && (... && (arguments[i++].kind() == kinds));
  }
};

using Body = Value (*)(Call&);

// One for every function of functions.def.
[[nodiscard]] Body body_of(Function function);

namespace body {
#define SCRIP_FUNCTION(id_, name_) Value id_(Call& call);
#include "cel/functions.def"
#undef SCRIP_FUNCTION
}  // namespace body

// Errors as values.
[[nodiscard]] Value failed(Message why);
[[nodiscard]] Value too_costly();
[[nodiscard]] Value no_overload(const Call& call);
[[nodiscard]] Value overflow(const Call& call);

// Pays for making or reading so much text; false when the cost is spent.
[[nodiscard]] bool spend_text(Call& call, std::size_t bytes);

// A text for an error message, cut where it is long.
[[nodiscard]] std::string shown(std::string_view text);
[[nodiscard]] std::string shown(const Value& value);

// The decimal that an int or decimal is; nothing for other kinds.
[[nodiscard]] std::optional<Decimal> number_as_decimal(const Value& value);
[[nodiscard]] inline Value boolean(bool value) { return Value::boolean(value); }

}  // namespace scrip::cel
