#include "policy/simulate.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "policy/simulate_plan.h"
#include "policy/texts.h"

namespace scrip::policy {
namespace {

using cel::ColumnKind;
using cel::ColumnProgram;
using cel::Value;

class Planner {
 public:
  Planner(Simulator::Plan& plan, const Population& population)
      : plan_(plan), compiled_(*plan.compiled), policy_(plan.compiled->policy), population_(population) {}

  Result<void> run() {
    SCRIP_TRY_VOID(bind_facts());
    shape_slots();
    plan_.reads.assign(compiled_.slots.count, false);
    name_reasons();
    for (std::size_t i = 0; i < policy_.facts.size(); ++i) {
      const bool asked = compiled_.asked_now[i];
      plan_.needed_when.push_back(
          asked ? rule(compiled_.needed_when[i], "facts[" + policy_.facts[i].id + "].needed_when") : std::nullopt);
    }
    for (std::size_t i = 0; i < policy_.eligibility.size(); ++i) {
      const std::string path = "eligibility[" + policy_.eligibility[i].id + "]";
      plan_.rules.push_back({.reason = plan_.reason(policy_.eligibility[i].id),
                             .when = rule(compiled_.eligibility[i].when, path + ".when"),
                             .require = rule(compiled_.eligibility[i].require, path + ".require")});
    }
    for (std::size_t i = 0; i < policy_.parts.size(); ++i) {
      plan_.parts.push_back(part(policy_.parts[i], compiled_.parts[i]));
    }
    caps(policy_.caps, compiled_.caps, "award.caps", plan_.caps);
    for (std::size_t i = 0; i < policy_.pools.size(); ++i) {
      plan_.pools.push_back(rule(compiled_.pools[i], "budget[" + policy_.pools[i].id + "].when"));
    }
    for (std::size_t i = 0; i < policy_.selection.lanes.size(); ++i) {
      plan_.lanes.push_back(rule(compiled_.lanes[i], "selection.lanes[" + policy_.selection.lanes[i].id + "].when"));
    }
    return {};
  }

 private:
  Result<void> bind_facts() {
    for (const Fact& fact : policy_.facts) {
      const auto column = population_.fact(fact.id);
      if (!column || population_.facts[*column].kind != cel::column_kind(type_of(fact))) {
        return fail(ErrorCode::value_invalid, say("the applicants have no column for the fact '{0}'", fact.id),
                    fact.id);
      }
      plan_.facts.push_back(*column);
    }
    return {};
  }

  void shape_slots() {
    const Slots& slots = compiled_.slots;
    plan_.shapes.assign(slots.count, {});
    for (std::size_t i = 0; i < policy_.facts.size(); ++i) {
      plan_.shapes[i].kind = cel::column_kind(type_of(policy_.facts[i]));
    }
    for (std::size_t i = 0; i < policy_.parameters.size(); ++i) {
      const Literal* const value = fixed(i);
      plan_.fixed.push_back(value);
      cel::ColumnShape& shape = plan_.shapes[slots.parameters + i];
      if (value != nullptr) {
        shape.constant = value->value();
      } else {
        shape.kind = cel::column_kind(type_of(policy_.parameters[i]));
        // A text by date would have to be looked up for every row; none of the published rules has one.
        if (shape.kind == ColumnKind::text) shape.kind = ColumnKind::absent;
      }
    }
    plan_.shapes[slots.applied_on].kind = ColumnKind::date;
    plan_.shapes[slots.base].kind = ColumnKind::micro;
    plan_.shapes[slots.amount].kind = ColumnKind::micro;
  }

  // The value that a parameter has for every row, if it has one.
  const Literal* fixed(std::size_t parameter) const {
    for (const auto& [tried, value] : plan_.tried) {
      if (tried == parameter) return &value;
    }
    const auto& values = policy_.parameters[parameter].values;
    return values.size() == 1 && !compiled_.by[parameter] ? &values.front().value : nullptr;
  }

  std::uint32_t add_reason(std::string_view id) {
    const auto found = std::ranges::find(plan_.reasons, id);
    if (found == plan_.reasons.end()) plan_.reasons.emplace_back(id);
    return plan_.reason(id);
  }

  void name_reasons() {
    plan_.period = add_reason("period");
    for (const auto& rule : policy_.eligibility) add_reason(rule.id);
    plan_.base = add_reason("base");
    plan_.size = add_reason("size");
    plan_.rate = add_reason("rate");
    for (const auto& part : policy_.parts) {
      for (const auto& cap : part.caps) add_reason(cap.id);
    }
    for (const auto& cap : policy_.caps) add_reason(cap.id);
    for (const auto& rule : policy_.stacking) add_reason(rule.id);
    plan_.amount = add_reason("amount");
  }

