#include "connectors/slurm_json.h"

#include <simdjson.h>

#include <string>

#include <fmt/format.h>

#include "connectors/collector.h"
#include "connectors/json_items.h"
#include "connectors/json_mistake.h"
#include "connectors/slurm_job.h"
#include "connectors/texts.h"
#include "connectors/values.h"

namespace scrip::connectors {
namespace {

namespace dom = simdjson::dom;

std::optional<dom::element> find(const dom::object& object, const char* name) {
  dom::element value;
  if (object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

std::string_view text_of(const dom::object& object, const char* name) {
  const auto value = find(object, name);
  std::string_view text;
  return value && value->get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

// A number, plain or {"set", "infinite", "number"}; nothing where it is not set. Errors: value_invalid.
Result<std::optional<std::int64_t>> number_of(const dom::object& object, const char* name) {
  const auto value = find(object, name);
  if (!value) return std::optional<std::int64_t>{};
  std::int64_t number = 0;
  if (value->get(number) == simdjson::SUCCESS) return std::optional{number};
  dom::object parts;
  bool set = false;
  bool infinite = false;
  if (value->get(parts) == simdjson::SUCCESS && parts.at_key("set").get(set) == simdjson::SUCCESS) {
    if (parts.at_key("infinite").get(infinite) == simdjson::SUCCESS && infinite) return std::optional<std::int64_t>{};
    if (!set) return std::optional<std::int64_t>{};
    if (parts.at_key("number").get(number) == simdjson::SUCCESS) return std::optional{number};
  }
  return fail(ErrorCode::value_invalid, say("is not a whole number"), name);
}

// Seconds since 1970, 0 for none.
Result<std::optional<std::int64_t>> time_of(const dom::object& object, const char* name) {
  const auto seconds = SCRIP_TRY(number_of(object, name));
  if (!seconds || *seconds == 0) return std::optional<std::int64_t>{};
  return std::optional{SCRIP_TRY(epoch_s(*seconds, name))};
}

// A state is one word, or a list of a base state and flags. Any that says "not finished" decides, then any unknown one.
SlurmState state_of(const dom::element& value, std::string_view& shown) {
  if (value.get(shown) == simdjson::SUCCESS) return slurm_state(shown);
  dom::array words;
  if (value.get(words) != simdjson::SUCCESS || words.size() == 0) return SlurmState::unknown;
  SlurmState worst = SlurmState::ended;
  for (const auto element : words) {
    std::string_view word;
    if (element.get(word) != simdjson::SUCCESS) return SlurmState::unknown;
    const SlurmState state = slurm_state(word);
    if (shown.empty() || state == SlurmState::unknown) shown = word;
    const auto rank = [](SlurmState s) {
      switch (s) {
        case SlurmState::ended:
          return 0;
        case SlurmState::run_ended:
          return 1;
        case SlurmState::resizing:
          return 2;
        case SlurmState::unknown:
          return 3;
        case SlurmState::not_finished:
          return 4;
      }
      return 3;
    };
    if (rank(state) > rank(worst)) worst = state;
  }
  return worst;
}

class SlurmJsonRows {
 public:
  SlurmJsonRows(ByteSource source, const ReadOptions& options)
      : options_(options), items_(std::move(source), "jobs"), parser_(std::make_unique<dom::parser>()) {}

  Result<bool> step(Collector& out) {
    std::string_view item;
    if (!SCRIP_TRY(items_.next(item))) {
      if (items_.has_errors()) out.warn("source_errors", 0, "the answer lists errors of its own: jobs may be missing");
      return false;
    }
    out.row();
    const std::uint64_t number = items_.number();
    if (const auto taken = take(item, number, out); !taken) out.reject(taken.error(), number);
    return true;
  }

  [[nodiscard]] std::uint64_t bytes_read() const { return items_.bytes_read(); }

 private:
  Result<void> take(std::string_view item, std::uint64_t number, Collector& out) {
    dom::object object;
    if (const auto error = parser_->parse(item.data(), item.size(), false).get(object)) {
      return fail(ErrorCode::syntax_error, say("the job is not a JSON object: {0}", json_mistake(error)));
    }
    SlurmJob job;
    const auto id = SCRIP_TRY(number_of(object, "job_id"));
    if (!id) return fail(ErrorCode::missing_field, say("the job has no id"), "job_id");
    id_ = std::to_string(*id);
    job.id = id_;
    const bool controller = find(object, "job_state").has_value();
    SCRIP_TRY_VOID(controller ? read_controller_job(object, job) : read_accounted_job(object, job));
    return add_slurm_job(job, options_, number, out);
  }

  // --- jobs of the accounting database ---

  Result<void> read_accounted_job(const dom::object& object, SlurmJob& job) {
    const auto state = find(object, "state");
    dom::object state_object;
    if (!state || state->get(state_object) != simdjson::SUCCESS) {
      return fail(ErrorCode::missing_field, say("the job has no state"), "state");
    }
    const auto current = find(state_object, "current");
    if (!current) return fail(ErrorCode::missing_field, say("the job has no current state"), "state");
    job.state = state_of(*current, job.state_text);
    if (job.state == SlurmState::not_finished) return {};
    SCRIP_TRY_VOID(read_names(object, job));
    SCRIP_TRY_VOID(read_accounted_times(object, job));
    SCRIP_TRY_VOID(read_tres_lists(object, job));
    if (job.allocated.cores == 0) {
      dom::object required;
      if (object.at_key("required").get(required) == simdjson::SUCCESS && !job.allocated.given) {
        job.allocated.cores = SCRIP_TRY(number_of(required, "CPUs")).value_or(0) * 1000;
      }
    }
    return read_device_texts(object, job);
  }

  Result<void> read_names(const dom::object& object, SlurmJob& job) {
    job.cluster = text_of(object, "cluster");
    job.account = text_of(object, "account");
    dom::object array;
    if (object.at_key("array").get(array) != simdjson::SUCCESS) return {};
    // The part of an array that has not become jobs of its own goes by its written id, as in the text form.
    const std::string_view tasks = text_of(array, "task");
    const auto array_id = SCRIP_TRY(number_of(array, "job_id"));
    if (tasks.empty() || !array_id || *array_id == 0) return {};
    id_ = tasks.starts_with('[') ? fmt::format("{}_{}", *array_id, tasks) : fmt::format("{}_[{}]", *array_id, tasks);
    job.id = id_;
    return {};
  }

  static Result<void> read_accounted_times(const dom::object& object, SlurmJob& job) {
    dom::object times;
    if (object.at_key("time").get(times) != simdjson::SUCCESS) {
      return fail(ErrorCode::missing_field, say("the job has no times"), "time");
    }
    job.submit_ms = SCRIP_TRY(time_of(times, "submission"));
    job.start_ms = SCRIP_TRY(time_of(times, "start"));
    job.end_ms = SCRIP_TRY(time_of(times, "end"));
    job.elapsed_s = SCRIP_TRY(number_of(times, "elapsed"));
    job.suspended_s = SCRIP_TRY(number_of(times, "suspended")).value_or(0);
    return {};
  }

  Result<void> read_tres_lists(const dom::object& object, SlurmJob& job) const {
    dom::object tres;
    if (object.at_key("tres").get(tres) != simdjson::SUCCESS) return {};
    SCRIP_TRY_VOID(read_tres_list(tres, "allocated", job.allocated));
    return read_tres_list(tres, "requested", job.requested);
  }

  // The list of {"type", "name", "count"}; a count may be null or -2 for unknown.
  Result<void> read_tres_list(const dom::object& tres, const char* name, Tres& out) const {
    dom::array list;
    if (tres.at_key(name).get(list) != simdjson::SUCCESS) return {};
    for (const auto element : list) {
      dom::object entry;
      if (element.get(entry)) return fail(ErrorCode::value_invalid, say("holds something else than objects"), name);
      out.given = true;
      const std::string_view type = text_of(entry, "type");
      if (type != "cpu" && type != "gres") continue;
      const std::int64_t count = SCRIP_TRY(number_of(entry, "count")).value_or(0);
      if (count < 0) continue;
      if (count > units_max / 1000) return fail(ErrorCode::out_of_range, say("a count is too large"), name);
      if (type == "cpu") {
        out.cores = count * 1000;
        continue;
      }
      Gres gres = gres_named(text_of(entry, "name"), options_.device_gres);
      gres.units = count * 1000;
      if (!gres.family.empty() && count != 0) out.devices.push_back(gres);
    }
    return {};
  }

  // --- jobs of the controller ---

  Result<void> read_controller_job(const dom::object& object, SlurmJob& job) {
    job.state = state_of(*find(object, "job_state"), job.state_text);
    if (job.state == SlurmState::not_finished) return {};
    job.cluster = text_of(object, "cluster");
    job.account = text_of(object, "account");
    SCRIP_TRY_VOID(read_controller_array(object, job));
    SCRIP_TRY_VOID(read_controller_times(object, job));
    SCRIP_TRY_VOID(add_tres(text_of(object, "tres_alloc_str"), "tres_alloc_str", options_.device_gres, job.allocated));
    SCRIP_TRY_VOID(add_tres(text_of(object, "tres_req_str"), "tres_req_str", options_.device_gres, job.requested));
    if (job.allocated.cores == 0 && !job.allocated.given) {
      job.allocated.cores = SCRIP_TRY(number_of(object, "cpus")).value_or(0) * 1000;
    }
    return read_device_texts(object, job);
  }

  Result<void> read_controller_array(const dom::object& object, SlurmJob& job) {
    const std::string_view tasks = text_of(object, "array_task_string");
    const auto array_id = SCRIP_TRY(number_of(object, "array_job_id"));
    if (tasks.empty() || !array_id || *array_id == 0) return {};
    id_ = fmt::format("{}_[{}]", *array_id, tasks);
    job.id = id_;
    return {};
  }

  // The controller gives no elapsed time: it runs from the start, or from the last resumption on top of what was run
  // before it (job_info.c of Slurm's client library).
  static Result<void> read_controller_times(const dom::object& object, SlurmJob& job) {
    job.submit_ms = SCRIP_TRY(time_of(object, "submit_time"));
    job.start_ms = SCRIP_TRY(time_of(object, "start_time"));
    job.end_ms = SCRIP_TRY(time_of(object, "end_time"));
    const auto resumed_ms = SCRIP_TRY(time_of(object, "suspend_time"));
    if (resumed_ms && job.start_ms && job.end_ms) {
      const std::int64_t before_s = SCRIP_TRY(number_of(object, "pre_sus_time")).value_or(0);
      job.elapsed_s = before_s + (*job.end_ms - *resumed_ms) / 1000;
      job.suspended_s = (*job.end_ms - *job.start_ms) / 1000 - *job.elapsed_s;
    }
    return {};
  }

  // --- both ---

  // Where the trackable resources name no devices: what the nodes gave, and whether any were asked for.
  Result<void> read_device_texts(const dom::object& object, SlurmJob& job) const {
    if (job.allocated.devices.empty()) {
      SCRIP_TRY_VOID(read_gres_detail(object, job.allocated));
      if (job.allocated.devices.empty()) {
        SCRIP_TRY_VOID(add_gres(text_of(object, "used_gres"), "used_gres", options_.device_gres, job.allocated));
      }
    }
    for (const char* name : {"tres_per_job", "tres_per_node", "tres_per_socket", "tres_per_task", "gres", "req_gres"}) {
      Tres asked;  // per node or task: how many there are of those is another matter
      if (!add_gres(text_of(object, name), name, options_.device_gres, asked) || !asked.devices.empty()) {
        job.devices_asked = true;
      }
    }
    if (asks_for_devices(text_of(object, "submit_line"), options_.device_gres)) job.devices_asked = true;
    return {};
  }

  // One text for each node.
  Result<void> read_gres_detail(const dom::object& object, Tres& out) const {
    dom::array nodes;
    if (object.at_key("gres_detail").get(nodes) != simdjson::SUCCESS) return {};
    for (const auto node : nodes) {
      std::string_view text;
      if (node.get(text) == simdjson::SUCCESS) {
        SCRIP_TRY_VOID(add_gres(text, "gres_detail", options_.device_gres, out));
      }
    }
    return {};
  }

  ReadOptions options_;
  JsonItems items_;
  std::unique_ptr<dom::parser> parser_;
  std::string id_;  // of the job at hand
};

}  // namespace

std::unique_ptr<UsageReader> open_slurm_json(ByteSource source, const ReadOptions& options) {
  return std::make_unique<ReaderOf<SlurmJsonRows>>(SlurmJsonRows{std::move(source), options});
}

}  // namespace scrip::connectors
