#pragma once
// What a site says it has: so many devices of a resource, from a day to a day, for a use. Declarations of one resource
// add up, so a site that keeps 64 of its 512 chips for itself declares 448 and 64. Devices in maintenance are some of
// those promised to programmes: while they are, so many less can be had.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace scrip::registry {

// What declared devices are for. Numbers are stored: never reused.
enum class CapacityUse : std::uint8_t {
  programmes = 0,   // promised to the authority's programmes
  own_use = 1,      // the site's own
  maintenance = 2,  // promised to programmes, and out of service
};

struct Capacity {
  CapacityId id = no_id<CapacityId>;
  std::string key;
  SiteId site = no_id<SiteId>;
  ResourceId resource = no_id<ResourceId>;  // an accelerator or cores; tokens are no devices
  std::uint32_t devices = 0;                // above zero
  Day from{};                               // days in the authority's zone, [from, until), as its usage is counted
  Day until{};
  CapacityUse use = CapacityUse::programmes;

  [[nodiscard]] bool holds_on(Day day) const { return from <= day && day < until; }

  friend bool operator==(const Capacity&, const Capacity&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("site", self.site);
    visit("resource", self.resource);
    visit("devices", self.devices);
    visit("from", self.from);
    visit("until", self.until);
    visit("use", self.use);
  }
};

[[nodiscard]] std::string_view name(CapacityUse use);
[[nodiscard]] Result<CapacityUse> parse_capacity_use(std::string_view text);  // Errors: value_invalid

}  // namespace scrip::registry
