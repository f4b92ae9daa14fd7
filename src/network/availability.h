#pragma once
// Devices of one chip model at one site over time: what is promised, less what is taken.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"

namespace scrip::network {

// A function of time that changes in steps. Put everything in first, then ask; the order of putting in does not matter.
// Cost: putting in is constant, the first question n log n, each question linear in the steps.
class Availability {
 public:
  void promise(const Period& period, std::int64_t devices) { add(period, devices, devices); }
  void take(const Period& period, std::int64_t devices) { add(period, 0, -devices); }

  // The fewest devices free at any instant of the period, which is not empty; below zero where more is taken than
  // promised.
  [[nodiscard]] std::int64_t least_free(const Period& period) const;
  // The most devices promised at any instant of the period, whether or not taken.
  [[nodiscard]] std::int64_t most_promised(const Period& period) const;
  // The first start at or after `from` such that so many devices are free for the whole of `length`, ending by
  // `latest`.
  [[nodiscard]] std::optional<Instant> earliest(Instant from, Instant latest, Milliseconds length,
                                                std::int64_t devices) const;

 private:
  struct Step {
    Instant at;
    std::int64_t promised = 0;  // changes, until settle() has added them up
    std::int64_t free = 0;
  };

  void add(const Period& period, std::int64_t promised, std::int64_t free);
  void settle() const;
  [[nodiscard]] std::size_t step_at(Instant at) const;  // the step that holds at it; steps_.size(): before the first

  mutable std::vector<Step> steps_;
  mutable std::size_t added_ = 0;  // so many steps are sums, the rest changes
  mutable bool settled_ = true;
};

}  // namespace scrip::network
