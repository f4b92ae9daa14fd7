#include "policy/compile.h"

#include <algorithm>
#include <utility>

#include "cel/parse.h"
#include "cel/texts.h"
#include "policy/analysis.h"
#include "policy/texts.h"

namespace scrip::policy {
namespace {

using cel::Kind;

enum class Wanted : std::uint8_t { condition, amount, rate, number_of, ceiling };

Message describe(Wanted wanted, UnitKind unit) {
  switch (wanted) {
    case Wanted::condition:
      return say("a condition (yes or no)");
    case Wanted::amount:
      return unit == UnitKind::money ? say("an amount of money in the programme's currency") : say("a number");
    case Wanted::rate:
      return say("a share such as 30%");
    case Wanted::number_of:
      return say("a whole number");
    case Wanted::ceiling:
      return say("an amount, or a share of the base such as 60%");
  }
  return {};
}

class Compiler {
 public:
  explicit Compiler(Policy policy) : environment_(cel::Dialect::policy) { made_.policy = std::move(policy); }

  std::expected<CompiledPolicy, std::vector<Problem>> run() {
    declare();
    if (problems_.empty()) compile_all();
    if (problems_.empty()) check_use();
    if (problems_.empty()) analyse(made_, problems_);
    if (problems_.empty()) return std::move(made_);
    std::stable_sort(problems_.begin(), problems_.end(),
                     [](const Problem& a, const Problem& b) { return a.place.line < b.place.line; });
    return std::unexpected(std::move(problems_));
  }

 private:
  const Policy& policy() const { return made_.policy; }

  void problem(ErrorCode code, Place place, std::string field, Message message, Message hint = {}) {
    problems_.push_back({code, place, std::move(field), std::move(message), std::move(hint)});
  }

  std::uint32_t variable(cel::Environment& environment, const std::string& name, const cel::Type& type, Place place,
                         std::vector<std::string> choices = {}) {
    auto slot = environment.add_variable(name, type, std::move(choices));
    if (slot) return *slot;
    problem(slot.error().code, place, name, slot.error().sentence());
    return 0;
  }

  void declare() {
    for (const Fact& fact : policy().facts) {
      std::vector<std::string> choices;
      if (fact.type == FactType::choice) {
        for (const auto& choice : fact.choices) choices.push_back(choice.id);
      }
      variable(environment_, fact.id, type_of(fact), fact.place, std::move(choices));
    }
    made_.slots.parameters = static_cast<std::uint32_t>(policy().facts.size());
    for (const Parameter& parameter : policy().parameters) {
      variable(environment_, parameter.id, type_of(parameter), parameter.place);
    }
    made_.slots.applied_on = variable(environment_, "applied_on", Kind::date, {});
    with_base_ = environment_;
    made_.slots.base = variable(*with_base_, "base", amount_type(), {});
    with_amount_ = with_base_;
    made_.slots.amount = variable(*with_amount_, "amount", amount_type(), {});
    with_other_ = with_base_;
    made_.slots.other = variable(*with_other_, "other.level", Kind::string, {});
    variable(*with_other_, "other.kind", Kind::string, {});
    variable(*with_other_, "other.programme", Kind::string, {});
    made_.slots.count = 1 + variable(*with_other_, "other.amount", amount_type(), {});
    used_.assign(made_.slots.count, false);
  }

  cel::Type amount_type() const {
    return policy().unit == UnitKind::money ? cel::Type::money(policy().currency) : cel::Type(Kind::decimal);
  }

  bool fits(Wanted wanted, const cel::Type& type) const {
    const bool number = type.is(Kind::decimal) || type.is(Kind::int64);
    switch (wanted) {
      case Wanted::condition:
        return type.is(Kind::boolean);
      case Wanted::amount:
        return policy().unit == UnitKind::money ? type == amount_type() : number;
      case Wanted::rate:
        return number;
      case Wanted::number_of:
        return type.is(Kind::int64);
      case Wanted::ceiling:
        return number || type == amount_type();
    }
    return false;
  }

  std::optional<cel::Program> program(const Expression& expression, const std::string& field, Wanted wanted,
                                      const cel::Environment& environment) {
    if (expression.empty()) return std::nullopt;
    cel::Problem mistake;
    auto ast = cel::parse(expression.source, cel::Dialect::policy, {}, &mistake);
    if (!ast) {
      const bool placed = ast.error().code == ErrorCode::expression_invalid;
      problem(ast.error().code, within(expression, placed ? mistake.position : cel::Position{}), field,
              placed ? mistake.message : ast.error().sentence(), mistake.hint);
      return std::nullopt;
    }
    std::vector<cel::Problem> mistakes;
    auto checked = cel::check(std::move(*ast), environment, &mistakes);
    if (!checked) {
      for (const auto& each : mistakes) {
        problem(checked.error().code, within(expression, each.position), field, each.message, each.hint);
      }
      if (mistakes.empty()) problem(checked.error().code, expression.place, field, checked.error().sentence());
      return std::nullopt;
    }
    if (!fits(wanted, checked->type())) {
      problem(ErrorCode::value_invalid, expression.place, field,
              say("this is of type {0}, but {1} is wanted here", cel::described(checked->type()),
                  describe(wanted, policy().unit)));
      return std::nullopt;
    }
    auto compiled = cel::Program::compile(std::move(*checked));
    if (!compiled) {
      problem(compiled.error().code, expression.place, field, compiled.error().sentence());
      return std::nullopt;
    }
    for (const std::uint32_t slot : compiled->slots_used()) {
      used_[slot] = true;
      if (now_) used_now_[slot] = true;
    }
    return std::move(*compiled);
  }