  ColumnRule rule(const cel::Program& program, const std::string& field) {
    auto made = ColumnProgram::compile(program, plan_.shapes, population_.texts());
    for (const std::uint32_t slot : program.slots_used()) plan_.reads[slot] = true;
    if (!made.is_fast()) plan_.slow.push_back({field, made.why_not()});
    return made;
  }
  ColumnRule rule(const std::optional<cel::Program>& program, const std::string& field) {
    return program ? rule(*program, field) : std::nullopt;
  }

  PartPlan part(const Part& part, const CompiledPart& compiled) {
    const std::string path = part.id.empty() ? "award" : "award.parts[" + part.id + "]";
    PartPlan made{.part = &part,
                  .when = rule(compiled.when, path + ".when"),
                  .base = rule(compiled.base, path + ".base.is"),
                  .at_least = rule(compiled.at_least, path + ".size.at_least"),
                  .at_most = rule(compiled.at_most, path + ".size.at_most"),
                  .rates = {},
                  .caps = {}};
    for (std::size_t i = 0; i < part.rates.size(); ++i) {
      const std::string field = path + ".rate[" + part.rates[i].id + "]";
      const CompiledRow& row = compiled.rates[i];
      made.rates.push_back({.row = &part.rates[i],
                            .compiled = &row,
                            .when = rule(row.when, field + ".when"),
                            .rate = rule(row.rate, field + ".rate"),
                            .low = rule(row.low, field + ".between"),
                            .high = rule(row.high, field + ".between")});
    }
    caps(part.caps, compiled.caps, path + ".caps", made.caps);
    return made;
  }

  void caps(const std::vector<Cap>& caps, const std::vector<CompiledCap>& compiled, const std::string& path,
            std::vector<CapPlan>& made) {
    for (std::size_t i = 0; i < caps.size(); ++i) {
      const std::string field = path + "[" + caps[i].id + "]";
      made.push_back({.cap = &caps[i],
                      .reason = plan_.reason(caps[i].id),
                      .at_most = rule(compiled[i].at_most, field + ".at_most"),
                      .except_when = rule(compiled[i].except_when, field + ".except_when")});
      const bool counts = caps[i].per != CapPer::claim && caps[i].within != CapWithin::claim;
      plan_.needs_history = plan_.needs_history || counts;
    }
  }

  Simulator::Plan& plan_;
  const CompiledPolicy& compiled_;
  const Policy& policy_;
  const Population& population_;
};

std::int16_t subscript(std::size_t i) { return static_cast<std::int16_t>(i); }

}  // namespace

std::uint32_t Simulator::Plan::reason(std::string_view id) const {
  const auto found = std::ranges::find(reasons, id);
  SCRIP_CHECK(found != reasons.end());
  return static_cast<std::uint32_t>(found - reasons.begin());
}

void Results::resize(std::size_t rows) {
  decision.assign(rows, Decision::refuse);
  amount.assign(rows, {});
  refused_by.assign(rows * words, 0);
  limited_by.assign(rows * words, 0);
  row.assign(rows * parts, no_choice);
  pool.assign(rows, no_choice);
  lane.assign(rows, no_choice);
}

Claims Claims::of(const Population& population) {
  Claims made;
  if (population.applicant.empty()) return made;
  const std::int32_t nobody = population.texts().find("").value_or(-1);
  std::vector<std::size_t> order(population.rows());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    if (population.applicant[a] != population.applicant[b]) return population.applicant[a] < population.applicant[b];
    if (population.applied_on[a] != population.applied_on[b])
      return population.applied_on[a] < population.applied_on[b];
    return a < b;
  });
  made.repeated_.assign(population.rows(), 0);
  for (std::size_t from = 0; from < order.size();) {
    std::size_t until = from + 1;
    const std::int32_t who = population.applicant[order[from]];
    while (until < order.size() && population.applicant[order[until]] == who) ++until;
    if (until - from > 1 && who != nobody) {
      const auto begin = order.begin() + static_cast<std::ptrdiff_t>(from);
      auto& group = made.groups_.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(until - from));
      for (const std::size_t row : group) made.repeated_[row] = 1;
    }
    from = until;
  }
  return made;
}

Workspace::Workspace() : room_(std::make_unique<Room>()) { room_->all.fill(1); }
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

Simulator::Simulator(std::unique_ptr<const Plan> plan) : plan_(std::move(plan)) {}
Simulator::Simulator(Simulator&&) noexcept = default;
Simulator& Simulator::operator=(Simulator&&) noexcept = default;
Simulator::~Simulator() = default;

Result<Simulator> Simulator::make(const CompiledPolicy& compiled, const Population& population,
                                  std::vector<std::pair<std::uint32_t, Literal>> tried) {
  auto plan = std::make_unique<Plan>();
  plan->compiled = &compiled;
  plan->tried = std::move(tried);
  SCRIP_TRY_VOID(Planner(*plan, population).run());
  return Simulator(std::move(plan));
}

