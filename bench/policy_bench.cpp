// The rules of a programme: one expression, one by one and over columns; then ten million generated applicants through
// a programme of ten rules on two threads, in batches that are drawn, decided and dropped. Each is set against the
// one-by-one evaluator and against a loop written by hand for these very rules, which is as quick as it gets.
//
//   policy_bench [--rows N] [--threads N] [--one-by-one N] [--programme FILE]

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/measure.h"
#include "cel/parse.h"
#include "policy/file/load.h"
#include "policy/totals.h"

namespace {

using namespace scrip;
using namespace scrip::policy;
using namespace scrip::bench;

struct Options {
  std::uint64_t rows = 10'000'000;
  std::uint64_t one_by_one = 100'000;
  unsigned threads = 2;
  std::string programme = SCRIP_SOURCE_DIR "/bench/ten_rules.yaml";
};

CompiledPolicy load(const std::string& file) {
  std::ifstream in(file);
  auto loaded = load_policy(std::string(std::istreambuf_iterator<char>(in), {}));
  for (const auto& problem : loaded.problems) {
    std::fprintf(stderr, "%lu: %s: %s %s\n", problem.place.line, problem.field.c_str(), problem.message.text().c_str(),
                 problem.hint.text().c_str());
  }
  if (!loaded.problems.empty()) std::exit(1);
  auto made = compile(std::move(loaded.policy));
  if (made) return std::move(*made);
  for (const auto& problem : made.error()) {
    std::fprintf(stderr, "%lu: %s: %s\n", problem.place.line, problem.field.c_str(), problem.message.text().c_str());
  }
  std::exit(1);
}

std::int64_t day(int year, unsigned month, unsigned of_month) {
  return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(of_month)}
      .time_since_epoch()
      .count();
}

