#pragma once
// Applicants for tests of simulations: near the thresholds of a programme, and some that are wild.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "policy/assess.h"
#include "policy/file/load.h"
#include "policy/population.h"
#include "policy/simulate.h"
#include "policy/visit.h"

namespace scrip::testing {

using cel::Value;
using policy::CompiledPolicy;
using policy::Expression;
using policy::Fact;
using policy::FactType;
using policy::LiteralKind;
using policy::Policy;
using policy::Population;

// The files of the programmes in the tree.
inline std::vector<std::filesystem::path> programme_files() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(SCRIP_SOURCE_DIR "/programmes")) {
    if (std::filesystem::exists(entry.path() / "programme.yaml")) found.push_back(entry.path() / "programme.yaml");
  }
  std::ranges::sort(found);
  return found;
}

inline std::optional<CompiledPolicy> compiled_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  auto loaded = policy::load_policy(std::string(std::istreambuf_iterator<char>(in), {}));
  if (!loaded.problems.empty()) return std::nullopt;
  auto made = policy::compile(std::move(loaded.policy));
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
    policy::for_each_expression(policy_, [&](const Expression& expression, const std::string&) {
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

// Every applicant decided by assess(): each alone, or, in order of application, after what it was awarded before.
inline std::vector<policy::Assessment> decided_one_by_one(const policy::Simulator& simulator,
                                                          const Population& population, bool in_order) {
  std::vector<std::size_t> order(population.rows());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t row) { return population.applied_on[row]; });
  std::map<std::int32_t, std::vector<policy::EarlierAward>> histories;
  std::vector<policy::Assessment> made(population.rows());
  for (const std::size_t row : order) {
    policy::ApplicationFacts facts = simulator.application(population, row);
    auto& history = histories[population.applicant[row]];
    if (in_order) facts.history = history;
    made[row] = policy::assess(simulator.policy(), facts);
    if (made[row].decision != policy::Decision::award) continue;
    history.push_back({facts.applied_on, made[row].amount, facts.contract, facts.project});
  }
  return made;
}

}  // namespace scrip::testing
