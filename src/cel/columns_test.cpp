#include "cel/columns.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "cel/parse.h"
#include "tests/support/sanitized.h"

namespace scrip::cel {
namespace {

constexpr std::size_t rows = 500;

// Facts of every flat kind, two of each so that columns meet columns.
struct Facts {
  Environment environment{Dialect::policy};
  Dictionary texts;
  std::vector<ColumnShape> shapes;
  std::vector<std::vector<Value>> values;  // by slot and row
  std::vector<std::vector<std::int64_t>> numbers;
  std::vector<std::vector<std::int32_t>> codes;
  std::vector<std::vector<std::uint8_t>> booleans;
  std::vector<std::vector<std::uint8_t>> exceptions;

  explicit Facts(std::uint64_t seed) : random(seed) {
    const Currency cny = *find_currency("CNY");
    for (const char* name : {"yes", "sure"}) add(name, Kind::boolean);
    for (const char* name : {"n", "k"}) add(name, Kind::int64);
    for (const char* name : {"x", "y"}) add(name, Kind::decimal);
    for (const char* name : {"a", "b"}) add(name, Type::money(cny));
    for (const char* name : {"d", "e"}) add(name, Kind::date);
    for (const char* name : {"s", "t"}) add(name, Kind::string);
  }

  void add(const char* name, const Type& type) {
    ASSERT_TRUE(environment.add_variable(name, type));
    shapes.push_back({.kind = column_kind(type), .constant = {}});
    auto& column = values.emplace_back();
    auto& number = numbers.emplace_back(rows);
    auto& code = codes.emplace_back(rows);
    auto& boolean = booleans.emplace_back(rows);
    auto& exception = exceptions.emplace_back(rows, std::uint8_t{0});
    for (std::size_t i = 0; i < rows; ++i) {
      column.push_back(random.chance(1, 12) ? Value::missing() : value(type));
      const Value& made = column.back();
      if (made.is(Kind::missing)) {
        exception[i] = row_missing;
      } else if (made.is(Kind::boolean)) {
        boolean[i] = made.as_bool();
      } else if (made.is(Kind::int64)) {
        number[i] = made.as_int();
      } else if (made.is(Kind::date)) {
        code[i] = count(made.as_date());
      } else if (made.is(Kind::string)) {
        code[i] = texts.intern(made.as_string());
      } else if (const auto micro_units = to_micro(made.as_decimal())) {
        number[i] = *micro_units;
      } else {
        exception[i] = row_failed;
      }
    }
  }

  Value value(const Type& type) {
    const std::int64_t small = random.between(-5, 5);
    switch (type.kind()) {
      case Kind::boolean:
        return Value::boolean(random.chance(1, 2));
      case Kind::int64:
        return Value::integer(random.chance(1, 10) ? random.between(INT64_MIN, INT64_MAX) : small);
      case Kind::decimal:
        return Value::decimal(decimal());
      case Kind::money:
        return Value::money(*type.currency(), decimal());
      case Kind::date:
        return Value::date(Day{static_cast<std::int32_t>(random.between(18'000, 18'100))});
      default:
        return Value::string(small < 0 ? "" : small < 2 ? "startup" : "a text longer than sixteen bytes");
    }
  }
  Decimal decimal() {
    switch (random.below(8)) {
      case 0:
        return Decimal{decimal_units_max - random.between(0, 1)};
      case 1:
        return Decimal{random.between(-3, 3)};  // finer than a millionth
      case 2:
        return from_micro(random.between(INT64_MAX - 5, INT64_MAX));
      case 3:
        return from_micro(random.between(-2'000'000, 2'000'000));
      default:
        return to_decimal(random.between(-5, 5));
    }
  }

  std::vector<Column> columns() const {
    std::vector<Column> made;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const ColumnKind kind = shapes[i].kind;
      const void* data = kind == ColumnKind::boolean ? static_cast<const void*>(booleans[i].data())
                         : kind == ColumnKind::date || kind == ColumnKind::text
                             ? static_cast<const void*>(codes[i].data())
                             : static_cast<const void*>(numbers[i].data());
      made.push_back({.kind = kind, .data = data, .exceptions = exceptions[i].data()});
    }
    return made;
  }
  std::vector<Value> row(std::size_t i) const {
    std::vector<Value> slots;
    for (const auto& column : values) slots.push_back(column[i]);
    return slots;
  }

