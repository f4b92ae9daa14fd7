#pragma once
// What the commands of calls, applications and awards share.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"

namespace scrip::cli {

// The state, with the journal opened for writing. Errors: authority_missing.
[[nodiscard]] Result<const engine::State*> state_for_writing(Context& context);

// Puts the option's name into an error that names no field.
template <class T>
[[nodiscard]] Result<T> for_option(const char* option, Result<T> result) {
  if (!result) result.error().field = option;
  return result;
}

// A day, at its first instant in the zone, or an instant. Errors: time_invalid, at the option.
[[nodiscard]] Result<Instant> parse_when(const char* option, const std::string& text, const ZoneOffsets& zone);

// Errors: value_invalid, at the option.
[[nodiscard]] Result<std::uint32_t> whole_number(const char* option, const std::string& text);

// A number of days, 0 .. 3,660. Errors: out_of_range, at the option.
[[nodiscard]] Result<std::uint16_t> parse_days(const char* option, const std::string& text);

// "left=right" in two. Errors: value_invalid, at the option.
[[nodiscard]] Result<std::pair<std::string, std::string>> parse_pair(const char* option, const std::string& text);

// A command that names one thing and gives a reason.
struct WithReason {
  std::string key, reason;
};

}  // namespace scrip::cli
