// scrip programme simulate: a policy, or two side by side, over a population.

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <thread>

#include "base/limits.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/programme_files.h"
#include "cli/progress.h"
#include "cli/simulate_charts.h"
#include "cli/simulate_rounds.h"
#include "cli/simulate_rows.h"
#include "cli/simulate_tables.h"
#include "cli/table_view.h"
#include "cli/texts.h"
#include "policy/file/population_file.h"
#include "reports/people.h"
#include "simulation/simulation.h"

namespace scrip::cli {
namespace {

using policy::CompiledPolicy;
using policy::Generator;
using policy::Population;
using policy::Simulator;
using Tried = std::vector<std::pair<std::uint32_t, policy::Literal>>;

constexpr unsigned threads_default_min = 2;

struct Simulate {
  std::string folder, population, against, rows, seed, threads, out, awards, charts, format = "text";
  std::vector<std::string> parameters;
  bool facts = false;
};

Result<std::uint64_t> parse_whole(const char* option, const std::string& text, std::uint64_t least,
                                  std::uint64_t most) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc{} && at == end && value >= least && value <= most) return value;
  return fail(ErrorCode::out_of_range, say("'{0}' is no whole number from {1} to {2}", text, least, most), option);
}

Result<unsigned> parse_threads(const std::string& text) {
  if (text.empty())
    return std::clamp(std::thread::hardware_concurrency(), threads_default_min, limits::simulation_threads_max);
  return static_cast<unsigned>(SCRIP_TRY(parse_whole("--threads", text, 1, limits::simulation_threads_max)));
}

// --- parameters to try ---

Result<policy::Literal> parse_value(const policy::Parameter& parameter, const std::string& text) {
  const policy::Literal& now = parameter.values.front().value;
  if (now.kind == policy::LiteralKind::text) return policy::Literal{.kind = now.kind, .text = text};
  auto value = policy::parse_literal(text);
  const bool is_whole_number = value && value->kind == policy::LiteralKind::count;
  if (is_whole_number && now.kind == policy::LiteralKind::number) value->kind = now.kind;
  if (!value || value->kind != now.kind) {
    return fail(ErrorCode::value_invalid, say("'{0}' is no value of '{1}'; it is {2}", text, parameter.id, format(now)),
                "--parameter");
  }
  if (value->currency != now.currency) {
    return fail(ErrorCode::wrong_currency, say("{0} is in {1}", parameter.id, now.currency.code()), "--parameter");
  }
  return *std::move(value);
}

Result<Tried> parse_tried(const policy::Policy& policy, const std::vector<std::string>& texts) {
  Tried made;
  for (const auto& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
      return fail(ErrorCode::value_invalid, say("'{0}': write ID=VALUE", text), "--parameter");
    }
    const std::string id = text.substr(0, equals);
    const auto found = std::ranges::find(policy.parameters, id, &policy::Parameter::id);
    if (found == policy.parameters.end() || found->values.empty()) {
      std::vector<std::string_view> known;
      for (const auto& parameter : policy.parameters) known.emplace_back(parameter.id);
      return fail(ErrorCode::unknown_field,
                  joined(say("{0} has no parameter '{1}'", policy.id, id), suggestion_or_all(id, known)),
                  "--parameter");
    }
    const auto subscript = static_cast<std::uint32_t>(found - policy.parameters.begin());
    if (std::ranges::find(made, subscript, &Tried::value_type::first) != made.end()) {
      return fail(ErrorCode::duplicate_key, say("'{0}' has two values", id), "--parameter");
    }
    made.emplace_back(subscript, SCRIP_TRY(parse_value(*found, text.substr(equals + 1))));
  }
  return made;
}

// --- applicants ---

struct Applicants {
  Population population;
  std::optional<Generator> generator;  // none: the population holds the rows
  std::uint64_t rows = 0;
  std::uint64_t seed = 0;
};

template <class T>
Result<T> in_file(Context& context, const std::string& file, Result<T> result) {
  if (!result) context.note_problem({.file = file, .error = result.error()});
  return result;
}