  Random random;
};

// The value that a column has in a row, as far as it has one.
Value value_at(const Column& column, std::size_t row, const Type& type, const Dictionary& texts) {
  const auto of_decimal = [&](Decimal decimal) {
    return type.is(Kind::money) ? Value::money(*type.currency(), decimal) : Value::decimal(decimal);
  };
  switch (column.kind) {
    case ColumnKind::boolean:
      return Value::boolean(column.as<std::uint8_t>()[row] != 0);
    case ColumnKind::integer:
      return Value::integer(column.as<std::int64_t>()[row]);
    case ColumnKind::micro:
      return of_decimal(from_micro(column.as<std::int64_t>()[row]));
    case ColumnKind::wide:
      return of_decimal(column.as<Decimal>()[row]);
    case ColumnKind::date:
      return Value::date(Day{column.as<std::int32_t>()[row]});
    case ColumnKind::text:
      return Value::string(texts[column.as<std::int32_t>()[row]]);
    case ColumnKind::absent:
      break;
  }
  return {};
}

Program program_of(const std::string& source, const Environment& environment) {
  auto ast = parse(source, Dialect::policy);
  EXPECT_TRUE(ast) << source << ": " << (ast ? "" : ast.error().detail);
  auto checked = check(std::move(*ast), environment);
  EXPECT_TRUE(checked) << source << ": " << (checked ? "" : checked.error().detail);
  auto program = Program::compile(std::move(*checked));
  EXPECT_TRUE(program) << source;
  return std::move(*program);
}

// Runs both ways; gives the number of rows that were exceptions.
std::size_t compare_both(Facts& facts, const std::string& source, bool is_fast = true) {
  const Program program = program_of(source, facts.environment);
  const auto columnar = ColumnProgram::compile(program, facts.shapes, facts.texts);
  EXPECT_EQ(columnar.is_fast(), is_fast) << source << ": " << columnar.why_not();
  ColumnScratch scratch;
  const auto columns = facts.columns();
  const Column quick = columnar.run(columns, rows, scratch);
  std::size_t exceptions = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    exceptions += quick.is_exception(i) ? 1u : 0u;
    if (quick.is_exception(i)) continue;
    const auto one = program.evaluate(facts.row(i));
    EXPECT_TRUE(one) << source << " in row " << i << ": " << (one ? "" : one.error().detail);
    if (!one) continue;
    EXPECT_TRUE(equal(*one, value_at(quick, i, program.type(), facts.texts))) << source << " in row " << i;
  }
  if (column_kind(program.type()) == ColumnKind::text) return exceptions;
  const Column all = columnar.run_all(columns, rows, scratch, [&](std::size_t row, std::span<Value> slots) {
    const auto values = facts.row(row);
    std::copy(values.begin(), values.end(), slots.begin());
  });
  for (std::size_t i = 0; i < rows; ++i) {
    const auto one = program.evaluate(facts.row(i));
    EXPECT_EQ(one.has_value(), !all.is_exception(i)) << source << " in row " << i;
    if (!one) continue;
    EXPECT_TRUE(equal(*one, value_at(all, i, program.type(), facts.texts))) << source << " in row " << i;
  }
  return exceptions;
}

