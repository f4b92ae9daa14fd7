#include <algorithm>
#include <array>

#include "network_simulation/limits.h"
#include "network_simulation/loading.h"
#include "network_simulation/serving_jobs.h"
#include "network_simulation/texts.h"
#include "network_simulation/trace_jobs.h"

namespace scrip::network_simulation {
namespace {

constexpr std::array<std::string_view, 17> job_fields{"from",
                                                      "file",
                                                      "home",
                                                      "runs_on",
                                                      "organisations",
                                                      "priority",
                                                      "deadline",
                                                      "repeat",
                                                      "offset",
                                                      "replica_devices",
                                                      "input_per_second",
                                                      "output_per_second",
                                                      "step",
                                                      "input_per_request",
                                                      "output_per_request",
                                                      "turn",
                                                      "columns"};
constexpr std::array<std::string_view, 7> formats{"elasticflow", "openb",    "philly",  "table",
                                                  "azure-llm",   "mooncake", "servegen"};
constexpr std::uint64_t rate_max = 1'000'000'000;  // tokens a second
constexpr std::uint64_t tokens_max = 100'000'000;  // of a request
constexpr std::uint32_t step_s_max = 86'400;

Result<Serving> serving_of(const Fields& fields, const std::string& from) {
  Serving made;
  made.devices =
      static_cast<std::uint32_t>(SCRIP_TRY(fields.number_or("replica_devices", 1, limits::job_devices_max, 1)));
  made.input_per_s = static_cast<std::uint32_t>(SCRIP_TRY(fields.number("input_per_second", 1, rate_max)));
  made.output_per_s = static_cast<std::uint32_t>(SCRIP_TRY(fields.number("output_per_second", 1, rate_max)));
  made.step_s = SCRIP_TRY(fields.seconds_or("step", made.step_s));
  if (made.step_s == 0 || made.step_s > step_s_max) {
    return fields.wrong(ErrorCode::out_of_range, say("lies between a second and a day"), "step");
  }
  if (from != "servegen") return made;
  made.input_per_request = static_cast<std::uint32_t>(SCRIP_TRY(fields.number("input_per_request", 0, tokens_max)));
  made.output_per_request = static_cast<std::uint32_t>(SCRIP_TRY(fields.number("output_per_request", 0, tokens_max)));
  return made;
}

// How a table names its columns: `columns` of the source, by what they mean.
class TableNames {
 public:
  static constexpr std::array<std::string_view, 8> meanings{"submitted", "duration",     "devices",  "started",
                                                            "ended",     "organisation", "priority", "due"};

  Result<void> read(const Fields& fields) {
    for (std::size_t i = 0; i < meanings.size(); ++i) names_[i] = SCRIP_TRY(fields.text_or(meanings[i], names_[i]));
    const bool by_ends = fields.has("started") || fields.has("ended");
    if (by_ends && fields.has("duration")) {
      return fields.wrong(ErrorCode::value_invalid, say("a job has a duration, or a start and an end"), "duration");
    }
    if (by_ends) names_[1].clear();
    if (fields.has("duration")) {
      names_[3].clear();
      names_[4].clear();
    }
    return {};
  }
  [[nodiscard]] TableColumns columns() const {
    return {.submitted = names_[0],
            .duration = names_[1],
            .devices = names_[2],
            .started = names_[3],
            .ended = names_[4],
            .organisation = names_[5],
            .priority = names_[6],
            .due = names_[7]};
  }