Result<void> read_table(Context& context, const Simulate& options, std::span<const policy::Policy* const> policies,
                        Applicants& made) {
  if (!options.rows.empty()) {
    return fail(ErrorCode::value_invalid,
                say("a table's rows are as they are: it is distributions that are drawn from"), "--rows");
  }
  if (!options.seed.empty()) made.seed = SCRIP_TRY(parse_whole("--seed", options.seed, 0, UINT64_MAX));
  const std::string text = SCRIP_TRY(read_file(options.population, limits::population_file_bytes_max));
  const auto problems = policy::read_population(text, policies, made.population);
  for (const auto& problem : problems) context.note_problem({.file = options.population, .error = problem});
  if (!problems.empty()) return std::unexpected(problems.front());
  made.rows = made.population.rows();
  return {};
}

Result<void> read_distributions(Context& context, const Simulate& options,
                                std::span<const policy::Policy* const> policies, Applicants& made) {
  const std::string text = SCRIP_TRY(read_file(options.population));
  auto recipe = SCRIP_TRY(in_file(context, options.population, policy::read_recipe(text, policies)));
  if (!options.rows.empty()) {
    recipe.rows = SCRIP_TRY(parse_whole("--rows", options.rows, 1, limits::population_rows_max));
  }
  if (!options.seed.empty()) recipe.seed = SCRIP_TRY(parse_whole("--seed", options.seed, 0, UINT64_MAX));
  if (recipe.rows == 0) {
    return in_file(context, options.population,
                   Result<void>(fail(ErrorCode::missing_field,
                                     say("how many applicants? Write it here, or give --rows"), "rows")));
  }
  made.rows = recipe.rows;
  made.seed = recipe.seed;
  made.generator = SCRIP_TRY(in_file(context, options.population, Generator::make(std::move(recipe), made.population)));
  return {};
}

Result<Applicants> read_applicants(Context& context, const Simulate& options,
                                   std::span<const policy::Policy* const> policies, cel::Dictionary& texts) {
  Applicants made{.population = SCRIP_TRY(Population::for_policies(policies, texts)), .generator = {}};
  const auto ending = std::filesystem::path(options.population).extension();
  if (ending == ".csv") {
    SCRIP_TRY_VOID(read_table(context, options, policies, made));
  } else if (ending == ".yaml" || ending == ".yml") {
    SCRIP_TRY_VOID(read_distributions(context, options, policies, made));
  } else {
    return fail(ErrorCode::value_invalid, say("{0}: a table ends in .csv, distributions in .yaml", options.population),
                "--population");
  }
  return made;
}

// Where a cap counts earlier awards, those of one applicant must be known when the next row of it is decided.
Result<void> draw_whole(Applicants& applicants, bool needs_history) {
  if (!applicants.generator || applicants.generator->recipe().applicants == 0 || !needs_history) return {};
  if (applicants.rows > limits::population_whole_max) {
    return fail(
        ErrorCode::too_large,
        say("a cap counts earlier awards and applicants claim more than once: at most {0} rows lie in memory together",
            limits::population_whole_max),
        "--rows");
  }
  applicants.generator->fill(0, static_cast<std::size_t>(applicants.rows), applicants.population);
  applicants.generator.reset();
  return {};
}

// --- the programmes ---

std::string unit_of(const policy::Policy& policy) {
  switch (policy.unit) {
    case policy::UnitKind::money:
      return policy.currency.code();
    case policy::UnitKind::device_hours:
      return "device-hours";
    case policy::UnitKind::tokens:
      return "tokens";
  }
  return {};
}

struct Programmes {
  CompiledPolicy before;
  std::optional<CompiledPolicy> against;
  Tried tried;

  [[nodiscard]] const CompiledPolicy& after() const { return against ? *against : before; }
  [[nodiscard]] bool compares() const { return against || !tried.empty(); }
};

Result<Programmes> load_programmes(Context& context, const Simulate& options) {
  Programmes made{.before = SCRIP_TRY(load_programme(context, options.folder)), .against = {}, .tried = {}};
  if (!options.against.empty()) made.against = SCRIP_TRY(load_programme(context, options.against));
  const policy::Policy& before = made.before.policy;
  const policy::Policy& after = made.after().policy;
  if (before.unit != after.unit || before.currency != after.currency) {
    return fail(ErrorCode::wrong_unit,
                say("{0} gives {1}, {2} {3}", before.id, unit_of(before), after.id, unit_of(after)), "--against");
  }
  made.tried = SCRIP_TRY(parse_tried(made.after().policy, options.parameters));
  return made;
}

std::string tried_text(const Programmes& programmes) {
  std::string text;
  for (const auto& [parameter, value] : programmes.tried) {
    const auto& id = programmes.after().policy.parameters[parameter].id;
    text += (text.empty() ? "" : ", ") + id + " = " + format(value);
  }
  return text;
}

