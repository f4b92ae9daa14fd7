#include "cel/column_compile.h"

#include <algorithm>
#include <limits>

#include "base/limits.h"
#include "cel/body.h"

namespace scrip::cel {
namespace {

// Nodes and elements of lists that a fast form may have. Each costs one evaluation at most 1 + 4,096 / 16 (comparing
// the longest text), so that no row's evaluation could have ended with expression_too_costly.
constexpr std::size_t parts_max = 3'000;
static_assert(parts_max * (1 + limits::policy_text_bytes_max / 16) < std::size_t{limits::evaluation_cost_max});

bool is_number(ColumnKind kind) {
  return kind == ColumnKind::integer || kind == ColumnKind::micro || kind == ColumnKind::wide;
}

// The narrowest kind of column that holds a constant; absent for lists and the like.
ColumnKind kind_of(const Value& constant) {
  const bool is_decimal = constant.is(Kind::decimal) || constant.is(Kind::money);
  if (is_decimal && !to_micro(constant.as_decimal())) return ColumnKind::wide;
  return column_kind(constant.kind());
}

std::optional<Comparison> comparison_of(Function function) {
  switch (function) {
    case Function::equals:
      return Comparison::equals;
    case Function::not_equals:
      return Comparison::not_equals;
    case Function::less:
      return Comparison::less;
    case Function::less_equals:
      return Comparison::less_equals;
    case Function::greater:
      return Comparison::greater;
    case Function::greater_equals:
      return Comparison::greater_equals;
    default:
      return std::nullopt;
  }
}

// a < b as b > a.
Comparison turned(Comparison comparison) {
  switch (comparison) {
    case Comparison::less:
      return Comparison::greater;
    case Comparison::less_equals:
      return Comparison::greater_equals;
    case Comparison::greater:
      return Comparison::less;
    case Comparison::greater_equals:
      return Comparison::less_equals;
    default:
      return comparison;
  }
}

std::size_t parts_of(const Value& value) { return value.is(Kind::list) ? value.as_list().size() : 1; }

}  // namespace

ColumnCompiler::ColumnCompiler(ColumnProgram::Compiled& compiled, std::span<const ColumnShape> shapes,
                               Dictionary& texts)
    : compiled_(compiled), checked_(compiled.program->checked()), shapes_(shapes), texts_(texts) {}

void ColumnCompiler::run() {
  compiled_.kind = column_kind(checked_.type());
  std::size_t parts = checked_.ast.nodes.size();
  for (const Reference& reference : checked_.references) {
    const bool constant = reference.meaning == Meaning::variable && reference.slot < shapes_.size() &&
                          shapes_[reference.slot].constant.has_value();
    if (constant) parts += parts_of(*shapes_[reference.slot].constant);
  }
  Made root = parts <= parts_max ? node(checked_.ast.root) : no_form("it is too long");
  if (root && root->constant) root = as_column(*root, kind_of(*root->constant));
  if (!root) {
    compiled_.steps.clear();
    compiled_.registers = 0;
    return;
  }
  compiled_.root = root->column;
  compiled_.kind = root->kind;
}

const Node& ColumnCompiler::at(NodeId id) const { return checked_.ast[id]; }
const Type& ColumnCompiler::type(NodeId id) const { return checked_.type(id); }

ColumnCompiler::Made ColumnCompiler::no_form(std::string why) {
  if (compiled_.why_not.empty()) compiled_.why_not = std::move(why);
  return std::nullopt;
}

ColumnCompiler::Made ColumnCompiler::node(NodeId id) {
  const Reference& reference = checked_.reference(id);
  if (reference.meaning == Meaning::variable) return slot(reference.slot);
  switch (at(id).kind) {
    case NodeKind::literal:
      return Operand{.constant = at(id).value};
    case NodeKind::has:
      return has(id);
    case NodeKind::list:
      return list(id);
    case NodeKind::call:
      return call(id);
    default:
      return no_form("'" + at(id).name + "' has no form over columns");
  }
}

ColumnCompiler::Made ColumnCompiler::slot(std::uint32_t slot) {
  const std::string& name = checked_.variables[slot].name;
  if (slot >= shapes_.size()) return no_form("there is no column of '" + name + "'");
  const ColumnShape& shape = shapes_[slot];
  const ColumnKind declared = column_kind(checked_.variables[slot].type);
  if (shape.constant) {
    const ColumnKind kind = kind_of(*shape.constant);
    const bool of_type = kind == declared || (kind == ColumnKind::wide && declared == ColumnKind::micro);
    if (of_type || shape.constant->is(Kind::list)) return Operand{.constant = *shape.constant};
    return no_form("'" + name + "' has no value, or one of another type");
  }
  if (shape.kind == ColumnKind::absent) return no_form("there is no flat column of '" + name + "'");
  return Operand{.kind = shape.kind, .column = slot, .constant = {}};
}

// Whether a fact was given.
ColumnCompiler::Made ColumnCompiler::has(NodeId id) {
  const Reference& fact = checked_.reference(at(id).children[0]);
  if (!at(id).name.empty() || fact.meaning != Meaning::variable || fact.slot >= shapes_.size()) {
    return no_form("has() asks for a field");
  }
  const ColumnShape& shape = shapes_[fact.slot];
  if (shape.constant) return Operand{.constant = Value::boolean(!shape.constant->is(Kind::missing))};
  if (shape.kind == ColumnKind::absent) return no_form("there is no flat column of a fact");
  const Operand operand{.kind = shape.kind, .column = fact.slot, .constant = {}};
  return add(has_column, ColumnKind::boolean, {&operand});
}

ColumnCompiler::Made ColumnCompiler::list(NodeId id) {
  if (!at(id).optionals.empty()) return no_form("a list has optional elements");
  std::vector<Value> elements;
  for (const NodeId child : at(id).children) {
    const Made element = node(child);
    if (!element) return std::nullopt;
    if (!element->constant) return no_form("a list holds facts");
    elements.push_back(*element->constant);
  }
  return Operand{.constant = Value::list(std::move(elements))};
}

ColumnCompiler::Made ColumnCompiler::call(NodeId id) {
  const Reference& reference = checked_.reference(id);
  switch (reference.function) {
    case Function::none:
      return no_form("'" + at(id).name + "' is not known");
    case Function::logical_and:
      return chain(id, false);
    case Function::logical_or:
      return chain(id, true);
    case Function::conditional:
      return choice(id);
    default:
      break;
  }
  std::vector<Operand> arguments;
  bool constant = true;
  for (const NodeId child : std::span(at(id).children).subspan(reference.namespaced ? 1 : 0)) {
    const Made argument = node(child);
    if (!argument) return std::nullopt;
    constant = constant && argument->constant;
    arguments.push_back(*argument);
  }
  return constant ? fold(id, reference.function, arguments) : function_of(id, reference.function, arguments);
}

// A part without facts, once and for all.
ColumnCompiler::Made ColumnCompiler::fold(NodeId id, Function function, std::span<const Operand> arguments) {
  std::vector<Value> values;
  for (const Operand& argument : arguments) values.push_back(*argument.constant);
  Cost cost{limits::evaluation_cost_max};
  Call call{function, values, cost, type(id), *checked_.time_zones, nullptr};
  Value value = body_of(function)(call);
  if (value.is(Kind::error)) return no_form("'" + at(id).name + "' fails");
  return Operand{.constant = std::move(value)};
}

// && (decided by false) and || (decided by true).
ColumnCompiler::Made ColumnCompiler::chain(NodeId id, bool decisive) {
  Made so_far;
  for (const NodeId child : at(id).children) {
    const Made next = node(child);
    if (!next) return std::nullopt;
    if (next->constant) {
      if (!next->constant->is(Kind::boolean)) return no_form("a side of a condition is no yes or no");
      if (next->constant->as_bool() == decisive) return next;  // whatever the others are, errors included
      continue;
    }
    if (next->kind != ColumnKind::boolean) return no_form("a side of a condition is no yes or no");
    if (!so_far) {
      so_far = next;
    } else {
      so_far = add(decisive ? or_columns : and_columns, ColumnKind::boolean, {&*so_far, &*next});
    }
  }
  return so_far ? so_far : Operand{.constant = Value::boolean(!decisive)};
}

ColumnCompiler::Made ColumnCompiler::choice(NodeId id) {
  const auto& children = at(id).children;
  const Made condition = node(children[0]);
  if (!condition) return std::nullopt;
  if (condition->constant) {
    if (!condition->constant->is(Kind::boolean)) return no_form("what stands before '?' is no yes or no");
    return node(children[condition->constant->as_bool() ? 1 : 2]);
  }
  // Where one side is an int and the other a decimal, the kind of the value differs from row to row.
  if (type(children[1]).kind() != type(children[2]).kind()) return no_form("'?' gives numbers of two kinds");
  Made yes = node(children[1]);
  Made no = yes ? node(children[2]) : std::nullopt;
  if (!yes || !no) return std::nullopt;
  const Made kind = unified(*yes, *no);
  if (!kind) return std::nullopt;
  return add(select_kernel(kind->kind), kind->kind, {&*condition, &*yes, &*no});
}

ColumnCompiler::Made ColumnCompiler::function_of(NodeId id, Function function, std::span<const Operand> arguments) {
  if (const auto comparison = comparison_of(function)) return compare(*comparison, arguments[0], arguments[1]);
  const auto dates = [&](Kernel kernel) -> Made {
    Operand a = arguments[0];
    Operand b = arguments[1];
    const Made left = as_column(a, ColumnKind::date);
    const Made right = left ? as_column(b, ColumnKind::date) : std::nullopt;
    return right ? Made(add(kernel, ColumnKind::integer, {&*left, &*right})) : std::nullopt;
  };
  const auto later = [&](Kernel kernel) -> Made {
    const Made date = as_column(arguments[0], ColumnKind::date);
    const Made by = date ? as_column(arguments[1], ColumnKind::integer) : std::nullopt;
    return by ? Made(add(kernel, ColumnKind::date, {&*date, &*by})) : std::nullopt;
  };
  switch (function) {
    case Function::logical_not:
      return add(not_column, ColumnKind::boolean, {&arguments[0]});
    case Function::in:
      return in(arguments[0], arguments[1]);
    case Function::add:
      return sum(arguments[0], arguments[1], false);
    case Function::subtract:
      return sum(arguments[0], arguments[1], true);
    case Function::multiply:
      return product(arguments[0], arguments[1]);
    case Function::divide:
      return type(id).is(Kind::int64) ? no_form("whole numbers are divided") : quotient(arguments[0], arguments[1]);
    case Function::negate:
      return negated(arguments[0]);
    case Function::min:
    case Function::max:
      return extreme(id, arguments, function == Function::max);
    case Function::round_down:
      return rounded(arguments[0], arguments[1], Rounding::down);
    case Function::round_up:
      return rounded(arguments[0], arguments[1], Rounding::up);
    case Function::round_half_up:
      return rounded(arguments[0], arguments[1], Rounding::half_up);
    case Function::money_of:
    case Function::to_decimal:
      return to_number(id, arguments[0]);
    case Function::year:
      return add(year_of_dates, ColumnKind::integer, {&arguments[0]});
    case Function::month:
      return add(month_of_dates, ColumnKind::integer, {&arguments[0]});
    case Function::day:
      return add(day_of_dates, ColumnKind::integer, {&arguments[0]});
    case Function::days_between:
      return dates(days_between_dates);
    case Function::months_between:
      return dates(months_between_dates);
    case Function::years_between:
      return dates(years_between_dates);
    case Function::plus_days:
      return later(plus_days_column);
    case Function::plus_months:
      return later(plus_months_column);
    case Function::plus_years:
      return later(plus_years_column);
    default:
      return no_form("'" + at(id).name + "' has no form over columns");
  }
}

ColumnCompiler::Made ColumnCompiler::compare(Comparison comparison, Operand a, Operand b) {
  if (a.constant) {
    std::swap(a, b);
    comparison = turned(comparison);
  }
  const bool ordered = comparison != Comparison::equals && comparison != Comparison::not_equals;
  if (ordered && a.kind == ColumnKind::text) return no_form("texts are put in order");
  const ColumnKind other = b.constant ? kind_of(*b.constant) : b.kind;
  if (other == ColumnKind::absent) return no_form("lists are compared");
  if (a.kind != other && !(is_number(a.kind) && is_number(other))) return no_form("two kinds are compared");
  if (b.constant && a.kind != ColumnKind::wide) {
    if (const auto constant = number(*b.constant, a.kind)) {
      return add(compare_kernel(comparison, a.kind, true), ColumnKind::boolean, {&a}, {.number = *constant});
    }
  }
  if (b.constant && a.kind == ColumnKind::wide) {
    const Decimal constant =
        number_as_decimal(*b.constant).value_or(b.constant->is(Kind::money) ? b.constant->as_decimal() : Decimal{});
    return add(compare_kernel(comparison, a.kind, true), ColumnKind::boolean, {&a}, {.wide = constant});
  }
  const Made kind = unified(a, b);
  if (!kind) return std::nullopt;
  return add(compare_kernel(comparison, kind->kind, false), ColumnKind::boolean, {&a, &b});
}

ColumnCompiler::Made ColumnCompiler::in(const Operand& a, const Operand& list) {
  if (!list.constant || !list.constant->is(Kind::list)) return no_form("'in' looks into a list of facts");
  if (a.constant || in_kernel(a.kind) == nullptr) return no_form("'in' looks for a number of many decimals");
  Step step;
  for (const Value& element : list.constant->as_list()) {
    const ColumnKind kind = kind_of(element);
    if (kind == ColumnKind::absent) return no_form("'in' looks into a list of lists");
    if (kind != a.kind && !(is_number(kind) && is_number(a.kind))) continue;  // of another kind: never equal
    // A number that this kind of column cannot hold equals none of its values.
    if (const auto code = number(element, a.kind)) step.list.push_back(*code);
  }
  std::ranges::sort(step.list);
  return add(in_kernel(a.kind), ColumnKind::boolean, {&a}, std::move(step));
}

ColumnCompiler::Made ColumnCompiler::sum(Operand a, Operand b, bool minus) {
  const auto kind_of_operand = [](const Operand& operand) {
    return operand.constant ? kind_of(*operand.constant) : operand.kind;
  };
  if (!is_number(kind_of_operand(a)) || !is_number(kind_of_operand(b))) return no_form("what is added is no number");
  if (b.constant && !a.constant && a.kind != ColumnKind::wide) {
    const ColumnKind kind = kind_of(*b.constant) == ColumnKind::integer ? a.kind : kind_of(*b.constant);
    const auto constant = kind == a.kind ? number(*b.constant, kind) : std::nullopt;
    if (constant && *constant != std::numeric_limits<std::int64_t>::min()) {
      return add(add_constant, kind, {&a}, {.number = minus ? -*constant : *constant});
    }
  }
  const Made kind = unified(a, b);
  if (!kind) return std::nullopt;
  if (kind->kind == ColumnKind::wide) return add(minus ? subtract_wide : add_wide, kind->kind, {&a, &b});
  return add(minus ? subtract_columns : add_columns, kind->kind, {&a, &b});
}

ColumnCompiler::Made ColumnCompiler::product(Operand a, Operand b) {
  if (a.constant) std::swap(a, b);
  if (b.constant) {
    const auto factor =
        b.constant->is(Kind::money) ? std::optional(b.constant->as_decimal()) : number_as_decimal(*b.constant);
    if (!factor || !is_number(a.kind)) return no_form("what is multiplied is no number");
    if (a.kind == ColumnKind::integer && b.constant->is(Kind::int64)) {
      return add(scale_column, ColumnKind::integer, {&a}, {.number = b.constant->as_int(), .divisor = 1});
    }
    if (a.kind != ColumnKind::wide) return scaled(a, *factor);
  } else if (a.kind == ColumnKind::integer && b.kind == ColumnKind::integer) {
    return add(multiply_columns, ColumnKind::integer, {&a, &b});
  } else if ((a.kind == ColumnKind::integer && b.kind == ColumnKind::micro) ||
             (a.kind == ColumnKind::micro && b.kind == ColumnKind::integer)) {
    return add(multiply_columns, ColumnKind::micro, {&a, &b});
  }
  const Made left = as_column(a, ColumnKind::wide);
  const Made right = left ? as_column(b, ColumnKind::wide) : std::nullopt;
  return right ? Made(add(multiply_wide, ColumnKind::wide, {&*left, &*right})) : std::nullopt;
}

// a x factor in millionths, exact or an exception: an amount of money has few decimals, and so has a share.
ColumnCompiler::Made ColumnCompiler::scaled(const Operand& a, Decimal factor) {
  Int128 numerator = factor.units;
  Int128 divisor = decimal_one;
  for (const int prime : {2, 5}) {
    while (numerator % prime == 0 && divisor % prime == 0 && divisor > 1) {
      numerator /= prime;
      divisor /= prime;
    }
  }
  // An integer as millionths: a x micro x numerator / divisor.
  if (a.kind == ColumnKind::integer) numerator *= micro;
  const auto fits = narrow(numerator);
  if (!fits) {
    const Made wide = as_column(a, ColumnKind::wide);
    const Made constant = wide ? as_column({.constant = Value::decimal(factor)}, ColumnKind::wide) : std::nullopt;
    return constant ? Made(add(multiply_wide, ColumnKind::wide, {&*wide, &*constant})) : std::nullopt;
  }
  return add(scale_column, ColumnKind::micro, {&a}, {.number = *fits, .divisor = static_cast<std::int64_t>(divisor)});
}

ColumnCompiler::Made ColumnCompiler::quotient(Operand a, Operand b) {
  const Made left = as_column(a, ColumnKind::wide);
  const Made right = left ? as_column(b, ColumnKind::wide) : std::nullopt;
  return right ? Made(add(divide_wide, ColumnKind::wide, {&*left, &*right})) : std::nullopt;
}

ColumnCompiler::Made ColumnCompiler::negated(const Operand& a) {
  if (!is_number(a.kind)) return no_form("what is negated is no number");
  return add(a.kind == ColumnKind::wide ? negate_wide : negate_column, a.kind, {&a});
}

ColumnCompiler::Made ColumnCompiler::extreme(NodeId id, std::span<const Operand> arguments, bool greatest) {
  if (arguments.size() == 1) return no_form("min() or max() of a list of facts");
  Operand so_far = arguments[0];
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    Operand next = arguments[i];
    const Made kind = unified(so_far, next);
    if (!kind) return std::nullopt;
    if (kind->kind == ColumnKind::text) return no_form("texts are put in order");
    so_far = add(extreme_kernel(kind->kind, greatest), kind->kind, {&so_far, &next});
  }
  if (type(id).is(Kind::decimal) && so_far.kind == ColumnKind::integer) return as_column(so_far, ColumnKind::micro);
  return so_far;
}

