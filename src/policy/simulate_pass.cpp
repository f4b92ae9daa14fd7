// One batch through a policy, step for step as assess() goes. What a step cannot say exactly for a row makes the row
// exceptional, but only where assess() would have asked: the row is then decided by assess() at the end.

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "policy/simulate_plan.h"

namespace scrip::policy {
namespace {

using cel::Column;
using cel::ColumnKind;
using cel::Decimal;
using cel::Value;

// base x ratio as checked_multiply() has it, but quick where the product fits 128 bits by far.
std::optional<Decimal> times(Decimal base, const Ratio& ratio) {
  constexpr Int128 small = Int128{1} << 80;
  constexpr std::int64_t small_ratio = std::int64_t{1} << 36;
  const bool quick =
      base.units < small && base.units > -small && ratio.numerator < small_ratio && ratio.numerator > -small_ratio;
  if (!quick) return checked_multiply(base, ratio);
  static_assert(small * small_ratio < cel::decimal_units_max);
  return Decimal{divide(base.units * ratio.numerator, ratio.denominator, Rounding::half_even)};
}

void clear_where(std::uint8_t& flag, std::uint8_t no_more) { flag = flag & (no_more ^ 1); }

class Pass {
 public:
  Pass(const Simulator::Plan& plan, const Population& population, std::size_t first, std::size_t rows,
       Workspace::Room& room)
      : plan_(plan),
        compiled_(*plan.compiled),
        policy_(plan.compiled->policy),
        population_(population),
        first_(first),
        rows_(rows),
        room_(room),
        results_(room.results),
        read_([this](std::size_t row, std::span<Value> slots) { read_row(row, slots); }) {}

  void run(const std::uint8_t* skip) {
    if (skip != nullptr) {
      std::copy_n(skip, rows_, room_.exceptional.begin());
    } else {
      std::fill_n(room_.exceptional.begin(), rows_, std::uint8_t{0});
    }
    clear_results();
    bind_facts();
    bind_parameters();
    judge_facts();
    judge_period();
    judge_rules();
    std::fill_n(room_.total.begin(), rows_, Decimal{});
    std::fill_n(room_.base_sum.begin(), rows_, Decimal{});
    for (std::size_t i = 0; i < plan_.parts.size(); ++i) part(i);
    set_base(room_.base_sum);
    caps(plan_.caps, room_.all, room_.total);
    choose(plan_.pools, results_.pool.data());
    choose(plan_.lanes, results_.lane.data());
    decide();
  }

 private:
  void clear_results() {
    results_.words = (plan_.reasons.size() + 63) / 64;
    results_.parts = plan_.parts.size();
    results_.resize(rows_);
  }

  // --- columns of slots ---

  void bind_facts() {
    room_.slots.assign(compiled_.slots.count, Column{});
    room_.fact_exceptions.resize(std::max(room_.fact_exceptions.size(), policy_.facts.size()));
    for (std::size_t i = 0; i < policy_.facts.size(); ++i) {
      room_.slots[i] = population_.facts[plan_.facts[i]].column(first_);
    }
    room_.slots[compiled_.slots.applied_on] = {.kind = ColumnKind::date,
                                               .data = population_.applied_on.data() + first_};
  }

  void bind_parameters() {
    room_.parameters.resize(std::max(room_.parameters.size(), policy_.parameters.size()));
    for (std::size_t i = 0; i < policy_.parameters.size(); ++i) {
      if (plan_.fixed[i] != nullptr) continue;
      if (!room_.parameters[i]) room_.parameters[i] = std::make_unique<ParameterRoom>();
      bind_parameter(i, *room_.parameters[i]);
    }
  }

