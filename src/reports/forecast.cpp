#include "reports/forecast.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/wide.h"
#include "reports/catalogue.h"
#include "reports/cells.h"

namespace scrip::reports {
namespace {

using engine::State;

constexpr std::size_t basis_months_max = 3;
constexpr std::int32_t months_without_end = 12;
constexpr Day open_ended{84'000};  // 2199-12-26: what rules without an end are published until

Month month_before(Month month) { return Month{count(month) - 1}; }

using Months = std::map<Month, ForecastMonth>;

Months months_of(const State& state, ProgrammeId programme, Unit unit) {
  Months months;
  for (const auto& row : state.take_up) {
    if (row.programme != programme || row.unit != unit) continue;
    auto& month = months[row.month];
    month.appropriated += row.appropriated;
    month.committed += row.committed;
    month.issued += row.issued;
  }
  for (const auto& job : state.jobs) {
    for (const auto& line : job.lines) {
      for (const auto& allocation : line.allocations) {
        const auto& terms = state.vouchers[index(allocation.voucher)].terms;
        if (terms.programme != programme || terms.unit != unit) continue;
        months[month_of(line.day)].spent += allocation.covered - allocation.returned;
      }
    }
  }
  if (months.empty()) return months;
  for (Month month = months.begin()->first; month < months.rbegin()->first; month = next(month)) months[month];
  for (auto& [key, month] : months) month.month = key;
  return months;
}

// The last full months before `now`, since the programme was first used; in order.
std::vector<Month> basis_of(const Months& months, Month now) {
  std::vector<Month> basis;
  const auto first = std::ranges::find_if(months, [](const auto& each) { return each.second.spent > Amount{}; });
  if (first == months.end()) return basis;
  for (Month month = month_before(now); basis.size() < basis_months_max && month >= first->first;
       month = month_before(month)) {
    basis.insert(basis.begin(), month);
  }
  return basis;
}

Amount spent_in(const Months& months, Month month) {
  const auto found = months.find(month);
  return found == months.end() ? Amount{} : found->second.spent;
}

Range monthly_of(const Months& months, const std::vector<Month>& basis) {
  Range range{.low = spent_in(months, basis.front()), .mean = {}, .high = spent_in(months, basis.front())};
  Int128 sum = 0;
  for (const Month month : basis) {
    const Amount spent = spent_in(months, month);
    range.low = std::min(range.low, spent);
    range.high = std::max(range.high, spent);
    sum += spent.micro_units;
  }
  const Int128 mean = divide(sum, static_cast<Int128>(basis.size()), Rounding::half_up);
  range.mean = Amount{static_cast<std::int64_t>(mean)};
  return range;
}

struct End {
  Month last{};
  bool is_known = false;
  Day day{};  // the last one, where it is known
};

End end_of(const State& state, ProgrammeId programme, Month now) {
  Day until{};
  for (const auto& voucher : state.vouchers) {
    if (voucher.terms.programme == programme) until = std::max(until, voucher.terms.valid_until);
  }
  const programme::Policy* newest = nullptr;
  for (const auto& policy : state.policies) {
    if (policy.programme == programme) newest = &policy;
  }
  if (newest != nullptr && newest->valid_until < open_ended) until = std::max(until, newest->valid_until);
  if (until == Day{}) return {.last = Month{count(now) + months_without_end}};
  const Day last_day{count(until) - 1};
  const Month furthest{count(now) + static_cast<std::int32_t>(limits::forecast_months_max)};
  return {.last = std::clamp(month_of(last_day), now, furthest), .is_known = true, .day = last_day};
}

// What is spent at the end of each month at a steady rate, and never more than there is.
std::vector<Amount> steadily(Amount before, Amount this_month, Amount rate, Amount most, std::size_t months) {
  std::vector<Amount> spent;
  Int128 sum = Int128{before.micro_units} + std::max(this_month, rate).micro_units;
  for (std::size_t i = 0; i < months; ++i, sum += rate.micro_units) {
    spent.push_back(Amount{static_cast<std::int64_t>(std::min<Int128>(sum, most.micro_units))});
  }
  return spent;
}

Projection project(const Months& months, const UnitForecast& unit, std::vector<Month> basis, Month now, Month last) {
  Projection projection{.basis = std::move(basis), .monthly = {}, .months = {}, .left = {}};
  projection.monthly = monthly_of(months, projection.basis);
  const Amount this_month = spent_in(months, now);
  Amount before;
  for (const auto& [month, row] : months) {
    if (month < now) before += row.spent;
  }
  const auto steps = static_cast<std::size_t>(count(last) - count(now) + 1);
  const Amount most = std::max(unit.appropriated, unit.spent);
  const auto low = steadily(before, this_month, projection.monthly.low, most, steps);
  const auto mean = steadily(before, this_month, projection.monthly.mean, most, steps);
  const auto high = steadily(before, this_month, projection.monthly.high, most, steps);
  Month month = now;
  for (std::size_t i = 0; i < steps; ++i, month = next(month)) {
    projection.months.push_back({.month = month, .spent = {.low = low[i], .mean = mean[i], .high = high[i]}});
  }
  projection.left = {.low = unit.appropriated - high.back(),
                     .mean = unit.appropriated - mean.back(),
                     .high = unit.appropriated - low.back()};
  return projection;
}

template <class... Values>
UnitForecast::Assumption assume(Phrase phrase, const Values&... values) {
  return {.english = say(Language::english, phrase, values...), .chinese = say(Language::chinese, phrase, values...)};
}

std::string names_of(const std::vector<Month>& months) {
  std::string out;
  for (const Month month : months) out += (out.empty() ? "" : ", ") + format_month(month);
  return out;
}

void state_assumptions(UnitForecast& unit, Month now, const End& end) {
  const auto& projection = *unit.projection;
  unit.assumptions.push_back(assume(Phrase::forecast_mean, format_month(now), names_of(projection.basis)));
  unit.assumptions.push_back(assume(Phrase::forecast_this_month, format_month(now)));
  unit.assumptions.push_back(end.is_known ? assume(Phrase::forecast_until_validity, format_day(end.day))
                                          : assume(Phrase::forecast_until_year));
  unit.assumptions.push_back(assume(Phrase::forecast_capped));
}

UnitForecast forecast_in(const State& state, ProgrammeId programme, Unit unit, Instant as_of) {
  UnitForecast result{.unit = unit, .months = {}, .projection = {}, .assumptions = {}};
  const Months months = months_of(state, programme, unit);
  for (const auto& [key, month] : months) {
    result.appropriated += month.appropriated;
    result.committed += month.committed;
    result.issued += month.issued;
    result.spent += month.spent;
    result.months.push_back(month);
  }
  const Month now = month_of(state.authority->zone.day_of(as_of));
  auto basis = basis_of(months, now);
  if (basis.empty()) {
    result.assumptions.push_back(assume(Phrase::forecast_too_early));
    return result;
  }
  const End end = end_of(state, programme, now);
  result.projection = project(months, result, std::move(basis), now, end.last);
  state_assumptions(result, now, end);
  return result;
}

}  // namespace

std::vector<UnitForecast> forecast(const State& state, ProgrammeId programme, Instant as_of) {
  std::vector<UnitForecast> units;
  for (const Unit unit : {Unit::money, Unit::device_time, Unit::tokens}) {
    const bool has = std::ranges::any_of(state.budget_lines, [&](const programme::BudgetLine& line) {
      return line.programme == programme && line.unit == unit;
    });
    if (has) units.push_back(forecast_in(state, programme, unit, as_of));
  }
  return units;
}

Table forecast_table(const std::vector<UnitForecast>& units) {
  Table table{.name = "forecast",
              .columns = {column::unit, column::month, column::appropriation, column::set_aside, column::issued,
                          column::spent, column::spent_low, column::spent_mean, column::spent_high},
              .rows = {}};
  for (const auto& unit : units) {
    const std::string name(scrip::name(unit.unit));
    for (const auto& month : unit.months) {
      table.rows.push_back({name, cell(month.month), cell(month.appropriated), cell(month.committed),
                            cell(month.issued), cell(month.spent), "", "", ""});
    }
    if (!unit.projection) continue;
    for (const auto& step : unit.projection->months) {
      table.rows.push_back(
          {name, cell(step.month), "", "", "", "", cell(step.spent.low), cell(step.spent.mean), cell(step.spent.high)});
    }
  }
  return table;
}

}  // namespace scrip::reports
