#include "cel/check.h"

#include <gtest/gtest.h>

#include "base/test_support.h"
#include "cel/test_support.h"

namespace scrip::cel {
namespace {

std::string problems_of(std::string_view source) {
  auto ast = parse(source, Dialect::policy);
  if (!ast) return testing::detail_of(ast.error());
  const auto checked = check(*std::move(ast), test::facts());
  return checked ? "type " + format(checked->type()) : testing::detail_of(checked.error());
}

TEST(Check, gives_types) {
  const struct {
    const char* source;
    const char* type;
  } cases[] = {
      {"employees + 1", "int"},
      {"employees + 0.5", "decimal"},
      {"turnover * 2", "money(CNY)"},
      {"turnover * 0.3", "money(CNY)"},
      {"0.3 * turnover", "money(CNY)"},
      {"turnover / turnover", "decimal"},
      {"turnover / 3", "money(CNY)"},
      {"7 / 2.0", "decimal"},
      {"min(turnover * rate, cny(2000000))", "money(CNY)"},
      {"max(1, 2.5)", "decimal"},
      {"[1, 2.5]", "list(decimal)"},
      {"certified ? 1 : 0.5", "decimal"},
      {"invoices.sum()", "money(CNY)"},
      {"invoices.map(x, x * 0.5)", "list(money(CNY))"},
      {"invoices.filter(x, x > cny(100)).size()", "int"},
      {"founded.plus_years(3)", "date"},
      {"years_between(founded, date(\"2025-07-28\"))", "int"},
      {"sector in [\"robotics\", \"health\"]", "bool"},
      {"round_down(turnover, cny(100))", "money(CNY)"},
      {"round_half_up(0.125, 0.01)", "decimal"},
      {"company.name.startsWith(\"A\")", "bool"},
      {"scores[\"a\"] + scores.b", "int"},
      {"has(scores.a)", "bool"},
      {"employees == 1.0", "bool"},
      {"cel.bind(x, turnover * 2, x + x)", "money(CNY)"},
  };
  for (const auto& c : cases) EXPECT_EQ(problems_of(c.source), std::string("type ") + c.type) << c.source;
}

TEST(Check, mistakes_say_what_is_wrong_and_what_to_do) {
  const struct {
    const char* source;
    const char* wanted;
  } cases[] = {
      {"turnvoer > cny(1)", "1:1: there is no fact called 'turnvoer'; did you mean 'turnover'?"},
      {"company.nmae == \"x\"", "1:1: there is no fact called 'company.nmae'; did you mean 'company.name'?"},
      {"name == \"x\"", "1:1: there is no fact called 'name'; did you mean 'company.name'?"},
      {"sector == \"robotic\"", "1:11: 'sector' is never 'robotic'; did you mean 'robotics'?"},
      {"sector in [\"health\", \"banking\"]",
       "1:22: 'sector' is never 'banking'; it is one of 'artificial_intelligence', 'robotics', 'health'"},
      {"turnover + cost",
       "1:10: '+' does not take money(CNY) and money(CAD); these are two currencies: convert one of them first"},
      {"turnover > 1000", "1:10: '>' does not take money(CNY) and int; write an amount of money as cny(1000)"},
      {"turnover * turnover", "1:10: '*' does not take money(CNY) and money(CNY); multiply money with a number"},
      {"employees / 3",
       "1:11: '/' does not take int and int; multiply first (base * 2 / 3 where base is money or a decimal), or write "
       "a decimal such as 2.0"},
      {"1 < employees < 10",
       "1:15: '<' does not take bool and int; compare twice: a < b && b < c; or put parentheses around the comparison"},
      {"founded > \"2020-01-01\"", "1:9: '>' does not take date and string; write a date as date(\"2025-07-28\")"},
      {"founded + 30", "1:9: '+' does not take date and int; use .plus_days(n), .plus_months(n) or .plus_years(n)"},
      {"employees == \"120\"", "1:11: '==' does not take int and string; a number is written without quotes"},
      {"employees && certified",
       "1:1: each side of '&&' must be true or false, and this is int; write a comparison, such as x > 0"},
      {"certified ? 1 : \"a\"", "1:17: the two results of '? :' must be of one type; here are int and string"},
      {"[1, \"a\"]", "1:5: the values of a list must be of one type; here are int and string"},
      {"[turnover, cost]",
       "1:12: the values of a list mix two currencies: money(CNY) and money(CAD); convert one of them first"},
      {"rond_down(turnover, cny(1))", "1:1: there is no function called 'rond_down'; did you mean 'round_down'?"},
      {"founded.plus_days(\"3\")",
       "1:9: 'plus_days' does not take (string) of date; it is used as date.plus_days(int)"},
      {"xyz(3)", "1:1: there is no function called 'xyz'"},
      {"employees.size()",
       "1:11: 'size' does not take () of int; it is used as string.size() or bytes.size() or list(A).size() or map(A, "
       "B).size()"},
      {"employees.all(x, x > 1)", "1:1: this goes through a list or a map, and here is int"},
      {"founded.year", "1:8: there is no '.year' in a value of type date; 'year' is a function: add ()"},
      {"Thing{a: 1}", "1:1: there are no messages here: 'Thing{...}'; a map is written {\"key\": value}"},
      {"min()", "1:1: min() needs at least one value"},
      {"sum([1])", "1:1: 'sum' does not take (list(int)); it is used as list(int).sum()"},
  };
  for (const auto& c : cases) EXPECT_EQ(problems_of(c.source), c.wanted) << c.source;
}

TEST(Check, reports_every_mistake_in_order_of_position) {
  auto ast = parse("turnvoer > cny(1) &&\n  employes < 3 && founded > 1", Dialect::policy);
  std::vector<Problem> problems;
  const auto checked = check(*std::move(ast), test::facts(), &problems);
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().code, ErrorCode::expression_invalid);
  EXPECT_EQ(checked.error().line, 1u);
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(problems[0].position, (Position{1, 1}));
  EXPECT_EQ(problems[1].position, (Position{2, 3}));
  EXPECT_EQ(problems[1].hint.text(), "did you mean 'employees'?");
  EXPECT_EQ(problems[2].position, (Position{2, 27}));
}

TEST(Check, one_mistake_is_reported_once) {
  EXPECT_EQ(problems_of("(nothing_like_it + 1) * 2 > 3"), "1:2: there is no fact called 'nothing_like_it'");
}

TEST(Check, the_variable_of_a_loop_hides_a_fact) {
  EXPECT_EQ(problems_of("[\"a\"].all(employees, employees == \"a\")"), "type bool");
}

TEST(Check, gradual_types_of_the_standard_dialect) {
  EXPECT_EQ(test::standard("[1, 'a', 2.0].size()"), "3");
  EXPECT_EQ(test::standard("1 + 1u").substr(0, 18), "expression_invalid");
  EXPECT_EQ(test::standard("type([1, 'a'])"), "list");
}

TEST(Check, signatures_read_and_print) {
  for (const char* signature : {"f(int, list(A)) -> A", "string.f(map(string, B)) -> optional(B)",
                                "money(C).f() -> money(C)", "a.b() -> bool"}) {
    const auto overload = parse_signature(signature);
    ASSERT_TRUE(overload.has_value()) << signature;
    EXPECT_EQ(format(*overload) + " -> " + format(overload->result),
              std::string(signature).starts_with("money") ? "money.f() -> money" : signature);
  }
  for (const char* wrong :
       {"f", "f() ->", "f(strng) -> int", "f(list) -> int", "f)( -> int", "-> int", "f(money(ABC)) -> int"}) {
    EXPECT_FALSE(parse_signature(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace scrip::cel
