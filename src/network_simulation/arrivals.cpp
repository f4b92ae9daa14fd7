#include "network_simulation/arrivals.h"

#include <algorithm>
#include <string>

#include "network_simulation/cells.h"
#include "network_simulation/limits.h"
#include "network_simulation/texts.h"

namespace scrip::network_simulation {
namespace {

constexpr std::int64_t milli = 1'000;

bool looks_like_calendar(std::string_view text) {
  if (text.find_first_of("eE") != text.npos) return false;
  return text.find_first_of(":T") != text.npos || text.find('-', 1) != text.npos;
}

template <class T>
Result<T> of_field(std::string_view field, Result<T> result) {
  if (!result) result.error().field = field;
  return result;
}

}  // namespace

Result<std::int64_t> Arrivals::calendar_ms(std::string_view text, std::string_view field) {
  return times_.local(text, field);
}

Result<std::int64_t> Arrivals::read(std::string_view text, std::string_view field) {
  if (text.empty()) {
    return fail(ErrorCode::value_invalid, say("the cell is empty; a time is expected"), std::string(field));
  }
  const bool calendar = looks_like_calendar(text);
  if (calendar_.value_or(calendar) != calendar) {
    return fail(ErrorCode::value_invalid, say("'{0}': some times are numbers and some are dates", text),
                std::string(field));
  }
  calendar_ = calendar;
  if (calendar) return SCRIP_TRY(times_.local(text, field)) / milli;
  const Scaled value = SCRIP_TRY(of_field(field, parse_scaled(text, 0)));
  if (value.units < 0 || text.starts_with('-') || value.units > limits::end_s_max) {
    return fail(ErrorCode::out_of_range, say("'{0}' is not within {1} to {2}", text, 0, limits::end_s_max),
                std::string(field));
  }
  return static_cast<std::int64_t>(value.units);
}

Result<void> Arrivals::finish(Trace& trace) const {
  if (at_.empty()) return {};
  const std::int64_t earliest_s = std::ranges::min_element(at_, {}, &Times::submitted_s)->submitted_s;
  const bool from_earliest = calendar_.value_or(true) || earliest_s > limits::time_s_max;
  const std::int64_t zero_s = from_earliest ? earliest_s : 0;
  for (std::size_t i = 0; i < at_.size(); ++i) {
    const std::int64_t since_s = at_[i].submitted_s - zero_s;
    const std::int64_t due_s = at_[i].due_s == 0 ? 0 : at_[i].due_s - zero_s;
    if (since_s > limits::time_s_max || due_s < 0 || due_s > limits::end_s_max) {
      return fail(ErrorCode::out_of_range, say("a job comes, or is due, too long after the first"));
    }
    trace.jobs[i].submitted_s = static_cast<std::uint32_t>(since_s);
    trace.jobs[i].due_s = static_cast<std::uint32_t>(due_s);
  }
  sort_by_submission(trace);
  return {};
}

}  // namespace scrip::network_simulation
