#include "policy/assess.h"
#include "policy/texts.h"

#include <algorithm>
#include <set>

namespace scrip::policy {
namespace {

using cel::Decimal;
using cel::Value;

int year_of(Day day) { return scrip::year_of(month_of(day)); }

// The same day so many years before; the last of February for the 29th.
Day years_before(Day day, int years) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{count(day)}}};
  auto earlier = date - std::chrono::years{years};
  if (!earlier.ok()) earlier = earlier.year() / earlier.month() / std::chrono::last;
  return Day{static_cast<std::int32_t>(std::chrono::sys_days{earlier}.time_since_epoch().count())};
}

Decimal amount_of(const Value& value) {
  return value.is(cel::Kind::int64) ? cel::to_decimal(value.as_int()) : value.as_decimal();
}

class Assessor {
 public:
  Assessor(const CompiledPolicy& compiled, const ApplicationFacts& application)
      : compiled_(compiled), policy_(compiled.policy), application_(application) {}

  Assessment run() {
    fill_slots();
    judge_facts();
    judge_period();
    judge_rules();
    if (failed_) return invalid();
    Decimal total;
    for (std::size_t i = 0; i < policy_.parts.size() && !failed_; ++i) total = plus(total, part(i));
    room_ = room_of_parts_;
    if (!failed_ && complete_) {
      Decimal base;
      for (const auto& part : made_.parts) base = plus(base, part.base);
      set_base(base);
      total = caps(policy_.caps, compiled_.caps, total);
      total = stacking(base, total);
    }
    if (failed_) return invalid();
    choose_pool_and_lane();
    if (failed_) return invalid();
    decide(total);
    return std::move(made_);
  }

 private:
  void fill_slots() {
    const Slots& slots = compiled_.slots;
    slots_.assign(slots.count, Value::missing());
    for (std::size_t i = 0; i < policy_.facts.size() && i < application_.facts.size(); ++i) {
      slots_[i] = application_.facts[i];
    }
    slots_[slots.applied_on] = Value::date(application_.applied_on);
    for (std::size_t i = 0; i < policy_.parameters.size(); ++i) {
      parameters_.push_back(parameter_value(compiled_, application_, static_cast<std::uint32_t>(i)));
      if (parameters_[i] != nullptr) slots_[slots.parameters + i] = parameters_[i]->value();
    }
  }

  // What an expression gives; nothing where a fact is missing or it failed.
  std::optional<Value> evaluate(const cel::Program& program, std::string_view where) {
    auto value = program.evaluate(slots_);
    if (value) return std::move(*value);
    if (value.error().code == ErrorCode::fact_missing) {
      complete_ = false;
      note_missing(program);
      return std::nullopt;
    }
    if (!failed_) made_.invalid = say("{0}: {1}", where, value.error().sentence());
    failed_ = true;
    return std::nullopt;
  }

  bool holds(const std::optional<cel::Program>& program, std::string_view where, bool otherwise) {
    if (!program) return otherwise;
    const auto value = evaluate(*program, where);
    return value && value->as_bool();
  }

  void fail(std::string_view where, const Message& why) {
    if (!failed_) made_.invalid = say("{0}: {1}", where, why);
    failed_ = true;
  }

  Decimal plus(Decimal a, Decimal b) {
    const auto sum = cel::checked_add(a, b);
    if (!sum) fail("award", say("the sum is beyond the largest number"));
    return sum.value_or(Decimal{});
  }
  Decimal minus(Decimal a, Decimal b) { return plus(a, -b); }

  void note_missing(const cel::Program& program) {
    for (const std::uint32_t slot : program.slots_used()) {
      if (slot < policy_.facts.size() && slots_[slot].is(cel::Kind::missing)) missing_.insert(slot);
      const std::uint32_t parameter = slot - compiled_.slots.parameters;
      if (slot >= compiled_.slots.parameters && parameter < parameters_.size() && parameters_[parameter] == nullptr &&
          compiled_.by[parameter]) {
        missing_.insert(*compiled_.by[parameter]);
      }
    }
  }