ColumnCompiler::Made ColumnCompiler::rounded(Operand a, Operand b, Rounding rounding) {
  const auto kind_b = b.constant ? kind_of(*b.constant) : b.kind;
  const auto kind_a = a.constant ? kind_of(*a.constant) : a.kind;
  if (!is_number(kind_a) || !is_number(kind_b)) return no_form("what is rounded is no number");
  if (!a.constant && b.constant && a.kind != ColumnKind::wide) {
    const ColumnKind kind = kind_b == ColumnKind::integer ? a.kind : kind_b;
    const auto unit = kind == a.kind ? number(*b.constant, kind) : std::nullopt;
    if (unit && *unit > 0) return add(round_micro, kind, {&a}, {.number = *unit, .rounding = rounding});
  }
  if (kind_a == ColumnKind::integer && kind_b == ColumnKind::integer) return no_form("a whole number is rounded");
  const Made left = as_column(a, ColumnKind::wide);
  const Made right = left ? as_column(b, ColumnKind::wide) : std::nullopt;
  if (!right) return std::nullopt;
  return add(round_wide, ColumnKind::wide, {&*left, &*right}, {.rounding = rounding});
}

// cny(x), decimal(x).
ColumnCompiler::Made ColumnCompiler::to_number(NodeId id, const Operand& a) {
  if (a.kind == ColumnKind::integer) return as_column(a, ColumnKind::micro);
  if (is_number(a.kind)) return a;
  return no_form("'" + at(id).name + "' has no form over columns");
}

