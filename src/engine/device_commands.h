#pragma once
// What is asked for about single devices.

#include <cstdint>
#include <string>
#include <vector>

#include "registry/device.h"

namespace scrip::engine {

struct DeviceName {
  std::string vendor, serial;
  std::string resource;  // chip model; needed for a device that is not known yet
};

// One step of several devices: installed or moved (at a site), resold, retired. What is accepted follows from claims.
struct RecordDevices {
  registry::DeviceStepKind kind{};
  std::string site;  // of an installation or a move; else empty
  Day day{};
  std::string reason;  // of all but an installation
  std::vector<DeviceName> devices;
};

// What a site's meter saw, a row for each device and day. Again for the same device, site and day: the later report
// holds.
struct ReportDeviceDays {
  struct Row {
    DeviceName device;
    Day day{};
    std::uint32_t present_s = 0, busy_s = 0;
  };
  std::string site;
  std::vector<Row> rows;
};

}  // namespace scrip::engine