  // A fact is needed unless it is optional or its condition does not hold; one that is not needed does not count.
  void judge_facts() {
    for (std::size_t i = 0; i < policy_.facts.size(); ++i) {
      if (!compiled_.asked_now[i]) continue;
      const auto& condition = compiled_.needed_when[i];
      if (condition) {
        const auto needed = condition->evaluate(slots_);
        if (needed && !needed->as_bool()) {
          slots_[i] = Value::missing();
          continue;
        }
      }
      if (slots_[i].is(cel::Kind::missing) && !policy_.facts[i].optional) {
        missing_.insert(static_cast<std::uint32_t>(i));
        complete_ = false;
      }
    }
  }

  void judge_period() {
    if (!takes_applications(policy_, application_.applied_on)) refuse("period");
  }

  void judge_rules() {
    for (std::size_t i = 0; i < policy_.eligibility.size() && !failed_; ++i) {
      const EligibilityRule& rule = policy_.eligibility[i];
      const Outcome outcome = judge(compiled_.eligibility[i], rule.id);
      made_.rules.push_back({rule.id, outcome});
      if (outcome == Outcome::not_met) made_.refused_by.push_back(rule.id);
    }
  }

  Outcome judge(const CompiledRule& rule, std::string_view id) {
    if (rule.when) {
      const auto applies = evaluate(*rule.when, id);
      if (!applies) return Outcome::incomplete;
      if (!applies->as_bool()) return Outcome::not_applicable;
    }
    const auto met = evaluate(rule.require, id);
    if (!met) return Outcome::incomplete;
    return met->as_bool() ? Outcome::met : Outcome::not_met;
  }

  void refuse(std::string_view id) {
    if (std::find(made_.refused_by.begin(), made_.refused_by.end(), id) == made_.refused_by.end()) {
      made_.refused_by.emplace_back(id);
    }
  }

  void set_base(Decimal base) { slots_[compiled_.slots.base] = amount_value(base); }
  Value amount_value(Decimal amount) const {
    return policy_.unit == UnitKind::money ? Value::money(policy_.currency, amount) : Value::decimal(amount);
  }

  Decimal part(std::size_t i) {
    const Part& part = policy_.parts[i];
    const CompiledPart& compiled = compiled_.parts[i];
    PartResult& result = made_.parts.emplace_back(PartResult{.id = part.id, .row = {}, .rate = {}});
    result.applies = holds(compiled.when, part.id.empty() ? "award" : part.id, true);
    if (!result.applies) return {};
    const auto base = evaluate(compiled.base, "base");
    if (!base) return {};
    result.asked = result.base = amount_of(*base);
    if (result.asked.units < 0) refuse("base");
    if (!fit_size(part, compiled, result)) return {};
    set_base(result.base);
    const auto amount = rate(part, compiled, result);
    if (!amount) return {};
    result.amount = *amount;
    room_.reset();
    const Decimal kept = caps(part.caps, compiled.caps, *amount);
    if (room_of_parts_) room_of_parts_ = room_ ? cel::checked_add(*room_of_parts_, *room_) : std::nullopt;
    return kept;
  }

  bool fit_size(const Part& part, const CompiledPart& compiled, PartResult& result) {
    if (compiled.at_least) {
      const auto least = evaluate(*compiled.at_least, "size");
      if (!least) return false;
      if (result.base < amount_of(*least)) refuse("size");
    }
    if (compiled.at_most) {
      const auto most = evaluate(*compiled.at_most, "size");
      if (!most) return false;
      if (result.base > amount_of(*most)) {
        if (part.size.above == Outside::refuse) refuse("size");
        result.base = amount_of(*most);
      }
    }
    return true;
  }

  struct Rated {
    Decimal amount;
    std::string rate;
  };

