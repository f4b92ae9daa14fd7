// What simulations say is what assess() says: on random populations of every programme in the tree, row for row and
// field for field.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "base/random.h"
#include "policy/file/load.h"
#include "policy/simulate.h"
#include "policy/visit.h"

namespace scrip::policy {
namespace {

using cel::Value;

std::vector<std::filesystem::path> programmes() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(SCRIP_SOURCE_DIR "/programmes")) {
    if (std::filesystem::exists(entry.path() / "programme.yaml")) found.push_back(entry.path() / "programme.yaml");
  }
  std::ranges::sort(found);
  return found;
}

std::optional<CompiledPolicy> compiled(const std::filesystem::path& path) {
  std::ifstream in(path);
  auto loaded = load_policy(std::string(std::istreambuf_iterator<char>(in), {}));
  if (!loaded.problems.empty()) return std::nullopt;
  auto made = compile(std::move(loaded.policy));
  if (!made) return std::nullopt;
  return std::move(*made);
}

// Draws applicants who stand near the thresholds of the programme, and some that are wild.
class Crowd {
 public:
  Crowd(const CompiledPolicy& compiled, std::uint64_t seed) : policy_(compiled.policy), random_(seed) {
    for (const auto& parameter : policy_.parameters) {
      for (const auto& value : parameter.values) {
        numbers_.push_back(value.value.number);
        if (value.value.kind == LiteralKind::date) days_.push_back(count(value.value.day));
        days_.push_back(count(value.from));
      }
    }
    for_each_expression(policy_, [&](const Expression& expression, const std::string&) {
      if (expression.literal) numbers_.push_back(expression.literal->number);
    });
    for (const int number : {0, 1, 100, 1'000'000, 5'000'000}) numbers_.push_back(cel::to_decimal(number));
    days_.push_back(count(policy_.from));
    if (policy_.until) days_.push_back(count(*policy_.until));
  }

