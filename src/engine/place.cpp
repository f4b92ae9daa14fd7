#include "engine/place.h"

#include "base/limits.h"
#include "engine/check.h"
#include "engine/chip.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

constexpr std::int32_t millionths = 1'000'000;
constexpr int places_max = 6;

Result<void> check_degrees(std::int32_t value, std::int32_t most, std::string_view field) {
  if (value >= -most * millionths && value <= most * millionths) return {};
  return fail(ErrorCode::out_of_range, say("{0} degrees at most, either way", most), std::string(field));
}

Result<void> check_place(const Place& place) {
  SCRIP_TRY_VOID(check_degrees(place.latitude, latitude_max, "latitude"));
  return check_degrees(place.longitude, longitude_max, "longitude");
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

const Place* PlacesState::find(SiteId site) const {
  const auto found = of.find(site);
  return found == of.end() ? nullptr : &found->second;
}

Result<Events> judge(const State& state, const PlaceSite& command, const EntryContext&) {
  if (command.place) SCRIP_TRY_VOID(check_place(*command.place));
  const SiteId site = SCRIP_TRY(site_called(state, command.site))->id;
  const Place* known = state.places.find(site);
  const bool same = command.place ? known != nullptr && *known == *command.place : known == nullptr;
  if (same) return Events{};
  return Events{SitePlaced{.site = site, .place = command.place}};
}

Result<void> check_lifecycle(const State& state, const SitePlaced& event) {
  SCRIP_TRY_VOID(require(exists(state.registry.sites(), event.site), "no such site"));
  return require(!event.place || check_place(*event.place).has_value(), "no such place");
}

void apply_lifecycle(State& state, const SitePlaced& event) {
  if (event.place) {
    state.places.of[event.site] = *event.place;
  } else {
    state.places.of.erase(event.site);
  }
}

std::string_view PlacesState::city_of(SiteId site) const {
  const auto found = cities.find(site);
  return found == cities.end() ? std::string_view{} : std::string_view{found->second};
}

Result<void> check_city(std::string_view city) {
  const bool bare = city.empty() || city.starts_with(' ') || city.ends_with(' ');
  if (!bare && city.size() <= limits::city_bytes_max && check_name(city)) return {};
  return fail(ErrorCode::value_invalid, say("a city's name has 1 to 64 bytes and no spaces at its ends"), "city");
}

Result<Events> judge(const State& state, const SetSiteCity& command, const EntryContext&) {
  if (!command.city.empty()) SCRIP_TRY_VOID(check_city(command.city));
  const SiteId site = SCRIP_TRY(site_called(state, command.site))->id;
  if (state.places.city_of(site) == command.city) return Events{};
  return Events{SiteCitySet{.site = site, .city = command.city}};
}

Result<void> check_lifecycle(const State& state, const SiteCitySet& event) {
  SCRIP_TRY_VOID(require(exists(state.registry.sites(), event.site), "no such site"));
  return require(event.city.empty() || check_city(event.city).has_value(), "no such city");
}

void apply_lifecycle(State& state, const SiteCitySet& event) {
  if (event.city.empty()) {
    state.places.cities.erase(event.site);
  } else {
    state.places.cities[event.site] = event.city;
  }
}

Result<std::int32_t> parse_degrees(std::string_view text, std::int32_t most) {
  const bool negative = text.starts_with('-');
  std::string_view rest = negative ? text.substr(1) : text;
  std::int64_t value = 0;
  int decimals = -1;  // none yet
  bool any = false;
  for (const char c : rest) {
    if (c == '.' && decimals < 0 && any) {
      decimals = 0;
      continue;
    }
    if (!is_digit(c) || decimals == places_max || value > most * std::int64_t{millionths}) {
      return fail(ErrorCode::value_invalid, say("degrees with at most six decimals, such as 30.274085"));
    }
    any = true;
    value = value * 10 + (c - '0');
    if (decimals >= 0) ++decimals;
  }
  if (!any || decimals == 0) return fail(ErrorCode::value_invalid, say("degrees, such as 30.274085"));
  for (int i = decimals < 0 ? 0 : decimals; i < places_max; ++i) value *= 10;
  if (value > most * std::int64_t{millionths}) {
    return fail(ErrorCode::out_of_range, say("{0} degrees at most, either way", most));
  }
  return static_cast<std::int32_t>(negative ? -value : value);
}

std::string format_degrees(std::int32_t value) {
  const std::int64_t magnitude = value < 0 ? -std::int64_t{value} : value;
  std::string decimals = std::to_string(magnitude % millionths);
  decimals.insert(0, static_cast<std::size_t>(places_max) - decimals.size(), '0');
  return (value < 0 ? "-" : "") + std::to_string(magnitude / millionths) + "." + decimals;
}

}  // namespace scrip::engine
