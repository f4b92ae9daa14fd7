#pragma once
// How the devices of a model stand at a site: so many in a server, so many servers in an island, which one fast network
// joins. A model is spread over the devices of a server and trained within an island.

#include <cstdint>

#include "base/result.h"

namespace scrip::registry {

struct Topology {
  std::uint32_t devices_per_server = 8;  // 1 .. limits::devices_per_server_max
  std::uint32_t servers_per_island = 0;  // at most limits::servers_per_island_max; 0: nobody says

  friend bool operator==(const Topology&, const Topology&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("devices_per_server", self.devices_per_server);
    visit("servers_per_island", self.servers_per_island);
  }
};

// Errors: out_of_range.
[[nodiscard]] Result<void> check_topology(const Topology& topology);

}  // namespace scrip::registry
