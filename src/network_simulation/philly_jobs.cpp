#include <simdjson.h>

#include <algorithm>

#include "connectors/json_items.h"
#include "network_simulation/arrivals.h"
#include "network_simulation/limits.h"
#include "network_simulation/texts.h"

namespace scrip::network_simulation {
namespace {

using connectors::ByteSource;
namespace dom = simdjson::dom;

class PhillyJobs {
 public:
  explicit PhillyJobs(ByteSource source) : items_(std::move(source), {}) {}

  Result<Trace> read() {
    std::string_view item;
    while (SCRIP_TRY(items_.next(item))) {
      ++made_.rows;
      if (auto taken = take(item); !taken) {
        taken.error().line = items_.number();
        return std::unexpected(std::move(taken).error());
      }
    }
    SCRIP_TRY_VOID(arrivals_.finish(made_));
    return std::move(made_);
  }

 private:
  Result<void> take(std::string_view item) {
    dom::object job;
    if (parser_.parse(item.data(), item.size(), false).get(job) != simdjson::SUCCESS) {
      return fail(ErrorCode::syntax_error, say("the job is not a JSON object"));
    }
    std::int64_t devices = 0;
    if (job.at_key("num_gpus").get(devices) != simdjson::SUCCESS) {
      return fail(ErrorCode::missing_field, say("the job has no whole number of GPUs"), "num_gpus");
    }
    if (devices < 0 || devices > limits::job_devices_max) {
      return fail(ErrorCode::out_of_range, say("'{0}' is not within {1} to {2}", devices, 0, limits::job_devices_max),
                  "num_gpus");
    }
    const std::int64_t submitted_ms = SCRIP_TRY(time(job, "submitted_time"));
    const std::int64_t duration_s = SCRIP_TRY(length_of_attempts(job));
    if (duration_s > limits::duration_s_max) {
      return fail(ErrorCode::out_of_range, say("the job is longer than ten years"), "attempts");
    }
    if (devices == 0 || duration_s <= 0) {
      ++made_.left_out[devices == 0 ? "no_devices" : duration_s == 0 ? "nothing_used" : "never_ended"];
      return {};
    }
    if (made_.jobs.size() == limits::jobs_max) {
      return fail(ErrorCode::too_large, say("more than {0} jobs", limits::jobs_max));
    }
    arrivals_.add(submitted_ms / 1'000);
    made_.jobs.push_back(
        {.duration_s = static_cast<std::uint32_t>(duration_s), .devices = static_cast<std::uint32_t>(devices)});
    return {};
  }

  Result<std::int64_t> time(const dom::object& object, const char* name) {
    std::string_view text;
    if (object.at_key(name).get(text) != simdjson::SUCCESS) {
      return fail(ErrorCode::missing_field, say("no such time"), name);
    }
    return arrivals_.calendar_ms(text, name);
  }

  // "None" stands in Philly's logs where an attempt was still running when they were taken.
  static bool never_ended(const dom::object& attempt) {
    const auto end = attempt.at_key("end_time");
    std::string_view text;
    return end.is_null() || (end.get(text) == simdjson::SUCCESS && connectors::is_nothing(text));
  }

  // In whole seconds, up; none_ended where one of them has no end.
  Result<std::int64_t> length_of_attempts(const dom::object& job) {
    constexpr std::int64_t none_ended = -1;
    dom::array attempts;
    if (job.at_key("attempts").get(attempts) != simdjson::SUCCESS) {
      return fail(ErrorCode::missing_field, say("the job has no list of attempts"), "attempts");
    }
    std::int64_t sum_ms = 0;
    for (const auto element : attempts) {
      dom::object attempt;
      if (element.get(attempt) != simdjson::SUCCESS) {
        return fail(ErrorCode::value_invalid, say("an attempt is not an object"), "attempts");
      }
      if (never_ended(attempt)) return none_ended;
      const std::int64_t length_ms = SCRIP_TRY(time(attempt, "end_time")) - SCRIP_TRY(time(attempt, "start_time"));
      if (length_ms < 0) {
        return fail(ErrorCode::value_invalid, say("an attempt ends before it starts"), "attempts");
      }
      sum_ms += length_ms;
    }
    return (sum_ms + 999) / 1'000;
  }

  connectors::JsonItems items_;
  Arrivals arrivals_;
  dom::parser parser_;
  Trace made_;
};

}  // namespace

Result<Trace> read_philly(ByteSource source) { return PhillyJobs(std::move(source)).read(); }

}  // namespace scrip::network_simulation