  // As parameter_value() finds it: by the day of application, or by a date fact.
  void bind_parameter(std::size_t parameter, ParameterRoom& room) {
    const auto& values = policy_.parameters[parameter].values;
    const auto& by = compiled_.by[parameter];
    const Column days =
        by ? population_.facts[plan_.facts[*by]].column(first_) : room_.slots[compiled_.slots.applied_on];
    for (std::size_t i = 0; i < rows_; ++i) {
      room.which[i] = no_choice;
      if (days.is_exception(i)) continue;
      const std::int32_t day = days.as<std::int32_t>()[i];
      for (std::size_t j = 0; j < values.size() && count(values[j].from) <= day; ++j) {
        room.which[i] = static_cast<std::int16_t>(j);
      }
    }
    const std::uint32_t slot = compiled_.slots.parameters + static_cast<std::uint32_t>(parameter);
    const ColumnKind kind = plan_.shapes[slot].kind;
    room_.slots[slot] = {.kind = kind, .data = room.data.data(), .exceptions = room.exceptions.data()};
    for (std::size_t i = 0; i < rows_; ++i) {
      const Literal* const value = room.which[i] < 0 ? nullptr : &values[static_cast<std::size_t>(room.which[i])].value;
      room.exceptions[i] = value == nullptr ? cel::row_missing : put(*value, kind, i, room) ? 0 : cel::row_failed;
    }
  }

  static bool put(const Literal& literal, ColumnKind kind, std::size_t row, ParameterRoom& room) {
    void* const data = room.data.data();
    switch (kind) {
      case ColumnKind::boolean:
        static_cast<std::uint8_t*>(data)[row] = literal.yes ? 1 : 0;
        return true;
      case ColumnKind::date:
        static_cast<std::int32_t*>(data)[row] = count(literal.day);
        return true;
      case ColumnKind::integer:
      case ColumnKind::micro: {
        const auto number =
            kind == ColumnKind::integer ? cel::to_integer(literal.number) : cel::to_micro(literal.number);
        static_cast<std::int64_t*>(data)[row] = number.value_or(0);
        return number.has_value();
      }
      default:
        return false;
    }
  }

  // One row's slots as values, as assess() fills them.
  void read_row(std::size_t row, std::span<Value> slots) {
    for (std::size_t i = 0; i < policy_.facts.size(); ++i) {
      const Column& column = room_.slots[i];
      const bool missing = column.exceptions != nullptr && (column.exceptions[row] & cel::row_missing) != 0;
      slots[i] = missing ? Value::missing() : population_.value(plan_.facts[i], first_ + row);
    }
    const std::uint32_t parameters = compiled_.slots.parameters;
    for (std::size_t i = 0; i < policy_.parameters.size(); ++i) {
      const Literal* const value = parameter(i, row);
      slots[parameters + i] = value == nullptr ? Value::missing() : value->value();
    }
    slots[compiled_.slots.applied_on] = Value::date(Day{population_.applied_on[first_ + row]});
    slots[compiled_.slots.base] = amount_value(base_values_, row);
    slots[compiled_.slots.amount] = amount_value(amount_values_, row);
  }
  Value amount_value(const Decimals* values, std::size_t row) const {
    if (values == nullptr) return Value::missing();
    return policy_.unit == UnitKind::money ? Value::money(policy_.currency, (*values)[row])
                                           : Value::decimal((*values)[row]);
  }
  [[nodiscard]] const Literal* parameter(std::size_t i, std::size_t row) const {
    if (plan_.fixed[i] != nullptr) return plan_.fixed[i];
    const std::int16_t which = room_.parameters[i]->which[row];
    return which < 0 ? nullptr : &policy_.parameters[i].values[static_cast<std::size_t>(which)].value;
  }

  // `base` and `amount` as columns, where an expression reads them.
  void set_base(const Decimals& values) {
    base_values_ = &values;
    set_column(compiled_.slots.base, values, room_.base_micro, room_.base_exceptions);
  }
  void set_amount(const Decimals& values) {
    amount_values_ = &values;
    set_column(compiled_.slots.amount, values, room_.amount_micro, room_.amount_exceptions);
  }
  template <class Numbers>
  void set_column(std::uint32_t slot, const Decimals& values, Numbers& numbers, Bytes& exceptions) {
    if (!plan_.reads[slot]) return;
    for (std::size_t i = 0; i < rows_; ++i) {
      const auto number = cel::to_micro(values[i]);
      numbers[i] = number.value_or(0);
      exceptions[i] = number ? 0 : cel::row_failed;
    }
    room_.slots[slot] = {.kind = ColumnKind::micro, .data = numbers.data(), .exceptions = exceptions.data()};
  }