  // The place of a position in an expression, in the file.
  static Place within(const Expression& expression, const cel::Position& position) {
    Place place = expression.place;
    place.line += position.line - 1;
    place.column = position.line == 1 && !expression.literal ? place.column + position.column - 1 : place.column;
    return place;
  }

  // Where a program is required but could not be compiled, a problem was noted and the result is thrown away.
  cel::Program required(const Expression& expression, const std::string& field, Wanted wanted,
                        const cel::Environment& environment) {
    if (auto made = program(expression, field, wanted, environment)) return std::move(*made);
    return std::move(*fallback());
  }
  static Result<cel::Program> fallback() {
    const cel::Environment empty(cel::Dialect::policy);
    auto ast = cel::parse("true", cel::Dialect::policy);
    return cel::Program::compile(cel::resolve_unchecked(std::move(*ast), empty));
  }

  CompiledCap cap(const Cap& cap, const std::string& field) {
    const Wanted wanted = cap.counts == CapCounts::amount ? Wanted::amount : Wanted::number_of;
    return {.at_most = required(cap.at_most, field + "[" + cap.id + "].at_most", wanted, *with_amount_),
            .except_when =
                program(cap.except_when, field + "[" + cap.id + "].except_when", Wanted::condition, *with_amount_)};
  }

  CompiledRow row(const RateRow& row, const std::string& field) {
    CompiledRow made{.when = program(row.when, field + ".when", Wanted::condition, *with_base_)};
    if (row.rate.literal && row.rate.literal->kind == LiteralKind::share) {
      made.ratio = row.rate.literal->ratio;
    } else if (const auto parameter = share_parameter(row.rate.source)) {
      made.parameter = parameter;
      const std::uint32_t slot = made_.slots.parameters + *parameter;
      used_[slot] = used_now_[slot] = true;
    } else {
      made.rate = program(row.rate, field + ".rate", Wanted::rate, *with_base_);
    }
    made.low = program(row.between_low, field + ".between", Wanted::rate, *with_base_);
    made.high = program(row.between_high, field + ".between", Wanted::rate, *with_base_);
    return made;
  }

  std::optional<std::uint32_t> share_parameter(std::string_view id) const {
    const auto& parameters = policy().parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      if (parameters[i].id == id && !parameters[i].values.empty() &&
          parameters[i].values.front().value.kind == LiteralKind::share) {
        return static_cast<std::uint32_t>(i);
      }
    }
    return std::nullopt;
  }

  CompiledPart part(const Part& part) {
    const std::string path = part.id.empty() ? "award" : "award.parts[" + part.id + "]";
    CompiledPart made{
        .when = program(part.when, path + ".when", Wanted::condition, environment_),
        .base = required(part.base, path + ".base.is", Wanted::amount, environment_),
        .at_least = program(part.size.at_least, path + ".size.at_least", Wanted::amount, environment_),
        .at_most = program(part.size.at_most, path + ".size.at_most", Wanted::amount, environment_),
    };
    for (const auto& each : part.rates) made.rates.push_back(row(each, path + ".rate[" + each.id + "]"));
    for (const auto& each : part.caps) made.caps.push_back(cap(each, path + ".caps"));
    return made;
  }

  CompiledStacking stacking(const StackingRule& rule) {
    const std::string path = "stacking[" + rule.id + "]";
    CompiledStacking made{.with = required(rule.with, path + ".with", Wanted::condition, *with_other_)};
    const auto& ceiling = rule.together_at_most;
    if (ceiling.literal && ceiling.literal->kind == LiteralKind::share) {
      made.share_of_base = ceiling.literal->ratio;
      return made;
    }
    if (const auto parameter = share_parameter(ceiling.source); parameter || !ceiling.empty()) {
      made.together_at_most = program(ceiling, path + ".together_at_most", Wanted::ceiling, *with_base_);
      const bool is_number = made.together_at_most && !made.together_at_most->type().is(Kind::money);
      made.is_share = parameter.has_value() || (is_number && policy().unit == UnitKind::money);
    }
    return made;
  }

