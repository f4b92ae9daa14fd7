#pragma once
// Fair shares send an organisation back as its jobs start, and with it what its jobs stood before. Who looked at the
// order in vain watches the groups of jobs that it saw in front, each of one organisation: until one of these moves, it
// would see the same again.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace scrip::network_simulation {

class OrderWatch {
 public:
  // Of no organisations and groups: nothing is ever watched.
  OrderWatch(std::size_t organisations, std::size_t groups) : first_(organisations, end), next_(groups, none) {}

  void watch(std::uint32_t organisation, std::uint32_t group) {
    if (next_[group] == none) next_[group] = std::exchange(first_[organisation], group);
  }
  // Calls told(group) for each of its groups that is watched, and forgets them.
  template <class Told>
  void moved(std::uint32_t organisation, const Told& told) {
    if (first_.empty()) return;
    for (std::uint32_t group = std::exchange(first_[organisation], end); group != end;) {
      told(group);
      group = std::exchange(next_[group], none);
    }
  }

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};  // not watched
  static constexpr std::uint32_t end = none - 1;  // the last of a list

  std::vector<std::uint32_t> first_;  // by organisation: a list of groups
  std::vector<std::uint32_t> next_;  // by group: the next of the list that it is in
};

}  // namespace scrip::network_simulation
