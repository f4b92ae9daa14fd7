// scrip network simulate: jobs placed over a network of sites, under several rules in one run.

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <thread>

#include "cli/files.h"
#include "cli/json.h"
#include "cli/network_simulate.h"
#include "cli/network_simulate_charts.h"
#include "cli/network_simulate_tables.h"
#include "cli/simulate_rows.h"
#include "cli/table_view.h"
#include "cli/texts.h"
#include "network_simulation/gain.h"
#include "network_simulation/limits.h"
#include "reports/people.h"

namespace scrip::cli {
namespace {

namespace net = network_simulation;

constexpr unsigned threads_default_min = 2;

struct Simulate {
  std::string file, seed, threads, charts, jobs, format = "text";
  std::vector<std::string> rules;
  bool sites = false;
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
  if (text.empty()) {
    return std::clamp(std::thread::hardware_concurrency(), threads_default_min, net::limits::threads_max);
  }
  return static_cast<unsigned>(SCRIP_TRY(parse_whole("--threads", text, 1, net::limits::threads_max)));
}

Result<net::Loaded> load(Context& context, const Simulate& options) {
  std::optional<std::uint64_t> seed;
  if (!options.seed.empty()) seed = SCRIP_TRY(parse_whole("--seed", options.seed, 0, UINT64_MAX));
  const std::string text = SCRIP_TRY(read_file(options.file, net::limits::network_file_bytes_max));
  const auto folder = std::filesystem::path(options.file).parent_path();
  const net::OpenFile open = [&](const std::string& file) {
    return connectors::ByteSource::open((folder / file).string());
  };
  std::string at_fault;
  auto loaded = net::load_network(text, open, seed, &at_fault);
  if (!loaded) {
    const std::string file = at_fault.empty() ? options.file : (folder / at_fault).string();
    context.note_problem({.file = file, .error = loaded.error()});
    return loaded;
  }
  if (options.rules.empty()) return loaded;
  loaded->rules.clear();
  for (const std::string& words : options.rules) {
    auto rule = net::parse_rule(words);
    if (!rule) return fail(rule.error().code, rule.error().sentence(), "--rule");
    rule->seed = loaded->seed;
    loaded->rules.push_back(*rule);
  }
  if (loaded->rules.size() > net::limits::rules_max) return fail(ErrorCode::too_large, say("too many rules"), "--rule");
  return loaded;
}

// --- every job ---

std::string second(std::uint32_t at_s) { return at_s == net::never ? std::string{} : std::to_string(at_s); }

void append_job(const net::Loaded& loaded, const std::string& rule, std::size_t number, const net::JobRun& run,
                std::string& out) {
  static constexpr const char* outcomes[] = {"waiting", "running", "finished", "rejected"};
  const net::Job& job = loaded.jobs[number];
  const auto& sites = loaded.network.sites;
  const auto add = [&](std::string_view cell) { (out += cell) += ','; };
  add(rule);
  add(std::to_string(number + 1));
  add(std::to_string(job.organisation + 1));
  reports::append_csv_text(out, sites[job.home].id);
  out += ',';
  add(std::to_string(job.devices));
  add(std::to_string(job.duration_s));
  add(std::to_string(job.submitted_s));
  add(second(run.first_start_s));
  add(second(run.start_s));
  add(second(run.end_s));
  if (run.site != net::no_site) reports::append_csv_text(out, sites[run.site].id);
  out += ',';
  add(std::to_string(run.cuts));
  (out += outcomes[static_cast<std::size_t>(run.outcome)]) += '\n';
}

// Writes what became of every job under every rule. The first error of writing is kept.
class JobFile {
 public:
  JobFile(const net::Loaded& loaded, RowFile file) : loaded_(loaded), file_(std::move(file)) {
    done_ = file_.write(
        "rule,job,organisation,home,devices,duration_s,submitted_s,first_start_s,start_s,end_s,site,cuts,outcome\n");
  }
  void add(const net::Rule& rule, const net::Run& run) {
    constexpr std::size_t block_bytes = 1u << 20;
    const std::string name = format(rule);
    std::string text;
    for (std::size_t i = 0; i < run.jobs.size() && done_; ++i) {
      append_job(loaded_, name, i, run.jobs[i], text);
      if (text.size() < block_bytes && i + 1 < run.jobs.size()) continue;
      done_ = file_.write(text);
      text.clear();
    }
  }
  Result<void> finish() {
    SCRIP_TRY_VOID(done_);
    return file_.finish();
  }

