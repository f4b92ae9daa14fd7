#pragma once
// How far the compute that was used came from domestic chips, and where that goes. Integers only: the same state gives
// the same figures on every machine. docs/self-reliance.md says what counts and what does not.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/amount.h"
#include "base/time.h"
#include "base/wide.h"
#include "engine/state.h"
#include "reports/table.h"

namespace scrip::reports {

// What was charged of one chip model at one site on one day of use.
struct DailyUse {
  Day day{};
  SiteId site = no_id<SiteId>;
  ResourceId resource = no_id<ResourceId>;  // an accelerator
  ProgrammeId programme = no_id<ProgrammeId>;  // whose vouchers covered it; none: the companies paid themselves
  Amount device_seconds;
};
// In order of day, site, model and programme. Of each charge the device-seconds are shared out as its amount was
// covered, each part rounded down to micro-units; the rest is the companies' own, so the parts are the whole. A pass
// over all charges; whoever asks often keeps it.
[[nodiscard]] std::vector<DailyUse> daily_use(const engine::State& state);

// A quantity by what the test says of the chips it comes from.
struct ByOrigin {
  Int128 passes = 0;
  Int128 fails = 0;
  Int128 unknown = 0;

  [[nodiscard]] Int128 total() const { return passes + fails + unknown; }
  // What passes, of all: what is unknown counts as not domestic. In tenths of a per cent, rounded down, so that no
  // share is shown as reached before it is. None: nothing was used.
  [[nodiscard]] std::optional<Share> share() const;
  friend bool operator==(const ByOrigin&, const ByOrigin&) = default;
};

struct OriginSums {
  ByOrigin device_seconds;  // micro-units
  ByOrigin flops;           // device-seconds (micro-units) times the model's dense TFLOPS (thousandths)
  Int128 unrated = 0;       // device-seconds of models without a dense figure: in no sum of flops
  friend bool operator==(const OriginSums&, const OriginSums&) = default;
};

// Declared on one day, but for what is out of service.
struct DeclaredByOrigin {
  ByOrigin devices;
  ByOrigin flops;  // devices times thousandths of TFLOPS
  Int128 unrated = 0;  // devices
  friend bool operator==(const DeclaredByOrigin&, const DeclaredByOrigin&) = default;
};

struct SelfReliance {
  registry::OriginTest test{};
  Day as_of{};
  struct MonthSums {
    Month month{};
    bool is_full = false;  // it is over
    OriginSums sums;
  };
  std::vector<MonthSums> months;  // by day of use, ascending; those in which something was used
  struct SiteSums {
    SiteId site = no_id<SiteId>;
    OriginSums sums;
    DeclaredByOrigin declared;
  };
  std::vector<SiteSums> sites;  // that used or declare something, in the order of the register
  struct SiteMonthSums {
    Month month{};
    SiteId site = no_id<SiteId>;
    OriginSums sums;
  };
  std::vector<SiteMonthSums> site_months;  // ascending by month; in a month in the order of the register
  // What was declared, day by day for 24 hours, but for what is out of service; up to the day of the report. A month is
  // here when something was declared in it.
  std::vector<MonthSums> capacity_months;  // ascending
  std::vector<SiteMonthSums> capacity_site_months;  // ascending by month; in a month in the order of the register
  struct ChipSums {
    ResourceId resource = no_id<ResourceId>;
    OriginSums sums;
  };
  std::vector<ChipSums> chips;  // that were used, in the order of the register
  struct ProgrammeSums {
    Month month{};
    ProgrammeId programme = no_id<ProgrammeId>;  // none: what the companies paid themselves
    OriginSums sums;
  };
  std::vector<ProgrammeSums> programmes;  // ascending by month; in a month in the order of the register, the own last
  OriginSums all;
  DeclaredByOrigin declared;
  std::vector<engine::TargetStep> path;
  struct Text {
    std::string english, chinese;
  };
  // A straight line through the shares of the last six full months with use (least squares), drawn on to the month of
  // the path's last step. None: fewer than three such months, or no step after them.
  struct Projection {
    std::vector<Month> basis;
    struct Point {
      Month month{};
      Share share;  // 0 to 100 %, in tenths of a per cent, rounded down
    };
    std::vector<Point> points;  // from the last month of the basis to the target's, at most limits::forecast_months_max
    bool reaches_target = false;  // the share of the path's last step, in its month
  };
  std::optional<Projection> device_hours, flops;
  std::vector<Text> assumptions;  // of what counts, and of the projections
};

// The test that is meant where none is named: the first with a target, else the first with a record, else the first.
[[nodiscard]] registry::OriginTest usual_test(const engine::State& state);
// Those with a target or a record.
[[nodiscard]] std::vector<registry::OriginTest> tests_in_use(const engine::State& state);

// A month is full when it is over on the day `as_of`, in the authority's zone.
[[nodiscard]] SelfReliance self_reliance(const engine::State& state, registry::OriginTest test,
                                         std::span<const DailyUse> use, Day as_of);

// "device-hours" as in all tables; petaFLOPS-hours and petaFLOPS with three decimals, a half rounded up.
[[nodiscard]] std::string petaflops_hours(Int128 flops);
[[nodiscard]] std::string petaflops(Int128 flops);

// What was bought with a programme's grants, month by month from the first that is known of it to that of `as_of`.
struct BoughtCompute {
  ProgrammeId programme = no_id<ProgrammeId>;
  Month month{};
  std::uint64_t devices = 0;  // of accepted claims, installed and neither resold nor retired on the month's last day
  std::uint64_t domestic = 0;  // of them, by the test on that day
  Int128 flops = 0;  // devices times thousandths of TFLOPS, of models with a dense figure
  Int128 busy_s = 0;  // of these devices in the month, as the meter reported
};
// Ascending by month, then programme. Cost: every device bought, its steps and its days.
[[nodiscard]] std::vector<BoughtCompute> bought_compute(const engine::State& state, registry::OriginTest test,
                                                        Day as_of);
[[nodiscard]] Table bought_table(const engine::State& state, const std::vector<BoughtCompute>& bought);

// Rows by month, site or city, by month and one of these, by chip model or programme (`by` is "month", "site", "city",
// "site_month", "city_month", "chip" or "programme"); what was declared by month, or by month and site or city
// ("capacity_month", "capacity_site_month", "capacity_city_month"); or "bought", which is bought_table. A site counts
// in the city that it is said to be in now. Errors: value_invalid.
[[nodiscard]] Result<Table> self_reliance_table(const engine::State& state, const SelfReliance& figures,
                                                std::string_view by);

}  // namespace scrip::reports
