// How long one rule takes: parsed, checked and compiled once, then evaluated for many applicants.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "cel/check.h"
#include "cel/parse.h"
#include "cel/program.h"

namespace {

using namespace scrip::cel;  // NOLINT: a program, not a header

Currency cny() { return *find_currency("CNY"); }

Environment facts() {
  Environment environment(Dialect::policy);
  for (const auto& [name, type] : std::vector<std::pair<std::string, Type>>{{"employees", Kind::int64},
                                                                            {"turnover", Type::money(cny())},
                                                                            {"founded", Kind::date},
                                                                            {"sector", Kind::string},
                                                                            {"spend", Type::list(Type::money(cny()))},
                                                                            {"rate", Kind::decimal}}) {
    SCRIP_CHECK(environment.add_variable(name, type).has_value());
  }
  return environment;
}

std::vector<Value> applicant(std::int64_t employees) {
  const Value amount = Value::money(cny(), to_decimal(1'200'000));
  return {Value::integer(employees),
          amount,
          Value::date(scrip::Day{20'000}),
          Value::string("artificial_intelligence"),
          Value::list(std::vector<Value>(12, amount)),
          Value::decimal(*parse_decimal("0.3"))};
}

void rule(benchmark::State& state, const char* source) {
  auto ast = parse(source, Dialect::policy);
  SCRIP_CHECK(ast.has_value());
  auto checked = check(*std::move(ast), facts());
  SCRIP_CHECK(checked.has_value());
  const auto program = Program::compile(*std::move(checked));
  SCRIP_CHECK(program.has_value());
  std::vector<std::vector<Value>> applicants;
  for (std::int64_t i = 0; i < 64; ++i) applicants.push_back(applicant(i * 16));
  std::uint64_t checksum = 0;
  std::size_t next = 0;
  for (auto _ : state) {
    const auto value = program->evaluate(applicants[next++ % applicants.size()]);
    checksum += value.has_value() && (!value->is(Kind::boolean) || value->as_bool());
  }
  state.counters["checksum"] = benchmark::Counter(static_cast<double>(checksum > 0));
}

void compile(benchmark::State& state) {
  const Environment environment = facts();
  for (auto _ : state) {
    auto ast = parse("employees < 300 && turnover < cny(20000000) && founded >= date(\"2020-01-01\")", Dialect::policy);
    auto program = Program::compile(*check(*std::move(ast), environment));
    benchmark::DoNotOptimize(program);
  }
}

BENCHMARK_CAPTURE(rule, three_integers, "employees < 3000 && employees >= 0 && employees != 7");
BENCHMARK_CAPTURE(rule, three_kinds, "employees < 3000 && turnover < cny(20000000) && founded >= date(\"2020-01-01\")");
BENCHMARK_CAPTURE(rule, text, "sector == \"artificial_intelligence\" || sector == \"robotics\"");
BENCHMARK_CAPTURE(rule, amount, "min(turnover * rate, cny(2000000))");
BENCHMARK_CAPTURE(rule, sum_of_twelve, "spend.sum() * 0.3");
BENCHMARK_CAPTURE(rule, filter_of_twelve, "spend.filter(x, x > cny(1000)).sum()");
BENCHMARK(compile);

}  // namespace

BENCHMARK_MAIN();