 private:
  std::array<std::string, 8> names_{"submitted", "duration",     "devices",  "started",
                                    "ended",     "organisation", "priority", "due"};
};

Result<TableNames> table_names(const Fields& fields, const std::string& from) {
  TableNames made;
  const yaml::Node* node = fields.find("columns");
  if (node == nullptr) return made;
  if (from != "table") return fields.wrong(ErrorCode::value_invalid, say("only a table names its columns"), "columns");
  SCRIP_TRY_VOID(made.read(SCRIP_TRY(Fields::of(*node, say("columns"), TableNames::meanings))));
  return made;
}

Result<Trace> read_trace(Loading& loading, const Fields& fields, const std::string& from) {
  const TableNames names = SCRIP_TRY(table_names(fields, from));
  Serving serving;
  if (from == "azure-llm" || from == "mooncake" || from == "servegen") serving = SCRIP_TRY(serving_of(fields, from));
  auto source = SCRIP_TRY(loading.open(SCRIP_TRY(fields.text("file"))));
  loading.file = SCRIP_TRY(fields.text("file"));
  if (from == "elasticflow") return read_elasticflow(std::move(source));
  if (from == "openb") return read_openb(std::move(source));
  if (from == "philly") return read_philly(std::move(source));
  if (from == "table") return read_job_table(std::move(source), names.columns());
  if (from == "azure-llm") return read_azure_llm(std::move(source), serving);
  if (from == "mooncake") return read_mooncake(std::move(source), serving);
  return read_servegen(std::move(source), serving);
}

// The number of the set among the network's needs.
Result<std::uint8_t> need_of(Network& network, const Fields& fields, std::uint64_t classes) {
  const auto found = std::ranges::find(network.needs, classes);
  if (found != network.needs.end()) return static_cast<std::uint8_t>(found - network.needs.begin());
  if (network.needs.size() == limits::needs_max) {
    return fields.wrong(ErrorCode::too_large, say("too many different sets of classes"), "runs_on");
  }
  network.needs.push_back(classes);
  return static_cast<std::uint8_t>(network.needs.size() - 1);
}

Result<std::uint64_t> classes_of(const Network& network, const Fields& fields) {
  std::uint64_t made = 0;
  for (const std::string& name : SCRIP_TRY(fields.texts("runs_on"))) {
    const auto found = std::ranges::find(network.classes, name);
    if (found == network.classes.end()) {
      return fields.wrong(ErrorCode::value_invalid,
                          joined(say("no site has the class '{0}'", name),
                                 suggestion_or_all(name, {network.classes.begin(), network.classes.end()})),
                          "runs_on");
    }
    made |= std::uint64_t{1} << (found - network.classes.begin());
  }
  return made;
}

// How the jobs of one source become jobs of the network.
struct Terms {
  std::uint64_t classes = 0;  // 0: those of the job's home
  std::uint32_t organisations = 1;
  std::optional<std::uint8_t> priority;
  std::uint32_t deadline = 0;  // thousandths of the duration, from the submission on; 0: none
  std::uint32_t offset_s = 0;
  bool turns = true;
};

Result<Terms> terms_of(const Loading& loading, const Fields& fields) {
  Terms made{.classes = SCRIP_TRY(classes_of(loading.made.network, fields))};
  made.organisations =
      static_cast<std::uint32_t>(SCRIP_TRY(fields.number_or("organisations", 1, limits::organisations_max, 1)));
  if (fields.has("priority")) made.priority = static_cast<std::uint8_t>(SCRIP_TRY(fields.number("priority", 0, 255)));
  made.deadline = SCRIP_TRY(fields.thousandths_or("deadline", 1'000'000, 0));
  made.offset_s = SCRIP_TRY(fields.seconds_or("offset", 0));
  if (made.offset_s > limits::time_s_max)
    return fields.wrong(ErrorCode::out_of_range, say("is at most 31 years"), "offset");
  made.turns = SCRIP_TRY(fields.yes_or("turn", true));
  return made;
}

// One of several sites, by their devices; where it could not run the job, the next that can.
std::uint32_t home_of(Loading& loading, const std::vector<std::uint32_t>& members, std::uint32_t devices,
                      std::uint64_t classes) {
  if (members.size() == 1) return members.front();
  const auto& sites = loading.made.network.sites;
  std::uint64_t all = 0;
  for (const std::uint32_t site : members) all += sites[site].devices();
  std::uint64_t drawn = loading.random.below(all);
  std::size_t at = 0;
  while (drawn >= sites[members[at]].devices()) drawn -= sites[members[at++]].devices();
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::uint32_t site = members[(at + i) % members.size()];
    const bool serves = classes == 0 || ((classes >> sites[site].chip_class) & 1) != 0;
    if (serves && sites[site].devices() >= devices) return site;
  }
  return members[at];
}

class Adder {
 public:
  Adder(Loading& loading, const Fields& fields, const Trace& trace, const Terms& terms)
      : loading_(loading), fields_(fields), trace_(trace), terms_(terms) {}

