#pragma once
// The first few of a shape that wait, in their order, and the least work among them: so that a pass of backfill passes
// over a whole shape with one comparison where even its shortest job would come too late. For backfill.cpp.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "network_simulation/limits.h"

namespace scrip::network_simulation {

class Window {
 public:
  struct Entry {
    std::uint32_t place = 0;  // among those of the shape
    std::uint32_t job = 0;
    std::uint64_t work = 0;  // seconds on a chip of speed one thousandth
  };
  // One more than a pass looks at: the first of a lane does not count.
  static constexpr std::size_t size_max = limits::backfill_depth + 1;

  [[nodiscard]] bool is_full() const { return entries_.size() == size_max; }
  [[nodiscard]] std::span<const Entry> entries() const { return entries_; }
  [[nodiscard]] std::uint64_t least_work() const { return least_work_; }

  // One more waits, at any place. It stays out if the window is full of earlier ones.
  void put(const Entry& entry) {
    const auto at = std::ranges::lower_bound(entries_, entry.place, {}, &Entry::place);
    if (is_full() && at == entries_.end()) return;
    entries_.insert(at, entry);
    least_work_ = std::min(least_work_, entry.work);
    if (entries_.size() > size_max) drop(entries_.end() - 1);
  }
  // One waits no more.
  void take(std::uint32_t place) {
    const auto at = std::ranges::lower_bound(entries_, place, {}, &Entry::place);
    if (at != entries_.end() && at->place == place) drop(at);
  }

 private:
  void drop(std::vector<Entry>::iterator at) {
    const bool was_least = at->work == least_work_;
    entries_.erase(at);
    if (!was_least) return;
    least_work_ = std::numeric_limits<std::uint64_t>::max();
    for (const Entry& entry : entries_) least_work_ = std::min(least_work_, entry.work);
  }

  std::vector<Entry> entries_;  // by place
  std::uint64_t least_work_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace scrip::network_simulation
