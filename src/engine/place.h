#pragma once
// Where sites are: on a map, and in which city. Stated by their operator or an officer; nothing is decided from it.

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

// Says in which city a site is, as its people write it; empty: nobody says.
struct SetSiteCity {
  std::string site, city;
};

struct SiteCitySet {
  SiteId site = no_id<SiteId>;
  std::string city;
  friend bool operator==(const SiteCitySet&, const SiteCitySet&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("site", self.site);
    visit("city", self.city);
  }
};

struct PlacesState {
  std::map<SiteId, Place> of;
  std::map<SiteId, std::string> cities;

  // None: nobody has said.
  [[nodiscard]] const Place* find(SiteId site) const;
  // Empty: nobody has said.
  [[nodiscard]] std::string_view city_of(SiteId site) const;
  static void fields(auto& self, auto&& visit) {
    visit("of", self.of);
    visit("cities", self.cities);
  }
};

// One city is written in one way: 1 to 64 bytes without spaces at its ends. Errors: value_invalid.
[[nodiscard]] Result<void> check_city(std::string_view city);

// Reads "30.274085" or "-73.5" degrees, at most `most` of them either way, with at most six decimals.
// Errors: value_invalid, out_of_range.
[[nodiscard]] Result<std::int32_t> parse_degrees(std::string_view text, std::int32_t most);
inline constexpr std::int32_t latitude_max = 90, longitude_max = 180;  // degrees
// "30.274085": always six decimals.
[[nodiscard]] std::string format_degrees(std::int32_t millionths);

}  // namespace scrip::engine
