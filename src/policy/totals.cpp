#include "policy/totals.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace scrip::policy {
namespace {

using cel::Decimal;

constexpr int bucket_bits = 6;  // 64 buckets for every doubling

std::size_t bucket_of(Decimal amount) {
  const auto units = static_cast<UInt128>(amount.units);
  const auto high = static_cast<std::uint64_t>(units >> 64);
  const auto low = static_cast<std::uint64_t>(units);
  const int width = high != 0 ? 64 + static_cast<int>(std::bit_width(high)) : static_cast<int>(std::bit_width(low));
  if (width <= bucket_bits) return static_cast<std::size_t>(low);
  const auto part = static_cast<std::size_t>(units >> (width - bucket_bits - 1)) & ((1u << bucket_bits) - 1);
  return (static_cast<std::size_t>(width) << bucket_bits) + part;
}

RowTotals& at_day(std::vector<RowTotals>& days, std::int32_t day) {
  SCRIP_CHECK(day >= 0);
  const auto subscript = static_cast<std::size_t>(day);
  if (subscript >= days.size()) days.resize(subscript + 1);
  return days[subscript];
}

void add_counts(std::vector<std::uint64_t>& to, const std::vector<std::uint64_t>& from) {
  to.resize(std::max(to.size(), from.size()));
  for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
}

void add_rows(std::vector<RowTotals>& to, const std::vector<RowTotals>& from) {
  to.resize(std::max(to.size(), from.size()));
  for (std::size_t i = 0; i < from.size(); ++i) {
    to[i].awards += from[i].awards;
    to[i].amount.add(from[i].amount);
  }
}

void add_tables(std::vector<std::vector<RowTotals>>& to, const std::vector<std::vector<RowTotals>>& from) {
  to.resize(std::max(to.size(), from.size()));
  for (std::size_t i = 0; i < from.size(); ++i) add_rows(to[i], from[i]);
}

void add_award(RowTotals& to, Decimal amount) {
  ++to.awards;
  to.amount.add(amount);
}

template <class Visit>
void for_each_bit(const std::uint64_t* bits, std::size_t words, const Visit& visit) {
  for (std::size_t w = 0; w < words; ++w) {
    for (std::uint64_t rest = bits[w]; rest != 0; rest &= rest - 1) {
      visit(64 * w + static_cast<std::size_t>(std::countr_zero(rest)));
    }
  }
}

}  // namespace

// --- sums ---

void Sum::add(Decimal value) {
  const auto more = static_cast<UInt128>(value.units);
  const UInt128 before = units;
  units += more;
  // Seen as unsigned, a negative number is 2^128 more than itself.
  wraps += (units < before ? 1 : 0) - (value.units < 0 ? 1 : 0);
}

void Sum::add(const Sum& other) {
  const UInt128 before = units;
  units += other.units;
  wraps += other.wraps + (units < before ? 1 : 0);
}

bool Sum::fits() const { return value() < 0 ? wraps == -1 : wraps == 0; }

std::string format(const Sum& sum, int decimals_min) {
  const bool in_range = sum.fits() && sum.value() <= cel::decimal_units_max && sum.value() >= -cel::decimal_units_max;
  return in_range ? cel::format_grouped(Decimal{sum.value()}, decimals_min) : "beyond 10^24";
}

// --- spread ---

void Spread::add(Decimal amount) {
  SCRIP_CHECK(amount.units > 0);
  const std::size_t number = bucket_of(amount);
  if (number >= buckets_.size()) buckets_.resize(number + 1);
  Bucket& bucket = buckets_[number];
  if (bucket.count++ == 0) {
    bucket.lowest = bucket.highest = amount;
  } else {
    bucket.lowest = std::min(bucket.lowest, amount);
    bucket.highest = std::max(bucket.highest, amount);
  }
  ++count_;
}

void Spread::merge(const Spread& other) {
  if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
  for (std::size_t i = 0; i < other.buckets_.size(); ++i) {
    const Bucket& from = other.buckets_[i];
    if (from.count == 0) continue;
    Bucket& to = buckets_[i];
    to.lowest = to.count == 0 ? from.lowest : std::min(to.lowest, from.lowest);
    to.highest = to.count == 0 ? from.highest : std::max(to.highest, from.highest);
    to.count += from.count;
  }
  count_ += other.count_;
}

std::optional<Decimal> Spread::quantile(std::uint64_t numerator, std::uint64_t denominator) const {
  std::uint64_t seen = 0;
  for (const Bucket& bucket : buckets_) {
    seen += bucket.count;
    if (bucket.count > 0 && UInt128{seen} * denominator >= UInt128{count_} * numerator) return bucket.highest;
  }
  return std::nullopt;
}

