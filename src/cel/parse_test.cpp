#include "cel/parse.h"
#include "base/test_support.h"

#include <gtest/gtest.h>

#include <string>

namespace scrip::cel {
namespace {

std::string again(std::string_view source) {
  const auto ast = parse(source, Dialect::policy);
  return ast ? to_source(*ast) : testing::detail_of(ast.error());
}

std::string mistake(std::string_view source) {
  const auto ast = parse(source, Dialect::policy);
  return ast ? "no mistake" : testing::detail_of(ast.error());
}

TEST(Parse, prints_what_it_read) {
  for (const char* source : {"a + b * c",
                             "(a + b) * c",
                             "a - (b - c)",
                             "a - b - c",
                             "a && b && c || d",
                             "a && (b || c)",
                             "!a",
                             "!(a && b)",
                             "-a",

                             "a ? b : c ? d : e",
                             "(a ? b : c) ? d : e",
                             "a.b.c",
                             "a[0]",
                             "f(a, 1, \"x\")",
                             "a.f(b)",
                             "[1, 2.5]",
                             "{\"a\": 1}",
                             "has(a.b)",
                             "a.all(x, x > 0)",
                             "a.exists(i, x, i > x)",
                             "a.map(x, x > 1, x * 2)",
                             "a.transformMap(k, v, v + 1)",
                             "cel.bind(x, 1, x + x)",
                             "a in [1, 2]",
                             "\"quote \\\" and \\\\\"",
                             "-1",
                             "(-1).abs()",
                             "a.?b",
                             "a[?0]",
                             "[?a]",
                             "1.0",
                             "date(\"2025-07-28\")",
                             "a.`x-y`",
                             "a == b",

                             "a % b"}) {
    EXPECT_EQ(again(source), source);
  }
}

TEST(Parse, printing_is_stable) {
  for (const char* source : {"a+b", "((a))", "a||b||c", "(a||b)||c", "x.map(y,y+1).filter(z,z>2)", "0x10", "- - a"}) {
    const std::string once = again(source);
    EXPECT_EQ(again(once), once) << source;
  }
}

TEST(Parse, children_come_before_their_parents) {
  const auto ast = parse("a.all(x, x + 1 > 2 && has(x.y)) ? [1, f(2)] : {\"k\": -b}", Dialect::standard);
  ASSERT_TRUE(ast.has_value());
  for (std::size_t i = 0; i < ast->nodes.size(); ++i) {
    for (const NodeId child : ast->nodes[i].children) EXPECT_LT(index(child), i);
  }
}

TEST(Parse, mistakes_name_the_place_what_was_expected_and_the_remedy) {
  const struct {
    const char* source;
    const char* wanted;
  } cases[] = {
      {"", "1:1: there is no expression here"},
      {"a = b", "1:3: '=' cannot be used here; did you mean '=='?"},
      {"a === b", "1:3: '===' is no operator; did you mean '=='?"},
      {"a <> b", "1:3: '<>' is no operator; did you mean '!='?"},
      {"a & b", "1:3: '&' cannot be used here; did you mean '&&'?"},
      {"a and b", "1:3: expected an operator or the end, but there is 'and'; did you mean '&&'?"},
      {"a or b", "1:3: expected an operator or the end, but there is 'or'; did you mean '||'?"},
      {"not a", "1:5: expected an operator or the end, but there is 'a'; did you mean '!'?"},
      {"a ≥ 1", "1:3: '≥' cannot be used here; did you mean '>='?"},
      {"size（a）", "1:5: '（' cannot be used here; did you mean '('?"},
      {"x == “a”", "1:6: '“' cannot be used here; did you mean '\"'?"},
      {"(a + b", "1:7: expected ')' for the '(' at 1:1, but the expression ends"},
      {"f(a,\n  b", "2:4: expected ')' for the '(' at 1:2, but the expression ends"},
      {"a +", "1:4: expected a value, but the expression ends"},
      {"a ? b", "1:6: expected ':' for the '?' at 1:3, but the expression ends"},
      {"\"abc", "1:1: this text does not end; close it with \""},
      {"if a then b", "1:1: 'if' is a reserved word and no name; a choice is written condition ? this : that"},
      {"1u", "1:1: there are no unsigned numbers in rules; leave out the 'u'"},
      {"1e3", "1:1: a decimal is written without an exponent; write all its digits: 1500000 or 0.0015"},
      {"0.1234567890123", "1:1: '0.1234567890123' has more than 12 decimals"},
      {"9223372036854775808", "1:1: the number is too large; whole numbers go up to 9,223,372,036,854,775,807"},
      {"a.all(1, true)", "1:7: expected the name of a variable here; as in list.all(x, x > 0)"},
      {"has(1)", "1:1: has() asks whether a fact was given, as in has(founded_on)"},
      {"'a' \"b\"",
       "1:5: expected an operator or the end, but there is '\"b\"'; put an operator or a comma between two values"},
      {"人数 > 3",
       "1:1: '人' cannot be used here; names have the letters a to z, digits and '_'; other text goes in quotes"},
      {"a > 30%", "1:8: expected a value, but the expression ends; a percentage is written 0.3, not 30%"},
      {"'\\q'", "1:1: '\\q' starts no valid escape; a backslash itself is written '\\\\'"},
  };
  for (const auto& c : cases) EXPECT_EQ(mistake(c.source), c.wanted) << c.source;
}

TEST(Parse, hostile_nesting_ends_with_an_error) {
  for (const char repeated : {'(', '[', '!', '-', '{', '.'}) {
    const std::string source = (repeated == '.' ? "a" : "") + std::string(60'000, repeated) + "a";
    EXPECT_FALSE(parse(source, Dialect::policy).has_value()) << source.substr(0, 3);
  }
  std::string chain = "a";
  std::string choice = "a";
  std::string selection = "a";
  for (int i = 0; i < 5'000; ++i) {
    chain += "+a";
    choice += "?a:a";
    selection += ".b";
  }
  for (const std::string& source : {chain, choice, selection}) {
    EXPECT_EQ(parse(source, Dialect::policy).error().code, ErrorCode::too_large) << source.substr(0, 5);
  }
}

TEST(Parse, a_megabyte_of_parentheses_is_refused_at_once) {
  EXPECT_EQ(parse(std::string(1'000'000, '('), Dialect::policy).error().code, ErrorCode::too_large);
}

TEST(Parse, long_chains_of_conditions_are_flat) {
  std::string source = "a";
  for (int i = 0; i < 9'000; ++i) source += "||a";
  const auto ast = parse(source, Dialect::policy);
  ASSERT_TRUE(ast.has_value());
  EXPECT_EQ((*ast)[ast->root].children.size(), 9'001u);
}

}  // namespace
}  // namespace scrip::cel
