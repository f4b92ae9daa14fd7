#pragma once
// What the state keeps of single devices.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/containers.h"
#include "registry/device.h"

namespace scrip::engine {

struct DevicesState {
  std::vector<registry::Device> devices;
  std::vector<registry::DeviceStep> steps;               // in the order of the journal
  std::vector<std::vector<registry::DeviceDay>> days;    // by device; ascending by day, then site
  std::uint64_t day_count = 0;                           // of all devices

  static void fields(auto& self, auto&& visit) {
    visit("devices", self.devices);
    visit("steps", self.steps);
    visit("days", self.days);
    visit("day_count", self.day_count);
  }

  // Both as they are compared (registry::vendor_key, serial_key). None: not known.
  [[nodiscard]] const registry::Device* find(std::string_view vendor, std::string_view serial) const;

  // For apply() only.
  DeviceId add(registry::Device device);  // without an id, which it gets
  void add(const registry::DeviceStep& step);
  void rebuild_indexes();                 // after loading a snapshot

  // --- index, rebuilt from the above ---
  TextMap<DeviceId> by_name;
  std::vector<std::vector<std::uint32_t>> steps_of;  // by device: places in steps, ascending
};

}  // namespace scrip::engine