  // --- evaluation ---

  Column evaluate(const cel::ColumnProgram& program) {
    if (program.is_fast()) return program.run(room_.slots, rows_, room_.scratch);
    return program.run_all(room_.slots, rows_, room_.scratch, read_, room_.exceptional.data());
  }

  // Rows of `where` in which the value is not known are exceptional.
  void note_exceptions(const Column& column, const Bytes& where) {
    if (column.exceptions == nullptr) return;
    for (std::size_t i = 0; i < rows_; ++i) {
      room_.exceptional[i] |= static_cast<std::uint8_t>(where[i] != 0 && column.exceptions[i] != 0);
    }
  }

  // out = where && the condition; without one, `otherwise`.
  void condition(const ColumnRule& rule, bool otherwise, const Bytes& where, Bytes& out) {
    if (!rule) {
      for (std::size_t i = 0; i < rows_; ++i) out[i] = otherwise ? where[i] : 0;
      return;
    }
    const Column column = evaluate(*rule);
    note_exceptions(column, where);
    const std::uint8_t* const holds = column.as<std::uint8_t>();
    for (std::size_t i = 0; i < rows_; ++i) out[i] = where[i] & holds[i] & 1;
  }

  void numbers(const cel::ColumnProgram& program, const Bytes& where, Decimals& out) {
    const Column column = evaluate(program);
    note_exceptions(column, where);
    switch (column.kind) {
      case ColumnKind::integer:
        for (std::size_t i = 0; i < rows_; ++i) out[i] = cel::to_decimal(column.as<std::int64_t>()[i]);
        break;
      case ColumnKind::micro:
        for (std::size_t i = 0; i < rows_; ++i) out[i] = cel::from_micro(column.as<std::int64_t>()[i]);
        break;
      default:  // exceptions of a wide column may be anything, which no sum below could bear
        for (std::size_t i = 0; i < rows_; ++i) {
          out[i] = column.is_exception(i) ? Decimal{} : column.as<Decimal>()[i];
        }
    }
  }

  // A set of rows, one bit of their results.
  void mark(std::vector<std::uint64_t>& bits, std::uint32_t reason, const Bytes& where) {
    std::uint64_t* const at = bits.data() + reason / 64;
    const std::uint32_t shift = reason % 64;
    for (std::size_t i = 0; i < rows_; ++i) at[i * results_.words] |= std::uint64_t{where[i]} << shift;
  }
  void refuse(std::uint32_t reason, const Bytes& where) { mark(results_.refused_by, reason, where); }
  void mark_one(std::vector<std::uint64_t>& bits, std::uint32_t reason, std::size_t row) {
    bits[row * results_.words + reason / 64] |= std::uint64_t{1} << reason % 64;
  }

  // --- the steps of assess() ---

  void judge_facts() {
    for (std::size_t i = 0; i < policy_.facts.size(); ++i) {
      if (!compiled_.asked_now[i]) continue;
      if (plan_.needed_when[i]) drop_where_not_needed(i);
      const Column& column = room_.slots[i];
      if (column.exceptions == nullptr || policy_.facts[i].optional) continue;
      if (plan_.needed_when[i]) continue;  // judged there: missing is right where it is not needed
      for (std::size_t j = 0; j < rows_; ++j) {
        room_.exceptional[j] |= static_cast<std::uint8_t>((column.exceptions[j] & cel::row_missing) != 0);
      }
    }
  }

  // A fact that is not needed does not count, even where it was given. Where that cannot be said, it counts.
  void drop_where_not_needed(std::size_t fact) {
    const Column needed = evaluate(*plan_.needed_when[fact]);
    if (!room_.fact_exceptions[fact]) room_.fact_exceptions[fact] = std::make_unique<Bytes>();
    Bytes& exceptions = *room_.fact_exceptions[fact];
    Column& column = room_.slots[fact];
    const bool required = !policy_.facts[fact].optional;
    for (std::size_t i = 0; i < rows_; ++i) {
      const bool dropped = !needed.is_exception(i) && needed.as<std::uint8_t>()[i] == 0;
      const std::uint8_t given = column.exceptions == nullptr ? std::uint8_t{0} : column.exceptions[i];
      exceptions[i] = dropped ? cel::row_missing : given;
      const bool lacking = required && !dropped && (given & cel::row_missing) != 0;
      // The condition may only be beyond the flat form, and say no after all: assess() knows.
      room_.exceptional[i] |= static_cast<std::uint8_t>(lacking || needed.is_exception(i));
    }
    column.exceptions = exceptions.data();
  }

