// What the policy dialect adds: money, dates, sums, rounding.

#include "cel/body.h"
#include "cel/civil.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

Value date_value(std::optional<Day> day) {
  return day ? Value::date(*day) : failed(say("the date is outside 1900 to 2199"));
}

bool two_dates(const Call& call) { return call.takes(Kind::date, Kind::date); }

Value rounded(Call& call, Rounding rounding) {
  if (call.size() != 2) return no_overload(call);
  const bool money = call.takes(Kind::money, Kind::money);
  if (money && call[0].currency() != call[1].currency()) return no_overload(call);
  const auto value = money ? call[0].as_decimal() : number_as_decimal(call[0]);
  const auto unit = money ? call[1].as_decimal() : number_as_decimal(call[1]);
  if (!value || !unit) return no_overload(call);
  if (unit->units <= 0) return failed(say("the unit to round to must be above zero"));
  const auto result = round_to(*value, *unit, rounding);
  if (!result) return overflow(call);
  if (money) return Value::money(call[0].currency(), *result);
  if (!call.takes(Kind::int64, Kind::int64)) return Value::decimal(*result);
  const auto whole = to_integer(*result);
  return whole ? Value::integer(*whole) : overflow(call);
}

}  // namespace

namespace body {

Value money_of(Call& call) {
  const auto amount = call.size() == 1 ? number_as_decimal(call[0]) : std::nullopt;
  const auto currency = call.type.currency();
  return amount && currency ? Value::money(*currency, *amount) : no_overload(call);
}

Value date(Call& call) {
  if (call.takes(Kind::date)) return call[0];
  if (!call.takes(Kind::string)) return no_overload(call);
  const auto day = parse_day(call[0].as_string());
  return day ? date_value(date_at(count(*day))) : failed(say("{0} is no date such as 2025-07-28", shown(call[0])));
}

Value year(Call& call) {
  return call.takes(Kind::date) ? Value::integer(year_of_date(call[0].as_date())) : no_overload(call);
}
Value month(Call& call) {
  return call.takes(Kind::date) ? Value::integer(month_of_date(call[0].as_date())) : no_overload(call);
}
Value day(Call& call) {
  return call.takes(Kind::date) ? Value::integer(day_of_month(call[0].as_date())) : no_overload(call);
}

Value plus_days(Call& call) {
  if (!call.takes(Kind::date, Kind::int64)) return no_overload(call);
  std::int64_t day = 0;
  const bool overflows = __builtin_add_overflow(std::int64_t{count(call[0].as_date())}, call[1].as_int(), &day);
  return overflows ? overflow(call) : date_value(date_at(day));
}
Value plus_months(Call& call) {
  if (!call.takes(Kind::date, Kind::int64)) return no_overload(call);
  return date_value(cel::plus_months(call[0].as_date(), call[1].as_int()));
}
Value plus_years(Call& call) {
  if (!call.takes(Kind::date, Kind::int64)) return no_overload(call);
  std::int64_t months = 0;
  const bool overflows = __builtin_mul_overflow(call[1].as_int(), std::int64_t{12}, &months);
  return overflows ? overflow(call) : date_value(cel::plus_months(call[0].as_date(), months));
}

Value days_between(Call& call) {
  return two_dates(call) ? Value::integer(std::int64_t{count(call[1].as_date())} - count(call[0].as_date()))
                         : no_overload(call);
}
Value months_between(Call& call) {
  return two_dates(call) ? Value::integer(cel::months_between(call[0].as_date(), call[1].as_date()))
                         : no_overload(call);
}
Value years_between(Call& call) {
  return two_dates(call) ? Value::integer(cel::months_between(call[0].as_date(), call[1].as_date()) / 12)
                         : no_overload(call);
}

Value sum(Call& call) {
  if (!call.takes(Kind::list)) return no_overload(call);
  const auto elements = call[0].as_list();
  if (!call.cost.spend(static_cast<std::int64_t>(elements.size()))) return too_costly();
  Decimal total;
  bool whole = !call.type.is(Kind::decimal);
  auto currency = call.type.currency();
  for (const Value& element : elements) {
    const bool money = element.is(Kind::money);
    if (money && currency && element.currency() != *currency) return no_overload(call);
    if (money) currency = element.currency();
    const auto number = money ? element.as_decimal() : number_as_decimal(element);
    if (!number || money != currency.has_value()) return no_overload(call);
    whole = whole && element.is(Kind::int64);
    const auto next = checked_add(total, *number);
    if (!next) return overflow(call);
    total = *next;
  }
  if (currency) return Value::money(*currency, total);
  if (!whole) return Value::decimal(total);
  const auto integer = to_integer(total);
  return integer ? Value::integer(*integer) : overflow(call);
}

Value round_down(Call& call) { return rounded(call, Rounding::down); }
Value round_up(Call& call) { return rounded(call, Rounding::up); }
Value round_half_up(Call& call) { return rounded(call, Rounding::half_up); }

}  // namespace body
}  // namespace scrip::cel
