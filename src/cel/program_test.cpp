#include "cel/program.h"

#include <gtest/gtest.h>

#include "cel/test_support.h"

namespace scrip::cel {
namespace {

using test::outcome;
using test::standard;
using test::values;

TEST(Program, calculates_with_money_dates_and_decimals) {
  const struct {
    const char* source;
    const char* wanted;
  } cases[] = {
      {"employees < 300 && turnover < cny(20000000) && founded >= date(\"2020-01-01\")", "true"},
      {"min(turnover * 0.3, cny(2000000))", "360,000.00 CNY"},
      {"turnover * employees / 7", "20,571,428.571428571429 CNY"},
      {"turnover * rate", "360,000.00 CNY"},
      {"turnover / cny(400000)", "3"},
      {"-turnover", "-1,200,000.00 CNY"},
      {"turnover - cny(0.5)", "1,199,999.50 CNY"},
      {"cost > cad(0.5)", "true"},
      {"0.1 + 0.2 == 0.3", "true"},
      {"1 + 0.5", "1.5"},
      {"7 / 2.0", "3.5"},
      {"1 == 1.0 && 2 > 1.5 && 1.5 < 2", "true"},
      {"1 in [0.5, 1.0]", "true"},
      {"certified ? 1 : 0.5", "1"},
      {"max(1, 2.5)", "2.5"},
      {"max([1, 2, 3])", "3"},
      {"min(founded, date(\"2020-02-29\"))", "2020-02-29"},
      {"invoices.sum()", "350.00 CNY"},
      {"invoices.filter(x, x > cny(1000)).sum()", "0.00 CNY"},
      {"[1, 2, 3].sum()", "6"},
      {"[1, 2.5].sum()", "3.5"},
      {"round_down(cny(1234.567), cny(100))", "1,200.00 CNY"},
      {"round_up(cny(1234.567), cny(0.01))", "1,234.57 CNY"},
      {"round_half_up(2.5, 1)", "3"},
      {"round_half_up(1250, 100)", "1300"},
      {"int(round_down(7 / 2.0, 1))", "3"},
      {"jpy(1200000)", "1,200,000 JPY"},
      {"founded.year() * 10000 + founded.month() * 100 + founded.day()", "20210315"},
      {"date(\"2024-01-31\").plus_months(1)", "2024-02-29"},
      {"date(\"2024-02-29\").plus_years(1)", "2025-02-28"},
      {"date(\"2025-03-01\").plus_days(-1)", "2025-02-28"},
      {"date(\"2025-01-15\").plus_months(-13)", "2023-12-15"},
      {"days_between(date(\"2024-02-28\"), date(\"2024-03-01\"))", "2"},
      {"days_between(date(\"2024-03-01\"), date(\"2024-02-28\"))", "-2"},
      {"months_between(date(\"2025-01-31\"), date(\"2025-02-28\"))", "1"},
      {"months_between(date(\"2025-01-31\"), date(\"2025-03-30\"))", "1"},
      {"years_between(date(\"2020-07-29\"), date(\"2025-07-28\"))", "4"},
      {"years_between(date(\"2020-07-28\"), date(\"2025-07-28\"))", "5"},
      {"years_between(date(\"2025-07-28\"), date(\"2020-07-29\"))", "-4"},
      {"\"AI and health\".matches(\"^AI\")", "true"},
      {"company.name + \"!\"", "Acme!"},
      {"scores.a + scores[\"a\"]", "2"},
      {"scores[?\"b\"].orValue(7)", "7"},
      {"string(turnover)", "1,200,000.00 CNY"},
      {"decimal(\"1.50\") * 2", "3"},
  };
  for (const auto& c : cases) EXPECT_EQ(outcome(c.source), c.wanted) << c.source;
}

TEST(Program, a_whole_number_beside_a_decimal_becomes_one) {
  const struct {
    const char* source;
    const char* wanted;
  } cases[] = {
      {"(certified ? 1 : rate) / 2", "0.5"},
      {"(certified ? 1 : 0.5) / 2", "0.5"},
      {"(!certified ? 0.5 : certified ? employees : 2) / 7 * 7 == 120.0", "false"},
      {"(certified ? employees : rate) / 7", "17.142857142857"},
      {"[1, 0.5][0] / 2", "0.5"},
      {"[employees, rate].map(x, x / 7)[0]", "17.142857142857"},
      {"[1, rate].sum() / 2", "0.65"},
      {"max(1, rate) / 2", "0.5"},
      {"min([1, 1.5]) / 2", "0.5"},
      {"{\"a\": 1, \"b\": 0.5}[\"a\"] / 2", "0.5"},
      {"cel.bind(share, certified ? 1 : 0.5, share / 2)", "0.5"},
  };
  for (const auto& c : cases) EXPECT_EQ(outcome(c.source), c.wanted) << c.source;
  const auto program = test::compiled("(certified ? employees : rate) / 7", test::facts());
  Trace trace;
  ASSERT_TRUE(program->evaluate(values(), &trace).has_value());
  EXPECT_EQ(trace.steps.size(), 5U) << "a promotion is no step of its own";
}

TEST(Program, failures_say_where_and_why) {
  const struct {
    const char* source;
    const char* wanted;
  } cases[] = {
      {"turnover / (employees - 120)", "expression_failed 1:10: division by zero"},
      {"employees * 9223372036854775807", "expression_failed 1:11: the result of '*' is out of range"},
      {"turnover * 999999999999999999 * 999999999999999999",
       "expression_failed 1:10: the result of '*' is out of range"},
      {"scores[\"b\"]", "expression_failed 1:7: no such key: 'b'"},
      {"invoices[2]", "expression_failed 1:9: there is no element 2: the list has 2, counted from 0"},
      {"int(rate)", "expression_failed 1:1: 0.3 is no whole number; round it first, as in int(round_down(x, 1))"},
      {"round_down(turnover, cny(0) * employees)", "expression_failed 1:1: the unit to round to must be above zero"},
      {"founded.plus_years(500)", "expression_failed 1:9: the date is outside 1900 to 2199"},
      {"founded.plus_days(9223372036854775807)", "expression_failed 1:9: the result of 'plus_days' is out of range"},
      {"founded.plus_years(9223372036854775807)", "expression_failed 1:9: the result of 'plus_years' is out of range"},
      {"date(company.name) > founded", "expression_failed 1:1: 'Acme' is no date such as 2025-07-28"},
      {"max(invoices.filter(x, x > cny(1000)))", "expression_failed 1:1: 'max' needs at least one value"},
  };
  for (const auto& c : cases) EXPECT_EQ(outcome(c.source), c.wanted) << c.source;
}

TEST(Program, a_part_that_always_fails_is_refused_before_it_runs) {
  EXPECT_EQ(outcome("founded > date(\"2025-02-30\")"),
            "expression_invalid 1:11: '2025-02-30' is no date such as 2025-07-28; this part has no facts in it, so it "
            "fails always");
  EXPECT_EQ(outcome("company.name.matches(\"(\")").substr(0, 47), "expression_invalid 1:22: the pattern is not val");
  EXPECT_EQ(standard("1 / 0 > 1 || true"), "true") << "CEL itself leaves it to evaluation";
}

TEST(Program, missing_facts_are_named_all_and_only_where_they_matter) {
  auto some = values();
  some[0] = some[1] = some[7] = Value::missing();
  EXPECT_EQ(outcome("employees > 1 && turnover > cny(1)", some), "fact_missing not given: employees, turnover");
  EXPECT_EQ(outcome("employees > 1 && turnover > cny(1) && rate > 1", some), "false");
  EXPECT_EQ(outcome("employees > 1 || rate < 1", some), "true");
  EXPECT_EQ(outcome("employees > 1 || employees > 2", some), "fact_missing not given: employees");
  EXPECT_EQ(outcome("certified ? employees : 1", some), "fact_missing not given: certified");
  EXPECT_EQ(outcome("[1, 2].exists(x, x == employees) || scores.b == 1", some), "fact_missing not given: employees")
      << "what is missing says more than what failed";
  EXPECT_EQ(outcome("rate > 1", {}), "fact_missing not given: rate");
  const auto program = test::compiled("employees + 1", test::facts());
  EXPECT_EQ(program->evaluate(some).error().field, "employees");
}

TEST(Program, absorbs_errors_as_cel_does) {
  EXPECT_EQ(outcome("scores.b == 1 || true"), "true");
  EXPECT_EQ(outcome("true || scores.b == 1"), "true");
  EXPECT_EQ(outcome("scores.b == 1 && false"), "false");
  EXPECT_EQ(outcome("scores.b == 1 && true"), "expression_failed 1:7: no such key: 'b'");
  EXPECT_EQ(outcome("[0, 1].exists(x, 1.0 / x == 1.0)"), "true");
  EXPECT_EQ(outcome("[0, 1].all(x, 1.0 / x == 2.0)"), "false");
}

TEST(Program, lists_the_slots_it_can_read) {
  const auto program = test::compiled("turnover > cny(1) && (employees > 1 || turnover < cny(5))", test::facts());
  ASSERT_TRUE(program.has_value());
  EXPECT_EQ(std::vector(program->slots_used().begin(), program->slots_used().end()),
            (std::vector<std::uint32_t>{0, 1}));
}

TEST(Program, a_trace_has_the_value_of_every_part_that_was_evaluated) {
  const auto program = test::compiled("employees < 100 && turnover < cny(5)", test::facts());
  ASSERT_TRUE(program.has_value());
  Trace trace;
  ASSERT_TRUE(program->evaluate(values(), &trace).has_value());
  std::string text;
  for (const auto& step : trace.steps)
    text += to_source(program->checked().ast, step.node) + " -> " + format(step.value) + "\n";
  EXPECT_EQ(text,
            "employees -> 120\n100 -> 100\nemployees < 100 -> false\nemployees < 100 && turnover < cny(5) -> false\n");
}

TEST(Program, a_trace_ends_where_it_is_full) {
  const auto program = test::compiled("[1, 2, 3, 4, 5].all(x, x < employees)", test::facts());
  Trace trace;
  trace.steps_max = 4;
  ASSERT_TRUE(program->evaluate(values(), &trace).has_value());
  EXPECT_EQ(trace.steps.size(), 4u);
  EXPECT_TRUE(trace.truncated);
}

TEST(Program, a_result_of_type_decimal_is_a_decimal) {
  const auto program = test::compiled("certified ? employees : 0.5", test::facts());
  EXPECT_TRUE(program->evaluate(values())->is(Kind::decimal));
}

TEST(Program, values_of_the_wrong_kind_end_with_an_error) {
  auto wrong = values();
  wrong[0] = Value::string("many");
  EXPECT_EQ(outcome("employees < 3", wrong), "expression_failed 1:11: '<' does not take (string, int)");
  wrong[6] = Value::integer(1);
  EXPECT_EQ(outcome("invoices.all(x, x > cny(1))", wrong).substr(0, 17), "expression_failed");
}

// --- hostile expressions ---

TEST(Program, evaluation_has_a_bound) {
  std::string list = "[0";
  for (int i = 1; i < 200; ++i) list += "," + std::to_string(i);
  list += "]";
  const std::string nested = list + ".all(a, " + list + ".all(b, " + list + ".all(c, a + b + c >= 0)))";
  EXPECT_EQ(outcome(nested).substr(0, 21), "expression_too_costly");
  EXPECT_EQ(outcome("[1].exists(x, " + nested + " || true)").substr(0, 21), "expression_too_costly")
      << "a limit is not absorbed";
}

TEST(Program, values_cannot_explode) {
  std::string strings = "cel.bind(a, \"0123456789\", ";
  std::string lists = "cel.bind(a, [1, 2], ";
  std::string shared = "cel.bind(a, [[1]], ";
  for (char name = 'a'; name < 'z'; ++name) {
    const std::string next(1, static_cast<char>(name + 1));
    const std::string old(1, name);
    strings += "cel.bind(" + next + ", " + old + " + " + old + " + " + old + ", ";
    lists += "cel.bind(" + next + ", " + old + " + " + old + " + " + old + ", ";
    shared += "cel.bind(" + next + ", [" + old + ", " + old + "], ";
  }
  EXPECT_EQ(outcome(strings + "z.size()" + std::string(26, ')')).substr(0, 21), "expression_too_costly");
  EXPECT_EQ(outcome(lists + "z.size()" + std::string(26, ')')).substr(0, 21), "expression_too_costly");
  const auto same = [&](const std::string& body) {
    return standard(shared + body + std::string(26, ')')).substr(0, 21);
  };
  EXPECT_EQ(same("dyn(z) == dyn(y)"), "false") << "told apart without going through all";
  EXPECT_EQ(same("[z] == [z]"), "expression_too_costly");
  EXPECT_EQ(same("'%s'.format([z])"), "expression_too_costly");
  EXPECT_EQ(standard("'" + std::string(1000, 'a') + "'.replace('', '" + std::string(1000, 'b') + "').replace('', '" +
                     std::string(30'000, 'c') + "')")
                .substr(0, 21),
            "expression_too_costly");
}

TEST(Program, regular_expressions_take_linear_time_and_bounded_space) {
  const std::string text(5'000, 'a');
  EXPECT_EQ(standard("'" + text + "'.matches('(a+)+$')"), "true");
  EXPECT_EQ(standard("'" + text + "b'.matches('^(a|aa)+$')"), "false");
  EXPECT_EQ(standard("'a'.matches('((a{1000}){1000}){1000}')").substr(0, 17), "expression_failed");
}

TEST(Program, integers_do_not_wrap) {
  for (const char* source :
       {"9223372036854775807 + 1", "-9223372036854775808 - 1", "-9223372036854775808 * -1", "-9223372036854775808 / -1",
        "-9223372036854775808 % -1", "-(-9223372036854775808)", "1 / 0", "1 % 0", "0u - 1u", "1u / 0u"}) {
    EXPECT_EQ(standard(source).substr(0, 17), "expression_failed") << source;
  }
}

}  // namespace
}  // namespace scrip::cel
