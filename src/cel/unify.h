#pragma once
// Type inference: which types fit which, and what the parameters of signatures stand for.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/containers.h"
#include "cel/type.h"

namespace scrip::cel {

// What the type parameters met so far stand for. Rules as in CEL's language definition, "Gradual Type Checking": dyn
// fits everything, a parameter takes the most general of the types it meets, null fits what can be empty.
class Substitution {
 public:
  // A copy of a signature's types with parameters of its own, the same name becoming the same parameter.
  [[nodiscard]] std::vector<Type> fresh(const std::vector<Type>& types);
  [[nodiscard]] Type fresh_parameter();

  // Whether values of `from` can be used where `to` is wanted; binds parameters if so, and else changes nothing.
  bool assign(const Type& from, const Type& to);
  bool assign_all(const std::vector<Type>& from, const std::vector<Type>& to);

  // The type with its parameters replaced; with `final`, those that stand for nothing become dyn.
  [[nodiscard]] Type apply(const Type& type, bool final = false) const;

  // The one type for two values of a list or two branches; nothing if they do not fit.
  [[nodiscard]] std::optional<Type> join(const Type& a, const Type& b);

 private:
  bool fits(const Type& from, const Type& to);
  bool bind(const Type& type, const Type& parameter);
  [[nodiscard]] bool occurs(const Type& parameter, const Type& inside) const;
  [[nodiscard]] const Type* bound(const Type& parameter) const;

  TextMap<Type> bindings_;
  std::uint32_t next_ = 0;
};

}  // namespace scrip::cel