  void fill(Population& population, std::size_t rows) {
    for (const char* id : {"", "one", "two", "three"}) ids_.push_back(population.texts().intern(id));
    population.applicant.assign(1, 0);
    population.contract.assign(1, 0);
    population.project.assign(1, 0);
    population.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      population.applied_on[i] =
          random_.chance(1, 10) ? day() : count(policy_.from) + static_cast<int>(random_.below(400));
      const bool again = random_.chance(1, 4);
      population.applicant[i] = population.texts().intern(again ? "A" + std::to_string(random_.below(rows / 6 + 1))
                                                                : "B" + std::to_string(i));
      population.contract[i] = ids_[random_.below(ids_.size())];
      population.project[i] = ids_[random_.below(ids_.size())];
      for (std::size_t f = 0; f < policy_.facts.size(); ++f) {
        const bool missing = random_.chance(1, policy_.facts[f].optional ? 3 : 80);
        population.set(f, i, missing ? Value::missing() : value(policy_.facts[f]));
      }
    }
  }

 private:
  std::int32_t day() { return days_[random_.below(days_.size())] + static_cast<std::int32_t>(random_.between(-1, 1)); }
  cel::Decimal decimal() {
    if (random_.chance(1, 40)) return cel::Decimal{cel::decimal_units_max - random_.between(0, 1)};
    if (random_.chance(1, 40)) return cel::Decimal{random_.between(-1, 1'000'000'000)};  // up to twelve decimals
    if (random_.chance(1, 60)) return cel::from_micro(INT64_MAX - 1);
    const cel::Decimal base = numbers_[random_.below(numbers_.size())];
    switch (random_.below(5)) {
      case 0:
        return base;
      case 1:
        return cel::checked_add(base, cel::from_micro(random_.between(-20'000, 20'000))).value_or(base);
      case 2:
        return cel::checked_multiply(base, cel::to_decimal(random_.between(-1, 12))).value_or(base);
      default:
        return cel::to_decimal(random_.between(0, 4'000'000));
    }
  }
  Value value(const Fact& fact) {
    switch (fact.type) {
      case FactType::yes_no:
        return Value::boolean(random_.chance(14, 15));
      case FactType::choice:
        return Value::string(fact.choices[random_.below(fact.choices.size())].id);
      case FactType::text:
        return Value::string(random_.chance(1, 3) ? "" : "a text of some length, " + std::to_string(random_.below(5)));
      case FactType::count: {
        if (random_.chance(1, 60)) return Value::decimal(cel::Decimal{cel::decimal_units_max});
        const auto number = cel::to_integer(decimal());
        return Value::integer(random_.chance(1, 2) ? random_.between(0, 40) : number.value_or(0));
      }
      case FactType::share:
        return Value::decimal(random_.chance(1, 2) ? cel::from_micro(random_.between(0, 1'000'000)) : decimal());
      case FactType::number:
      case FactType::hours:
        return Value::decimal(decimal());
      case FactType::money:
        return Value::money(fact.currency, decimal());
      case FactType::date:
        return Value::date(
            Day{random_.chance(1, 2) ? day() : count(policy_.from) + static_cast<int>(random_.below(500))});
      case FactType::choices:
      case FactType::texts:
        break;
    }
    std::vector<Value> some;
    for (const auto& choice : fact.choices) {
      if (random_.chance(1, 2)) some.push_back(Value::string(choice.id));
    }
    return Value::list(std::move(some));
  }

  const Policy& policy_;
  Random random_;
  std::vector<cel::Decimal> numbers_;
  std::vector<std::int32_t> days_;
  std::vector<std::int32_t> ids_;
};

std::vector<std::string> names(const Simulator& simulator, const Results& results,
                               const std::vector<std::uint64_t>& bits, std::size_t row) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < simulator.reasons().size(); ++i) {
    if ((bits[row * results.words + i / 64] >> i % 64 & 1) != 0) found.push_back(simulator.reasons()[i]);
  }
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> sorted(std::vector<std::string> ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

template <class Items>
std::string id_at(const Items& items, std::int16_t which) {
  return which < 0 ? std::string() : items[static_cast<std::size_t>(which)].id;
}

void expect_same(const Simulator& simulator, const Results& results, std::size_t row, const Assessment& assessment) {
  const Policy& policy = simulator.policy().policy;
  const std::string where = policy.id + " row " + std::to_string(row) + " " + assessment.invalid;
  EXPECT_EQ(name(results.decision[row]), name(assessment.decision)) << where;
  EXPECT_EQ(cel::format(results.amount[row]), cel::format(assessment.amount)) << where;
  EXPECT_EQ(names(simulator, results, results.refused_by, row), sorted(assessment.refused_by)) << where;
  EXPECT_EQ(names(simulator, results, results.limited_by, row), sorted(assessment.limited_by)) << where;
  for (std::size_t p = 0; p < policy.parts.size(); ++p) {
    const std::string found = p < assessment.parts.size() ? assessment.parts[p].row : std::string();
    EXPECT_EQ(id_at(policy.parts[p].rates, results.row[row * results.parts + p]), found) << where;
  }
  EXPECT_EQ(id_at(policy.pools, results.pool[row]), assessment.pool) << where;
  EXPECT_EQ(id_at(policy.selection.lanes, results.lane[row]), assessment.lane) << where;
}

// One by one in order of application, the obvious way.
std::vector<Assessment> decided_one_by_one(const Simulator& simulator, const Population& population, bool in_order) {
  std::vector<std::size_t> order(population.rows());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t row) { return population.applied_on[row]; });
  std::map<std::int32_t, std::vector<EarlierAward>> histories;
  std::vector<Assessment> made(population.rows());
  for (const std::size_t row : order) {
    ApplicationFacts facts = simulator.application(population, row);
    auto& history = histories[population.applicant[row]];
    if (in_order) facts.history = history;
    made[row] = assess(simulator.policy(), facts);
    if (made[row].decision != Decision::award) continue;
    history.push_back({facts.applied_on, made[row].amount, facts.contract, facts.project});
  }
  return made;
}

TEST(Simulation, agrees_with_one_by_one_decisions_on_every_row_of_every_programme) {
  constexpr std::size_t rows = 2'500;  // more than a batch
  std::size_t programmes_seen = 0;
  std::size_t awards = 0;
  for (const auto& path : programmes()) {
    const auto policy = compiled(path);
    ASSERT_TRUE(policy) << path;
    ++programmes_seen;
    cel::Dictionary texts;
    const Policy* const only[] = {&policy->policy};
    auto population = Population::for_policies(only, texts);
    ASSERT_TRUE(population);
    Crowd(*policy, programmes_seen).fill(*population, rows);
    const auto simulator = Simulator::make(*policy, *population);
    ASSERT_TRUE(simulator) << simulator.error().detail;
    for (const auto& slow : simulator->slow()) ADD_FAILURE() << path << " " << slow.field << ": " << slow.why;
    const Claims claims = Claims::of(*population);
    for (const bool in_order : {false, true}) {
      Results results = simulator->results(rows);
      Workspace first;
      Workspace second;
      std::uint64_t one_by_one = simulator->decide(*population, 0, 700, results, first, in_order ? &claims : nullptr);
      one_by_one += simulator->decide(*population, 700, rows, results, second, in_order ? &claims : nullptr);
      EXPECT_LT(one_by_one, rows) << path;
      const auto expected = decided_one_by_one(*simulator, *population, in_order);
      for (std::size_t i = 0; i < rows && !HasFailure(); ++i) expect_same(*simulator, results, i, expected[i]);
      awards += static_cast<std::size_t>(std::ranges::count(results.decision, Decision::award));
    }
  }
  EXPECT_GE(programmes_seen, 30u);
  EXPECT_GT(awards, programmes_seen * 100) << "too few awards to say much";
}

}  // namespace
}  // namespace scrip::policy
