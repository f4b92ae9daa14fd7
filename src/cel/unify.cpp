#include "cel/unify.h"

#include <utility>

namespace scrip::cel {
namespace {

bool is_wild(const Type& type) { return type.is(Kind::dyn) || type.is(Kind::unknown); }

bool is_nullable(const Type& type) {
  switch (type.kind()) {
    case Kind::null:
    case Kind::timestamp:
    case Kind::duration:
    case Kind::optional:
    case Kind::abstract:
      return true;
    default:
      return false;
  }
}

// Whether `a` says as little as `b` or less, so that it can stand for both.
bool is_as_general(const Type& a, const Type& b) {
  if (is_wild(a) || a.is(Kind::parameter)) return true;
  if (is_wild(b) || b.is(Kind::parameter)) return false;
  if (b.is(Kind::null)) return is_nullable(a);
  if (a.kind() != b.kind() || a.name() != b.name() || a.parameters().size() != b.parameters().size()) return false;
  for (std::size_t i = 0; i < a.parameters().size(); ++i) {
    if (!is_as_general(a.parameters()[i], b.parameters()[i])) return false;
  }
  return true;
}

Type renamed(const Type& type, const TextMap<Type>& names) {
  if (type.is(Kind::parameter)) return names.find(type.name())->second;
  if (type.parameters().empty()) return type;
  std::vector<Type> parameters;
  for (const Type& parameter : type.parameters()) parameters.push_back(renamed(parameter, names));
  return type.with(std::move(parameters));
}

void collect(const Type& type, std::vector<std::string>& names) {
  if (type.is(Kind::parameter)) names.emplace_back(type.name());
  for (const Type& parameter : type.parameters()) collect(parameter, names);
}

}  // namespace

Type Substitution::fresh_parameter() { return Type::parameter("$" + std::to_string(next_++)); }

std::vector<Type> Substitution::fresh(const std::vector<Type>& types) {
  std::vector<std::string> names;
  for (const Type& type : types) collect(type, names);
  if (names.empty()) return types;
  TextMap<Type> renames;
  for (const std::string& name : names) {
    if (!renames.contains(name)) renames.emplace(name, fresh_parameter());
  }
  std::vector<Type> result;
  for (const Type& type : types) result.push_back(renamed(type, renames));
  return result;
}

const Type* Substitution::bound(const Type& parameter) const {
  const auto found = bindings_.find(parameter.name());
  return found == bindings_.end() ? nullptr : &found->second;
}

bool Substitution::assign(const Type& from, const Type& to) {
  auto before = bindings_;
  if (fits(from, to)) return true;
  bindings_ = std::move(before);
  return false;
}

bool Substitution::assign_all(const std::vector<Type>& from, const std::vector<Type>& to) {
  if (from.size() != to.size()) return false;
  auto before = bindings_;
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (!fits(from[i], to[i])) {
      bindings_ = std::move(before);
      return false;
    }
  }
  return true;
}

bool Substitution::occurs(const Type& parameter, const Type& inside) const {
  if (inside.is(Kind::parameter)) {
    if (inside.name() == parameter.name()) return true;
    const Type* const type = bound(inside);
    return type != nullptr && occurs(parameter, *type);
  }
  for (const Type& part : inside.parameters()) {
    if (occurs(parameter, part)) return true;
  }
  return false;
}

bool Substitution::bind(const Type& type, const Type& parameter) {
  if (type.is(Kind::parameter) && type.name() == parameter.name()) return true;
  if (const Type* const present = bound(parameter)) {
    const Type known = *present;
    if (!fits(type, known)) return false;
    if (is_as_general(type, known) && !occurs(parameter, type))
      bindings_.insert_or_assign(std::string(parameter.name()), type);
    return true;
  }
  if (occurs(parameter, type)) return false;
  bindings_.insert_or_assign(std::string(parameter.name()), type);
  return true;
}

bool Substitution::fits(const Type& from, const Type& to) {
  if (to.is(Kind::parameter)) return bind(from, to);
  if (from.is(Kind::parameter)) return bind(to, from);
  if (is_wild(from) || is_wild(to)) return true;
  if (from.is(Kind::null)) return is_nullable(to);
  if (to.is(Kind::null)) return is_nullable(from);
  if (from.kind() != to.kind() || from.name() != to.name()) return false;
  if (from.is(Kind::type)) return true;  // two types can be compared whatever they are types of
  if (from.parameters().size() != to.parameters().size()) return false;
  for (std::size_t i = 0; i < from.parameters().size(); ++i) {
    if (!fits(from.parameters()[i], to.parameters()[i])) return false;
  }
  return true;
}

Type Substitution::apply(const Type& type, bool final) const {
  if (type.is(Kind::parameter)) {
    if (const Type* const known = bound(type)) return apply(*known, final);
    return final ? Type() : type;
  }
  if (type.parameters().empty()) return type;
  std::vector<Type> parameters;
  for (const Type& parameter : type.parameters()) parameters.push_back(apply(parameter, final));
  return type.with(std::move(parameters));
}

std::optional<Type> Substitution::join(const Type& a, const Type& b) {
  if (!assign(a, b)) return std::nullopt;
  const Type first = apply(a);
  const Type second = apply(b);
  return is_as_general(first, second) ? first : second;
}

}  // namespace scrip::cel
