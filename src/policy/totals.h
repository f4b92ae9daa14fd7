#pragma once
// What a simulation comes to: counts and sums that can be added up batch by batch and merged from several threads, in
// any order, always to the same result.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/wide.h"
#include "policy/simulate.h"

namespace scrip::policy {

// A sum of decimals, exact: 128 bits, and beyond them the number of times they went round.
struct Sum {
  UInt128 units = 0;  // two's complement, of 10^-12
  std::int64_t wraps = 0;

  void add(cel::Decimal value);
  void add(const Sum& other);
  [[nodiscard]] bool fits() const;  // whether units() says it
  [[nodiscard]] Int128 value() const { return static_cast<Int128>(units); }
  friend bool operator==(const Sum&, const Sum&) = default;
};
// "1,200,000.00"; "beyond 10^26" where it does not fit.
[[nodiscard]] std::string format(const Sum& sum, int decimals_min = 2);

// How amounts are spread: buckets of at most 1/64 of their value, each with the lowest and the highest amount that fell
// into it, so that quantiles are amounts that occur.
class Spread {
 public:
  void add(cel::Decimal amount);  // above zero
  void merge(const Spread& other);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  // An amount with at least numerator / denominator of all at or below it, less than 1/64 above the smallest such.
  // Nothing where there are none. 0 < numerator <= denominator.
  [[nodiscard]] std::optional<cel::Decimal> quantile(std::uint64_t numerator, std::uint64_t denominator) const;
  [[nodiscard]] std::optional<cel::Decimal> lowest() const;
  // How many are at most so much, to a bucket.
  [[nodiscard]] std::uint64_t at_most(cel::Decimal amount) const;

 private:
  struct Bucket {
    std::uint64_t count = 0;
    cel::Decimal lowest;
    cel::Decimal highest;
  };
  std::vector<Bucket> buckets_;
  std::uint64_t count_ = 0;
};

struct RowTotals {
  std::uint64_t awards = 0;
  Sum amount;
  friend bool operator==(const RowTotals&, const RowTotals&) = default;
};

struct Totals {
  std::uint64_t rows = 0;
  std::uint64_t one_by_one = 0;  // rows that went through assess()
  std::array<std::uint64_t, 4> decisions{};  // by Decision
  Sum amount;
  std::vector<std::uint64_t> refused;  // by reason: how many it refuses
  std::vector<std::uint64_t> refused_alone;  // and how many of them nothing else does
  std::vector<std::uint64_t> limited;  // awards that it cuts
  std::vector<std::vector<RowTotals>> rates;  // by part and rate row: awards it is part of, and their whole amounts
  std::vector<std::vector<RowTotals>> by_day;  // by pool (the last: by none), by day of application since `from`
  std::vector<RowTotals> lanes;  // by lane
  Spread spread;

  [[nodiscard]] static Totals of(const Simulator& simulator);
  // Adds the rows from .. until - 1.
  void add(const Simulator& simulator, const Population& population, const Results& results, std::size_t from,
           std::size_t until);
  void merge(const Totals& other);
};

// --- the pool over time ---

struct PoolMonth {
  Month month{};
  RowTotals asked;  // awards decided in the month
  cel::Decimal paid;  // of them, what the pool could pay
  cel::Decimal left;  // in the pool at the end of the month; zero where its amount is not published
};
struct PoolHistory {
  std::string pool;
  std::optional<cel::Decimal> amount;
  std::optional<Day> exhausted;  // the first day on which an award could not be paid in full
  std::vector<PoolMonth> months;  // from the first award to the last, with no gaps
};

// First come, first served by day of application. Within a day the last award is cut to what is left, so that it does
// not matter who came first on it; `last_award: skip` and `stop` are first_come()'s. Other methods than first_come
// share out rounds: what is asked for then still says how short the pool is.
[[nodiscard]] std::vector<PoolHistory> pools_over_time(const CompiledPolicy& compiled, const Totals& totals);

// Row for row, by day of application and then as the rows stand: what each award is paid. last_award says what happens
// to the first that the pool cannot pay whole.
[[nodiscard]] std::vector<cel::Decimal> first_come(const CompiledPolicy& compiled, const Population& population,
                                                   const Results& results);

// --- two policies ---

struct Change {
  std::uint64_t gain = 0;
  std::uint64_t lose = 0;
  std::uint64_t same = 0;
  std::uint64_t newly_awarded = 0;  // of those that gain
  std::uint64_t newly_refused = 0;  // of those that lose
  Sum gained;
  Sum lost;  // as amounts above zero

  void add(cel::Decimal before, cel::Decimal after);
  void merge(const Change& other);
  friend bool operator==(const Change&, const Change&) = default;
};

struct Comparison {
  Change all;
  // By fact that is a choice or a yes or no, then by its value ("" where it was not given).
  std::map<std::string, std::map<std::string, Change>> by_fact;

  void add(const Population& population, const Results& before, const Results& after, std::size_t from,
           std::size_t until);
  void merge(const Comparison& other);
};

}  // namespace scrip::policy
