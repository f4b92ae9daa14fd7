#pragma once
// Where sites are, so that they can stand on a map. Stated by their operator or an officer; nothing is decided from it.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"

namespace scrip::engine {

// A point on the earth (WGS 84) in millionths of a degree: about 0.1 m.
struct Place {
  std::int32_t latitude = 0;  // -90,000,000 .. 90,000,000; north is above zero
  std::int32_t longitude = 0;  // -180,000,000 .. 180,000,000; east is above zero

  friend bool operator==(const Place&, const Place&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("latitude", self.latitude);
    visit("longitude", self.longitude);
  }
};

// Says where a site is, or, without a place, that nobody says.
struct PlaceSite {
  std::string site;
  std::optional<Place> place;
};

struct SitePlaced {
  SiteId site = no_id<SiteId>;
  std::optional<Place> place;
  friend bool operator==(const SitePlaced&, const SitePlaced&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("site", self.site);
    visit("place", self.place);
  }
};

struct PlacesState {
  std::map<SiteId, Place> of;

  // None: nobody has said.
  [[nodiscard]] const Place* find(SiteId site) const;
  static void fields(auto& self, auto&& visit) { visit("of", self.of); }
};

// Reads "30.274085" or "-73.5" degrees, at most `most` of them either way, with at most six decimals.
// Errors: value_invalid, out_of_range.
[[nodiscard]] Result<std::int32_t> parse_degrees(std::string_view text, std::int32_t most);
inline constexpr std::int32_t latitude_max = 90, longitude_max = 180;  // degrees
// "30.274085": always six decimals.
[[nodiscard]] std::string format_degrees(std::int32_t millionths);

}  // namespace scrip::engine
