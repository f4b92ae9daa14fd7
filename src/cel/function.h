#pragma once
// The functions that are built in, and the signatures they are checked by (library.cpp).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cel/type.h"

namespace scrip::cel {

// One for every name in functions.def, operators included. `none` for declared functions without a body.
enum class Function : std::uint8_t {
  none,
#define SCRIP_FUNCTION(id_, name_) id_,
#include "cel/functions.def"
#undef SCRIP_FUNCTION
};

// One way to call a function. Which overloads fit a call decides its type; what runs is the function, which looks at
// the kinds of its arguments.
struct Overload {
  Function function = Function::none;
  std::string name;              // "_+_", "startsWith", "math.greatest"
  bool member = false;           // called as parameters[0].name(...)
  std::vector<Type> parameters;  // with the receiver
  Type result;
};

// "_+_". The function of a name, or none.
[[nodiscard]] std::string_view name(Function function);
[[nodiscard]] Function find_function(std::string_view name);

// The sign of an operator, "+" of "_+_"; empty for a function.
[[nodiscard]] std::string operator_sign(std::string_view name);

// "name(int, list(A)) -> A", or "string.name(int) -> string" for a member. Nothing if it is no signature.
[[nodiscard]] std::optional<Overload> parse_signature(std::string_view text);
// As people write it: "string.startsWith(string)", "int + int".
[[nodiscard]] std::string format(const Overload& overload);

}  // namespace scrip::cel