Recipe recipe(std::uint64_t rows) {
  const auto yes = [](std::uint32_t percent) {
    Distribution made{.shape = Shape::weights};
    made.choices = {{cel::Value::boolean(true), percent}, {cel::Value::boolean(false), 100 - percent}};
    return made;
  };
  Distribution classes{.shape = Shape::weights};
  classes.choices = {
      {cel::Value::string("startup"), 30}, {cel::Value::string("company"), 60}, {cel::Value::string("university"), 10}};
  Recipe made{.seed = 42, .rows = rows};
  made.applied_on = {.shape = Shape::uniform, .low = day(2026, 1, 1), .high = day(2026, 12, 31)};
  made.facts = {
      {"registered", yes(95)},
      {"clean_record", yes(97)},
      {"provider_listed", yes(85)},
      {"applicant_class", classes},
      {"staff", {.shape = Shape::log_uniform, .low = 1, .high = 10'000}},
      {"contract_amount",
       {.shape = Shape::log_uniform, .low = 20'000 * micro, .high = 20'000'000 * micro, .step = micro / 100}},
      {"other_services",
       {.shape = Shape::log_uniform, .low = 1'000 * micro, .high = 3'000'000 * micro, .step = micro / 100}},
      {"gpu_hours",
       {.shape = Shape::normal,
        .low = 0,
        .high = 100'000 * micro,
        .step = micro / 10,
        .middle = 5'000 * micro,
        .spread = 2'500 * micro}},
      {"contract_signed_on", {.shape = Shape::uniform, .low = day(2025, 10, 1), .high = day(2026, 6, 30)}},
      {"service_begins_on", {.shape = Shape::uniform, .low = day(2026, 1, 1), .high = day(2026, 9, 30)}},
  };
  return made;
}

// --- one expression ---

struct Bench {
  const CompiledPolicy& compiled;
  cel::Dictionary& texts;
  Population& population;  // one batch
};

void measure_expression(const Bench& bench, const char* source) {
  cel::Environment environment(cel::Dialect::policy);
  for (const auto& fact : bench.compiled.policy.facts) {
    std::vector<std::string> choices;
    for (const auto& choice : fact.choices) choices.push_back(choice.id);
    (void)must(environment.add_variable(fact.id, type_of(fact), choices));
  }
  const auto program =
      must(cel::Program::compile(must(cel::check(must(cel::parse(source, cel::Dialect::policy)), environment))));
  const std::size_t rows = bench.population.rows();
  const std::size_t facts = bench.compiled.policy.facts.size();
  std::vector<cel::Value> values;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t f = 0; f < facts; ++f) values.push_back(bench.population.value(f, i));
  }
  constexpr int turns = 100;
  std::uint64_t holds = 0;
  double start = thread_seconds();
  for (int turn = 0; turn < turns; ++turn) {
    for (std::size_t i = 0; i < rows; ++i) {
      const auto value = program.evaluate(std::span(values).subspan(i * facts, facts));
      holds += value && value->as_bool() ? 1u : 0u;
    }
  }
  const double one = (thread_seconds() - start) / (turns * static_cast<double>(rows));

  std::vector<cel::ColumnShape> shapes;
  std::vector<cel::Column> columns;
  for (const auto& fact : bench.population.facts) {
    shapes.push_back({.kind = fact.kind, .constant = {}});
    columns.push_back(fact.column(0));
  }
  const auto columnar = cel::ColumnProgram::compile(program, shapes, bench.texts);
  cel::ColumnScratch scratch;
  std::uint64_t column_holds = 0;
  start = thread_seconds();
  for (int turn = 0; turn < turns * 20; ++turn) {
    const cel::Column result = columnar.run(columns, rows, scratch);
    if (turn < turns) {
      for (std::size_t i = 0; i < rows; ++i) column_holds += result.as<std::uint8_t>()[i];
    }
  }
  const double column = (thread_seconds() - start) / (20 * turns * static_cast<double>(rows));
  std::printf("  %-62s %6.0f ns %7.2f ns   %s\n", source, one * 1e9, column * 1e9,
              holds == column_holds ? std::to_string(holds).c_str() : "WRONG");
}

// --- the programme ---

struct Outcome {
  std::uint64_t awards = 0;
  Int128 hundredths = 0;
};

struct Part {
  Totals totals;
  double generating = 0;
};

// One thread's share of the batches: drawn, decided, added up, dropped.
void simulate(const Simulator& simulator, const Generator& generator, Population population, unsigned thread,
              unsigned threads, Part& part) {
  Workspace workspace;
  const std::uint64_t rows = generator.recipe().rows;
  Results results = simulator.results(cel::batch_rows_max);
  Totals totals = Totals::of(simulator);
  double generating = 0;
  for (std::uint64_t first = thread * cel::batch_rows_max; first < rows; first += threads * cel::batch_rows_max) {
    const auto some = static_cast<std::size_t>(std::min<std::uint64_t>(cel::batch_rows_max, rows - first));
    const double start = thread_seconds();
    generator.fill(first, some, population);
    generating += thread_seconds() - start;
    totals.one_by_one += simulator.decide(population, 0, some, results, workspace);
    totals.add(simulator, population, results, 0, some);
  }
  part = {std::move(totals), generating};
}

Int128 hundredths(const Sum& sum) { return sum.value() / 10'000'000'000; }

// The same rules as a loop that knows them, over the same columns.
struct ByHand {
  std::size_t registered, clean, listed, kind, staff, contract, other, hours, signed_on, begins_on;
  std::int32_t startup, company;
};

Outcome by_hand(const Population& population, const ByHand& at) {
  const auto& facts = population.facts;
  Outcome made;
  const std::int64_t yuan = micro;
  for (std::size_t i = 0; i < population.rows(); ++i) {
    const std::int64_t contract = facts[at.contract].numbers[i];
    const std::int64_t other = facts[at.other].numbers[i];
    const std::int64_t staff = facts[at.staff].numbers[i];
    const std::int32_t kind = facts[at.kind].codes[i];
    const std::int64_t base = contract - other;
    const bool eligible =
        (facts[at.registered].booleans[i] & facts[at.clean].booleans[i] &
         static_cast<int>(contract <= 100'000 * yuan || facts[at.listed].booleans[i] != 0) &
         static_cast<int>(kind == at.startup || kind == at.company) & static_cast<int>(staff >= 3 && staff < 5'000) &
         static_cast<int>(base >= 50'000 * yuan) & static_cast<int>(other * 10 <= contract * 4) &
         static_cast<int>(facts[at.hours].numbers[i] >= 100 * yuan) &
         static_cast<int>(facts[at.signed_on].codes[i] <= population.applied_on[i]) &
         static_cast<int>(facts[at.begins_on].codes[i] - facts[at.signed_on].codes[i] <= 90)) != 0;
    const std::int64_t tenths = kind == at.startup ? 6 : 3;
    const std::int64_t amount = std::min(base * tenths / 10, 2'000'000 * yuan) / 10'000;
    made.awards += eligible && amount > 0 ? 1u : 0u;
    made.hundredths += eligible ? amount : 0;
  }
  return made;
}

void hand_thread(const Generator& generator, Population population, unsigned thread, unsigned threads, Outcome& made,
                 double& deciding) {
  const auto at = [&](const char* id) { return *population.fact(id); };
  const ByHand places{at("registered"),
                      at("clean_record"),
                      at("provider_listed"),
                      at("applicant_class"),
                      at("staff"),
                      at("contract_amount"),
                      at("other_services"),
                      at("gpu_hours"),
                      at("contract_signed_on"),
                      at("service_begins_on"),
                      *population.texts().find("startup"),
                      *population.texts().find("company")};
  const std::uint64_t rows = generator.recipe().rows;
  Outcome sum;
  double seconds = 0;
  for (std::uint64_t first = thread * cel::batch_rows_max; first < rows; first += threads * cel::batch_rows_max) {
    generator.fill(first, static_cast<std::size_t>(std::min<std::uint64_t>(cel::batch_rows_max, rows - first)),
                   population);
    const double start = thread_seconds();
    const Outcome some = by_hand(population, places);
    seconds += thread_seconds() - start;
    sum.awards += some.awards;
    sum.hundredths += some.hundredths;
  }
  made = sum;
  deciding = seconds;
}

void print_outcome(const char* what, double seconds, double cpu, std::uint64_t rows, const Outcome& outcome) {
  std::printf("  %-34s %8.3f s, %8.3f s of processors, %7.1f ns of them a row   %lu awards, %s\n", what, seconds, cpu,
              cpu * 1e9 / static_cast<double>(rows), outcome.awards,
              cel::format_grouped(cel::Decimal{outcome.hundredths * 10'000'000'000}, 2).c_str());
}

void measure_programme(const Bench& bench, const Simulator& simulator, const Options& options) {
  const Generator generator = must(Generator::make(recipe(options.rows), bench.population));
  const Population empty = bench.population;
  const double rows = static_cast<double>(options.rows);
  std::printf("%lu applicants, %zu rules, %u threads\n", options.rows, bench.compiled.eligibility.size(),
              options.threads);

  std::vector<Part> parts(options.threads);
  const long before = resident_mib();
  double used = cpu_seconds();
  auto start = Clock::now();
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < options.threads; ++i) {
      threads.emplace_back([&, i] { simulate(simulator, generator, empty, i, options.threads, parts[i]); });
    }
  }
  const double columnar = seconds_since(start);
  const double columnar_cpu = cpu_seconds() - used;
  Totals totals = Totals::of(simulator);
  double generating = 0;
  for (const auto& part : parts) {
    totals.merge(part.totals);
    generating += part.generating;
  }
  print_outcome("columns, with drawing", columnar, columnar_cpu, options.rows,
                {totals.decisions[static_cast<std::size_t>(Decision::award)], hundredths(totals.amount)});
  std::printf("    of it drawing %.1f ns a row; %lu rows one by one; memory %ld MiB before, %ld MiB after\n",
              generating * 1e9 / rows, totals.one_by_one, before, resident_mib());

  std::vector<Outcome> outcomes(options.threads);
  std::vector<double> deciding(options.threads);
  used = cpu_seconds();
  start = Clock::now();
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < options.threads; ++i) {
      threads.emplace_back([&, i] { hand_thread(generator, empty, i, options.threads, outcomes[i], deciding[i]); });
    }
  }
  const double hand = seconds_since(start);
  const double hand_cpu = cpu_seconds() - used;
  Outcome by_hand;
  double decided = 0;
  for (unsigned i = 0; i < options.threads; ++i) {
    by_hand.awards += outcomes[i].awards;
    by_hand.hundredths += outcomes[i].hundredths;
    decided += deciding[i];
  }
  print_outcome("loop by hand, with drawing", hand, hand_cpu, options.rows, by_hand);
  std::printf("    of it deciding %.1f ns a row\n", decided * 1e9 / rows);
  if (by_hand.awards != totals.decisions[0] || by_hand.hundredths != hundredths(totals.amount)) {
    std::printf("  WRONG: the two do not agree\n");
  }

  const std::uint64_t some = std::min(options.one_by_one, options.rows);
  Population population = empty;
  generator.fill(0, static_cast<std::size_t>(some), population);
  std::vector<ApplicationFacts> applications;
  for (std::size_t i = 0; i < some; ++i) applications.push_back(simulator.application(population, i));
  Outcome one;
  used = cpu_seconds();
  start = Clock::now();
  for (const auto& application : applications) {
    const Assessment assessment = assess(bench.compiled, application);
    one.awards += assessment.decision == Decision::award ? 1u : 0u;
    one.hundredths += assessment.amount.units / 10'000'000'000;
  }
  const double one_by_one = cpu_seconds() - used;
  print_outcome("assess(), one thread, no drawing", seconds_since(start), one_by_one, some, one);
  std::printf("  columns decide %.0f times as quickly as assess(), and take %.1f times as long as the loop by hand\n",
              one_by_one / static_cast<double>(some) / (columnar_cpu / rows), columnar_cpu / hand_cpu);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view option = argv[i];
    if (option == "--rows") options.rows = std::strtoull(argv[i + 1], nullptr, 10);
    if (option == "--one-by-one") options.one_by_one = std::strtoull(argv[i + 1], nullptr, 10);
    if (option == "--threads") options.threads = static_cast<unsigned>(std::strtoul(argv[i + 1], nullptr, 10));
    if (option == "--programme") options.programme = argv[i + 1];
  }
  const CompiledPolicy compiled = load(options.programme);
  cel::Dictionary texts;
  const Policy* const only[] = {&compiled.policy};
  Population population = must(Population::for_policies(only, texts));
  const Simulator simulator = must(Simulator::make(compiled, population));
  for (const auto& slow : simulator.slow()) std::printf("slow: %s: %s\n", slow.field.c_str(), slow.why.c_str());
  must(Generator::make(recipe(cel::batch_rows_max), population)).fill(0, cel::batch_rows_max, population);
  const Bench bench{compiled, texts, population};
  std::printf("an expression                                                   one by one  columns   holds\n");
  for (const char* source : {
           "registered",
           "staff >= 3",
           "contract_amount > cny(100000)",
           "registered && contract_amount >= cny(50000)",
           "applicant_class in [\"startup\", \"company\"]",
           "other_services <= contract_amount * 0.4",
           "days_between(contract_signed_on, service_begins_on) <= 90",
           "applicant_class == \"startup\" ? staff < 50 : contract_amount / other_services > 3.5",
       }) {
    measure_expression(bench, source);
  }
  measure_programme(bench, simulator, options);
}
