#pragma once
// When the jobs that run at one site end, soonest first: what a reservation is made from. A heap that is only looked
// into as far as it must be; ends that are past are dropped when it is next touched. For machine.cpp.

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace scrip::network_simulation {

class SiteEnds {
 public:
  struct End {
    std::uint32_t end_s = 0;
    std::uint32_t server = 0;   // the first that the job holds
    std::uint32_t devices = 0;  // of the job
    friend auto operator<=>(const End&, const End&) = default;
  };

  void add(const End& end, std::uint32_t now_s) {
    drop_past(now_s);
    ends_.push_back(end);
    std::ranges::push_heap(ends_, std::greater<>{});
  }
  // Forgets what has ended by now.
  void drop_past(std::uint32_t now_s) {
    while (!ends_.empty() && ends_.front().end_s <= now_s) {
      std::ranges::pop_heap(ends_, std::greater<>{});
      ends_.pop_back();
    }
  }
  void clear() { ends_.clear(); }

  // Calls visit(end) from the soonest on, until it returns true. Cost: k log k for the k that are visited.
  template <class Visit>
  void in_order(const Visit& visit) {
    const auto later = [this](std::size_t a, std::size_t b) { return ends_[a] > ends_[b]; };
    ahead_.clear();
    if (!ends_.empty()) ahead_.push_back(0);
    while (!ahead_.empty()) {
      std::ranges::pop_heap(ahead_, later);
      const std::size_t at = ahead_.back();
      ahead_.pop_back();
      if (visit(ends_[at])) return;
      for (const std::size_t child : {2 * at + 1, 2 * at + 2}) {
        if (child >= ends_.size()) break;
        ahead_.push_back(child);
        std::ranges::push_heap(ahead_, later);
      }
    }
  }

 private:
  std::vector<End> ends_;           // a heap with the soonest at the front
  std::vector<std::size_t> ahead_;  // while they are visited: those whose parents have been
};

}  // namespace scrip::network_simulation
