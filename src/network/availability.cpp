#include "network/availability.h"

#include <algorithm>

namespace scrip::network {

void Availability::add(const Period& period, std::int64_t promised, std::int64_t free) {
  if (period.from >= period.until) return;
  steps_.push_back({.at = period.from, .promised = promised, .free = free});
  steps_.push_back({.at = period.until, .promised = -promised, .free = -free});
  settled_ = false;
}

void Availability::settle() const {
  if (settled_) return;
  // What was added up before becomes changes again.
  for (std::size_t i = added_; i-- > 1;) {
    steps_[i].promised -= steps_[i - 1].promised;
    steps_[i].free -= steps_[i - 1].free;
  }
  std::ranges::sort(steps_, {}, &Step::at);
  std::vector<Step> merged;
  Step sum;
  for (const Step& step : steps_) {
    sum = {.at = step.at, .promised = sum.promised + step.promised, .free = sum.free + step.free};
    if (!merged.empty() && merged.back().at == step.at) {
      merged.back() = sum;
    } else {
      merged.push_back(sum);
    }
  }
  steps_ = std::move(merged);
  added_ = steps_.size();
  settled_ = true;
}

std::size_t Availability::step_at(Instant at) const {
  const auto after = std::ranges::upper_bound(steps_, at, {}, &Step::at);
  return after == steps_.begin() ? steps_.size() : static_cast<std::size_t>(after - steps_.begin()) - 1;
}

std::int64_t Availability::least_free(const Period& period) const {
  settle();
  std::size_t i = step_at(period.from);
  std::int64_t least = 0;
  if (i < steps_.size()) {
    least = steps_[i++].free;
  } else {
    i = 0;
  }
  for (; i < steps_.size() && steps_[i].at < period.until; ++i) least = std::min(least, steps_[i].free);
  return least;
}

std::int64_t Availability::most_promised(const Period& period) const {
  settle();
  std::size_t i = step_at(period.from);
  std::int64_t most = 0;
  if (i < steps_.size()) {
    most = steps_[i++].promised;
  } else {
    i = 0;
  }
  for (; i < steps_.size() && steps_[i].at < period.until; ++i) most = std::max(most, steps_[i].promised);
  return most;
}

std::optional<Instant> Availability::earliest(Instant from, Instant latest, Milliseconds length,
                                              std::int64_t devices) const {
  settle();
  Instant start = from;
  std::size_t i = step_at(from);
  if (i == steps_.size()) {  // before the first step nothing is there
    if (steps_.empty()) return std::nullopt;
    i = 0;
    start = steps_.front().at;
  }
  for (; i < steps_.size() && start + length <= latest; ++i) {
    const bool last = i + 1 == steps_.size();
    if (steps_[i].free < devices) {
      if (last) return std::nullopt;
      start = std::max(start, steps_[i + 1].at);
      continue;
    }
    if (last || start + length <= steps_[i + 1].at) return start;
  }
  return std::nullopt;
}

}  // namespace scrip::network