std::optional<Decimal> Spread::lowest() const {
  for (const Bucket& bucket : buckets_) {
    if (bucket.count > 0) return bucket.lowest;
  }
  return std::nullopt;
}

std::uint64_t Spread::at_most(Decimal amount) const {
  if (amount.units <= 0) return 0;
  std::uint64_t seen = 0;
  const std::size_t last = bucket_of(amount);
  for (std::size_t i = 0; i < buckets_.size() && i <= last; ++i) {
    if (buckets_[i].count > 0 && buckets_[i].lowest <= amount) seen += buckets_[i].count;
  }
  return seen;
}

// --- totals ---

Totals Totals::of(const Simulator& simulator) {
  const Policy& policy = simulator.policy().policy;
  Totals made;
  made.refused.resize(simulator.reasons().size());
  made.refused_alone.resize(simulator.reasons().size());
  made.limited.resize(simulator.reasons().size());
  for (const auto& part : policy.parts) made.rates.emplace_back(part.rates.size());
  made.by_day.resize(policy.pools.size() + 1);
  made.lanes.resize(policy.selection.lanes.size());
  return made;
}

void Totals::add(const Simulator& simulator, const Population& population, const Results& results, std::size_t from,
                 std::size_t until) {
  const std::int32_t first_day = count(simulator.policy().policy.from);
  const std::size_t words = results.words;
  rows += until - from;
  for (std::size_t i = from; i < until; ++i) {
    const Decision decision = results.decision[i];
    ++decisions[static_cast<std::size_t>(decision)];
    if (decision == Decision::refuse) {
      std::size_t reasons = 0;
      std::size_t last = 0;
      for_each_bit(&results.refused_by[i * words], words, [&](std::size_t bit) {
        ++refused[bit];
        ++reasons;
        last = bit;
      });
      if (reasons == 1) ++refused_alone[last];
    }
    if (decision != Decision::award) continue;
    const Decimal paid = results.amount[i];
    amount.add(paid);
    spread.add(paid);
    for_each_bit(&results.limited_by[i * words], words, [&](std::size_t bit) { ++limited[bit]; });
    for (std::size_t p = 0; p < results.parts; ++p) {
      const std::int16_t row = results.row[i * results.parts + p];
      if (row != no_choice) add_award(rates[p][static_cast<std::size_t>(row)], paid);
    }
    const std::int16_t pool = results.pool[i];
    auto& days = by_day[pool == no_choice ? by_day.size() - 1 : static_cast<std::size_t>(pool)];
    add_award(at_day(days, population.applied_on[i] - first_day), paid);  // an award is never before the period
    if (results.lane[i] != no_choice) add_award(lanes[static_cast<std::size_t>(results.lane[i])], paid);
  }
}

void Totals::merge(const Totals& other) {
  rows += other.rows;
  one_by_one += other.one_by_one;
  for (std::size_t i = 0; i < decisions.size(); ++i) decisions[i] += other.decisions[i];
  amount.add(other.amount);
  add_counts(refused, other.refused);
  add_counts(refused_alone, other.refused_alone);
  add_counts(limited, other.limited);
  add_tables(rates, other.rates);
  add_tables(by_day, other.by_day);
  add_rows(lanes, other.lanes);
  spread.merge(other.spread);
}

// --- pools ---

namespace {

// What is left of a pool as the days go by.
class Purse {
 public:
  explicit Purse(const Pool& pool) : pool_(pool), left_(pool.amount.value_or(Decimal{})) {}

  void open(Day day) {
    if (pool_.per != PoolPeriod::calendar_year) return;
    const int year = year_of(month_of(day));
    if (year != year_) left_ = pool_.amount.value_or(Decimal{});
    year_ = year;
  }
  // Takes what there is, at most `wanted`.
  Decimal take(Decimal wanted) {
    if (!pool_.amount) return wanted;
    const Decimal taken = std::min(wanted, left_);
    left_ = *cel::checked_subtract(left_, taken);
    return taken;
  }
  [[nodiscard]] bool covers(Decimal wanted) const { return !pool_.amount || wanted <= left_; }
  [[nodiscard]] Decimal left() const { return left_; }

