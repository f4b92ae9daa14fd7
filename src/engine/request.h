#pragma once
// What every judged command has in common: checks of texts, and look-ups that name what is missing.

#include <string>
#include <string_view>
#include <vector>

#include "engine/events.h"

namespace scrip::engine {

using Events = std::vector<Event>;

// Keys are short, visible ASCII without spaces, so that they can stand in a URL, a file name and a column.
// Errors: missing_field, too_large, value_invalid.
[[nodiscard]] Result<void> check_key(std::string_view key, std::string_view field);
// A name of something, shown as it is. Errors: missing_field, too_large.
[[nodiscard]] Result<void> check_name(std::string_view name);
// Text that has to be there, such as a reason. Errors: missing_field, too_large (more than limits::text_max bytes).
[[nodiscard]] Result<void> check_text(std::string_view text, std::string_view field);

[[nodiscard]] std::unexpected<Error> reused(std::string_view key);

// The record called `key`. Errors: the not-found code of its kind.
[[nodiscard]] Result<const registry::Organisation*> organisation_called(const State& state, std::string_view key);
[[nodiscard]] Result<const registry::Site*> site_called(const State& state, std::string_view key);
[[nodiscard]] Result<const registry::Resource*> resource_called(const State& state, std::string_view key);
[[nodiscard]] Result<const programme::Programme*> programme_called(const State& state, std::string_view key);
[[nodiscard]] Result<const programme::BudgetLine*> budget_line_called(const State& state, std::string_view key);
[[nodiscard]] Result<const programme::Policy*> policy_called(const State& state, std::string_view key);
[[nodiscard]] Result<const CallState*> call_called(const State& state, std::string_view key);
[[nodiscard]] Result<const ApplicationState*> application_called(const State& state, std::string_view key);
[[nodiscard]] Result<const AwardState*> award_called(const State& state, std::string_view key);

// One new record, or nothing if the same one is there already. Errors: key_reused.
template <class Made, class Record>
[[nodiscard]] Result<Events> added(const Record* existing, Record record) {
  if (existing == nullptr) return Events{Made{std::move(record)}};
  record.id = existing->id;
  if (record == *existing) return Events{};
  return reused(record.key);
}

}  // namespace scrip::engine
