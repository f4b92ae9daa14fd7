#pragma once
// What an expression may name: variables (facts), functions, and which dialect is spoken.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/containers.h"
#include "base/result.h"
#include "base/time.h"
#include "cel/function.h"
#include "cel/type.h"

namespace scrip::cel {

enum class Dialect : std::uint8_t {
  standard,  // CEL as specified: for the conformance suite
  policy,    // decimals instead of doubles, money, dates; every list has one type of elements
};

// A fact. `slot` is its subscript in what Program::evaluate is given.
struct Variable {
  std::string name;  // may have dots: "company.founded"
  Type type;
  std::uint32_t slot = 0;
  std::vector<std::string> choices;  // of a string: the values it can have; empty where any text is allowed
};

using TimeZones = TextMap<ZoneOffsets>;

class Environment {
 public:
  explicit Environment(Dialect dialect, std::string container = {});

  // Declares a variable and gives its slot: 0, 1, 2, ... in order of declaration.
  // Errors: duplicate_key; value_invalid (no name, or choices of something that is no string).
  Result<std::uint32_t> add_variable(std::string name, Type type, std::vector<std::string> choices = {});
  // Declares a function that can be checked but not run (see parse_signature).
  void add_function(Overload overload);
  // Names a time zone for timestamp.getHours("Asia/Shanghai") and the like. Offsets ("+08:00") need no name.
  void add_time_zone(std::string name, ZoneOffsets offsets);

  [[nodiscard]] Dialect dialect() const { return dialect_; }
  [[nodiscard]] const std::string& container() const { return container_; }
  [[nodiscard]] std::span<const Variable> variables() const { return variables_; }
  [[nodiscard]] const Variable* variable(std::string_view name) const;
  // The overloads of a name, built in and declared; empty where there is none.
  [[nodiscard]] std::vector<const Overload*> overloads(std::string_view function) const;
  [[nodiscard]] bool has_function(std::string_view function) const;
  // Every name of a function in no particular order, for hints.
  [[nodiscard]] std::vector<std::string_view> function_names() const;
  [[nodiscard]] const std::shared_ptr<const TimeZones>& time_zones() const { return zones_; }
  // The names a dotted name may stand for inside the container, the longest first.
  [[nodiscard]] std::vector<std::string> candidates(std::string_view name) const;

 private:
  Dialect dialect_;
  std::string container_;
  std::vector<Variable> variables_;
  TextMap<std::uint32_t> slots_;
  std::vector<Overload> declared_;
  std::shared_ptr<const TimeZones> zones_;  // shared with every program compiled from here
};

}  // namespace scrip::cel
