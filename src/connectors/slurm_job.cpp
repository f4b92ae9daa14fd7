#include "connectors/slurm_job.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "connectors/texts.h"
#include "connectors/values.h"

namespace scrip::connectors {
namespace {

using metering::SuspenseReason;

constexpr std::int64_t clock_change_s = 3600;

struct StateName {
  std::string_view name;
  SlurmState state;
};

// slurm.h, enum job_states and the flags beside it, of releases 21.08 to 25.05.
constexpr std::array<StateName, 30> state_names{{
    {"BOOT_FAIL", SlurmState::ended},
    {"CANCELLED", SlurmState::ended},
    {"COMPLETED", SlurmState::ended},
    {"DEADLINE", SlurmState::ended},
    {"FAILED", SlurmState::ended},
    {"LAUNCH_FAILED", SlurmState::ended},
    {"NODE_FAIL", SlurmState::ended},
    {"OUT_OF_MEMORY", SlurmState::ended},
    {"RECONFIG_FAIL", SlurmState::ended},
    {"REVOKED", SlurmState::ended},
    {"TIMEOUT", SlurmState::ended},
    {"PREEMPTED", SlurmState::run_ended},
    {"REQUEUED", SlurmState::run_ended},
    {"RESIZING", SlurmState::resizing},
    {"COMPLETING", SlurmState::not_finished},
    {"CONFIGURING", SlurmState::not_finished},
    {"EXPEDITING", SlurmState::not_finished},
    {"PENDING", SlurmState::not_finished},
    {"POWER_UP_NODE", SlurmState::not_finished},
    {"REQUEUE_FED", SlurmState::not_finished},
    {"REQUEUE_HOLD", SlurmState::not_finished},
    {"RESV_DEL_HOLD", SlurmState::not_finished},
    {"RUNNING", SlurmState::not_finished},
    {"SIGNALING", SlurmState::not_finished},
    {"SPECIAL_EXIT", SlurmState::not_finished},
    {"STAGE_OUT", SlurmState::not_finished},
    {"STOPPED", SlurmState::not_finished},
    {"SUSPENDED", SlurmState::not_finished},
    {"UPDATE_DB", SlurmState::not_finished},
    {"CONFIGURED", SlurmState::not_finished},
}};

bool starts_with_digit(std::string_view text) { return !text.empty() && text[0] >= '0' && text[0] <= '9'; }

// Takes the text up to a separator that is not within brackets.
std::string_view take_item(std::string_view& list, char separator) {
  int depth = 0;
  std::size_t end = 0;
  for (; end < list.size(); ++end) {
    const char c = list[end];
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (c == separator && depth <= 0) break;
  }
  const std::string_view item = list.substr(0, end);
  list.remove_prefix(std::min(list.size(), end + 1));
  return item;
}

std::int64_t units_of_type(const Tres& tres, std::string_view family, std::string_view type) {
  std::int64_t sum = 0;
  for (const Gres& gres : tres.devices) {
    if (gres.family == family && gres.type == type) sum += gres.units;
  }
  return sum;
}

std::int64_t typed_units(const Tres& tres, std::string_view family) {
  std::int64_t sum = 0;
  for (const Gres& gres : tres.devices) {
    if (gres.family == family && !gres.type.empty()) sum += gres.units;
  }
  return sum;
}

// What the total has beyond the counts by type.
std::int64_t untyped_units(const Tres& tres, std::string_view family) {
  return std::max<std::int64_t>(0, units_of_type(tres, family, {}) - typed_units(tres, family));
}

using Quantities = InlineVector<Quantity, 4>;

void add_quantity(Quantities& quantities, std::string_view resource, std::int64_t units) {
  if (units == 0) return;
  for (Quantity& quantity : quantities) {
    if (quantity.resource != resource) continue;
    quantity.units += units;
    return;
  }
  quantities.push_back({.resource = resource, .units = units});
}

std::string_view untyped_resource(std::string_view family, const ReadOptions& options) {
  return options.resource.empty() ? family : std::string_view{options.resource};
}

Quantities device_quantities(const Tres& tres, const ReadOptions& options) {
  Quantities quantities;
  for (const Gres& gres : tres.devices) {
    if (!gres.type.empty()) add_quantity(quantities, gres.type, gres.units);
  }
  for (const std::string& family : options.device_gres) {
    add_quantity(quantities, untyped_resource(family, options), untyped_units(tres, family));
  }
  std::sort(quantities.begin(), quantities.end(),
            [](const Quantity& a, const Quantity& b) { return a.resource < b.resource; });
  return quantities;
}

// The model that was asked for, where there is exactly one.
std::string_view requested_model(const Tres& requested) {
  std::string_view model;
  for (const Gres& gres : requested.devices) {
    if (gres.type.empty() || gres.type == model) continue;
    if (!model.empty()) return {};
    model = gres.type;
  }
  return model;
}

bool differs_from_request(const SlurmJob& job, const ReadOptions& options) {
  if (!job.requested.given) return false;
  for (const std::string& family : options.device_gres) {
    const auto total = [&](const Tres& tres) { return typed_units(tres, family) + untyped_units(tres, family); };
    if (total(job.requested) != total(job.allocated)) return true;
  }
  return std::any_of(job.requested.devices.begin(), job.requested.devices.end(), [&](const Gres& gres) {
    return !gres.type.empty() && units_of_type(job.allocated, gres.family, gres.type) != gres.units;
  });
}

// Where the times contradict each other, and a remark where they merely differ.
SuspenseReason check_times(const SlurmJob& job, std::int64_t elapsed_s, std::uint64_t line, Collector& out) {
  if (!job.start_ms) return SuspenseReason::inconsistent_time;
  if (!job.end_given) return SuspenseReason::none;
  if (!job.end_ms || *job.end_ms < *job.start_ms) return SuspenseReason::inconsistent_time;
  const std::int64_t span_s = (*job.end_ms - *job.start_ms) / 1000;
  if (elapsed_s == span_s || elapsed_s + job.suspended_s == span_s) return SuspenseReason::none;
  out.warn("elapsed_differs", line, fmt::format("{}: elapsed {} s, end - start {} s", job.id, elapsed_s, span_s));
  return elapsed_s > span_s + clock_change_s ? SuspenseReason::inconsistent_time : SuspenseReason::none;
}

Result<std::int64_t> elapsed_of(const SlurmJob& job) {
  std::int64_t elapsed_s = 0;
  if (job.elapsed_s) {
    elapsed_s = *job.elapsed_s;
  } else if (job.start_ms && job.end_ms) {
    elapsed_s = (*job.end_ms - *job.start_ms) / 1000 - job.suspended_s;
  }
  if (elapsed_s >= 0) return elapsed_s;
  return fail(ErrorCode::out_of_range, say("the job ran for {0} s", elapsed_s), "elapsed");
}

// What is charged, as the options say; empty with the kind to leave it out by, or with a problem.
struct Charged {
  Quantities quantities;
  const char* left_out = nullptr;
  bool count_missing = false;
};

Charged charged(const SlurmJob& job, const ReadOptions& options) {
  Charged out;
  const bool devices = options.charge != Charge::cores;
  const bool asked = job.devices_asked || !job.requested.devices.empty();
  if (devices) {
    out.quantities = device_quantities(job.allocated, options);
    out.count_missing = out.quantities.empty() && asked;
  }
  const bool cores = options.charge == Charge::cores || options.charge == Charge::both ||
                     (options.charge == Charge::devices_else_cores && out.quantities.empty() && !out.count_missing);
  if (out.count_missing) {
    const auto model = requested_model(job.requested);
    const auto family = job.requested.devices.empty() ? std::string_view{"gpu"} : job.requested.devices[0].family;
    out.quantities.push_back({.resource = model.empty() ? untyped_resource(family, options) : model, .units = 0});
  }
  if (cores && job.allocated.cores > 0) {
    out.quantities.push_back({.resource = options.core_resource, .units = job.allocated.cores});
  }
  if (out.quantities.empty()) out.left_out = !cores ? "no_devices" : devices ? "nothing_allocated" : "no_cores";
  return out;
}

}  // namespace

SlurmState slurm_state(std::string_view text) {
  const std::string_view word = text.starts_with("CANCELLED by ") ? text.substr(0, 9) : text;
  for (const StateName& known : state_names) {
    if (known.name == word) return known.state;
  }
  return SlurmState::unknown;
}

Gres gres_named(std::string_view name, std::span<const std::string> device_gres) {
  const std::size_t colon = name.find(':');
  const std::string_view family = name.substr(0, colon);
  for (const std::string& known : device_gres) {
    if (family == known) return {.family = known, .type = colon == name.npos ? "" : name.substr(colon + 1)};
  }
  return {};
}

Result<void> add_tres(std::string_view text, std::string_view field, std::span<const std::string> device_gres,
                      Tres& tres) {
  if (is_nothing(text)) return {};
  tres.given = true;
  while (!text.empty()) {
    const std::string_view item = take_item(text, ',');
    const std::size_t equals = item.find('=');
    if (equals == item.npos) {
      return fail(ErrorCode::value_invalid, say("'{0}' is not of the form name=count", item.substr(0, 64)),
                  std::string(field));
    }
    const std::string_view name = item.substr(0, equals);
    const std::string_view amount = item.substr(equals + 1);
    if (name == "cpu") {
      tres.cores = SCRIP_TRY(parse_thousandths(amount, field, true));
    } else if (name.starts_with("gres/")) {
      Gres gres = gres_named(name.substr(5), device_gres);
      if (gres.family.empty()) continue;
      gres.units = SCRIP_TRY(parse_thousandths(amount, field, true));
      if (gres.units != 0) tres.devices.push_back(gres);
    }
  }
  return {};
}

Result<void> add_gres(std::string_view text, std::string_view field, std::span<const std::string> device_gres,
                      Tres& tres) {
  if (is_nothing(text)) return {};
  while (!text.empty()) {
    std::string_view item = take_item(text, ',');
    item = item.substr(0, item.find('('));
    if (item.starts_with("gres/") || item.starts_with("gres:")) item.remove_prefix(5);
    std::string_view amount = "1";
    if (const std::size_t last = item.find_last_of(":=");
        last != item.npos && starts_with_digit(item.substr(last + 1))) {
      if (const auto units = parse_thousandths(item.substr(last + 1), field, true); units || item[last] == '=') {
        amount = item.substr(last + 1);
        item = item.substr(0, last);
      }
    }
    Gres gres = gres_named(item, device_gres);
    if (gres.family.empty()) continue;
    tres.given = true;
    gres.units = SCRIP_TRY(parse_thousandths(amount, field, true));
    if (gres.units != 0) tres.devices.push_back(gres);
  }
  return {};
}

bool asks_for_devices(std::string_view submit_line, std::span<const std::string> device_gres) {
  bool gres_follows = false;
  while (!submit_line.empty()) {
    std::string_view word = take_item(submit_line, ' ');
    if (word.starts_with("--gpus") ||
        (word.starts_with("-G") && (word.size() == 2 || starts_with_digit(word.substr(2))))) {
      return true;
    }
    if (word.starts_with("--gres=")) {
      word.remove_prefix(7);
      gres_follows = true;
    }
    Tres tres;
    if (gres_follows && add_gres(word, {}, device_gres, tres) && !tres.devices.empty()) return true;
    gres_follows = word == "--gres";
  }
  return false;
}

Result<void> add_slurm_job(const SlurmJob& job, const ReadOptions& options, std::uint64_t line, Collector& out) {
  const bool resized = job.state == SlurmState::resizing && job.end_ms.has_value();
  if (job.state == SlurmState::not_finished || (job.state == SlurmState::resizing && !resized)) {
    out.leave_out("not_finished", line, job.id);
    return {};
  }
  const std::int64_t elapsed_s = SCRIP_TRY(elapsed_of(job));
  if (elapsed_s == 0 && (job.elapsed_s || job.start_ms)) {
    if (job.state == SlurmState::unknown) out.warn("unknown_state", line, job.state_text);
    out.leave_out("nothing_used", line, job.id);
    return {};
  }
  const std::string_view cluster = job.cluster.empty() ? std::string_view{options.cluster} : job.cluster;
  if (cluster.empty())
    return fail(ErrorCode::missing_field, say("the row names no cluster: give --cluster"), "Cluster");
  if (!job.submit_ms) return fail(ErrorCode::missing_field, say("the job's key is made of its submit time"), "Submit");
  const Charged what = charged(job, options);
  if (what.left_out != nullptr) {
    out.leave_out(what.left_out, line, job.id);
    return {};
  }
  const std::string key = fmt::format("{}/{}@{}", cluster, job.id, *job.submit_ms / 1000);
  const std::int64_t start_ms = job.start_ms.value_or(*job.submit_ms);
  Usage usage{.job = key,
              .account = job.account.empty() ? std::string_view{options.account} : job.account,
              .requested = requested_model(job.requested),
              .use = options.use,
              .ended = job.state == SlurmState::ended,
              .part = static_cast<std::uint64_t>(start_ms / 1000),
              .start_ms = start_ms,
              .end_ms = start_ms + elapsed_s * 1000,
              .problem = check_times(job, elapsed_s, line, out)};
  if (what.count_missing) usage.problem = SuspenseReason::device_count_missing;
  if (job.state == SlurmState::unknown) usage.problem = SuspenseReason::unknown_state;
  if (!what.count_missing && differs_from_request(job, options)) out.warn("differs_from_request", line, key);
  return out.add(usage, what.quantities);
}

}  // namespace scrip::connectors
