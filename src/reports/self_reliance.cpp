#include "reports/self_reliance.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/containers.h"
#include "base/limits.h"
#include "engine/origin.h"
#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/decimal.h"
#include "reports/texts.h"

namespace scrip::reports {
namespace {

using engine::State;
using registry::OriginTest;
using registry::ResourceKind;

constexpr std::int64_t tenth_of_a_percent = 1'000;  // millionths
constexpr std::size_t basis_max = 6;                // months of a projection
constexpr std::size_t basis_min = 3;

// What is known of each model: its dense speed, looked up once.
class Speeds {
 public:
  explicit Speeds(const State& state) : state_(state), known_(state.registry.resources().size()) {}
  // Thousandths of TFLOPS; 0 where no figure can be used.
  std::int64_t of(ResourceId resource) {
    auto& speed = known_[index(resource)];
    if (!speed) {
      const auto* figure = registry::used_dense_figure(state_.chips.figures, resource);
      speed = figure == nullptr ? 0 : figure->value;
    }
    return *speed;
  }

 private:
  const State& state_;
  std::vector<std::optional<std::int64_t>> known_;
};

Int128& part_of(ByOrigin& sums, std::optional<bool> passes) {
  if (!passes) return sums.unknown;
  return *passes ? sums.passes : sums.fails;
}

void add(OriginSums& sums, std::optional<bool> passes, Amount device_seconds, std::int64_t speed) {
  const Int128 seconds = device_seconds.micro_units;
  part_of(sums.device_seconds, passes) += seconds;
  if (speed == 0) {
    sums.unrated += seconds;
  } else {
    part_of(sums.flops, passes) += seconds * speed;
  }
}

void add(DeclaredByOrigin& sums, std::optional<bool> passes, std::uint32_t devices, std::int64_t speed) {
  part_of(sums.devices, passes) += devices;
  if (speed == 0) {
    sums.unrated += devices;
  } else {
    part_of(sums.flops, passes) += Int128{devices} * speed;
  }
}

void add(ByOrigin& sums, const ByOrigin& more) {
  sums.passes += more.passes;
  sums.fails += more.fails;
  sums.unknown += more.unknown;
}

void add(OriginSums& sums, const OriginSums& more) {
  add(sums.device_seconds, more.device_seconds);
  add(sums.flops, more.flops);
  sums.unrated += more.unrated;
}

// --- the line through the last months ---

struct Point {
  std::int64_t x = 0;  // months since the first of the basis
  std::int64_t y = 0;  // millionths
};

// The value at x of the line with the least squares through the points, in millionths, rounded down; 0 to 10^6.
std::int64_t line_at(const std::vector<Point>& points, std::int64_t x) {
  const auto n = static_cast<std::int64_t>(points.size());
  Int128 sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0;
  for (const auto& point : points) {
    sum_x += point.x;
    sum_y += point.y;
    sum_xx += Int128{point.x} * point.x;
    sum_xy += Int128{point.x} * point.y;
  }
  // y = mean_y + slope (x - mean_x), over the common denominator n (n sum_xx - sum_x^2).
  const Int128 spread = n * sum_xx - sum_x * sum_x;
  const Int128 slope = n * sum_xy - sum_x * sum_y;
  const Int128 value = sum_y * spread + slope * (n * Int128{x} - sum_x);
  if (value <= 0) return 0;
  return static_cast<std::int64_t>(std::min<Int128>(divide(value, n * spread, Rounding::down), 1'000'000));
}

Share in_tenths(std::int64_t millionths) {
  return Share{static_cast<std::uint32_t>(millionths / tenth_of_a_percent * tenth_of_a_percent)};
}

using Projection = SelfReliance::Projection;

std::optional<Projection> project(const SelfReliance& figures, ByOrigin OriginSums::* measure) {
  if (figures.path.empty()) return std::nullopt;
  Projection projection;
  std::vector<Point> points;
  for (auto month = figures.months.rbegin(); month != figures.months.rend(); ++month) {
    const auto& sums = month->sums.*measure;
    if (!month->is_full || sums.total() == 0) continue;
    if (points.size() == basis_max) break;
    const Int128 share = divide(sums.passes * 1'000'000, sums.total(), Rounding::half_up);
    points.push_back({.x = count(month->month), .y = static_cast<std::int64_t>(share)});
    projection.basis.push_back(month->month);
  }
  if (points.size() < basis_min) return std::nullopt;
  std::ranges::reverse(projection.basis);
  const Month last = projection.basis.back();
  const auto& target = figures.path.back();
  const Month end = month_of(target.by);
  if (end <= last || count(end) - count(last) > static_cast<std::int32_t>(limits::forecast_months_max)) {
    return std::nullopt;
  }
  for (auto& point : points) point.x -= count(projection.basis.front());
  std::int64_t reached = 0;
  for (Month month = last; month <= end; month = next(month)) {
    reached = line_at(points, count(month) - count(projection.basis.front()));
    projection.points.push_back({.month = month, .share = in_tenths(reached)});
  }
  projection.reaches_target = reached >= std::int64_t{target.share.ppm};
  return projection;
}

// --- what is said with it ---

template <class... Values>
SelfReliance::Text say_both(Phrase phrase, const Values&... values) {
  return {.english = say(Language::english, phrase, values...), .chinese = say(Language::chinese, phrase, values...)};
}

std::string names_of(const std::vector<Month>& months) {
  std::string out;
  for (const Month month : months) out += (out.empty() ? "" : ", ") + format_month(month);
  return out;
}

void state_assumptions(SelfReliance& figures) {
  auto& texts = figures.assumptions;
  texts.push_back(say_both(Phrase::reliance_counted));
  texts.push_back(say_both(Phrase::reliance_unknown));
  texts.push_back(say_both(Phrase::reliance_flops));
  texts.push_back(say_both(Phrase::reliance_capacity));
  texts.push_back(say_both(Phrase::reliance_rounding));
  texts.push_back(say_both(Phrase::reliance_paid));
  texts.push_back(say_both(Phrase::reliance_bought));
  if (figures.path.empty()) {
    texts.push_back(say_both(Phrase::reliance_no_target));
    return;
  }
  const auto& projection = figures.device_hours ? figures.device_hours : figures.flops;
  if (!projection) {
    texts.push_back(say_both(Phrase::reliance_no_projection));
    return;
  }
  texts.push_back(say_both(Phrase::reliance_line, names_of(projection->basis)));
  texts.push_back(say_both(Phrase::reliance_same_way));
}

void add_use(const State& state, std::span<const DailyUse> use, SelfReliance& figures, Speeds& speeds) {
  std::map<SiteId, OriginSums> sites;
  std::map<std::pair<Month, SiteId>, OriginSums> site_months;
  std::map<ResourceId, OriginSums> chips;
  std::map<std::pair<Month, ProgrammeId>, OriginSums> programmes;  // no_id is the largest: the own part comes last
  const Month now = month_of(figures.as_of);
  engine::OriginAnswers answers(state);
  for (const auto& each : use) {
    const auto passes = answers.passes(each.resource, figures.test, each.day);
    const std::int64_t speed = speeds.of(each.resource);
    const Month month = month_of(each.day);
    if (figures.months.empty() || figures.months.back().month != month) {
      figures.months.push_back({.month = month, .is_full = month < now, .sums = {}});
    }
    for (auto* sums : {&figures.months.back().sums, &figures.all, &sites[each.site], &site_months[{month, each.site}],
                       &chips[each.resource], &programmes[{month, each.programme}]}) {
      add(*sums, passes, each.device_seconds, speed);
    }
  }
  for (const auto& [site, sums] : sites) figures.sites.push_back({.site = site, .sums = sums, .declared = {}});
  for (const auto& [key, sums] : site_months) {
    figures.site_months.push_back({.month = key.first, .site = key.second, .sums = sums});
  }
  for (const auto& [chip, sums] : chips) figures.chips.push_back({.resource = chip, .sums = sums});
  for (const auto& [key, sums] : programmes) {
    figures.programmes.push_back({.month = key.first, .programme = key.second, .sums = sums});
  }
}

void add_declared(const State& state, SelfReliance& figures, Speeds& speeds) {
  engine::OriginAnswers answers(state);
  for (const auto& each : state.network.capacity) {
    const auto& terms = each.terms;
    const bool counts = terms.holds_on(figures.as_of) && terms.use != registry::CapacityUse::maintenance &&
                        state.registry.resources()[index(terms.resource)].kind == ResourceKind::accelerator;
    if (!counts) continue;
    const auto passes = answers.passes(terms.resource, figures.test, figures.as_of);
    auto site = std::ranges::find(figures.sites, terms.site, &SelfReliance::SiteSums::site);
    if (site == figures.sites.end()) {
      figures.sites.push_back({.site = terms.site, .sums = {}, .declared = {}});
      site = figures.sites.end() - 1;
    }
    add(site->declared, passes, terms.devices, speeds.of(terms.resource));
    add(figures.declared, passes, terms.devices, speeds.of(terms.resource));
  }
  std::ranges::sort(figures.sites, {}, &SelfReliance::SiteSums::site);
}

// --- what was declared, month by month ---

constexpr std::int64_t day_s = 86'400;

// How many devices of one model one site declares, from each day on which that changes.
using Changes = std::map<Day, std::int64_t>;
using Place = std::pair<SiteId, ResourceId>;

std::map<Place, Changes> declared_changes(const State& state, Day end) {
  std::map<Place, Changes> places;
  for (const auto& each : state.network.capacity) {
    const auto& terms = each.terms;
    const bool counts = terms.from < std::min(terms.until, end) && terms.use != registry::CapacityUse::maintenance &&
                        state.registry.resources()[index(terms.resource)].kind == ResourceKind::accelerator;
    if (!counts) continue;
    auto& changes = places[{terms.site, terms.resource}];
    changes[terms.from] += terms.devices;
    changes[std::min(terms.until, end)] -= terms.devices;
  }
  return places;
}

// Days of a month by what the test says of a model on them. Each month and model is asked about once.
class MonthsOfOrigin {
 public:
  MonthsOfOrigin(const State& state, OriginTest test) : answers_(state), test_(test) {}
  // The days from a day to a day of one month, on which the test passes, fails, and is open.
  ByOrigin days(ResourceId resource, Day from, Day until) {
    const Month month = month_of(from);
    const auto [known, is_new] = known_.try_emplace({resource, month});
    if (is_new) {
      for (Day day = first_day(month); month_of(day) == month; day = next(day)) {
        known->second.push_back(answers_.passes(resource, test_, day));
      }
    }
    ByOrigin days;
    for (Day day = from; day < until; day = next(day)) {
      part_of(days, known->second[static_cast<std::size_t>(count(day) - count(first_day(month)))]) += 1;
    }
    return days;
  }