// --- the answer ---

struct Answer {
  const Simulate& options;
  const Programmes& programmes;
  const Applicants& applicants;
  const Simulator& before;
  const Simulator* after;
  const simulation::Simulated& simulated;
  const SharedSides& shared;
};

SimulationSides sides_of(const Answer& answer) {
  SimulationSides sides{.before = {answer.before, answer.simulated.before},
                        .after = std::nullopt,
                        .comparison = answer.simulated.comparison};
  if (answer.after != nullptr) sides.after.emplace(SimulatedSide{*answer.after, *answer.simulated.after});
  return sides;
}

std::vector<SimulationSection> all_tables(const Answer& answer, Language language, bool for_people) {
  auto sections = simulation_tables(sides_of(answer), language, for_people);
  for (auto& section : round_tables(answer.shared, language, for_people)) sections.push_back(std::move(section));
  return sections;
}

// Which rules, which applicants, which unit.
void print_heading(const Context& context, const Answer& answer) {
  const bool english = context.language() == Language::english;
  const auto title = [&](const policy::Policy& policy) { return english ? policy.name.en : policy.name.zh; };
  const policy::Policy& before = answer.programmes.before.policy;
  context.tell("{}, version {}", title(before), before.version);
  if (answer.programmes.against) {
    const policy::Policy& after = answer.programmes.against->policy;
    context.tell("after: {}, version {}", title(after), after.version);
  }
  if (!answer.programmes.tried.empty()) context.tell("after: with {}", tried_text(answer.programmes));
  const std::string rows = reports::grouped(std::to_string(answer.applicants.rows));
  if (std::filesystem::path(answer.options.population).extension() == ".csv") {
    context.tell("{} applications of {}; amounts in {}", rows, answer.options.population,
                 tr(context.language(), unit_of(before)));
  } else {
    context.tell("{} applications drawn from {}, seed {}; amounts in {}", rows, answer.options.population,
                 answer.applicants.seed, tr(context.language(), unit_of(before)));
  }
}

void print_text(const Context& context, const Answer& answer) {
  if (context.globals().quiet) return;
  print_heading(context, answer);
  for (const auto& section : all_tables(answer, context.language(), true)) {
    context.print("\n" + std::string(tr(context.language(), section.title)) + "\n");
    context.print(text_for_people(section.table, context.language(), terminal_width(), reports::TotalRow::none));
  }
  if (answer.shared.refused) {
    context.tell("\nNot shared out: {}", answer.shared.refused->detail_in(context.language()));
  }
}

std::string json_policy(const policy::Policy& policy) {
  return JsonObject().add("programme", policy.id).add("version", policy.version).add("unit", unit_of(policy)).text();
}

void print_json(const Context& context, const Answer& answer) {
  JsonObject object;
  object.raw("before", json_policy(answer.programmes.before.policy));
  if (answer.programmes.compares()) {
    JsonObject tried;
    for (const auto& [parameter, value] : answer.programmes.tried) {
      tried.add(answer.programmes.after().policy.parameters[parameter].id, format(value));
    }
    object.raw("after", json_policy(answer.programmes.after().policy)).raw("parameters", tried.text());
  }
  object.add("population", answer.options.population).add("applications", answer.applicants.rows);
  object.add("one_by_one", answer.simulated.before.one_by_one);
  if (answer.shared.refused) object.add("not_shared_out", answer.shared.refused->detail_in(context.language()));
  for (const auto& section : all_tables(answer, context.language(), false)) {
    object.raw(section.table.name, reports::to_json(section.table));
  }
  context.print(object.text() + "\n");
}

Result<simulation::Simulated> run_rows(const Context& context, const Simulate& options,
                                       const simulation::Input& input) {
  const RowFormat format{input.population, input.before, input.after, options.facts};
  std::optional<RowFile> file;
  simulation::Sink sink;
  if (!options.out.empty()) {
    file.emplace(SCRIP_TRY(RowFile::create(options.out)));
    SCRIP_TRY_VOID(file->write(rows_heading(format)));
    sink.describe = [&](const simulation::DecidedRows& rows, std::string& out) { append_rows(format, rows, out); };
    sink.write = [&](std::string_view text) { return file->write(text); };
  }
  Progress progress(options.folder, input.rows, !context.globals().quiet && !context.json(),
                    std::string(tr(context.language(), "applications")));
  sink.done = [&](std::uint64_t rows) { progress.update(rows, rows); };
  simulation::Simulated made = SCRIP_TRY(simulation::run(input, sink));
  if (file) SCRIP_TRY_VOID(file->finish());
  return made;
}