// Every kind of step, with every kind of operand.
constexpr const char* steps[] = {"yes",
                                 "!yes",
                                 "yes && sure",
                                 "yes || sure",
                                 "yes && sure && n > 0",
                                 "yes || n > 2 || a > cny(0)",
                                 "true",
                                 "yes == sure",
                                 "yes ? a : b",
                                 "yes ? n : k",
                                 "yes ? d : e",
                                 "yes ? s : t",
                                 "yes ? 1.5 : x",
                                 "has(a)",
                                 "has(s) && s == t",
                                 "n < k",
                                 "n <= 2",
                                 "3 >= n",
                                 "n == k",
                                 "n != 1",
                                 "x > 0.5",
                                 "x >= n",
                                 "n < x",
                                 "1 < x",
                                 "x == 0.0000000001",
                                 "a < b",
                                 "a <= cny(2)",
                                 "a == cny(0.5)",
                                 "cny(1) > a",
                                 "d < e",
                                 "d >= date(\"2019-05-01\")",
                                 "s == \"startup\"",
                                 "s != t",
                                 "s == \"\"",
                                 "s in [\"startup\", \"other\"]",
                                 "n in [1, 2, 3]",
                                 "n in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]",
                                 "x in [0.5, 1.0]",
                                 "x in [1, 2]",
                                 "a in [cny(1), cny(2.5)]",
                                 "d in [date(\"2019-05-01\")]",
                                 "n + k",
                                 "n - k",
                                 "n * k",
                                 "n + 1",
                                 "n - 3",
                                 "n * 7",
                                 "-n",
                                 "x + y",
                                 "x - y",
                                 "x * y",
                                 "x / y",
                                 "x + 1",
                                 "x + 0.25",
                                 "x - n",
                                 "n - x",
                                 "n * x",
                                 "x * 3",
                                 "x * 0.3",
                                 "n * 0.125",
                                 "x / 3",
                                 "x / 4",
                                 "n / x",
                                 "-x",
                                 "a + b",
                                 "a - b",
                                 "a * n",
                                 "a * x",
                                 "0.3 * a",
                                 "a * 0.333333333333",
                                 "a / 3",
                                 "a / b",
                                 "a / b > 0.3",
                                 "a / x",
                                 "-a",
                                 "cny(2) + a",
                                 "a - cny(0.25)",
                                 "cny(n)",
                                 "cny(x)",
                                 "decimal(n)",
                                 "min(a, b)",
                                 "max(a, b, cny(3))",
                                 "min(n, x)",
                                 "max(n, 2)",
                                 "min(d, e)",
                                 "max(x, 0.5)",
                                 "max(1, 2) + n",
                                 "round_down(a, cny(0.01))",
                                 "round_up(a, cny(100))",
                                 "round_half_up(x, 0.5)",
                                 "round_down(x, y)",
                                 "round_down(n, 2)",
                                 "round_up(a, b)",
                                 "days_between(d, e)",
                                 "months_between(d, e)",
                                 "years_between(d, e)",
                                 "d.year()",
                                 "d.month()",
                                 "d.day()",
                                 "d.plus_days(n)",
                                 "d.plus_months(n)",
                                 "d.plus_years(2)",
                                 "d.plus_months(12) > e",
                                 "yes && a * 0.6 <= cny(3) || s == \"startup\" && days_between(d, e) < 30",
                                 "yes ? min(a * 0.3, cny(2)) : sure ? b : a + b",
                                 "a >= b * x",
                                 "1.0 - (1.0 - x) * (1.0 - y)"};

TEST(ColumnPrograms, agree_with_one_by_one_evaluation_on_every_kind_of_step) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Facts facts(seed);
    for (const char* source : steps) compare_both(facts, source);
  }
}

TEST(ColumnPrograms, without_a_fast_form_fall_back_whole_and_say_so) {
  Facts facts(7);
  for (const char* source : {"s.startsWith(\"st\")", "size(s) > 3", "s < t", "n % 2 == 0", "[n, k].sum() > 3",
                             "[n, k].exists(i, i > 3)", "yes ? 1 : x", "n in [k, 2]"}) {
    EXPECT_EQ(compare_both(facts, source, false), rows) << source;
  }
}