  void judge_period() {
    const std::int32_t* const days = population_.applied_on.data() + first_;
    const std::int32_t from = count(policy_.from);
    const std::int32_t until = policy_.until ? count(*policy_.until) : INT32_MAX;
    for (std::size_t i = 0; i < rows_; ++i) room_.holds[i] = days[i] < from || days[i] >= until ? 1 : 0;
    if (policy_.selection.intake != Intake::continuous) {
      for (std::size_t i = 0; i < rows_; ++i) room_.holds[i] = takes_applications(policy_, Day{days[i]}) ? 0 : 1;
    }
    refuse(plan_.period, room_.holds);
  }

  void judge_rules() {
    for (const RulePlan& rule : plan_.rules) {
      condition(rule.when, true, room_.all, room_.applies);
      condition(rule.require, true, room_.applies, room_.holds);
      for (std::size_t i = 0; i < rows_; ++i) room_.holds[i] = room_.applies[i] & (room_.holds[i] ^ 1);
      refuse(rule.reason, room_.holds);
    }
  }

  void part(std::size_t number) {
    const PartPlan& part = plan_.parts[number];
    condition(part.when, true, room_.all, room_.applies);
    numbers(*part.base, room_.applies, room_.base);
    for (std::size_t i = 0; i < rows_; ++i) room_.holds[i] = room_.applies[i] != 0 && room_.base[i].units < 0 ? 1 : 0;
    refuse(plan_.base, room_.holds);
    fit_size(part);
    for (std::size_t i = 0; i < rows_; ++i) {
      if (room_.applies[i] == 0) room_.base[i] = Decimal{};
    }
    set_base(room_.base);
    if (part.rates.empty()) {
      room_.chosen = room_.applies;
      room_.amount = room_.base;
    } else {
      rate(part, number);
    }
    caps(part.caps, room_.chosen, room_.amount);
    add(room_.chosen, room_.amount, room_.total);
    add(room_.applies, room_.base, room_.base_sum);
  }

  void fit_size(const PartPlan& part) {
    if (part.at_least) {
      numbers(*part.at_least, room_.applies, room_.number);
      for (std::size_t i = 0; i < rows_; ++i) {
        room_.holds[i] = room_.applies[i] != 0 && room_.base[i] < room_.number[i] ? 1 : 0;
      }
      refuse(plan_.size, room_.holds);
    }
    if (part.at_most) {
      numbers(*part.at_most, room_.applies, room_.number);
      for (std::size_t i = 0; i < rows_; ++i) {
        room_.holds[i] = room_.applies[i] != 0 && room_.base[i] > room_.number[i] ? 1 : 0;
        if (room_.holds[i] != 0) room_.base[i] = room_.number[i];
      }
      if (part.part->size.above == Outside::refuse) refuse(plan_.size, room_.holds);
    }
  }

  void rate(const PartPlan& part, std::size_t number) {
    room_.chosen.fill(0);
    room_.pending = room_.applies;
    std::int16_t* const chosen_row = results_.row.data() + number;
    const Precedence precedence = part.part->precedence;
    for (std::size_t r = 0; r < part.rates.size(); ++r) {
      const RowPlan& row = part.rates[r];
      if (row.row->otherwise) {  // and it ends the table where another row applied
        for (std::size_t i = 0; i < rows_; ++i) clear_where(room_.pending[i], room_.chosen[i]);
      }
      condition(row.when, true, room_.pending, room_.holds);
      apply_row(row);
      for (std::size_t i = 0; i < rows_; ++i) {
        if (room_.holds[i] == 0) continue;
        const bool better = room_.chosen[i] == 0 ||
                            (precedence == Precedence::highest && room_.amount[i] < room_.rated[i]) ||
                            (precedence == Precedence::lowest && room_.rated[i] < room_.amount[i]);
        if (better) {
          room_.amount[i] = room_.rated[i];
          chosen_row[i * results_.parts] = static_cast<std::int16_t>(r);
        }
        room_.chosen[i] = 1;
        if (precedence == Precedence::first) room_.pending[i] = 0;
      }
    }
    for (std::size_t i = 0; i < rows_; ++i) room_.holds[i] = room_.applies[i] & (room_.chosen[i] ^ 1);
    refuse(plan_.rate, room_.holds);
  }