// --- operands ---

std::optional<std::int64_t> ColumnCompiler::number(const Value& constant, ColumnKind kind) {
  switch (kind) {
    case ColumnKind::boolean:
      return constant.is(Kind::boolean) ? std::optional<std::int64_t>(constant.as_bool() ? 1 : 0) : std::nullopt;
    case ColumnKind::date:
      return constant.is(Kind::date) ? std::optional<std::int64_t>(count(constant.as_date())) : std::nullopt;
    case ColumnKind::text:
      return constant.is(Kind::string) ? std::optional<std::int64_t>(texts_.intern(constant.as_string()))
                                       : std::nullopt;
    default:
      break;
  }
  const auto decimal = constant.is(Kind::money) ? std::optional(constant.as_decimal()) : number_as_decimal(constant);
  if (!decimal) return std::nullopt;
  return kind == ColumnKind::integer ? to_integer(*decimal) : to_micro(*decimal);
}

ColumnCompiler::Made ColumnCompiler::as_column(const Operand& operand, ColumnKind kind) {
  if (operand.constant) {
    const Value& constant = *operand.constant;
    if (kind == ColumnKind::wide) {
      const auto decimal =
          constant.is(Kind::money) ? std::optional(constant.as_decimal()) : number_as_decimal(constant);
      if (!decimal) return no_form("a constant is no number");
      return add(constant_kernel(kind), kind, {}, {.wide = *decimal});
    }
    const auto code = number(constant, kind);
    if (!code) return no_form("a constant does not fit its column");
    return add(constant_kernel(kind), kind, {}, {.number = *code});
  }
  if (operand.kind == kind) return operand;
  if (operand.kind == ColumnKind::integer && kind == ColumnKind::micro) {
    return add(integer_to_micro, kind, {&operand});
  }
  if (operand.kind == ColumnKind::integer && kind == ColumnKind::wide) return add(integer_to_wide, kind, {&operand});
  if (operand.kind == ColumnKind::micro && kind == ColumnKind::wide) return add(micro_to_wide, kind, {&operand});
  return no_form("a value is of another kind");
}

