// What to say about a call that does not fit.

#include <algorithm>

#include "cel/checker.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

constexpr std::size_t overloads_shown_max = 6;

Message listed_types(const std::vector<Type>& types) {
  Message all;
  for (const Type& type : types) all = all.empty() ? described(type) : say("{0}, {1}", all, described(type));
  return all;
}

// What stands on the two sides of an operator.
Message types_beside(const std::vector<Type>& types) {
  return types.size() == 2 ? say("{0} and {1}", described(types[0]), described(types[1])) : listed_types(types);
}

std::string lower_code(const Type& money) {
  std::string code = money.currency() ? money.currency()->code() : "cny";
  std::ranges::transform(code, code.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
  return code;
}

bool is_number(const Type& type) { return type.is(Kind::int64) || type.is(Kind::decimal); }
bool is_comparison(std::string_view sign) {
  return sign == "<" || sign == "<=" || sign == ">" || sign == ">=" || sign == "==" || sign == "!=";
}

Message money_hint(std::string_view sign, const Type& a, const Type& b) {
  if (a.is(Kind::money) && b.is(Kind::money)) {
    if (!(a == b)) return say("these are two currencies: convert one of them first");
    return sign == "*" ? say("multiply money with a number") : Message{};
  }
  const Type& money = a.is(Kind::money) ? a : b;
  const Type& other = a.is(Kind::money) ? b : a;
  if (is_number(other) && sign != "/") return say("write an amount of money as {0}(1000)", lower_code(money));
  if (is_number(other))
    return say("a number is not divided by money; swap the two sides, or make the number an amount");
  return {};
}

}  // namespace

Message Checker::operator_hint(std::string_view sign, const Type& a, const Type& b) const {
  if (a.is(Kind::money) || b.is(Kind::money)) return money_hint(sign, a, b);
  if (sign == "/" && a.is(Kind::int64) && b.is(Kind::int64)) {
    return say("multiply first (base * 2 / 3 where base is money or a decimal), or write a decimal such as 2.0");
  }
  const auto either = [&](Kind one, Kind other) { return (a.is(one) && b.is(other)) || (a.is(other) && b.is(one)); };
  if (is_comparison(sign) && a.is(Kind::boolean) && !b.is(Kind::boolean)) {
    return say("compare twice: a < b && b < c; or put parentheses around the comparison");
  }
  if (either(Kind::string, Kind::date)) return say("write a date as date(\"2025-07-28\")");
  if (either(Kind::string, Kind::int64) || either(Kind::string, Kind::decimal)) {
    if (sign == "+") return say("make the number text with string(...)");
    return say("a number is written without quotes");
  }
  if (either(Kind::string, Kind::boolean)) return say("true and false are written without quotes");
  if (either(Kind::date, Kind::int64) && (sign == "+" || sign == "-"))
    return say("use .plus_days(n), .plus_months(n) or .plus_years(n)");
  if (a.is(Kind::date) && b.is(Kind::date) && sign == "-")
    return say("use days_between(a, b), months_between(a, b) or years_between(a, b)");
  if (sign == "in" && !b.is(Kind::list) && !b.is(Kind::map))
    return say("what stands after 'in' is a list: x in [\"a\", \"b\"]");
  if (sign == "!") return say("write a comparison, such as x == 0");
  return {};
}

Message Checker::overload_hint(std::string_view name, bool member) const {
  std::vector<const Overload*> known;
  for (const Overload* const overload : environment_.overloads(name)) {
    if (overload->member == member) known.push_back(overload);
  }
  if (known.empty() && !environment_.overloads(name).empty()) known.push_back(environment_.overloads(name).front());
  Message all;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (i == overloads_shown_max) return say("{0}, ...", all);
    const std::string form = format(*known[i]);
    all = i == 0 ? say("it is used as {0}", form) : say("{0} or {1}", all, form);
  }
  return all;
}

void Checker::report_mismatch(NodeId id, std::string_view name, const std::vector<Type>& types, bool member) {
  if (!environment_.has_function(name)) {
    auto names = environment_.function_names();
    std::erase_if(names, [](std::string_view known) { return known.contains('_') && !operator_sign(known).empty(); });
    for (const std::string_view macro : {"all", "exists", "exists_one", "map", "filter"}) names.push_back(macro);
    Message hint = suggestion(name, names);
    if (name == "all" || name == "exists" || name == "map" || name == "filter") hint = say("as in list.all(x, x > 0)");
    if (name == "has") hint = say("as in has(a.b)");
    report(id, say("there is no function called '{0}'", name), std::move(hint));
    return;
  }
  // A mistake further inside has been reported already.
  if (std::ranges::any_of(types, [](const Type& type) { return type.is(Kind::unknown); })) return;
  const std::string sign = operator_sign(name);
  if (!sign.empty()) {
    const Type second = types.size() > 1 ? types[1] : Type();
    Message message = sign == "[]" ? say("a value of type {0} has no [{1}]", described(types[0]), described(second))
                                   : say("'{0}' does not take {1}", sign, types_beside(types));
    report(id, std::move(message), operator_hint(sign, types[0], second));
    return;
  }
  const std::vector<Type> rest(types.begin() + (member ? 1 : 0), types.end());
  const Message taken = say("({0})", listed_types(rest));
  Message message = member ? say("'{0}' does not take {1} of {2}", name, taken, described(types[0]))
                           : say("'{0}' does not take {1}", name, taken);
  report(id, std::move(message), overload_hint(name, member));
}

}  // namespace scrip::cel