 private:
  const Pool& pool_;
  Decimal left_;
  int year_ = 0;
};

Decimal limited_sum(const Sum& sum) {
  const bool small = sum.fits() && sum.value() <= cel::decimal_units_max;
  return Decimal{small ? sum.value() : cel::decimal_units_max};
}

PoolHistory over_time(const Policy& policy, const Pool& pool, const std::vector<RowTotals>& days) {
  PoolHistory made{.pool = pool.id, .amount = pool.amount, .exhausted = std::nullopt, .months = {}};
  Purse purse(pool);
  for (std::size_t i = 0; i < days.size(); ++i) {
    const Day day{count(policy.from) + static_cast<std::int32_t>(i)};
    purse.open(day);
    if (made.months.empty() && days[i].awards == 0) continue;
    if (made.months.empty() || made.months.back().month != month_of(day)) {
      made.months.push_back({.month = month_of(day), .asked = {}, .paid = {}, .left = {}});
    }
    PoolMonth& month = made.months.back();
    month.asked.awards += days[i].awards;
    month.asked.amount.add(days[i].amount);
    const Decimal wanted = limited_sum(days[i].amount);
    const Decimal taken = purse.take(wanted);
    if (taken < wanted && !made.exhausted) made.exhausted = day;
    month.paid = cel::checked_add(month.paid, taken).value_or(month.paid);
    month.left = purse.left();
  }
  return made;
}

}  // namespace

std::vector<PoolHistory> pools_over_time(const CompiledPolicy& compiled, const Totals& totals) {
  std::vector<PoolHistory> made;
  for (std::size_t i = 0; i < compiled.policy.pools.size(); ++i) {
    const Pool& pool = compiled.policy.pools[i];
    if (pool.pays_awards) made.push_back(over_time(compiled.policy, pool, totals.by_day[i]));
  }
  return made;
}

std::vector<Decimal> first_come(const CompiledPolicy& compiled, const Population& population, const Results& results) {
  const Policy& policy = compiled.policy;
  std::vector<std::size_t> order(population.rows());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t row) { return population.applied_on[row]; });
  std::vector<Purse> purses(policy.pools.begin(), policy.pools.end());
  std::vector<bool> stopped(policy.pools.size());
  std::vector<Decimal> paid(population.rows());
  for (const std::size_t row : order) {
    if (results.decision[row] != Decision::award) continue;
    const Decimal wanted = results.amount[row];
    if (results.pool[row] == no_choice) {
      paid[row] = wanted;
      continue;
    }
    const auto pool = static_cast<std::size_t>(results.pool[row]);
    purses[pool].open(Day{population.applied_on[row]});
    if (stopped[pool]) continue;
    if (purses[pool].covers(wanted) || policy.selection.last_award == allocation::LastAward::cut) {
      paid[row] = purses[pool].take(wanted);
    } else if (policy.selection.last_award == allocation::LastAward::stop) {
      stopped[pool] = true;
    }
  }
  return paid;
}

// --- two policies ---

void Change::add(Decimal before, Decimal after) {
  if (before == after) {
    ++same;
  } else if (before < after) {
    ++gain;
    newly_awarded += before.is_zero() ? 1u : 0u;
    gained.add(Decimal{after.units - before.units});
  } else {
    ++lose;
    newly_refused += after.is_zero() ? 1u : 0u;
    lost.add(Decimal{before.units - after.units});
  }
}

void Change::merge(const Change& other) {
  gain += other.gain;
  lose += other.lose;
  same += other.same;
  newly_awarded += other.newly_awarded;
  newly_refused += other.newly_refused;
  gained.add(other.gained);
  lost.add(other.lost);
}

void Comparison::add(const Population& population, const Results& before, const Results& after, std::size_t from,
                     std::size_t until) {
  for (std::size_t i = from; i < until; ++i) all.add(before.amount[i], after.amount[i]);
  for (std::size_t f = 0; f < population.facts.size(); ++f) {
    const FactColumn& fact = population.facts[f];
    const bool is_choice = fact.type == FactType::choice;
    if (!is_choice && fact.type != FactType::yes_no) continue;
    auto& values = by_fact[fact.id];
    std::map<std::int32_t, Change> by_code;  // -1: not given
    for (std::size_t i = from; i < until; ++i) {
      const bool given = fact.exceptions.empty() || fact.exceptions[i] == 0;
      const std::int32_t code = !given ? -1 : is_choice ? fact.codes[i] : std::int32_t{fact.booleans[i]};
      by_code[code].add(before.amount[i], after.amount[i]);
    }
    for (const auto& [code, change] : by_code) {
      const std::string_view value = code < 0    ? std::string_view()
                                     : is_choice ? population.texts()[code]
                                     : code != 0 ? std::string_view("yes")
                                                 : std::string_view("no");
      values[std::string(value)].merge(change);
    }
  }
}

void Comparison::merge(const Comparison& other) {
  all.merge(other.all);
  for (const auto& [fact, values] : other.by_fact) {
    for (const auto& [value, change] : values) by_fact[fact][value].merge(change);
  }
}

}  // namespace scrip::policy