  // What the row gives, in `rated`, where it holds.
  void apply_row(const RowPlan& row) {
    if (row.compiled->ratio) {
      const Ratio ratio = *row.compiled->ratio;
      in_band(row, [share = to_decimal(ratio).value_or(Decimal{})](std::size_t) { return share; });
      return rate_all([&](std::size_t i) { return times(room_.base[i], ratio); });
    }
    if (row.compiled->parameter) {
      const std::size_t which = *row.compiled->parameter;
      if (const Literal* const fixed = plan_.fixed[which]) {
        in_band(row, [share = to_decimal(fixed->ratio).value_or(Decimal{})](std::size_t) { return share; });
        return rate_all([&, ratio = fixed->ratio](std::size_t i) { return times(room_.base[i], ratio); });
      }
      const auto value = [&](std::size_t i) { return parameter(which, i); };
      in_band(row, [&](std::size_t i) {
        return value(i) == nullptr ? Decimal{} : to_decimal(value(i)->ratio).value_or(Decimal{});
      });
      return rate_all(
          [&](std::size_t i) { return value(i) == nullptr ? std::nullopt : times(room_.base[i], value(i)->ratio); });
    }
    numbers(*row.rate, room_.holds, room_.number);
    in_band(row, [&](std::size_t i) { return room_.number[i]; });
    rate_all([&](std::size_t i) {
      const auto exact = to_ratio(room_.number[i]);
      return exact ? times(room_.base[i], *exact) : cel::checked_multiply(room_.base[i], room_.number[i]);
    });
  }

  template <class Share>
  void in_band(const RowPlan& row, const Share& share) {
    if (!row.low || !row.high) return;
    numbers(*row.low, room_.holds, room_.low);
    numbers(*row.high, room_.holds, room_.high);
    for (std::size_t i = 0; i < rows_; ++i) {
      const bool inside = room_.low[i] <= share(i) && share(i) <= room_.high[i];
      room_.exceptional[i] |= static_cast<std::uint8_t>(room_.holds[i] != 0 && !inside);
    }
  }

  template <class Amount>
  void rate_all(const Amount& amount) {
    for (std::size_t i = 0; i < rows_; ++i) {
      if (room_.holds[i] == 0 || room_.exceptional[i] != 0) continue;
      const auto rated = amount(i);
      room_.exceptional[i] |= static_cast<std::uint8_t>(!rated.has_value());
      room_.rated[i] = rated.value_or(Decimal{});
    }
  }

  // Without history nothing was counted before.
  void caps(const std::vector<CapPlan>& caps, const Bytes& where, Decimals& amount) {
    for (const CapPlan& plan : caps) {
      const Cap& cap = *plan.cap;
      set_amount(amount);
      condition(plan.except_when, false, where, room_.holds);
      for (std::size_t i = 0; i < rows_; ++i) room_.holds[i] = where[i] & (room_.holds[i] ^ 1);
      numbers(*plan.at_most, room_.holds, room_.number);
      if (cap.counts != CapCounts::amount) {
        const Decimal one = cel::to_decimal(1);
        for (std::size_t i = 0; i < rows_; ++i) room_.holds[i] &= static_cast<std::uint8_t>(one > room_.number[i]);
        refuse(plan.reason, room_.holds);
        continue;
      }
      for (std::size_t i = 0; i < rows_; ++i) {
        const Decimal limit = std::max(Decimal{}, room_.number[i]);
        if (room_.holds[i] == 0 || amount[i] <= limit) continue;
        amount[i] = limit;
        const bool refuses = cap.over == Over::refuse || limit.is_zero();
        mark_one(refuses ? results_.refused_by : results_.limited_by, plan.reason, i);
      }
    }
  }

