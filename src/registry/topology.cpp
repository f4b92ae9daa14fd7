#include "registry/topology.h"

#include "base/limits.h"
#include "registry/texts.h"

namespace scrip::registry {

Result<void> check_topology(const Topology& topology) {
  if (topology.devices_per_server == 0 || topology.devices_per_server > limits::devices_per_server_max) {
    return fail(ErrorCode::out_of_range, say("1 to 1,024 devices"), "devices_per_server");
  }
  if (topology.servers_per_island > limits::servers_per_island_max) {
    return fail(ErrorCode::out_of_range, say("1 to 65,536 servers, or none where nobody says"), "servers_per_island");
  }
  return {};
}

}  // namespace scrip::registry
