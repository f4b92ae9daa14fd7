#pragma once
// Sites from the inventories that data centres have published. Machines of the same chip with the same number of them
// are one group; machines without chips are left out.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "connectors/byte_source.h"

namespace scrip::network_simulation {

struct MachineGroup {
  std::string name;  // within the inventory
  std::string chip;
  std::uint32_t servers = 0;
  std::uint32_t cards = 0;
  friend bool operator==(const MachineGroup&, const MachineGroup&) = default;
};

// In the order of their names. Errors: those of CsvSource, missing_field, value_invalid, out_of_range.

// openb: nodes with gpu (how many) and model. Groups are "MODEL-CARDS".
[[nodiscard]] Result<std::vector<MachineGroup>> read_openb_nodes(connectors::ByteSource source);
// PAI: machine, gpu_type, cap_cpu, cap_mem, cap_gpu, without a header or under one. Groups are "TYPE-CARDS".
[[nodiscard]] Result<std::vector<MachineGroup>> read_pai_machines(connectors::ByteSource source);
// Lingjun: hosts with their top-of-rack switch (ASW). Groups are the switches: islands that a job does not leave. The
// file does not say what the hosts have in them.
[[nodiscard]] Result<std::vector<MachineGroup>> read_lingjun(connectors::ByteSource source, const std::string& chip,
                                                             std::uint32_t cards);

}  // namespace scrip::network_simulation
