#pragma once
// For jobs of one size: an instant for each site they may go to, before which none of them will fit there. Starts only
// put that off, and while a site is closed nothing fits, so a bound that was true once stays true until the site opens
// again; who looks for the site that can take
// such a job soonest looks at the least bounds only, and raises those that were too low. For backfill.cpp.

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scrip::network_simulation {

class FitBounds {
 public:
  FitBounds() = default;
  // Of so many places, from 1; nothing is known of any of them.
  explicit FitBounds(std::uint32_t places) : leaves_(std::bit_ceil(places)), least_(std::size_t{2} * leaves_, ~0u) {
    for (std::uint32_t place = 0; place < places; ++place) put(place, 0);
  }

  [[nodiscard]] bool empty() const { return least_.empty(); }
  // In bytes.
  [[nodiscard]] std::size_t size() const { return least_.size() * sizeof(least_[0]); }
  [[nodiscard]] std::uint32_t least() const { return least_[1]; }
  // The first place that has the least bound.
  [[nodiscard]] std::uint32_t first() const {
    std::uint32_t at = 1;
    while (at < leaves_) at = least_[2 * at] == least_[at] ? 2 * at : 2 * at + 1;
    return at - leaves_;
  }
  void put(std::uint32_t place, std::uint32_t bound) {
    std::uint32_t at = leaves_ + place;
    least_[at] = bound;
    for (at /= 2; at > 0; at /= 2) {
      const std::uint32_t least = std::min(least_[2 * at], least_[2 * at + 1]);
      if (least_[at] == least) break;
      least_[at] = least;
    }
  }

 private:
  std::uint32_t leaves_ = 0;  // a power of two
  std::vector<std::uint32_t> least_;  // the root at 1, the leaves from `leaves_` on: the least below
};

}  // namespace scrip::network_simulation
