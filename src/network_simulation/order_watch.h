#pragma once
// Fair shares send an organisation back as its jobs start, and with it what its jobs stood before. Who looked at the
// order in vain watches the organisations that it saw in front: until one of them moves, it would see the same again.

#include <cstdint>
#include <utility>
#include <vector>

#include "base/containers.h"

namespace scrip::network_simulation {

class OrderWatch {
 public:
  // Of no organisations: nothing is ever watched.
  explicit OrderWatch(std::uint32_t organisations) : watchers_(organisations) {}

  void watch(std::uint32_t organisation, std::uint32_t watcher) {
    if (known_.insert(std::uint64_t{organisation} << 32 | watcher).second) watchers_[organisation].push_back(watcher);
  }
  // Calls told(watcher) for each, and forgets them.
  template <class Told>
  void moved(std::uint32_t organisation, const Told& told) {
    if (watchers_.empty()) return;
    for (const std::uint32_t watcher : std::exchange(watchers_[organisation], {})) {
      known_.erase(std::uint64_t{organisation} << 32 | watcher);
      told(watcher);
    }
  }

 private:
  std::vector<std::vector<std::uint32_t>> watchers_;  // by organisation
  FlatSet<std::uint64_t> known_;                      // organisation, watcher
};

}  // namespace scrip::network_simulation
