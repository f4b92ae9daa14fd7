#pragma once
// Which jobs pay for devices that do nothing: the devices that Slurm gave a job, against what exporters say of them
// (docs/site.md, "Idle devices").

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace scrip::site {

// A device as Slurm counts it: its node, and its number there.
struct DevicePlace {
  std::string node;
  std::int64_t number = 0;
  friend auto operator<=>(const DevicePlace&, const DevicePlace&) = default;
};

// The devices of a running job, of its `scontrol show job --details`: a line for each group of nodes, such as
// "     Nodes=a[1-2] CPU_IDs=0-3 Mem=0 GRES=gpu:h100:3(IDX:0-1,4)". Errors: syntax_error.
[[nodiscard]] Result<std::vector<DevicePlace>> read_places(std::string_view text);

// "a[08-10,12],b1" as its names. Errors: syntax_error; too_large above limits::nodes_max.
[[nodiscard]] Result<std::vector<std::string>> nodes_of(std::string_view list);

// Since when each device has done less than a stated share of what it can.
class IdleDevices {
 public:
  explicit IdleDevices(std::int64_t below_permille) : below_permille_(below_permille) {}

  // A reading; one without a value says nothing, so the device is not known to be idle.
  void seen(const DevicePlace& place, std::optional<std::int64_t> busy_permille, std::int64_t now_s);

  // Since when all of them are idle, of which the last reading is no older than `old_s`. None: one works, or nobody
  // knows, or there are none.
  [[nodiscard]] std::optional<std::int64_t> since_s(const std::vector<DevicePlace>& places, std::int64_t now_s,
                                                    std::int64_t old_s) const;

 private:
  struct Reading {
    std::int64_t at_s = 0;
    std::int64_t idle_since_s = 0;  // 0: not idle
  };
  std::int64_t below_permille_;
  std::map<DevicePlace, Reading> readings_;
};

}  // namespace scrip::site
