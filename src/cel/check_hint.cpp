// What to say about a call that does not fit.

#include <algorithm>

#include "base/suggest.h"
#include "cel/checker.h"

namespace scrip::cel {
namespace {

constexpr std::size_t overloads_shown_max = 6;

std::string list_types(const std::vector<Type>& types, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (i > 0) text += i + 1 == types.size() ? std::string(last) : ", ";
    text += format(types[i]);
  }
  return text;
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

std::string money_hint(std::string_view sign, const Type& a, const Type& b) {
  if (a.is(Kind::money) && b.is(Kind::money)) {
    if (!(a == b)) return "these are two currencies: convert one of them first";
    return sign == "*" ? "multiply money with a number" : "";
  }
  const Type& money = a.is(Kind::money) ? a : b;
  const Type& other = a.is(Kind::money) ? b : a;
  if (is_number(other) && sign != "/") return "write an amount of money as " + lower_code(money) + "(1000)";
  if (is_number(other)) return "a number is not divided by money; swap the two sides, or make the number an amount";
  return {};
}

}  // namespace

std::string Checker::operator_hint(std::string_view sign, const Type& a, const Type& b) const {
  if (a.is(Kind::money) || b.is(Kind::money)) return money_hint(sign, a, b);
  if (sign == "/" && a.is(Kind::int64) && b.is(Kind::int64)) {
    return "multiply first (base * 2 / 3 where base is money or a decimal), or write a decimal such as 2.0";
  }
  const auto either = [&](Kind one, Kind other) { return (a.is(one) && b.is(other)) || (a.is(other) && b.is(one)); };
  if (is_comparison(sign) && a.is(Kind::boolean) && !b.is(Kind::boolean)) {
    return "compare twice: a < b && b < c; or put parentheses around the comparison";
  }
  if (either(Kind::string, Kind::date)) return "write a date as date(\"2025-07-28\")";
  if (either(Kind::string, Kind::int64) || either(Kind::string, Kind::decimal)) {
    if (sign == "+") return "make the number text with string(...)";
    return "a number is written without quotes";
  }
  if (either(Kind::string, Kind::boolean)) return "true and false are written without quotes";
  if (either(Kind::date, Kind::int64) && (sign == "+" || sign == "-"))
    return "use .plus_days(n), .plus_months(n) or .plus_years(n)";
  if (a.is(Kind::date) && b.is(Kind::date) && sign == "-")
    return "use days_between(a, b), months_between(a, b) or years_between(a, b)";
  if (sign == "in" && !b.is(Kind::list) && !b.is(Kind::map))
    return "what stands after 'in' is a list: x in [\"a\", \"b\"]";
  if (sign == "!") return "write a comparison, such as x == 0";
  return {};
}

std::string Checker::overload_hint(std::string_view name, bool member) const {
  std::string text;
  std::size_t shown = 0;
  for (const Overload* const overload : environment_.overloads(name)) {
    if (overload->member != member) continue;
    if (shown++ == overloads_shown_max) return text + ", ...";
    text += (text.empty() ? "it is used as " : " or ") + format(*overload);
  }
  if (!text.empty()) return text;
  for (const Overload* const overload : environment_.overloads(name)) return "it is used as " + format(*overload);
  return {};
}

void Checker::report_mismatch(NodeId id, std::string_view name, const std::vector<Type>& types, bool member) {
  if (!environment_.has_function(name)) {
    auto names = environment_.function_names();
    std::erase_if(names, [](std::string_view known) { return known.contains('_') && !operator_sign(known).empty(); });
    for (const std::string_view macro : {"all", "exists", "exists_one", "map", "filter"}) names.push_back(macro);
    std::string hint = did_you_mean(name, names);
    if (name == "all" || name == "exists" || name == "map" || name == "filter") hint = "as in list.all(x, x > 0)";
    if (name == "has") hint = "as in has(a.b)";
    report(id, "there is no function called '" + std::string(name) + "'", std::move(hint));
    return;
  }
  // A mistake further inside has been reported already.
  if (std::ranges::any_of(types, [](const Type& type) { return type.is(Kind::unknown); })) return;
  const std::string sign = operator_sign(name);
  if (!sign.empty()) {
    const Type second = types.size() > 1 ? types[1] : Type();
    std::string message = sign == "[]" ? "a value of type " + format(types[0]) + " has no [" + format(second) + "]"
                                       : "'" + sign + "' does not take " + list_types(types, " and ");
    report(id, std::move(message), operator_hint(sign, types[0], second));
    return;
  }
  const std::vector<Type> rest(types.begin() + (member ? 1 : 0), types.end());
  std::string message = "'" + std::string(name) + "' does not take (" + list_types(rest, ", ") + ")";
  if (member) message += " of " + format(types[0]);
  report(id, std::move(message), overload_hint(name, member));
}

}  // namespace scrip::cel