 private:
  engine::OriginAnswers answers_;
  OriginTest test_;
  std::map<std::pair<ResourceId, Month>, std::vector<std::optional<bool>>> known_;
};

void add_days(OriginSums& sums, const ByOrigin& days, std::int64_t devices, std::int64_t speed) {
  const Int128 seconds = Int128{devices} * day_s * micro;
  for (const auto part : {&ByOrigin::passes, &ByOrigin::fails, &ByOrigin::unknown}) {
    sums.device_seconds.*part += days.*part * seconds;
    if (speed != 0) sums.flops.*part += days.*part * seconds * speed;
  }
  if (speed == 0) sums.unrated += days.total() * seconds;
}

void add_capacity(const State& state, SelfReliance& figures, Speeds& speeds) {
  std::map<std::pair<Month, SiteId>, OriginSums> site_months;
  std::map<Month, OriginSums> months;
  MonthsOfOrigin origins(state, figures.test);
  for (const auto& [place, changes] : declared_changes(state, next(figures.as_of))) {
    const auto [site, resource] = place;
    std::int64_t devices = 0;
    for (auto change = changes.begin(); std::next(change) != changes.end(); ++change) {
      devices += change->second;
      if (devices == 0) continue;
      const Day until = std::next(change)->first;
      for (Day from = change->first; from < until;) {
        const Day end = std::min(first_day(next(month_of(from))), until);
        const ByOrigin days = origins.days(resource, from, end);
        for (auto* sums : {&months[month_of(from)], &site_months[{month_of(from), site}]}) {
          add_days(*sums, days, devices, speeds.of(resource));
        }
        from = end;
      }
    }
  }
  const Month now = month_of(figures.as_of);
  for (const auto& [month, sums] : months) {
    figures.capacity_months.push_back({.month = month, .is_full = month < now, .sums = sums});
  }
  for (const auto& [key, sums] : site_months) {
    figures.capacity_site_months.push_back({.month = key.first, .site = key.second, .sums = sums});
  }
}

// A whole number of 10^-`places` of what `unit` of them make, with all its places.
std::string fixed(Int128 value, Int128 unit) {
  constexpr int places = 3;
  const Int128 thousandths = divide(value * 1'000, unit, Rounding::half_up);
  return decimal(thousandths * 1'000, places);
}

std::string share_cell(const ByOrigin& sums) {
  const auto share = sums.share();
  return share ? cell(*share) : std::string{};
}

void append_sums(std::vector<std::string>& row, const OriginSums& sums) {
  const auto& used = sums.device_seconds;
  const auto& flops = sums.flops;
  row.insert(row.end(), {hours(used.passes), hours(used.fails), hours(used.unknown), share_cell(used),
                         petaflops_hours(flops.passes), petaflops_hours(flops.fails), petaflops_hours(flops.unknown),
                         share_cell(flops), hours(sums.unrated)});
}

// Of the device-seconds of a line, what an allocation paid for.
Amount covered_part(const engine::Line& line, Amount covered) {
  if (line.gross <= Amount{}) return {};
  const Int128 part = Int128{line.quantity.micro_units} * covered.micro_units / line.gross.micro_units;
  return Amount{static_cast<std::int64_t>(part)};
}

ProgrammeId programme_of(const State& state, VoucherId voucher) {
  return state.vouchers[index(voucher)].terms.programme;
}

Table empty_table(Column first) {
  return {.name = "self_reliance",
          .columns = {first, column::domestic_hours, column::foreign_hours, column::unknown_hours,
                      column::domestic_share, column::domestic_flops, column::foreign_flops, column::unknown_flops,
                      column::domestic_flops_share, column::unrated_hours},
          .rows = {}};
}

Table month_table(const std::vector<SelfReliance::MonthSums>& months) {
  Table table = empty_table(column::month);
  for (const auto& month : months) {
    append_sums(table.rows.emplace_back(std::vector{cell(month.month)}), month.sums);
  }
  return table;
}

Table site_month_table(const State& state, const std::vector<SelfReliance::SiteMonthSums>& site_months) {
  Table table = empty_table(column::month);
  table.columns.insert(table.columns.begin() + 1, column::site);
  for (const auto& each : site_months) {
    auto& row = table.rows.emplace_back(std::vector{cell(each.month)});
    row.push_back(key_of(state, each.site));
    append_sums(row, each.sums);
  }
  return table;
}

// Sites of which nobody says where they are stand in the row without a city, the first.
Table city_table(const State& state, const std::vector<SelfReliance::SiteSums>& sites) {
  std::map<std::string_view, OriginSums> cities;
  for (const auto& each : sites) add(cities[state.places.city_of(each.site)], each.sums);
  Table table = empty_table(column::city);
  for (const auto& [city, sums] : cities) {
    append_sums(table.rows.emplace_back(std::vector{std::string(city)}), sums);
  }
  return table;
}

Table city_month_table(const State& state, const std::vector<SelfReliance::SiteMonthSums>& site_months) {
  std::map<std::pair<Month, std::string_view>, OriginSums> cities;
  for (const auto& each : site_months) add(cities[{each.month, state.places.city_of(each.site)}], each.sums);
  Table table = empty_table(column::month);
  table.columns.insert(table.columns.begin() + 1, column::city);
  for (const auto& [key, sums] : cities) {
    append_sums(table.rows.emplace_back(std::vector{cell(key.first), std::string(key.second)}), sums);
  }
  return table;
}

}  // namespace

std::vector<DailyUse> daily_use(const State& state) {
  struct Key {
    Day day{};
    SiteId site{};
    ResourceId resource{};
    ProgrammeId programme{};
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      const auto low =
          std::uint64_t{static_cast<std::uint32_t>(key.resource)} << 32 | static_cast<std::uint32_t>(key.site);
      const auto high =
          std::uint64_t{static_cast<std::uint32_t>(key.programme)} << 32 | static_cast<std::uint32_t>(count(key.day));
      return std::hash<std::uint64_t>{}((low * 0x9e3779b97f4a7c15u ^ high) * 0x9e3779b97f4a7c15u);
    }
  };
  absl::flat_hash_map<Key, Amount, Hash> sums;
  const auto& resources = state.registry.resources();
  for (const auto& job : state.jobs) {
    for (const auto& line : job.lines) {
      if (resources[index(line.resource)].kind != ResourceKind::accelerator) continue;
      Amount own = line.quantity;
      for (const auto& allocation : line.allocations) {
        const Amount part = covered_part(line, allocation.covered_money);
        sums[{line.day, job.site, line.resource, programme_of(state, allocation.voucher)}] += part;
        own -= part;
      }
      if (!own.is_zero()) sums[{line.day, job.site, line.resource, no_id<ProgrammeId>}] += own;
    }
  }
  std::vector<DailyUse> use;
  use.reserve(sums.size());
  for (const auto& [key, seconds] : sums) {
    if (!seconds.is_zero()) use.push_back({key.day, key.site, key.resource, key.programme, seconds});
  }
  std::ranges::sort(
      use, {}, [](const DailyUse& each) { return std::tuple(each.day, each.site, each.resource, each.programme); });
  return use;
}

std::optional<Share> ByOrigin::share() const {
  if (total() == 0) return std::nullopt;
  return in_tenths(static_cast<std::int64_t>(divide(passes * 1'000'000, total(), Rounding::down)));
}

std::vector<OriginTest> tests_in_use(const State& state) {
  std::vector<OriginTest> tests;
  for (std::uint8_t i = 0; i < registry::origin_test_count; ++i) {
    const auto test = static_cast<OriginTest>(i);
    const bool has_record = std::ranges::find(state.chips.origins.records(), test, &registry::OriginRecord::test) !=
                            state.chips.origins.records().end();
    const bool is_computed = test == OriginTest::ownership_control && !state.chips.control_tests.empty();
    if (has_record || is_computed || !state.chips.path(test).empty()) tests.push_back(test);
  }
  return tests;
}

OriginTest usual_test(const State& state) {
  if (!state.chips.targets.empty()) return state.chips.targets.front().test;
  const auto tests = tests_in_use(state);
  return tests.empty() ? OriginTest::origin_of_goods : tests.front();
}

SelfReliance self_reliance(const State& state, OriginTest test, std::span<const DailyUse> use, Day as_of) {
  SelfReliance figures{.test = test, .as_of = as_of};
  Speeds speeds(state);
  const auto path = state.chips.path(test);
  figures.path.assign(path.begin(), path.end());
  add_use(state, use, figures, speeds);
  add_declared(state, figures, speeds);
  add_capacity(state, figures, speeds);
  figures.device_hours = project(figures, &OriginSums::device_seconds);
  figures.flops = project(figures, &OriginSums::flops);
  state_assumptions(figures);
  return figures;
}

std::string petaflops_hours(Int128 flops) {
  // Millionths of seconds times thousandths of 10^12, as hours times 10^15.
  return fixed(flops, Int128{3'600} * micro * 1'000'000);
}
std::string petaflops(Int128 flops) { return fixed(flops, 1'000'000); }

Result<Table> self_reliance_table(const State& state, const SelfReliance& figures, std::string_view by) {
  if (by == "month") return month_table(figures.months);
  if (by == "capacity_month") return month_table(figures.capacity_months);
  if (by == "site_month") return site_month_table(state, figures.site_months);
  if (by == "capacity_site_month") return site_month_table(state, figures.capacity_site_months);
  if (by == "city") return city_table(state, figures.sites);
  if (by == "city_month") return city_month_table(state, figures.site_months);
  if (by == "capacity_city_month") return city_month_table(state, figures.capacity_site_months);
  if (by == "site") {
    Table table = empty_table(column::site);
    for (const auto& site : figures.sites) {
      append_sums(table.rows.emplace_back(std::vector{key_of(state, site.site)}), site.sums);
    }
    return table;
  }
  if (by == "chip") {
    Table table = empty_table(column::chip);
    for (const auto& chip : figures.chips) {
      append_sums(table.rows.emplace_back(std::vector{key_of(state, chip.resource)}), chip.sums);
    }
    return table;
  }
  if (by == "programme") {
    Table table = empty_table(column::month);
    table.columns.insert(table.columns.begin() + 1, column::programme);
    for (const auto& each : figures.programmes) {
      auto& row = table.rows.emplace_back(std::vector{cell(each.month)});
      row.push_back(each.programme == no_id<ProgrammeId> ? std::string{} : key_of(state, each.programme));
      append_sums(row, each.sums);
    }
    return table;
  }
  if (by == "bought") return bought_table(state, bought_compute(state, figures.test, figures.as_of));
  return fail(ErrorCode::value_invalid,
              say("'{0}'; by month, site, site_month, city, city_month, chip, programme, bought, capacity_month, "
                  "capacity_site_month or capacity_city_month",
                  by),
              "by");
}

}  // namespace scrip::reports