  // base x rate; nothing where a fact is missing or it failed.
  std::optional<Decimal> rate(const Part& part, const CompiledPart& compiled, PartResult& result) {
    if (part.rates.empty()) {
      result.rate = "100%";
      return result.base;
    }
    std::optional<Rated> chosen;
    for (std::size_t i = 0; i < part.rates.size(); ++i) {
      const RateRow& row = part.rates[i];
      if (row.otherwise && chosen) break;
      if (!holds(compiled.rates[i].when, row.id, true)) {
        if (failed_ || !complete_) return std::nullopt;
        continue;
      }
      const auto rated = apply_row(row, compiled.rates[i], result.base);
      if (!rated) return std::nullopt;
      const bool better = !chosen || (part.precedence == Precedence::highest && chosen->amount < rated->amount) ||
                          (part.precedence == Precedence::lowest && rated->amount < chosen->amount);
      if (better) {
        chosen = rated;
        result.row = row.id;
      }
      if (part.precedence == Precedence::first) break;
    }
    if (!chosen) {
      refuse("rate");
      return std::nullopt;
    }
    result.rate = chosen->rate;
    return chosen->amount;
  }

  std::optional<Rated> apply_row(const RateRow& row, const CompiledRow& compiled, Decimal base) {
    std::optional<Ratio> exact = compiled.ratio;
    if (compiled.parameter) {
      const Literal* value = parameters_[*compiled.parameter];
      if (value == nullptr) {
        complete_ = false;
        if (compiled_.by[*compiled.parameter]) missing_.insert(*compiled_.by[*compiled.parameter]);
        return std::nullopt;
      }
      exact = value->ratio;
    }
    Decimal share;
    if (exact) {
      share = to_decimal(*exact).value_or(Decimal{});
    } else {
      const auto value = evaluate(*compiled.rate, row.id);
      if (!value) return std::nullopt;
      share = amount_of(*value);
      exact = to_ratio(share);
    }
    if (!in_band(row, compiled, share)) return std::nullopt;
    const auto amount = exact ? checked_multiply(base, *exact) : cel::checked_multiply(base, share);
    if (!amount) {
      fail(row.id, say("base times rate is beyond the largest number"));
      return std::nullopt;
    }
    return Rated{*amount, exact ? format(*exact) : cel::format(share)};
  }

  bool in_band(const RateRow& row, const CompiledRow& compiled, Decimal share) {
    if (!compiled.low || !compiled.high) return true;
    const auto low = evaluate(*compiled.low, row.id);
    const auto high = evaluate(*compiled.high, row.id);
    if (!low || !high) return false;
    if (amount_of(*low) <= share && share <= amount_of(*high)) return true;
    fail(row.id, say("a rate of {0} is outside the band from {1} to {2}", cel::format(share),
                     cel::format(amount_of(*low)), cel::format(amount_of(*high))));
    return false;
  }

  Decimal caps(const std::vector<Cap>& caps, const std::vector<CompiledCap>& compiled, Decimal amount) {
    for (std::size_t i = 0; i < caps.size() && !failed_ && complete_; ++i) amount = cap(caps[i], compiled[i], amount);
    return amount;
  }

  Decimal cap(const Cap& cap, const CompiledCap& compiled, Decimal amount) {
    slots_[compiled_.slots.amount] = amount_value(amount);
    LimitResult result{.id = cap.id, .before = amount, .after = amount};
    result.applies = !holds(compiled.except_when, cap.id, false);
    if (result.applies && !failed_ && complete_) {
      const auto limit = evaluate(compiled.at_most, cap.id);
      if (!limit) return amount;
      result.limit = amount_of(*limit);
      result.counted = counted(cap);
      if (cap.counts == CapCounts::amount) {
        const Decimal room = std::max(Decimal{}, minus(result.limit, result.counted));
        note_room(room);
        result.after = std::min(amount, room);
        result.refuses = result.after < amount && (cap.over == Over::refuse || room.is_zero());
      } else {
        result.refuses = plus(result.counted, cel::to_decimal(1)) > result.limit;
      }
      if (result.refuses) {
        refuse(cap.id);
      } else if (result.after < amount) {
        limited_by(cap.id);
      }
    }
    made_.limits.push_back(result);
    return result.after;
  }

  void note_room(Decimal room) { room_ = room_ ? std::min(*room_, room) : room; }
  void limited_by(const std::string& id) { made_.limited_by.push_back(id); }

