#include "policy/analysis.h"

#include <algorithm>
#include <set>
#include <utility>

#include "policy/condition.h"
#include "policy/texts.h"

namespace scrip::policy {
namespace {

Message when_example(const Example& example) {
  Message all;
  for (const auto& [term, value] : example) {
    const std::string one = term + " = " + value;
    all = all.empty() ? verbatim(one) : say("{0}, {1}", all, one);
  }
  return all.empty() ? say("any application") : all;
}

class Analyser {
 public:
  Analyser(const CompiledPolicy& compiled, std::vector<Problem>& problems)
      : policy_(compiled.policy), compiled_(compiled), problems_(problems), reader_(compiled) {}

  void run() {
    eligibility();
    for (std::size_t i = 0; i < policy_.parts.size(); ++i) {
      const Part& part = policy_.parts[i];
      const std::string path = part.id.empty() ? "award.rate" : "award.parts[" + part.id + "].rate";
      rates(part, compiled_.parts[i], path);
    }
    first_that_fits(policy_.pools, compiled_.pools, "budget");
    first_that_fits(policy_.selection.lanes, compiled_.lanes, "selection.lanes");
  }

 private:
  void problem(Place place, std::string field, Message message, Message hint) {
    problems_.push_back({ErrorCode::rules_conflict, place, std::move(field), std::move(message), std::move(hint)});
  }

  // A rule as a condition on applications: met, or not applicable.
  Condition rule_condition(std::size_t i) {
    Condition met = reader_.read(compiled_.eligibility[i].require);
    if (!compiled_.eligibility[i].when) return met;
    return either(negated(reader_.read(*compiled_.eligibility[i].when)), std::move(met));
  }

  void eligibility() {
    for (std::size_t i = 0; i < policy_.eligibility.size(); ++i) {
      const EligibilityRule& rule = policy_.eligibility[i];
      const std::string path = "eligibility[" + rule.id + "]";
      const Condition condition = rule_condition(i);
      const Condition background = reader_.background();
      const Condition opposite = negated(condition);
      if (never({&background, &condition}, effort_)) {
        problem(rule.require.place, path, say("no application can ever meet this rule"),
                say("its conditions contradict each other"));
      } else if (never({&background, &opposite}, effort_)) {
        problem(rule.require.place, path, say("every application meets this rule"),
                say("leave it out, or say what it refuses"));
      }
      rules_.push_back(condition);
    }
  }

  // The eligibility rules that speak of what these conditions speak of.
  Condition assured(const std::vector<Condition>& conditions) const {
    std::vector<std::string> all_terms;
    for (const auto& condition : conditions) add_terms(condition, all_terms);
    const std::set<std::string> terms(all_terms.begin(), all_terms.end());
    Condition sum = reader_.background();
    for (const auto& rule : rules_) {
      std::vector<std::string> own;
      add_terms(rule, own);
      const bool related =
          std::any_of(own.begin(), own.end(), [&](const std::string& term) { return terms.contains(term); });
      if (related) sum = both(std::move(sum), rule);
    }
    return sum;
  }

  void rates(const Part& part, const CompiledPart& compiled, const std::string& path) {
    std::vector<Condition> rows;
    bool covers_all = part.rates.empty();
    for (std::size_t i = 0; i < part.rates.size(); ++i) {
      if (!compiled.rates[i].when) covers_all = true;
      if (compiled.rates[i].when) rows.push_back(reader_.read(*compiled.rates[i].when));
    }
    Condition assured_here = assured(rows);
    if (compiled.when) assured_here = both(std::move(assured_here), reader_.read(*compiled.when));
    Condition left = assured_here;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const RateRow& row = part.rates[i];
      const std::string field = path + "[" + row.id + "]";
      if (never({&assured_here, &rows[i]}, effort_)) {
        problem(row.when.place, field, say("this row can never apply"),
                say("its condition contradicts itself or the eligibility rules"));
        continue;
      }
      if (part.precedence == Precedence::first && never({&left, &rows[i]}, effort_)) {
        problem(row.when.place, field, say("the rows before it take every application it could apply to"),
                say("put the narrower row first"));
      }
      left = both(std::move(left), negated(rows[i]));
      if (part.precedence == Precedence::none) overlaps(part, rows, i, assured_here, path);
    }
    if (covers_all) {
      const bool useless = rows.size() + 1 == part.rates.size() && !rows.empty() && never({&left}, effort_);
      if (useless) {
        problem(part.rates.back().place, path + "[" + part.rates.back().id + "]",
                say("the rows before it take every application"), say("leave 'otherwise' out"));
      }
      return;
    }
    if (const auto example = find_example({&left}, effort_)) {
      problem(part.rates.back().place, path, say("no row applies when {0}", when_example(*example)),
              say("add a row for it, or a last one with 'otherwise: yes'"));
    }
  }

  void overlaps(const Part& part, const std::vector<Condition>& rows, std::size_t i, const Condition& assured_here,
                const std::string& path) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto example = find_example({&assured_here, &rows[i], &rows[j]}, effort_);
      if (!example) continue;
      problem(
          part.rates[i].when.place, path + "[" + part.rates[i].id + "]",
          say("it applies together with '{0}' when {1}", part.rates[j].id, when_example(*example)),
          say("make the conditions exclude each other, or add 'precedence: first' (or highest, lowest) beside 'rate'"));
    }
  }

  template <class Item>
  void first_that_fits(const std::vector<Item>& items, const std::vector<std::optional<cel::Program>>& programs,
                       const std::string& path) {
    Condition left = reader_.background();
    for (std::size_t i = 0; i < items.size(); ++i) {
      const Condition condition = programs[i] ? reader_.read(*programs[i]) : always();
      if (counts(items[i]) && never({&left, &condition}, effort_)) {
        problem(items[i].place, path + "[" + items[i].id + "]", say("nothing is left for it: those before it take all"),
                say("put the narrower one first, or give each its 'when'"));
      }
      if (counts(items[i])) left = both(std::move(left), negated(condition));
    }
  }
  static bool counts(const Pool& pool) { return pool.pays_awards; }
  static bool counts(const Lane&) { return true; }

  const Policy& policy_;
  const CompiledPolicy& compiled_;
  std::vector<Problem>& problems_;
  ConditionReader reader_;
  std::vector<Condition> rules_;
  Effort effort_;
};

}  // namespace

void analyse(const CompiledPolicy& compiled, std::vector<Problem>& problems) { Analyser(compiled, problems).run(); }

}  // namespace scrip::policy
