#pragma once
// Short ways to say things in the tests of expressions.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/test_support.h"
#include "cel/check.h"
#include "cel/parse.h"
#include "cel/program.h"

namespace scrip::cel::test {

// A programme's facts: three amounts, numbers, dates, a text with choices, lists.
inline Environment facts() {
  Environment environment(Dialect::policy);
  const Type cny = Type::money(*find_currency("CNY"));
  const struct {
    const char* name;
    Type type;
    std::vector<std::string> choices;
  } declared[] = {
      {"employees", Kind::int64, {}},
      {"turnover", cny, {}},
      {"cost", Type::money(*find_currency("CAD")), {}},
      {"founded", Kind::date, {}},
      {"sector", Kind::string, {"artificial_intelligence", "robotics", "health"}},
      {"rate", Kind::decimal, {}},
      {"invoices", Type::list(cny), {}},
      {"certified", Kind::boolean, {}},
      {"company.name", Kind::string, {}},
      {"scores", Type::map(Kind::string, Kind::int64), {}},
  };
  for (const auto& fact : declared)
    EXPECT_TRUE(environment.add_variable(fact.name, fact.type, fact.choices).has_value());
  return environment;
}

inline Value cny(std::int64_t amount) { return Value::money(*find_currency("CNY"), to_decimal(amount)); }

inline std::vector<Value> values() {
  return {Value::integer(120),
          cny(1'200'000),
          Value::money(*find_currency("CAD"), to_decimal(10)),
          Value::date(*parse_day("2021-03-15")),
          Value::string("robotics"),
          Value::decimal(*parse_decimal("0.3")),
          Value::list({cny(100), cny(250)}),
          Value::boolean(true),
          Value::string("Acme"),
          Value::map({{Value::string("a"), Value::integer(1)}}).value()};
}

inline Result<Program> compiled(std::string_view source, const Environment& environment) {
  auto ast = parse(source, environment.dialect());
  if (!ast) return std::unexpected(ast.error());
  auto checked = check(*std::move(ast), environment);
  if (!checked) return std::unexpected(checked.error());
  return Program::compile(*std::move(checked));
}

// What an expression gives in the policy dialect, for people; or its error: "expression_failed 1:3: division by zero".
inline std::string outcome(std::string_view source, const std::vector<Value>& slots = values()) {
  const auto program = compiled(source, facts());
  if (!program) return std::string(name(program.error().code)) + " " + testing::detail_of(program.error());
  const auto value = program->evaluate(slots);
  return value ? format(*value) : std::string(name(value.error().code)) + " " + testing::detail_of(value.error());
}

// The same in the standard dialect, without facts.
inline std::string standard(std::string_view source) {
  const auto program = compiled(source, Environment(Dialect::standard));
  if (!program) return std::string(name(program.error().code)) + " " + testing::detail_of(program.error());
  const auto value = program->evaluate({});
  return value ? format(*value) : std::string(name(value.error().code)) + " " + testing::detail_of(value.error());
}

}  // namespace scrip::cel::test
