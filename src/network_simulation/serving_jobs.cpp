#include "network_simulation/serving_jobs.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/time.h"
#include "base/wide.h"
#include "connectors/json_line.h"
#include "connectors/values.h"
#include "network_simulation/csv_columns.h"
#include "network_simulation/limits.h"
#include "network_simulation/texts.h"

namespace scrip::network_simulation {
namespace {

using connectors::ByteSource;

constexpr std::uint32_t tokens_max = 100'000'000;  // of one request
constexpr std::uint32_t window_s = 600;            // of ServeGen
constexpr std::size_t steps_max = 10'000'000;
constexpr std::int64_t rate_max = 1'000'000;  // requests a second of one client

// Requests in whatever order they come, and their tokens by step from the earliest on.
class Steps {
 public:
  explicit Steps(std::uint32_t step_s) : step_ms_(std::int64_t{step_s} * 1'000) {}

  Result<void> add(std::int64_t at_ms, std::uint64_t input, std::uint64_t output) {
    if (requests_.size() == limits::requests_max) {
      return fail(ErrorCode::too_large, say("more than {0} requests", limits::requests_max));
    }
    requests_.push_back({.at_ms = at_ms, .tokens = {.input = input, .output = output}});
    return {};
  }

  Result<std::vector<Tokens>> sums() const {
    std::vector<Tokens> made;
    if (requests_.empty()) return made;
    const std::int64_t first_ms = std::ranges::min_element(requests_, {}, &Request::at_ms)->at_ms;
    for (const Request& request : requests_) {
      const std::int64_t since_ms = request.at_ms - first_ms;
      const auto step = static_cast<std::uint64_t>(since_ms / step_ms_);
      if (step >= steps_max || since_ms / 1'000 > limits::time_s_max) {
        return fail(ErrorCode::out_of_range, say("a request comes too long after the first"));
      }
      if (step >= made.size()) made.resize(step + 1);
      Tokens& sum = made[step];
      if (__builtin_add_overflow(sum.input, request.tokens.input, &sum.input) ||
          __builtin_add_overflow(sum.output, request.tokens.output, &sum.output)) {
        return fail(ErrorCode::out_of_range, say("too many tokens at once"));
      }
    }
    return made;
  }

 private:
  struct Request {
    std::int64_t at_ms = 0;
    Tokens tokens;
  };

  std::int64_t step_ms_;
  std::vector<Request> requests_;
};

Result<Trace> make_trace(const Steps& steps, std::uint64_t rows, const Serving& serving) {
  Trace made{.jobs = {}, .organisations = {}, .rows = rows, .left_out = {}, .remarks = {}};
  made.jobs = SCRIP_TRY(serving_jobs(SCRIP_TRY(steps.sums()), serving));
  sort_by_submission(made);
  return made;
}

template <class T>
Result<T> at_line(Result<T> result, std::uint64_t line) {
  if (!result) result.error().line = line;
  return result;
}

// "1.3316666666666668" x 600 as a whole number of requests, to the nearest: the file has it as a binary fraction.
Result<std::uint64_t> requests_of(std::string_view rate) {
  constexpr unsigned decimals = 18;
  constexpr Int128 unit = 1'000'000'000'000'000'000;
  const Scaled value = SCRIP_TRY(parse_scaled(rate, decimals));
  if (value.units < 0 || value.units > rate_max * unit) {
    return fail(ErrorCode::out_of_range, say("'{0}' is not within {1} to {2}", rate, 0, rate_max));
  }
  return static_cast<std::uint64_t>(divide(value.units * window_s, unit, Rounding::half_up));
}

// A whole number of a JSON line; what is smaller is cut.
Result<std::int64_t> whole(std::string_view text, std::string_view name) {
  auto value = parse_scaled(text, 0);
  if (value && value->units >= 0 && value->units <= connectors::units_max && !text.starts_with('-')) {
    return static_cast<std::int64_t>(value->units);
  }
  if (!value) {
    value.error().field = name;
    return std::unexpected(std::move(value).error());
  }
  return fail(ErrorCode::out_of_range, say("'{0}' is not within {1} to {2}", text, 0, connectors::units_max),
              std::string(name));
}

}  // namespace

std::uint64_t replicas_for(const Tokens& tokens, const Serving& serving) {
  const UInt128 work = UInt128{tokens.input} * serving.output_per_s + UInt128{tokens.output} * serving.input_per_s;
  const UInt128 of_one = UInt128{serving.input_per_s} * serving.output_per_s * serving.step_s;
  return static_cast<std::uint64_t>((work + of_one - 1) / of_one);
}

Result<std::vector<TraceJob>> serving_jobs(const std::vector<Tokens>& steps, const Serving& serving) {
  std::vector<TraceJob> jobs;
  std::vector<std::uint32_t> running;  // when each was started
  for (std::size_t step = 0; step <= steps.size(); ++step) {
    const std::uint64_t needed = step < steps.size() ? replicas_for(steps[step], serving) : 0;
    if (needed > limits::job_devices_max) {
      return fail(ErrorCode::out_of_range, say("{0} replicas would be needed at once", needed));
    }
    if (jobs.size() > limits::jobs_max) return fail(ErrorCode::too_large, say("too many replicas are started"));
    const auto now_s = static_cast<std::uint32_t>(step * serving.step_s);
    while (running.size() > needed) {
      jobs.push_back({.submitted_s = running.back(), .duration_s = now_s - running.back(), .devices = serving.devices});
      running.pop_back();
    }
    running.resize(needed, now_s);
  }
  return jobs;
}

Result<Trace> read_azure_llm(ByteSource source, const Serving& serving) {
  static constexpr std::array<std::string_view, 3> must{"TIMESTAMP", "ContextTokens", "GeneratedTokens"};
  auto rows = SCRIP_TRY(CsvColumns::open(std::move(source), must));
  const ZoneOffsets utc;
  connectors::TimeReader times(utc);
  Steps steps(serving.step_s);
  std::uint64_t count = 0;
  while (SCRIP_TRY(rows.next())) {
    ++count;
    const std::int64_t at_ms = SCRIP_TRY(at_line(times.local(rows.text(0), must[0]), rows.line()));
    const std::uint32_t input = SCRIP_TRY(rows.number(1, 0, tokens_max));
    const std::uint32_t output = SCRIP_TRY(rows.number(2, 0, tokens_max));
    SCRIP_TRY_VOID(at_line(steps.add(at_ms, input, output), rows.line()));
  }
  return make_trace(steps, count, serving);
}

Result<Trace> read_mooncake(ByteSource source, const Serving& serving) {
  static constexpr std::array<std::string_view, 3> names{"timestamp", "input_length", "output_length"};
  connectors::LineSource lines(std::move(source));
  connectors::JsonLine json;
  Steps steps(serving.step_s);
  std::uint64_t count = 0;
  std::string_view line;
  while (SCRIP_TRY(lines.next(line))) {
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    ++count;
    SCRIP_TRY_VOID(at_line(json.read(line), lines.line_number()));
    std::array<std::optional<std::int64_t>, 3> values;
    for (const auto& field : json.fields()) {
      const auto at = static_cast<std::size_t>(std::ranges::find(names, field.name) - names.begin());
      if (at == names.size()) continue;
      values[at] = SCRIP_TRY(at_line(whole(field.text, names[at]), lines.line_number()));
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!values[i]) {
        return fail(ErrorCode::missing_field, say("the request does not say"), std::string(names[i]),
                    lines.line_number());
      }
      if (i > 0 && *values[i] > tokens_max) {
        return fail(ErrorCode::out_of_range, say("too many tokens at once"), std::string(names[i]),
                    lines.line_number());
      }
    }
    SCRIP_TRY_VOID(
        at_line(steps.add(*values[0], static_cast<std::uint64_t>(*values[1]), static_cast<std::uint64_t>(*values[2])),
                lines.line_number()));
  }
  return make_trace(steps, count, serving);
}

Result<Trace> read_servegen(ByteSource source, const Serving& serving) {
  static constexpr std::array<std::string_view, 2> must{"timestamp_s", "rate_per_s"};
  auto rows = SCRIP_TRY(CsvColumns::open(std::move(source), must));
  Serving by_window = serving;
  by_window.step_s = window_s;
  Steps steps(window_s);
  SCRIP_TRY_VOID(steps.add(0, 0, 0));  // windows count from the trace's zero
  std::uint64_t count = 0;
  while (SCRIP_TRY(rows.next())) {
    ++count;
    const std::int64_t from_ns = SCRIP_TRY(rows.nanoseconds(0, limits::time_s_max));
    const std::uint64_t requests = SCRIP_TRY(rows.located(1, requests_of(rows.text(1))));
    SCRIP_TRY_VOID(at_line(
        steps.add(from_ns / 1'000'000, requests * serving.input_per_request, requests * serving.output_per_request),
        rows.line()));
  }
  return make_trace(steps, count, by_window);
}

}  // namespace scrip::network_simulation