Result<void> answer(const Context& context, const Answer& answer) {
  const Simulate& options = answer.options;
  if (options.format == "csv") {
    context.print(long_csv(all_tables(answer, context.language(), false)));
  } else if (options.format == "json" || context.json()) {
    print_json(context, answer);
  } else {
    print_text(context, answer);
  }
  if (options.charts.empty()) return {};
  const auto files =
      SCRIP_TRY(write_charts(options.charts, sides_of(answer), tried_text(answer.programmes), context.language()));
  if (options.format == "text") context.tell("\n{} charts in {}", files, options.charts);
  return {};
}

Result<void> run_simulate(Context& context, const Simulate& options) {
  if (options.format != "text" && options.format != "json" && options.format != "csv") {
    return fail(ErrorCode::value_invalid, say("'{0}' is not text, json or csv", options.format), "--format");
  }
  if (options.facts && options.out.empty())
    return fail(ErrorCode::missing_field, say("--facts is about --out"), "--out");
  const unsigned threads = SCRIP_TRY(parse_threads(options.threads));
  const Programmes programmes = SCRIP_TRY(load_programmes(context, options));
  std::vector<const policy::Policy*> policies{&programmes.before.policy};
  if (programmes.against) policies.push_back(&programmes.against->policy);
  cel::Dictionary texts;
  Applicants applicants = SCRIP_TRY(read_applicants(context, options, policies, texts));
  const Simulator before = SCRIP_TRY(Simulator::make(programmes.before, applicants.population));
  std::optional<Simulator> after;
  if (programmes.compares()) {
    after = SCRIP_TRY(Simulator::make(programmes.after(), applicants.population, programmes.tried));
  }
  SCRIP_TRY_VOID(draw_whole(applicants, before.needs_history() || (after && after->needs_history())));
  const simulation::Input input{.population = applicants.population,
                                .generator = applicants.generator ? &*applicants.generator : nullptr,
                                .rows = applicants.rows,
                                .before = before,
                                .after = after ? &*after : nullptr,
                                .threads = threads,
                                .collects_claims = true};
  simulation::Simulated simulated = SCRIP_TRY(run_rows(context, options, input));
  const SharedSides shared =
      SCRIP_TRY(share_out_simulated(simulated, before, input.after, applicants.seed, options.awards));
  if (shared.refused && !options.awards.empty()) return std::unexpected(*shared.refused);
  return answer(context, {options, programmes, applicants, before, input.after, simulated, shared});
}

}  // namespace

void add_simulate_command(Commands& commands, CLI::App& group) {
  commands
      .add<Simulate>(
          group, "simulate",
          "Decides a whole population: who is awarded, what it costs, what another rule would change",
          {"scrip programme simulate programmes/henan-2023 --population examples/populations/henan-2023.yaml",
           "scrip programme simulate programmes/henan-2023 --population examples/populations/henan-2023.yaml "
           "--parameter share=40%",
           "scrip programme simulate old-rules --against new-rules --population applicants.csv --out rows.csv "
           "--charts charts"},
          run_simulate)
      .positional("folder", &Simulate::folder, "A folder with a programme.yaml")
      .required("--population", &Simulate::population,
                "The applicants: a .csv with a row each, or a .yaml to draw from")
      .option("--against", &Simulate::against, "The folder of other rules, to compare with")
      .option("--parameter", &Simulate::parameters,
              "Another value of a parameter, as ID=VALUE, to compare with (repeat)")
      .option("--rows", &Simulate::rows, "How many applicants to draw (default: as the file says)")
      .option("--seed", &Simulate::seed, "What drawing applicants and lots begins with (default: as the file says)")
      .option("--threads", &Simulate::threads, "How many threads (default: one for each processor, at least two)")
      .option("--out", &Simulate::out, "A CSV file to write: what was decided for each applicant")
      .option("--awards", &Simulate::awards, "A CSV file to write: what each application gets when all is shared out")
      .flag("--facts", &Simulate::facts, "Writes the facts into --out, too")
      .option("--charts", &Simulate::charts, "A folder for charts (SVG)")
      .option("--format", &Simulate::format, "Of the answer: text (default), json or csv");
}

}  // namespace scrip::cli