  void compile_all() {
    used_now_.assign(made_.slots.count, false);
    for (const auto& fact : policy().facts) {
      made_.needed_when.push_back(
          program(fact.needed_when, "facts[" + fact.id + "].needed_when", Wanted::condition, environment_));
    }
    for (const auto& rule : policy().eligibility) {
      const std::string path = "eligibility[" + rule.id + "]";
      made_.eligibility.push_back(
          {.when = program(rule.when, path + ".when", Wanted::condition, environment_),
           .require = required(rule.require, path + ".require", Wanted::condition, environment_)});
    }
    for (const auto& each : policy().parts) made_.parts.push_back(part(each));
    for (const auto& each : policy().caps) made_.caps.push_back(cap(each, "award.caps"));
    for (const auto& each : policy().stacking) made_.stacking.push_back(stacking(each));
    for (const auto& pool : policy().pools) {
      made_.pools.push_back(program(pool.when, "budget[" + pool.id + "].when", Wanted::condition, environment_));
    }
    for (const auto& lane : policy().selection.lanes) {
      made_.lanes.push_back(
          program(lane.when, "selection.lanes[" + lane.id + "].when", Wanted::condition, environment_));
    }
    for (const auto& parameter : policy().parameters) compile_by(parameter);
    now_ = false;  // what follows is asked after the award
    for (const auto& each : policy().instalments) {
      made_.instalments.push_back(
          required(each.when, "instalments[" + each.id + "].when", Wanted::condition, environment_));
    }
    for (const auto& each : policy().reclaim) {
      made_.reclaim.push_back(required(each.when, "reclaim[" + each.id + "].when", Wanted::condition, environment_));
    }
  }

  void compile_by(const Parameter& parameter) {
    made_.by.emplace_back();
    if (parameter.by.empty()) return;
    const auto fact = made_.fact(parameter.by);
    if (!fact || policy().facts[*fact].type != FactType::date) {
      problem(ErrorCode::value_invalid, parameter.place, "parameters[" + parameter.id + "].by",
              say("'{0}' is no fact of type date", parameter.by));
      return;
    }
    made_.by.back() = *fact;
    used_[*fact] = used_now_[*fact] = true;
  }

  void check_use() {
    for (std::size_t i = 0; i < policy().facts.size(); ++i) {
      made_.asked_now.push_back(used_now_[i]);
      const Fact& fact = policy().facts[i];
      if (used_[i]) continue;
      problem(ErrorCode::value_invalid, fact.place, "facts[" + fact.id + "]", say("this is asked, but no rule uses it"),
              say("use it in a rule, or do not ask it"));
    }
    for (std::size_t i = 0; i < policy().parameters.size(); ++i) {
      if (used_[made_.slots.parameters + i]) continue;
      const Parameter& parameter = policy().parameters[i];
      problem(ErrorCode::value_invalid, parameter.place, "parameters[" + parameter.id + "]", say("no rule uses this"),
              say("use it in a rule, or leave it out"));
    }
  }

  CompiledPolicy made_;
  cel::Environment environment_;  // facts, parameters, applied_on; the next three have more
  std::optional<cel::Environment> with_base_;
  std::optional<cel::Environment> with_amount_;
  std::optional<cel::Environment> with_other_;
  std::vector<bool> used_;      // by slot
  std::vector<bool> used_now_;  // by an assessment
  bool now_ = true;
  std::vector<Problem> problems_;
};

}  // namespace

cel::Type type_of(const Fact& fact) {
  switch (fact.type) {
    case FactType::yes_no:
      return Kind::boolean;
    case FactType::choice:
    case FactType::text:
      return Kind::string;
    case FactType::choices:
    case FactType::texts:
      return cel::Type::list(Kind::string);
    case FactType::count:
      return Kind::int64;
    case FactType::number:
    case FactType::share:
    case FactType::hours:
      return Kind::decimal;
    case FactType::money:
      return cel::Type::money(fact.currency);
    case FactType::date:
      return Kind::date;
  }
  return {};
}

cel::Type type_of(const Parameter& parameter) {
  if (parameter.values.empty()) return Kind::boolean;  // a problem was noted when it was read
  const Literal& value = parameter.values.front().value;
  switch (value.kind) {
    case LiteralKind::yes_no:
      return Kind::boolean;
    case LiteralKind::date:
      return Kind::date;
    case LiteralKind::count:
      return Kind::int64;
    case LiteralKind::share:
    case LiteralKind::hours:
    case LiteralKind::number:
      return Kind::decimal;
    case LiteralKind::money:
      return cel::Type::money(value.currency);
    case LiteralKind::text:
      return Kind::string;
    case LiteralKind::texts:
      return cel::Type::list(Kind::string);
  }
  return {};
}

std::optional<std::uint32_t> CompiledPolicy::fact(std::string_view id) const {
  for (std::size_t i = 0; i < policy.facts.size(); ++i) {
    if (policy.facts[i].id == id) return static_cast<std::uint32_t>(i);
  }
  return std::nullopt;
}

std::expected<CompiledPolicy, std::vector<Problem>> compile(Policy policy) { return Compiler(std::move(policy)).run(); }

}  // namespace scrip::policy
