#pragma once
// Types of the expression language.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cel/currency.h"

namespace scrip::cel {

// What a value or a type is. CEL's names are in the comments where ours differ (C++ keeps some words for itself).
enum class Kind : std::uint8_t {
  null,       // null_type
  boolean,    // bool
  int64,      // int
  uint64,     // uint
  floating,   // double; not in the policy dialect
  string,
  bytes,
  list,
  map,
  timestamp,  // google.protobuf.Timestamp
  duration,   // google.protobuf.Duration
  type,
  optional,   // optional_type
  decimal,    // ours
  money,      // ours: a decimal with its currency
  date,       // ours: a civil day
  // Kinds of types that no value has:
  dyn,
  parameter,  // A in list(A), while a signature is matched
  abstract,   // declared by name only
  unknown,    // of an expression that did not check; matches everything, so that one mistake is reported once
  // Kinds of values that no expression can name:
  missing,    // a fact that was not given
  error,      // inside evaluation only
};

// A type, cheap to copy. list(T) has one parameter, map(K, V) two, optional(T) and type(T) one, an abstract type any
// number. money(C) has one: an abstract type with the currency's code, or a parameter in a signature.
class Type {
 public:
  Type() = default;  // dyn
  // Of a kind without parameters; list, map, optional and type get dyn for each, money an open currency.
  Type(Kind kind);  // NOLINT: a kind is a type wherever it has no parameters

  [[nodiscard]] static Type list(Type element);
  [[nodiscard]] static Type map(Type key, Type value);
  [[nodiscard]] static Type optional(Type value);
  [[nodiscard]] static Type type_of(Type type);
  [[nodiscard]] static Type money(Currency currency);
  [[nodiscard]] static Type parameter(std::string name);
  [[nodiscard]] static Type abstract(std::string name, std::vector<Type> parameters = {});
  // The same kind and name with other parameters.
  [[nodiscard]] Type with(std::vector<Type> parameters) const;

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is(Kind kind) const { return kind_ == kind; }
  [[nodiscard]] const std::vector<Type>& parameters() const;
  [[nodiscard]] const Type& parameter_at(std::size_t index) const;  // dyn where there is none
  [[nodiscard]] std::string_view name() const;                      // of a parameter or an abstract type
  [[nodiscard]] std::optional<Currency> currency() const;           // of money whose currency is known

  friend bool operator==(const Type& a, const Type& b);

 private:
  struct Details {
    std::string name;
    std::vector<Type> parameters;
  };
  Kind kind_ = Kind::dyn;
  // Shared: types are immutable trees, and every node of a checked expression holds one.
  std::shared_ptr<const Details> details_;
};

// As people write it: "list(string)", "money(CNY)", "map(string, int)".
[[nodiscard]] std::string format(const Type& type);
// The name that type(x) gives for values of a kind: "int", "google.protobuf.Timestamp", "decimal".
[[nodiscard]] std::string_view type_name(Kind kind);
// Reads what format writes; a single capital letter is a parameter. Nothing if it is no type.
[[nodiscard]] std::optional<Type> parse_type(std::string_view text);

}  // namespace scrip::cel