 private:
  const net::Loaded& loaded_;
  RowFile file_;
  Result<void> done_;
};

Result<std::vector<net::Compared>> run_rules(const net::Loaded& loaded, const Simulate& options, unsigned threads) {
  if (options.jobs.empty()) return net::compare(loaded.network, loaded.jobs, loaded.rules, threads);
  JobFile file(loaded, SCRIP_TRY(RowFile::create(options.jobs)));
  auto compared = net::compare(loaded.network, loaded.jobs, loaded.rules, threads,
                               [&](const net::Rule& rule, const net::Run& run) { file.add(rule, run); });
  SCRIP_TRY_VOID(file.finish());
  return compared;
}

// --- the answer ---

std::uint64_t devices_of(const net::Network& network) {
  std::uint64_t devices = 0;
  for (const auto& site : network.sites) devices += site.devices();
  return devices;
}

void tell_gain(const Context& context, const std::vector<net::Compared>& compared) {
  if (context.globals().quiet) return;
  for (const Message& sentence : net::gain_of(compared)) context.print(sentence.text(context.language()) + "\n");
}

void print_text(const Context& context, const NetworkAnswer& answer, bool by_site) {
  const net::Loaded& loaded = answer.loaded;
  context.tell("{} jobs over {} sites with {} devices, seed {}; amounts in {}",
               reports::grouped(std::to_string(loaded.jobs.size())), loaded.network.sites.size(),
               reports::grouped(std::to_string(devices_of(loaded.network))), loaded.seed, loaded.network.currency);
  for (const auto& section : network_tables(answer, true, by_site)) {
    context.print("\n" + std::string(tr(context.language(), section.title)) + "\n");
    context.print(text_for_people(section.table, context.language(), terminal_width(), reports::TotalRow::none));
    if (section.table.name == "gain") tell_gain(context, answer.compared);
  }
}

void print_json(const Context& context, const NetworkAnswer& answer) {
  const net::Loaded& loaded = answer.loaded;
  JsonObject object;
  object.add("jobs", loaded.jobs.size()).add("site_count", loaded.network.sites.size());
  object.add("devices", devices_of(loaded.network)).add("seed", std::to_string(loaded.seed));
  object.add("currency", loaded.network.currency);
  for (const auto& section : network_tables(answer, false, true)) {
    object.raw(section.table.name, reports::to_json(section.table));
  }
  context.print(object.text() + "\n");
}

Result<void> run_simulate(Context& context, const Simulate& options) {
  if (options.format != "text" && options.format != "json" && options.format != "csv") {
    return fail(ErrorCode::value_invalid, say("'{0}' is not text, json or csv", options.format), "--format");
  }
  const unsigned threads = SCRIP_TRY(parse_threads(options.threads));
  const net::Loaded loaded = SCRIP_TRY(load(context, options));
  const auto compared = SCRIP_TRY(run_rules(loaded, options, threads));
  const NetworkAnswer answer{.loaded = loaded, .compared = compared};
  if (options.format == "csv") {
    context.print(long_csv(network_tables(answer, false, true)));
  } else if (options.format == "json" || context.json()) {
    print_json(context, answer);
  } else if (!context.globals().quiet) {
    print_text(context, answer, options.sites);
  }
  if (options.charts.empty()) return {};
  const auto files = SCRIP_TRY(write_network_charts(options.charts, answer, context.language()));
  if (options.format == "text") context.tell("\n{} charts in {}", files, options.charts);
  return {};
}

}  // namespace

void add_network_simulate_command(Commands& commands) {
  CLI::App& group = commands.group("network", "The network of sites as a whole");
  commands
      .add<Simulate>(group, "simulate",
                     "Places jobs over sites under several rules: waiting, use, domestic share, money",
                     {"scrip network simulate examples/networks/small.yaml",
                      "scrip network simulate examples/networks/small.yaml --rule alone+strict --rule "
                      "domestic-first+fair-share --charts charts"},
                     run_simulate)
      .positional("file", &Simulate::file, "A YAML file with sites, jobs and rules")
      .option("--rule", &Simulate::rules,
              "A rule as words joined by +, instead of the file's (repeat; others are compared with the first)")
      .option("--seed", &Simulate::seed, "What all draws begin with (default: as the file says)")
      .flag("--sites", &Simulate::sites, "Also shows every site under every rule")
      .option("--jobs", &Simulate::jobs, "A CSV file to write: what becomes of every job under every rule")
      .option("--charts", &Simulate::charts, "A folder for charts (SVG)")
      .option("--threads", &Simulate::threads, "How many threads (default: one for each processor, at least two)")
      .option("--format", &Simulate::format, "Of the answer: text (default), json or csv");
}

}  // namespace scrip::cli
