#pragma once
// Values as people write them: amounts with their unit, numbers of devices, durations, tariffs. Errors name no field;
// the caller knows it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/result.h"
#include "rating/rate_card.h"
#include "registry/registry.h"

namespace scrip::cli {

struct Measured {
  Amount amount;
  Unit unit = Unit::money;
};

// "1500000.00 CNY" and "1500000" are money; "10000 h" (device-hours, core-hours) is device time; "5M tokens" and
// "5000000 tokens" are tokens. Errors: value_invalid, out_of_range, wrong_currency, wrong_unit (a unit not known).
[[nodiscard]] Result<Measured> parse_measured(std::string_view text, std::string_view currency);

// The same where the unit is known already; only money may go without one. Errors: also wrong_unit for another one.
[[nodiscard]] Result<Amount> parse_in_unit(std::string_view text, Unit unit, std::string_view currency);

// The same the other way round: "1,500,000.00 CNY", "10,000 h", "5,000,000 tokens".
[[nodiscard]] std::string format_measured(Amount amount, Unit unit, std::string_view currency);

// "8" or "0.5" devices, in thousandths. Errors: value_invalid, out_of_range.
[[nodiscard]] Result<std::int64_t> parse_devices(std::string_view text);

// "90m", "2h", "3d", "45s", "[D-]HH:MM:SS", in seconds. Errors: value_invalid, out_of_range.
[[nodiscard]] Result<std::int64_t> parse_duration_s(std::string_view text);

// The bands of one resource's price. One band a text:
//
//   8.00 CNY/h                        at any time
//   mon-fri 08:00-22:00 8.00 CNY/h    days (mon-fri, sat,sun, ...) and hours on the site's wall clock, either or both
//   22:00-06:00 3.20 CNY/h            hours that pass midnight: the early part belongs to the days named, too
//   otherwise 5.00 CNY/h              every minute of the week that no other band holds; last
//
// The unit may be left out: it is an hour of a device or core, or a million tokens ("4.00 CNY/M tokens").
// Errors: value_invalid, wrong_currency, wrong_unit; gaps and overlaps are the engine's to find.
[[nodiscard]] Result<std::vector<rating::Band>> parse_tariff(const std::vector<std::string>& texts,
                                                             registry::ResourceKind kind, std::string_view currency);

}  // namespace scrip::cli
