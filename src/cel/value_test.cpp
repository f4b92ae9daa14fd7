#include "cel/value.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cel/time_text.h"

namespace scrip::cel {
namespace {

Currency currency(std::string_view code) { return *find_currency(code); }
Value money(std::string_view code, std::string_view amount) {
  return Value::money(currency(code), *parse_decimal(amount));
}

TEST(Value, is_written_for_people) {
  const struct {
    Value value;
    const char* wanted;
  } cases[] = {
      {Value(), "null"},
      {Value::integer(-1200000), "-1200000"},
      {money("CNY", "1200000"), "1,200,000.00 CNY"},
      {money("CNY", "0.125"), "0.125 CNY"},
      {money("JPY", "1200000"), "1,200,000 JPY"},
      {money("KWD", "1.5"), "1.500 KWD"},
      {Value::date(*parse_day("2025-07-28")), "2025-07-28"},
      {Value::string("a \"b\""), "a \"b\""},
      {Value::list({Value::string("a"), Value::integer(1)}), "[\"a\", 1]"},
      {Value::map({{Value::string("b"), Value()}, {Value::string("a"), Value::boolean(true)}}).value(),
       "{\"a\": true, \"b\": null}"},
      {Value::optional_none(), "none"},
      {Value::optional_of(Value::integer(1)), "optional(1)"},
      {Value::floating(0.1), "0.1"},
      {Value::duration({-2, 500'000'000}), "-1.5s"},
  };
  for (const auto& c : cases) EXPECT_EQ(format(c.value), c.wanted);
}

TEST(Value, strings_keep_their_text_inside_and_on_the_heap) {
  for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 1000u}) {
    const std::string text(size, 'x');
    Value value = Value::string(text);
    const Value copy = value;
    value = Value::integer(1);
    Value moved = Value(copy);
    moved = Value(moved);
    EXPECT_EQ(copy.as_string(), text);
    EXPECT_EQ(moved.as_string(), text);
  }
}

TEST(Value, numbers_are_equal_across_kinds) {
  EXPECT_TRUE(equal(Value::integer(1), Value::unsigned_integer(1)));
  EXPECT_TRUE(equal(Value::integer(1), Value::floating(1.0)));
  EXPECT_TRUE(equal(Value::integer(1), Value::decimal(to_decimal(1))));
  EXPECT_FALSE(equal(Value::integer(-1), Value::unsigned_integer(UINT64_MAX)));
  EXPECT_FALSE(equal(Value::floating(NAN), Value::floating(NAN)));
  EXPECT_FALSE(equal(Value::integer(1), Value::string("1")));
  EXPECT_FALSE(equal(money("CNY", "1"), money("CAD", "1")));
  EXPECT_EQ(compare(money("CNY", "1"), money("CAD", "1")), std::partial_ordering::unordered);
  EXPECT_EQ(compare(Value::integer(1), Value::floating(1.5)), std::partial_ordering::less);
}

TEST(Value, maps_find_keys_and_refuse_doubles_of_them) {
  const Value map =
      Value::map(
          {{Value::integer(2), Value::string("two")}, {Value::boolean(true), Value()}, {Value::string("a"), Value()}})
          .value();
  EXPECT_EQ(map.find(Value::unsigned_integer(2))->as_string(), "two");
  EXPECT_EQ(map.find(Value::floating(2.0))->as_string(), "two");
  EXPECT_EQ(map.find(Value::floating(2.5)), nullptr);
  EXPECT_EQ(map.find(Value::floating(NAN)), nullptr);
  EXPECT_EQ(map.find(Value::bytes("a")), nullptr);
  EXPECT_FALSE(Value::map({{Value::integer(1), Value()}, {Value::unsigned_integer(1), Value()}}).has_value());
  EXPECT_FALSE(Value::map({{Value::floating(1), Value()}}).has_value());
}

TEST(Value, comparing_stays_within_its_cost) {
  Value value = Value::integer(1);
  for (int i = 0; i < 40; ++i) value = Value::list({value, value});
  Cost cost{1'000};
  EXPECT_FALSE(equal(value, value, cost));
  EXPECT_LT(cost.left, 0);
  EXPECT_LT(format(value).size(), 200'000u);
}

TEST(Currency, codes_are_found_and_others_are_not) {
  for (std::string_view codes = currency_codes(); !codes.empty(); codes.remove_prefix(4)) {
    ASSERT_TRUE(find_currency(codes.substr(0, 3)).has_value()) << codes.substr(0, 3);
    EXPECT_EQ(find_currency(codes.substr(0, 3))->code(), codes.substr(0, 3));
  }
  for (const char* code : {"", "CN", "CNYX", "cny", "AAA", "ZZZ", "XAU"})
    EXPECT_FALSE(find_currency(code).has_value()) << code;
}

TEST(Type, is_read_as_it_is_written) {
  for (const char* text :
       {"int", "list(string)", "map(string, list(money(CNY)))", "optional(date)", "decimal", "timestamp"}) {
    ASSERT_TRUE(parse_type(text).has_value()) << text;
    EXPECT_EQ(format(*parse_type(text)), text);
  }
  for (const char* text : {"", "integer", "list", "list()", "list(int", "map(int)", "money(ABC)", "money(int)", "CNY",
                           "list(CNY)", "int int"}) {
    EXPECT_FALSE(parse_type(text).has_value()) << text;
  }
}

TEST(TimeText, timestamps_and_durations_read_and_write) {
  EXPECT_EQ(format_timestamp(*parse_timestamp("2025-07-28T10:00:00.5+08:00")), "2025-07-28T02:00:00.5Z");
  for (const char* text : {"2025-02-30T00:00:00Z", "2025-07-28", "2025-07-28T24:00:00Z", "2025-07-28T10:00:00", "x"}) {
    EXPECT_FALSE(parse_timestamp(text).has_value()) << text;
  }
  EXPECT_EQ(format_duration(*parse_duration("1h30m")), "5400s");
  EXPECT_EQ(format_duration(*parse_duration("-1.5s")), "-1.5s");
  for (const char* text : {"", "-", "1", "1x", "s", "99999999999999999999h", "1h-1m"}) {
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace scrip::cel
