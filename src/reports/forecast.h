#pragma once
// How a programme is taken up, month by month, and where it goes if it goes on like this. Integers only: the same state
// gives the same forecast on every machine.

#include <optional>
#include <string>
#include <vector>

#include "base/amount.h"
#include "base/time.h"
#include "engine/state.h"
#include "reports/table.h"

namespace scrip::reports {

// All amounts are in the unit: the currency, device-seconds or tokens.
struct ForecastMonth {
  Month month{};
  Amount appropriated;
  Amount committed;  // by awards, less what went back
  Amount issued;  // as vouchers
  Amount spent;  // by vouchers, by the day of use, less refunds
};

struct Range {
  Amount low, mean, high;
};

struct Projection {
  struct Step {
    Month month{};
    Range spent;  // by the end of the month, all in all
  };
  std::vector<Month> basis;  // the last full months, at most three: what the range of a month is made of
  Range monthly;
  std::vector<Step> months;  // from the month of `as_of` to the programme's last; at least one
  Range left;  // at the end: appropriated and never spent. its `low` goes with the high use
};

struct UnitForecast {
  Unit unit = Unit::money;
  Amount appropriated, committed, issued, spent;  // the sums of the months
  std::vector<ForecastMonth> months;  // without gaps, from the first in which anything happened
  std::optional<Projection> projection;  // none: no full month of use yet
  struct Assumption {
    std::string english, chinese;
  };
  std::vector<Assumption> assumptions;
};

// One for each unit that the programme has budget lines in. A month is full once it is over, in the authority's zone;
// the month that holds `as_of` is not.
//
// The mean of a month is that of the last full months since the programme was first used, at most three, rounded half
// up; low and high are the least and the most of them. The month of `as_of` takes up the same, or what it has already
// if that is more. The projection goes until the last day on which a voucher of the programme is valid or its newest
// rules take applications, or for twelve months where nothing says when it ends, at most limits::forecast_months_max;
// and never above what was appropriated.
[[nodiscard]] std::vector<UnitForecast> forecast(const engine::State& state, ProgrammeId programme, Instant as_of);

// The same as rows: the months so far, then those of the projection.
[[nodiscard]] Table forecast_table(const std::vector<UnitForecast>& units);

}  // namespace scrip::reports