  bool same(CapPer per, const std::string& contract, const std::string& project) const {
    switch (per) {
      case CapPer::claim:
        return false;
      case CapPer::contract:
        return !application_.contract.empty() && contract == application_.contract;
      case CapPer::project:
        return !application_.project.empty() && project == application_.project;
      case CapPer::applicant:
        return true;
    }
    return false;
  }

  bool in_time(const Cap& cap, Day on) const {
    switch (cap.within) {
      case CapWithin::claim:
        return false;
      case CapWithin::calendar_year:
        return year_of(on) == year_of(application_.applied_on);
      case CapWithin::programme:
        return true;
      case CapWithin::rolling_years:
        return on > years_before(application_.applied_on, cap.rolling_years);
    }
    return false;
  }

  // What earlier awards count against a cap: an amount, a number of awards, or of other calendar years with an award.
  Decimal counted(const Cap& cap) {
    Decimal sum;
    std::set<int> years;
    for (const EarlierAward& award : application_.history) {
      if (!same(cap.per, award.contract, award.project) || !in_time(cap, award.on)) continue;
      if (cap.counts == CapCounts::years) {
        if (year_of(award.on) != year_of(application_.applied_on)) years.insert(year_of(award.on));
      } else {
        sum = plus(sum, cap.counts == CapCounts::awards ? cel::to_decimal(1) : award.amount);
      }
    }
    if (cap.counts == CapCounts::years) return cel::to_decimal(static_cast<std::int64_t>(years.size()));
    return sum;
  }

  Decimal stacking(Decimal base, Decimal amount) {
    for (std::size_t i = 0; i < policy_.stacking.size() && !failed_ && complete_; ++i) {
      amount = stack(policy_.stacking[i], compiled_.stacking[i], base, amount);
    }
    return amount;
  }

  Decimal stack(const StackingRule& rule, const CompiledStacking& compiled, Decimal base, Decimal amount) {
    LimitResult result{.id = rule.id, .applies = false, .before = amount, .after = amount};
    for (const OtherSupport& other : application_.other_support) {
      if (!same(rule.on, other.contract, other.project)) continue;
      if (!matches(rule, compiled, other)) continue;
      result.applies = true;
      result.counted = plus(result.counted, other.amount);
    }
    if (result.applies && rule.ban) {
      result.refuses = true;
      refuse(rule.id);
    } else if (result.applies && !failed_) {
      const auto limit = ceiling(rule, compiled, base);
      if (!limit) return amount;
      result.limit = *limit;
      const Decimal room = std::max(Decimal{}, minus(*limit, result.counted));
      note_room(room);
      result.after = std::min(amount, room);
      result.refuses = room.is_zero() && amount.units > 0;
      if (result.refuses) {
        refuse(rule.id);
      } else if (result.after < amount) {
        limited_by(rule.id);
      }
    }
    made_.limits.push_back(result);
    return result.after;
  }

  bool matches(const StackingRule& rule, const CompiledStacking& compiled, const OtherSupport& other) {
    auto slots = slots_;
    const std::uint32_t first = compiled_.slots.other;
    slots[first] = Value::string(other.level);
    slots[first + 1] = Value::string(other.kind);
    slots[first + 2] = Value::string(other.programme);
    slots[first + 3] = amount_value(other.amount);
    std::swap(slots, slots_);
    const auto value = evaluate(compiled.with, rule.id);
    std::swap(slots, slots_);
    return value && value->as_bool();
  }

  std::optional<Decimal> ceiling(const StackingRule& rule, const CompiledStacking& compiled, Decimal base) {
    std::optional<Decimal> limit;
    if (compiled.share_of_base) {
      limit = checked_multiply(base, *compiled.share_of_base);
    } else {
      const auto value = evaluate(*compiled.together_at_most, rule.id);
      if (!value) return std::nullopt;
      limit = compiled.is_share ? cel::checked_multiply(base, amount_of(*value)) : amount_of(*value);
    }
    if (!limit) fail(rule.id, say("the ceiling is beyond the largest number"));
    return limit;
  }

