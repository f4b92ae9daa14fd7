#include "connectors/philly.h"

#include <simdjson.h>

#include <string>
#include <vector>

#include <fmt/format.h>

#include "connectors/collector.h"
#include "connectors/json_items.h"
#include "connectors/json_mistake.h"
#include "connectors/texts.h"
#include "connectors/values.h"

namespace scrip::connectors {
namespace {

namespace dom = simdjson::dom;
constexpr std::int64_t devices_max = 1'000'000;

struct Attempt {
  std::uint64_t part = 0;
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;
};

std::string_view text_of(const dom::object& object, const char* name) {
  std::string_view text;
  return object.at_key(name).get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

class PhillyRows {
 public:
  PhillyRows(ByteSource source, const ReadOptions& options)
      : options_(std::make_unique<ReadOptions>(options)),
        items_(std::move(source), {}),
        parser_(std::make_unique<dom::parser>()),
        times_(options_->zone) {}

  Result<bool> step(Collector& out) {
    std::string_view item;
    if (!SCRIP_TRY(items_.next(item))) return false;
    out.row();
    const std::uint64_t number = items_.number();
    if (const auto taken = take(item, number, out); !taken) out.reject(taken.error(), number);
    if (times_.assumed_utc() && !assumed_utc_) {
      assumed_utc_ = true;
      out.warn("utc_assumed", number, "times have no zone and none was given");
    }
    return true;
  }

  [[nodiscard]] std::uint64_t bytes_read() const { return items_.bytes_read(); }

 private:
  // All attempts are read before the first is taken, so that a job is taken whole or not at all.
  Result<void> take(std::string_view item, std::uint64_t number, Collector& out) {
    dom::object job;
    if (const auto error = parser_->parse(item.data(), item.size(), false).get(job)) {
      return fail(ErrorCode::syntax_error, say("the job is not a JSON object: {0}", json_mistake(error)));
    }
    const std::string_view id = text_of(job, "id").empty() ? text_of(job, "jobid") : text_of(job, "id");
    if (id.empty()) return fail(ErrorCode::missing_field, say("the job has no id"), "id");
    const std::int64_t units = SCRIP_TRY(devices(job)) * 1000;
    SCRIP_TRY_VOID(read_attempts(job, number, out));
    if (attempts_.empty()) return {};
    const std::string key = options_->cluster.empty() ? std::string(id) : options_->cluster + "/" + std::string(id);
    const std::string_view account = text_of(job, "vc");
    for (const Attempt& attempt : attempts_) {
      const Usage usage{.job = key,
                        .account = account.empty() ? std::string_view{options_->account} : account,
                        .requested = {},
                        .use = options_->use,
                        .ended = !unfinished_,
                        .part = attempt.part,
                        .start_ms = attempt.start_ms,
                        .end_ms = attempt.end_ms};
      const std::string_view resource = options_->resource.empty() ? "gpu" : std::string_view{options_->resource};
      SCRIP_TRY_VOID(out.add(usage, {.resource = resource, .units = units}));
    }
    return {};
  }

  static Result<std::int64_t> devices(const dom::object& job) {
    std::int64_t number = 0;
    const auto error = job.at_key("num_gpus").get(number);
    if (error == simdjson::NO_SUCH_FIELD)
      return fail(ErrorCode::missing_field, say("the job has no number of GPUs"), "num_gpus");
    if (error) return fail(ErrorCode::value_invalid, say("is not a whole number"), "num_gpus");
    if (number < 1 || number > devices_max) {
      return fail(ErrorCode::out_of_range, say("{0} is not within 1 to {1}", number, devices_max), "num_gpus");
    }
    return number;
  }

  Result<void> read_attempts(const dom::object& job, std::uint64_t number, Collector& out) {
    dom::array list;
    if (job.at_key("attempts").get(list) != simdjson::SUCCESS) {
      return fail(ErrorCode::missing_field, say("the job has no list of attempts"), "attempts");
    }
    attempts_.clear();
    unfinished_ = false;
    std::vector<std::pair<const char*, std::string>> left_out;
    std::uint64_t part = 0;
    for (const auto element : list) {
      dom::object attempt;
      if (element.get(attempt)) return fail(ErrorCode::value_invalid, say("an attempt is not an object"), "attempts");
      if (const char* kind = SCRIP_TRY(read_attempt(attempt, part)))
        left_out.emplace_back(kind, fmt::format("attempt {}", part));
      ++part;
    }
    if (part == 0) left_out.emplace_back("nothing_used", "no attempts");
    for (const auto& [kind, detail] : left_out) out.leave_out(kind, number, detail);
    return {};
  }

  // Adds the attempt, or says what to leave it out as.
  Result<const char*> read_attempt(const dom::object& object, std::uint64_t part) {
    const std::string_view start = text_of(object, "start_time");
    const std::string_view end = text_of(object, "end_time");
    if (is_nothing(start)) return "nothing_used";
    if (is_nothing(end)) {
      unfinished_ = true;
      return "not_finished";
    }
    const Attempt attempt{.part = part,
                          .start_ms = SCRIP_TRY(times_.local(start, "start_time")),
                          .end_ms = SCRIP_TRY(times_.local(end, "end_time"))};
    if (attempt.start_ms == attempt.end_ms) return "nothing_used";
    attempts_.push_back(attempt);
    return nullptr;
  }

  std::unique_ptr<const ReadOptions> options_;  // stays where it is when the reader moves
  JsonItems items_;
  std::unique_ptr<dom::parser> parser_;
  TimeReader times_;
  std::vector<Attempt> attempts_;
  bool unfinished_ = false;
  bool assumed_utc_ = false;
};

}  // namespace

std::unique_ptr<UsageReader> open_philly(ByteSource source, const ReadOptions& options) {
  return std::make_unique<ReaderOf<PhillyRows>>(PhillyRows{std::move(source), options});
}

}  // namespace scrip::connectors