// Random expressions: what is drawn need not make sense, only check.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}

  std::string boolean(int depth) {
    if (depth == 0)
      return pick({"yes", "sure", "(n > 1)", "(a < b)", "(s == \"startup\")", "(d < e)", "(x >= 0.5)", "has(a)"});
    switch (random_.below(7)) {
      case 0:
        return "(" + boolean(depth - 1) + " && " + boolean(depth - 1) + ")";
      case 1:
        return "(" + boolean(depth - 1) + " || " + boolean(depth - 1) + ")";
      case 2:
        return "!" + boolean(depth - 1);
      case 3:
        return "(" + boolean(depth - 1) + " ? " + boolean(depth - 1) + " : " + boolean(depth - 1) + ")";
      case 4:
        return "(" + money(depth - 1) + comparison() + money(depth - 1) + ")";
      case 5:
        return "(" + number(depth - 1) + comparison() + number(depth - 1) + ")";
      default:
        return "(" + whole(depth - 1) + comparison() + whole(depth - 1) + ")";
    }
  }
  std::string money(int depth) {
    if (depth == 0) return pick({"a", "b", "cny(2)", "cny(0.0000001)", "cny(-1)"});
    switch (random_.below(6)) {
      case 0:
        return "(" + money(depth - 1) + pick({" + ", " - "}) + money(depth - 1) + ")";
      case 1:
        return "(" + money(depth - 1) + pick({" * ", " / "}) + number(depth - 1) + ")";
      case 2:
        return "(" + boolean(depth - 1) + " ? " + money(depth - 1) + " : " + money(depth - 1) + ")";
      case 3:
        return pick({"min(", "max("}) + money(depth - 1) + ", " + money(depth - 1) + ")";
      case 4:
        return pick({"round_down(", "round_up(", "round_half_up("}) + money(depth - 1) + ", cny(0.01))";
      default:
        return "cny(" + number(depth - 1) + ")";
    }
  }
  std::string number(int depth) {
    if (depth == 0) return pick({"x", "y", "0.5", "3.0", "0.000000000001"});
    switch (random_.below(5)) {
      case 0:
        return "(" + number(depth - 1) + pick({" + ", " - ", " * ", " / "}) + number(depth - 1) + ")";
      case 1:
        return "(" + number(depth - 1) + pick({" + ", " - ", " * ", " / "}) + whole(depth - 1) + ")";
      case 2:
        return "(" + money(depth - 1) + " / " + money(depth - 1) + ")";
      case 3:
        return "(" + boolean(depth - 1) + " ? " + number(depth - 1) + " : " + number(depth - 1) + ")";
      default:
        return pick({"min(", "max("}) + number(depth - 1) + ", " + number(depth - 1) + ")";
    }
  }
  std::string whole(int depth) {
    if (depth == 0) return pick({"n", "k", "2", "d.year()", "9223372036854775807"});
    switch (random_.below(4)) {
      case 0:
        return "(" + whole(depth - 1) + pick({" + ", " - ", " * "}) + whole(depth - 1) + ")";
      case 1:
        return pick({"days_between(d, e)", "months_between(d, e.plus_days(n))", "d.plus_months(k).day()"});
      case 2:
        return pick({"min(", "max("}) + whole(depth - 1) + ", " + whole(depth - 1) + ")";
      default:
        return "(" + boolean(depth - 1) + " ? " + whole(depth - 1) + " : " + whole(depth - 1) + ")";
    }
  }

 private:
  std::string comparison() { return pick({" < ", " <= ", " > ", " >= ", " == ", " != "}); }
  std::string pick(std::initializer_list<const char*> from) { return from.begin()[random_.below(from.size())]; }
  Random random_;
};

TEST(ColumnPrograms, agree_with_one_by_one_evaluation_on_random_expressions) {
  Facts facts(11);
  Draw draw(3);
  for (int i = 0; i < testing::part_of(300); ++i) {
    const std::string source = i % 3 == 0 ? draw.boolean(4) : i % 3 == 1 ? draw.money(4) : draw.number(4);
    auto ast = parse(source, Dialect::policy);
    ASSERT_TRUE(ast) << source;
    auto checked = check(std::move(*ast), facts.environment);
    ASSERT_TRUE(checked) << source << ": " << checked.error().detail;
    if (!Program::compile(std::move(*checked))) continue;  // a constant part that always fails
    compare_both(facts, source);
    if (HasFailure()) break;
  }
}

TEST(ColumnPrograms, a_constant_slot_stands_in_for_its_value) {
  Facts facts(5);
  facts.shapes[6] = {.kind = ColumnKind::absent, .constant = facts.value(Type::money(*find_currency("CNY")))};
  for (auto& value : facts.values[6]) value = *facts.shapes[6].constant;
  for (const char* source : {"a < b", "a + b", "b * x >= a", "min(a, b)", "a > cny(1) && yes", "has(a)"}) {
    compare_both(facts, source);
  }
}

}  // namespace
}  // namespace scrip::cel