std::span<const std::string> Simulator::reasons() const { return plan_->reasons; }
const CompiledPolicy& Simulator::policy() const { return *plan_->compiled; }
std::span<const SlowExpression> Simulator::slow() const { return plan_->slow; }
bool Simulator::needs_history() const { return plan_->needs_history; }

Results Simulator::results(std::size_t rows) const {
  Results made{.words = (plan_->reasons.size() + 63) / 64, .parts = plan_->parts.size()};
  made.resize(rows);
  return made;
}

ApplicationFacts Simulator::application(const Population& population, std::size_t row) const {
  ApplicationFacts made{.applied_on = Day{population.applied_on[row]},
                        .facts = {},
                        .contract = std::string(population.text(population.contract, row)),
                        .project = std::string(population.text(population.project, row)),
                        .history = {},
                        .other_support = {},
                        .parameters = plan_->tried};
  for (const std::size_t fact : plan_->facts) made.facts.push_back(population.value(fact, row));
  return made;
}

void Simulator::decide_one(const Population& population, std::size_t row, std::vector<EarlierAward> history,
                           Results& results) const {
  ApplicationFacts facts = application(population, row);
  facts.history = std::move(history);
  const Assessment assessment = assess(*plan_->compiled, facts);
  const Policy& policy = plan_->compiled->policy;
  results.decision[row] = assessment.decision;
  results.amount[row] = assessment.amount;
  const auto set_bits = [&](const std::vector<std::string>& ids, std::vector<std::uint64_t>& bits) {
    std::fill_n(bits.begin() + static_cast<std::ptrdiff_t>(row * results.words), results.words, 0);
    for (const auto& id : ids) {
      const std::uint32_t bit = plan_->reason(id);
      bits[row * results.words + bit / 64] |= std::uint64_t{1} << bit % 64;
    }
  };
  set_bits(assessment.refused_by, results.refused_by);
  set_bits(assessment.limited_by, results.limited_by);
  for (std::size_t i = 0; i < policy.parts.size(); ++i) {
    const auto& rates = policy.parts[i].rates;
    const auto found = i < assessment.parts.size() && !assessment.parts[i].row.empty()
                           ? std::ranges::find(rates, assessment.parts[i].row, &RateRow::id)
                           : rates.end();
    results.row[row * results.parts + i] =
        found == rates.end() ? no_choice : subscript(static_cast<std::size_t>(found - rates.begin()));
  }
  const auto pool =
      assessment.pool.empty() ? policy.pools.end() : std::ranges::find(policy.pools, assessment.pool, &Pool::id);
  results.pool[row] =
      pool == policy.pools.end() ? no_choice : subscript(static_cast<std::size_t>(pool - policy.pools.begin()));
  const auto& lanes = policy.selection.lanes;
  const auto lane = assessment.lane.empty() ? lanes.end() : std::ranges::find(lanes, assessment.lane, &Lane::id);
  results.lane[row] = lane == lanes.end() ? no_choice : subscript(static_cast<std::size_t>(lane - lanes.begin()));
}

std::uint64_t Simulator::decide(const Population& population, std::size_t from, std::size_t until, Results& results,
                                Workspace& workspace, const Claims* claims) const {
  SCRIP_CHECK(until <= population.rows() && until <= results.decision.size());
  const bool in_order = claims != nullptr && plan_->needs_history && !claims->groups().empty();
  std::uint64_t one_by_one = 0;
  Bytes repeated{};
  for (std::size_t first = from; first < until; first += cel::batch_rows_max) {
    const std::size_t rows = std::min(cel::batch_rows_max, until - first);
    for (std::size_t i = 0; in_order && i < rows; ++i) repeated[i] = claims->is_repeated(first + i) ? 1 : 0;
    one_by_one +=
        pass(*this, *plan_, population, first, rows, in_order ? repeated.data() : nullptr, results, workspace.room());
  }
  for (std::size_t i = 0; in_order && i < claims->groups().size(); ++i) {
    const auto& group = claims->groups()[i];
    const std::size_t owner = *std::ranges::min_element(group);
    if (owner < from || owner >= until) continue;
    std::vector<EarlierAward> history;
    for (const std::size_t row : group) {
      decide_one(population, row, history, results);
      ++one_by_one;
      if (results.decision[row] != Decision::award) continue;
      history.push_back({.on = Day{population.applied_on[row]},
                         .amount = results.amount[row],
                         .contract = std::string(population.text(population.contract, row)),
                         .project = std::string(population.text(population.project, row))});
    }
  }
  return one_by_one;
}

}  // namespace scrip::policy
