#pragma once
// Single devices: told apart by vendor and serial number, with what became of each, and what the meter saw of it.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace scrip::registry {

// Numbers are stored: never reused.
enum class DeviceStatus : std::uint8_t {
  seen = 0,       // known to the meter only
  bought = 1,     // by an accepted claim
  installed = 2,  // at a site
  retired = 3,
  resold = 4,
};

enum class DeviceStepKind : std::uint8_t {
  bought = 0,
  installed = 1,
  accepted = 2,
  seen = 3,  // by the meter, at this site for the first time
  moved = 4,
  resold = 5,
  retired = 6,
};

struct Device {
  DeviceId id = no_id<DeviceId>;
  std::string vendor;  // as vendor_key() gives it
  std::string serial;  // as serial_key() gives it
  ResourceId resource = no_id<ResourceId>;  // chip model
  DeviceStatus status = DeviceStatus::seen;
  OrganisationId owner = no_id<OrganisationId>;  // who claimed it
  SiteId site = no_id<SiteId>;                   // where it is installed; none: nowhere
  ClaimId claim = no_id<ClaimId>;                // the accepted claim that bought it

  friend bool operator==(const Device&, const Device&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("vendor", self.vendor);
    visit("serial", self.serial);
    visit("resource", self.resource);
    visit("status", self.status);
    visit("owner", self.owner);
    visit("site", self.site);
    visit("claim", self.claim);
  }
};

// A step of a device's history.
struct DeviceStep {
  DeviceId device = no_id<DeviceId>;
  DeviceStepKind kind{};
  Day day{};
  SiteId site = no_id<SiteId>;
  ClaimId claim = no_id<ClaimId>;
  std::uint64_t entry = 0;  // of the journal

  static void fields(auto& self, auto&& visit) {
    visit("device", self.device);
    visit("kind", self.kind);
    visit("day", self.day);
    visit("site", self.site);
    visit("claim", self.claim);
    visit("entry", self.entry);
  }
};

// What one site's meter saw of a device on one day.
struct DeviceDay {
  Day day{};
  SiteId site = no_id<SiteId>;
  std::uint32_t present_s = 0;  // switched on and answering; 0 .. seconds_per_day
  std::uint32_t busy_s = 0;     // at work; at most present_s

  friend bool operator==(const DeviceDay&, const DeviceDay&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("day", self.day);
    visit("site", self.site);
    visit("present_s", self.present_s);
    visit("busy_s", self.busy_s);
  }
};

// As identifiers are compared: full width letters, digits and marks (U+FF01 .. U+FF5E, U+3000) become ASCII, white
// space goes (space, tab, no-break space), small ASCII letters become capitals; all else stays.
[[nodiscard]] std::string folded(std::string_view text);

// The same, and blind to what is mistaken for one another in writing: marks of ASCII go, O is 0, I and L are 1.
[[nodiscard]] std::string alike(std::string_view text);

// A serial number as devices are told apart by it: folded, then 1 .. limits::serial_bytes_max visible ASCII characters.
// Errors: missing_field, too_large, value_invalid.
[[nodiscard]] Result<std::string> serial_key(std::string_view written);
// A vendor as devices are told apart by it: folded, in small letters; any letters of UTF-8.
// Errors: missing_field, too_large.
[[nodiscard]] Result<std::string> vendor_key(std::string_view written);

[[nodiscard]] std::string_view name(DeviceStatus status);
[[nodiscard]] std::string_view name(DeviceStepKind kind);
[[nodiscard]] Result<DeviceStepKind> parse_device_step(std::string_view text);  // Errors: value_invalid

}  // namespace scrip::registry