  void choose_pool_and_lane() {
    for (std::size_t i = 0; i < policy_.pools.size() && made_.pool.empty(); ++i) {
      if (policy_.pools[i].pays_awards && holds(compiled_.pools[i], policy_.pools[i].id, true)) {
        made_.pool = policy_.pools[i].id;
      }
    }
    for (std::size_t i = 0; i < policy_.selection.lanes.size() && made_.lane.empty(); ++i) {
      if (holds(compiled_.lanes[i], policy_.selection.lanes[i].id, true)) made_.lane = policy_.selection.lanes[i].id;
    }
  }

  // The final step: down where rounding up would pass a limit.
  Decimal rounded(Decimal amount) const {
    const auto nearest = cel::round_to(amount, policy_.rounding_to, policy_.rounding);
    const bool cut = !made_.limited_by.empty();
    const bool at_a_limit = nearest && *nearest > amount && (cut || (room_ && *nearest > *room_));
    if (nearest && !at_a_limit) return *nearest;
    return cel::round_to(amount, policy_.rounding_to, Rounding::down).value_or(Decimal{});
  }

  void decide(Decimal total) {
    for (const std::uint32_t slot : missing_) made_.missing.push_back(policy_.facts[slot].id);
    if (!complete_) {
      made_.decision = Decision::incomplete;
      return;
    }
    const Decimal amount = rounded(total);
    if (made_.refused_by.empty() && amount.units <= 0) refuse("amount");
    if (!made_.refused_by.empty()) {
      made_.decision = Decision::refuse;
      return;
    }
    made_.decision = Decision::award;
    made_.amount = amount;
  }

  Assessment invalid() {
    made_.decision = Decision::invalid;
    return std::move(made_);
  }

  const CompiledPolicy& compiled_;
  const Policy& policy_;
  const ApplicationFacts& application_;
  std::vector<Value> slots_;
  std::vector<const Literal*> parameters_;  // by parameter; none before its first day
  std::set<std::uint32_t> missing_;  // facts
  std::optional<Decimal> room_;  // what the narrowest limit so far leaves; none: there was none
  std::optional<Decimal> room_of_parts_ = Decimal{};  // the sum over parts; none where one has no limit
  bool complete_ = true;
  bool failed_ = false;
  Assessment made_;
};

}  // namespace

Assessment assess(const CompiledPolicy& compiled, const ApplicationFacts& application) {
  return Assessor(compiled, application).run();
}

const Literal* parameter_value(const CompiledPolicy& compiled, const ApplicationFacts& application,
                               std::uint32_t parameter) {
  for (const auto& [tried, value] : application.parameters) {
    if (tried == parameter) return &value;
  }
  const auto& values = compiled.policy.parameters[parameter].values;
  Day day = application.applied_on;
  if (const auto& by = compiled.by[parameter]) {
    if (*by >= application.facts.size() || !application.facts[*by].is(cel::Kind::date)) return nullptr;
    day = application.facts[*by].as_date();
  } else if (values.size() == 1) {
    return &values.front().value;  // one value holds always; the period is judged by itself
  }
  const Literal* found = nullptr;
  for (const auto& value : values) {
    if (value.from <= day) found = &value.value;
  }
  return found;
}

bool takes_applications(const Policy& policy, Day day) {
  if (day < policy.from || (policy.until && day >= *policy.until)) return false;
  const Selection& selection = policy.selection;
  switch (selection.intake) {
    case Intake::continuous:
      return true;
    case Intake::windows:
      return std::any_of(selection.windows.begin(), selection.windows.end(),
                         [day](const Window& window) { return window.opens <= day && day < window.closes; });
    case Intake::monthly: {
      const int day_of_month = count(day) - count(first_day(month_of(day))) + 1;
      return selection.month_from_day <= day_of_month && day_of_month <= selection.month_until_day;
    }
  }
  return true;
}

std::string_view name(Decision decision) {
  switch (decision) {
    case Decision::award:
      return "award";
    case Decision::refuse:
      return "refuse";
    case Decision::incomplete:
      return "incomplete";
    case Decision::invalid:
      return "invalid";
  }
  return {};
}

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::met:
      return "met";
    case Outcome::not_met:
      return "not_met";
    case Outcome::not_applicable:
      return "not_applicable";
    case Outcome::incomplete:
      return "incomplete";
  }
  return {};
}

}  // namespace scrip::policy
