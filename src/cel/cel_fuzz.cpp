// Any text as an expression: parsed, printed, checked, compiled and evaluated in both dialects, with limits that keep
// it quick.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/utf8.h"
#include "cel/check.h"
#include "cel/parse.h"
#include "cel/program.h"

namespace {

using namespace scrip::cel;  // NOLINT: a program, not a header

constexpr EvaluationLimits quick{.cost_max = 20'000};

Environment facts(Dialect dialect) {
  Environment environment(dialect, "x.y");
  const Type number = dialect == Dialect::policy ? Kind::decimal : Kind::floating;
  const Type amount = dialect == Dialect::policy ? Type::money(*find_currency("CNY")) : Type(Kind::uint64);
  for (const auto& [name, type] :
       std::vector<std::pair<std::string, Type>>{{"a", Kind::int64},
                                                 {"b", number},
                                                 {"c", Type::list(amount)},
                                                 {"d.e", Kind::string},
                                                 {"m", Type::map(Kind::string, Kind::int64)}}) {
    SCRIP_CHECK(environment.add_variable(name, type).has_value());
  }
  return environment;
}

std::vector<Value> values(Dialect dialect) {
  const bool policy = dialect == Dialect::policy;
  const Value amount = policy ? Value::money(*find_currency("CNY"), to_decimal(3)) : Value::unsigned_integer(3);
  return {Value::integer(-7), policy ? Value::decimal(to_decimal(2)) : Value::floating(2),
          Value::list({amount, amount}), Value::string("text"),
          Value::map({{Value::string("k"), Value::integer(1)}}).value()};
}

void evaluate(const Program& program, Dialect dialect) {
  Trace trace;
  trace.steps_max = 100;
  const auto value = program.evaluate(values(dialect));
  const auto traced = program.evaluate(values(dialect), &trace);
  SCRIP_CHECK(value.has_value() == traced.has_value());
  if (value) {
    SCRIP_CHECK(scrip::cel::format(*value) == scrip::cel::format(*traced));
  } else {
    SCRIP_CHECK(value.error() == traced.error());
  }
  static_cast<void>(program.evaluate({}));
}

void run(std::string_view source, Dialect dialect) {
  auto ast = parse(source, dialect);
  if (!ast) return;
  for (std::size_t i = 0; i < ast->nodes.size(); ++i) {
    for (const NodeId child : ast->nodes[i].children) SCRIP_CHECK(scrip::index(child) < i);
  }
  // What was printed reads again, and then prints the same.
  const std::string printed = to_source(*ast);
  const auto again = parse(printed, dialect);
  const bool has_messages = printed.contains('{');  // their fields are not kept
  if (again) {
    SCRIP_CHECK(to_source(*again) == printed);
  } else {
    SCRIP_CHECK(has_messages || again.error().code == scrip::ErrorCode::too_large);
  }
  const Environment environment = facts(dialect);
  auto unchecked = Program::compile(resolve_unchecked(*ast, environment), quick);
  if (unchecked) evaluate(*unchecked, dialect);
  auto checked = check(*std::move(ast), environment);
  if (!checked) return;
  auto program = Program::compile(*std::move(checked), quick);
  if (program) evaluate(*program, dialect);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  run(source, Dialect::policy);
  run(source, Dialect::standard);
  return 0;
}