  void add(const Bytes& where, const Decimals& from, Decimals& to) {
    for (std::size_t i = 0; i < rows_; ++i) {
      if (where[i] == 0 || room_.exceptional[i] != 0) continue;
      const auto sum = cel::checked_add(to[i], from[i]);
      room_.exceptional[i] |= static_cast<std::uint8_t>(!sum.has_value());
      to[i] = sum.value_or(Decimal{});
    }
  }

  // The first that holds, of pools and of lanes.
  void choose(const std::vector<ColumnRule>& rules, std::int16_t* out) {
    room_.pending = room_.all;
    const bool pools = &rules == &plan_.pools;
    for (std::size_t r = 0; r < rules.size(); ++r) {
      if (pools && !policy_.pools[r].pays_awards) continue;
      condition(rules[r], true, room_.pending, room_.holds);
      for (std::size_t i = 0; i < rows_; ++i) {
        if (room_.holds[i] != 0) out[i] = static_cast<std::int16_t>(r);
        clear_where(room_.pending[i], room_.holds[i]);
      }
    }
  }

  void decide() {
    for (std::size_t i = 0; i < rows_; ++i) {
      if (room_.exceptional[i] != 0) continue;
      bool limited = false;
      bool refused = false;
      for (std::size_t w = 0; w < results_.words; ++w) {
        limited = limited || results_.limited_by[i * results_.words + w] != 0;
        refused = refused || results_.refused_by[i * results_.words + w] != 0;
      }
      Decimal amount;
      if (!refused) {
        amount = rounded(room_.total[i], limited);
        if (amount.units <= 0) {
          mark_one(results_.refused_by, plan_.amount, i);
          amount = Decimal{};
          refused = true;
        }
      }
      results_.decision[i] = refused ? Decision::refuse : Decision::award;
      results_.amount[i] = amount;
    }
  }

  // Down where rounding up would pass a limit that cut the award to exactly its room.
  [[nodiscard]] Decimal rounded(Decimal amount, bool limited) const {
    const auto nearest = cel::round_to(amount, policy_.rounding_to, policy_.rounding);
    const bool at_a_limit = limited && nearest && *nearest > amount;
    if (nearest && !at_a_limit) return *nearest;
    return cel::round_to(amount, policy_.rounding_to, Rounding::down).value_or(Decimal{});
  }

  const Simulator::Plan& plan_;
  const CompiledPolicy& compiled_;
  const Policy& policy_;
  const Population& population_;
  std::size_t first_;
  std::size_t rows_;
  Workspace::Room& room_;
  Results& results_;
  const Decimals* base_values_ = nullptr;
  const Decimals* amount_values_ = nullptr;
  cel::ReadRow read_;
};

// Rows that another call decides must not be touched: it may be running now.
void copy_row(const Results& from, std::size_t row, Results& to, std::size_t to_row) {
  to.decision[to_row] = from.decision[row];
  to.amount[to_row] = from.amount[row];
  to.pool[to_row] = from.pool[row];
  to.lane[to_row] = from.lane[row];
  for (std::size_t i = 0; i < from.words; ++i) {
    to.refused_by[to_row * to.words + i] = from.refused_by[row * from.words + i];
    to.limited_by[to_row * to.words + i] = from.limited_by[row * from.words + i];
  }
  for (std::size_t i = 0; i < from.parts; ++i) to.row[to_row * to.parts + i] = from.row[row * from.parts + i];
}

}  // namespace

std::uint64_t pass(const Simulator& simulator, const Simulator::Plan& plan, const Population& population,
                   std::size_t first, std::size_t rows, const std::uint8_t* skip, Results& results,
                   Workspace::Room& room) {
  Pass(plan, population, first, rows, room).run(skip);
  std::uint64_t one_by_one = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    if (skip != nullptr && skip[i] != 0) continue;
    if (room.exceptional[i] == 0) {
      copy_row(room.results, i, results, first + i);
    } else {
      simulator.decide_one(population, first + i, {}, results);
      ++one_by_one;
    }
  }
  return one_by_one;
}

}  // namespace scrip::policy
