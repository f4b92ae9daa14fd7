#include "service/kept.h"

#include <algorithm>

#include "base/limits.h"

namespace scrip::service {

bool Kept::is_due(const Age& age, std::uint64_t made_of, const engine::State& state, Instant now) {
  if (made_of == state.last_sequence) return false;
  const auto wait = std::max(Milliseconds{limits::kept_ms_min}, age.took * limits::kept_times_its_making);
  return now < age.made_at || now - age.made_at >= wait;  // a clock that was set back does not keep it for long
}

const Kept::Text& Kept::text(const std::string& name, const engine::State& state, const Clock& clock,
                             const std::function<std::string()>& make) {
  const Instant begun = clock();
  const auto found = texts_.find(name);
  if (found != texts_.end() && !is_due(found->second.age, found->second.text.sequence, state, begun)) {
    return found->second.text;
  }
  KeptText made{.text = {.sequence = state.last_sequence, .as_of = state.last_time, .text = make()}, .age = {}};
  const Instant done = clock();
  made.age = {.made_at = done, .took = std::max(done - begun, Milliseconds{})};
  return (texts_[name] = std::move(made)).text;
}

const Kept::Use& Kept::use(const engine::State& state, const Clock& clock) {
  const Instant begun = clock();
  if (use_ && !is_due(use_age_, use_->sequence, state, begun)) return *use_;
  use_ = Use{.sequence = state.last_sequence, .as_of = state.last_time, .days = reports::daily_use(state)};
  const Instant done = clock();
  use_age_ = {.made_at = done, .took = std::max(done - begun, Milliseconds{})};
  return *use_;
}

const std::string& Kept::text_of_use(const std::string& name, const Use& use, Day today,
                                     const std::function<std::string()>& make) {
  auto& kept = of_use_[name];
  const bool is_same =
      !kept.text.empty() && kept.use == use.sequence && kept.changed == changed_ && kept.today == today;
  if (!is_same) kept = {.use = use.sequence, .changed = changed_, .today = today, .text = make()};
  return kept.text;
}

}  // namespace scrip::service