ColumnCompiler::Made ColumnCompiler::unified(Operand& a, Operand& b) {
  const ColumnKind kind_a = a.constant ? kind_of(*a.constant) : a.kind;
  const ColumnKind kind_b = b.constant ? kind_of(*b.constant) : b.kind;
  ColumnKind kind = kind_a;
  if (kind_a != kind_b) {
    if (!is_number(kind_a) || !is_number(kind_b)) return no_form("two kinds of values meet");
    kind = std::max(kind_a, kind_b);
    static_assert(ColumnKind::integer < ColumnKind::micro && ColumnKind::micro < ColumnKind::wide);
  }
  if (kind == ColumnKind::absent) return no_form("lists have no flat column");
  for (const Operand* operand : {&a, &b}) {  // a whole number may be beyond what millionths hold
    if (kind == ColumnKind::micro && operand->constant && !number(*operand->constant, kind)) kind = ColumnKind::wide;
  }
  const Made left = as_column(a, kind);
  const Made right = left ? as_column(b, kind) : std::nullopt;
  if (!right) return std::nullopt;
  a = *left;
  b = *right;
  return a;
}

ColumnCompiler::Operand ColumnCompiler::add(Kernel kernel, ColumnKind kind,
                                            std::initializer_list<const Operand*> operands, Step step) {
  step.kernel = kernel;
  step.kind = kind;
  std::uint32_t* const places[] = {&step.a, &step.b, &step.c};
  std::size_t i = 0;
  for (const Operand* operand : operands) *places[i++] = operand->column;
  step.target = take_register();  // before the operands are free: no kernel writes what it still reads
  for (const Operand* operand : operands) release(*operand);
  const std::uint32_t target = step.target;
  compiled_.steps.push_back(std::move(step));
  return {.kind = kind, .column = target, .constant = {}};
}

std::uint32_t ColumnCompiler::take_register() {
  if (!free_.empty()) {
    const std::uint32_t found = free_.back();
    free_.pop_back();
    return found;
  }
  return static_cast<std::uint32_t>(compiled_.slots + compiled_.registers++);
}

void ColumnCompiler::release(const Operand& operand) {
  if (operand.column >= compiled_.slots && std::ranges::find(free_, operand.column) == free_.end()) {
    free_.push_back(operand.column);
  }
}

}  // namespace scrip::cel
