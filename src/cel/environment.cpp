#include "cel/environment.h"

#include <utility>

#include "cel/library.h"
#include "cel/texts.h"

namespace scrip::cel {

Environment::Environment(Dialect dialect, std::string container)
    : dialect_(dialect), container_(std::move(container)), zones_(std::make_shared<const TimeZones>()) {}

Result<std::uint32_t> Environment::add_variable(std::string name, Type type, std::vector<std::string> choices) {
  if (name.empty()) return fail(ErrorCode::value_invalid, say("a variable needs a name"));
  const bool of_strings = type.is(Kind::string) || (type.is(Kind::list) && type.parameter_at(0).is(Kind::string));
  if (!choices.empty() && !of_strings) {
    return fail(ErrorCode::value_invalid, say("only strings have choices, and '{0}' is {1}", name, format(type)), name);
  }
  const auto slot = static_cast<std::uint32_t>(variables_.size());
  if (!slots_.emplace(name, slot).second)
    return fail(ErrorCode::duplicate_key, say("'{0}' is declared twice", name), name);
  variables_.push_back({std::move(name), std::move(type), slot, std::move(choices)});
  return slot;
}

void Environment::add_function(Overload overload) { declared_.push_back(std::move(overload)); }

void Environment::add_time_zone(std::string name, ZoneOffsets offsets) {
  TimeZones zones = *zones_;
  zones.insert_or_assign(std::move(name), std::move(offsets));
  zones_ = std::make_shared<const TimeZones>(std::move(zones));
}

const Variable* Environment::variable(std::string_view name) const {
  const auto found = slots_.find(name);
  return found == slots_.end() ? nullptr : &variables_[found->second];
}

std::vector<const Overload*> Environment::overloads(std::string_view function) const {
  std::vector<const Overload*> found;
  const Library& built_in = library(dialect_);
  if (const auto entry = built_in.find(function); entry != built_in.end()) {
    for (const Overload& overload : entry->second) found.push_back(&overload);
  }
  for (const Overload& overload : declared_) {
    if (overload.name == function) found.push_back(&overload);
  }
  return found;
}

bool Environment::has_function(std::string_view function) const {
  if (library(dialect_).contains(function)) return true;
  for (const Overload& overload : declared_) {
    if (overload.name == function) return true;
  }
  return false;
}

std::vector<std::string_view> Environment::function_names() const {
  std::vector<std::string_view> names;
  for (const auto& [name, overloads] : library(dialect_)) names.push_back(name);
  for (const Overload& overload : declared_) names.push_back(overload.name);
  return names;
}

std::vector<std::string> Environment::candidates(std::string_view name) const {
  if (name.starts_with('.')) return {std::string(name.substr(1))};
  std::vector<std::string> found;
  for (std::string_view prefix = container_; !prefix.empty();) {
    found.push_back(std::string(prefix) + "." + std::string(name));
    const std::size_t dot = prefix.rfind('.');
    prefix = prefix.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  found.emplace_back(name);
  return found;
}

}  // namespace scrip::cel
