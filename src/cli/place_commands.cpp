// scrip site place, city.

#include "cli/case_commands.h"
#include "cli/families.h"

namespace scrip::cli {
namespace {

struct PlaceAt {
  std::string site, latitude, longitude;
};

Result<void> run_place(Context& context, const PlaceAt& options) {
  engine::PlaceSite command{.site = options.site, .place = {}};
  if (!options.latitude.empty() || !options.longitude.empty()) {
    const auto degrees = [](const char* option, const std::string& text, std::int32_t most) {
      return for_option(option, engine::parse_degrees(text, most));
    };
    command.place =
        engine::Place{.latitude = SCRIP_TRY(degrees("--latitude", options.latitude, engine::latitude_max)),
                      .longitude = SCRIP_TRY(degrees("--longitude", options.longitude, engine::longitude_max))};
  }
  return execute_and_print(context, command);
}

struct CityOf {
  std::string site, city;
};

Result<void> run_city(Context& context, const CityOf& options) {
  return execute_and_print(context, engine::SetSiteCity{.site = options.site, .city = options.city});
}

}  // namespace

void add_place_command(Commands& commands, CLI::App& site_group) {
  commands
      .add<PlaceAt>(site_group, "place", "Says where a site is, for maps; without a place nobody says it any more",
                    {"scrip site place east-1 --latitude 30.274085 --longitude 120.15507"}, run_place)
      .positional("site", &PlaceAt::site, "The site")
      .option("--latitude", &PlaceAt::latitude, "Degrees north (south is below zero), at most six decimals")
      .option("--longitude", &PlaceAt::longitude, "Degrees east (west is below zero), at most six decimals");
  commands
      .add<CityOf>(site_group, "city", "Says which city a site is in; without a city nobody says it any more",
                   {"scrip site city east-1 --city Xinzhou"}, run_city)
      .positional("site", &CityOf::site, "The site")
      .option("--city", &CityOf::city, "The city it is in, as its people write it");
}

}  // namespace scrip::cli