  // One copy of the trace. All but the first are turned: what comes so long after its end comes at its beginning.
  Result<void> add(const std::vector<std::uint32_t>& members, bool first) {
    Network& network = loading_.made.network;
    const std::uint32_t span_s = trace_.jobs.empty() ? 1 : trace_.jobs.back().submitted_s + 1;
    const std::uint64_t turn_s = first || !terms_.turns ? 0 : loading_.random.below(span_s);
    const std::uint32_t organisations =
        trace_.organisations.empty() ? terms_.organisations : static_cast<std::uint32_t>(trace_.organisations.size());
    if (network.organisations + organisations > limits::organisations_max ||
        loading_.made.jobs.size() + trace_.jobs.size() > limits::jobs_max) {
      return fields_.wrong(ErrorCode::too_large, say("too many jobs or organisations"), "from");
    }
    for (const TraceJob& each : trace_.jobs) {
      const std::uint32_t home = home_of(loading_, members, each.devices, terms_.classes);
      const auto at_s = static_cast<std::uint32_t>((each.submitted_s + turn_s) % span_s);
      Job job{.submitted_s = at_s + terms_.offset_s,
              .duration_s = each.duration_s,
              .devices = each.devices,
              .home = static_cast<std::uint16_t>(home),
              .need = SCRIP_TRY(need(home)),
              .priority = terms_.priority.value_or(each.priority)};
      job.organisation = network.organisations + (trace_.organisations.empty()
                                                      ? static_cast<std::uint32_t>(loading_.random.below(organisations))
                                                      : each.organisation);
      job.due_s = SCRIP_TRY(due(each, job));
      loading_.made.jobs.push_back(job);
    }
    network.organisations += organisations;
    return {};
  }

 private:
  Result<std::uint8_t> need(std::uint32_t home) {
    Network& network = loading_.made.network;
    return need_of(network, fields_,
                   terms_.classes != 0 ? terms_.classes : std::uint64_t{1} << network.sites[home].chip_class);
  }
  // A deadline of the file's own holds from the job's submission on, wherever that was turned to.
  Result<std::uint32_t> due(const TraceJob& each, const Job& job) const {
    std::uint64_t due_s = 0;
    if (terms_.deadline > 0) {
      due_s = job.submitted_s + (std::uint64_t{job.duration_s} * terms_.deadline + 999) / 1'000;
    } else if (each.due_s > 0) {
      if (each.due_s < each.submitted_s)
        return fields_.wrong(ErrorCode::value_invalid, say("a job is due before it is submitted"), "file");
      due_s = std::uint64_t{job.submitted_s} + (each.due_s - each.submitted_s);
    }
    if (due_s > limits::end_s_max)
      return fields_.wrong(ErrorCode::out_of_range, say("a deadline is too late"), "deadline");
    return static_cast<std::uint32_t>(due_s);
  }

  Loading& loading_;
  const Fields& fields_;
  const Trace& trace_;
  const Terms& terms_;
};

}  // namespace

namespace {

Int128 device_s_of(const Trace& trace) {
  Int128 made = 0;
  for (const TraceJob& job : trace.jobs) made += Int128{job.devices} * job.duration_s;
  return made;
}

}  // namespace

Result<void> load_jobs(Loading& loading, const yaml::Node& node) {
  const Fields fields = SCRIP_TRY(Fields::of(node, say("a source of jobs"), job_fields));
  const std::string from = SCRIP_TRY(fields.text("from"));
  if (std::ranges::find(formats, from) == formats.end()) {
    return fields.wrong(
        ErrorCode::value_invalid,
        joined(say("'{0}' is no format", from), suggestion_or_all(from, {formats.begin(), formats.end()})), "from");
  }
  const std::string home = SCRIP_TRY(fields.text("home"));
  const auto entry = std::ranges::find(loading.entries, home, &SiteEntry::id);
  if (entry == loading.entries.end())
    return fields.wrong(ErrorCode::value_invalid, say("there is no site '{0}'", home), "home");
  const Terms terms = SCRIP_TRY(terms_of(loading, fields));
  const std::uint64_t repeat = SCRIP_TRY(fields.number_or("repeat", 1, limits::copies_max, 1));
  const std::string file = SCRIP_TRY(fields.text("file"));
  auto trace = read_trace(loading, fields, from);
  if (!trace) return std::unexpected(std::move(trace).error());
  loading.file.clear();
  const std::size_t before = loading.made.jobs.size();
  Adder adder(loading, fields, *trace, terms);
  bool first = true;
  for (const auto& members : entry->copies) {
    for (std::uint64_t i = 0; i < repeat; ++i, first = false) SCRIP_TRY_VOID(adder.add(members, first));
  }
  loading.made.sources.push_back({.from = from,
                                  .file = file,
                                  .home = home,
                                  .rows = trace->rows,
                                  .jobs = loading.made.jobs.size() - before,
                                  .device_s = device_s_of(*trace),
                                  .left_out = trace->left_out,
                                  .remarks = trace->remarks});
  return {};
}

}  // namespace scrip::network_simulation
