#pragma once
// Values as people write them: amounts with their unit, numbers of devices, durations. Errors name no field;
// the caller knows it.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/amount.h"
#include "base/result.h"

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

}  // namespace scrip::cli
