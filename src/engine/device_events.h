#pragma once
// What happened to single devices. What a claim brings follows from the decision on its application.

#include <cstdint>
#include <string>
#include <vector>

#include "registry/device.h"

namespace scrip::engine {

struct NewDevice {
  std::string vendor, serial;  // as they are compared
  ResourceId resource = no_id<ResourceId>;
  friend bool operator==(const NewDevice&, const NewDevice&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("vendor", self.vendor);
    visit("serial", self.serial);
    visit("resource", self.resource);
  }
};

struct DevicesRecorded {
  registry::DeviceStepKind kind{};
  SiteId site = no_id<SiteId>;
  Day day{};
  std::string reason;
  std::vector<NewDevice> added;  // get the next ids, in this order
  std::vector<DeviceId> devices;
  friend bool operator==(const DevicesRecorded&, const DevicesRecorded&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("kind", self.kind);
    visit("site", self.site);
    visit("day", self.day);
    visit("reason", self.reason);
    visit("added", self.added);
    visit("devices", self.devices);
  }
};

struct DeviceDaysReported {
  struct Row {
    DeviceId device = no_id<DeviceId>;
    Day day{};
    std::uint32_t present_s = 0, busy_s = 0;
    friend bool operator==(const Row&, const Row&) = default;
    static void fields(auto& self, auto&& visit) {
      visit("device", self.device);
      visit("day", self.day);
      visit("present_s", self.present_s);
      visit("busy_s", self.busy_s);
    }
  };
  SiteId site = no_id<SiteId>;
  std::vector<NewDevice> added;
  std::vector<Row> rows;  // only what is new or differs from what was reported before
  friend bool operator==(const DeviceDaysReported&, const DeviceDaysReported&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("site", self.site);
    visit("added", self.added);
    visit("rows", self.rows);
  }
};

}  // namespace scrip::engine
