#include "connectors/token_log.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "base/containers.h"
#include "connectors/collector.h"
#include "connectors/csv_source.h"
#include "connectors/json_mistake.h"
#include "connectors/texts.h"
#include "connectors/values.h"

namespace scrip::connectors {
namespace {

constexpr std::int64_t ns_per_ms = 1'000'000;
constexpr std::int64_t ms_per_day = 86'400'000;
constexpr std::size_t requests_remembered_max = 1'000'000;
constexpr std::int64_t block_tokens = 512;

struct Request {
  std::int64_t time_ms = 0;
  std::int64_t rest_ns = 0;  // of the time, below a millisecond
  std::int64_t input = 0;    // as sent
  std::int64_t output = 0;
  std::int64_t input_billed = 0;
};

// Counts equal requests. See the header for what it forgets.
class Occurrences {
 public:
  // The number of this request among those equal to it, from 0; nothing if that is no longer known.
  std::optional<std::uint64_t> next(const Request& request) {
    const Key key{request.time_ms, request.rest_ns, request.input, request.output};
    const Time time{request.time_ms, request.rest_ns};
    if (time < known_from_) return std::nullopt;
    latest_ = std::max(latest_, time);
    if (counts_.size() >= requests_remembered_max) forget();
    return counts_[key]++;
  }

 private:
  using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;
  using Time = std::pair<std::int64_t, std::int64_t>;

  void forget() {
    known_from_ = latest_;
    absl::erase_if(counts_, [&](const auto& entry) {
      return Time{std::get<0>(entry.first), std::get<1>(entry.first)} < known_from_;
    });
  }

  FlatMap<Key, std::uint64_t> counts_;
  Time latest_{0, 0};
  Time known_from_{0, 0};
};

// What the two formats share: a request becomes records.
class Requests {
 public:
  Requests(const ReadOptions& options, std::string_view format)
      : log_(options.log.empty() ? std::string(format) : options.log),
        account_(options.account),
        input_(options.model + "/input"),
        output_(options.model + "/output"),
        use_(options.use == metering::Use::unspecified ? metering::Use::inference : options.use) {}

  Result<void> add(const Request& request, std::uint64_t line, Collector& out) {
    const auto number = seen_.next(request);
    if (!number) {
      return fail(ErrorCode::time_invalid,
                  say("the request is older than those before it, and the log is too long to be read in this order: "
                      "sort it by time"),
                  "timestamp");
    }
    if (request.input_billed == 0 && request.output == 0) {
      out.leave_out("nothing_used", line);
      return {};
    }
    const std::int64_t day = request.time_ms / ms_per_day;
    if (day != day_ || job_.empty()) {
      day_ = day;
      job_ = log_ + "/" + format_day(Day{static_cast<std::int32_t>(day)});
    }
    const std::string id =
        fmt::format("{}.{:06}/{}/{}/{}", request.time_ms, request.rest_ns, request.input, request.output, *number);
    Usage usage{.job = job_,
                .account = account_,
                .requested = {},
                .use = use_,
                .ended = false,
                .part = 0,
                .start_ms = request.time_ms,
                .end_ms = request.time_ms};
    if (request.input_billed != 0) {
      usage.part = metering::part_of_text_id(id + "/input");
      SCRIP_TRY_VOID(out.add(usage, {.resource = input_, .units = request.input_billed}));
    }
    if (request.output == 0) return {};
    usage.part = metering::part_of_text_id(id + "/output");
    return out.add(usage, {.resource = output_, .units = request.output});
  }

 private:
  std::string log_;
  std::string account_;
  std::string input_;
  std::string output_;
  metering::Use use_;
  Occurrences seen_;
  std::string job_;
  std::int64_t day_ = -1;
};

Result<void> check_options(const ReadOptions& options) {
  if (!options.model.empty()) return {};
  return fail(ErrorCode::missing_field, say("the log names no model: give it with --model"), "model");
}

class AzureRows {
 public:
  static Result<AzureRows> open(ByteSource source, const ReadOptions& options) {
    SCRIP_TRY_VOID(check_options(options));
    AzureRows rows{std::move(source), options};
    SCRIP_TRY_VOID(rows.csv_.next());
    const auto header = rows.csv_.fields();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto found = std::find(header.begin(), header.end(), names[i]);
      if (found == header.end())
        return fail(ErrorCode::missing_field, say("the header has no such column"), names[i], 1);
      rows.at_[i] = static_cast<std::size_t>(found - header.begin());
    }
    rows.fields_ = header.size();
    return rows;
  }

  Result<bool> step(Collector& out) {
    const auto more = csv_.next();
    if (!more && !is_row_error(more.error())) return std::unexpected(more.error());
    if (more && !*more) return false;
    out.row();
    const std::uint64_t line = more ? csv_.line_number() : more.error().line;
    const auto taken = more ? take(line, out) : Result<void>{std::unexpected(more.error())};
    if (!taken) out.reject(taken.error(), line);
    if (times_.assumed_utc() && !assumed_utc_) {
      assumed_utc_ = true;
      out.warn("utc_assumed", line, "times have no zone and none was given");
    }
    return true;
  }

  [[nodiscard]] std::uint64_t bytes_read() const { return csv_.bytes_read(); }

 private:
  static constexpr std::array<const char*, 3> names = {"TIMESTAMP", "ContextTokens", "GeneratedTokens"};

  AzureRows(ByteSource source, const ReadOptions& options)
      : options_(std::make_unique<ReadOptions>(options)),
        csv_(std::move(source)),
        times_(options_->zone),
        requests_(*options_, "azure-llm") {}

  Result<void> take(std::uint64_t line, Collector& out) {
    const auto fields = csv_.fields();
    if (fields.size() != fields_) {
      return fail(ErrorCode::syntax_error, say("the row has {0} fields, the header {1}", fields.size(), fields_));
    }
    Request request;
    const std::string_view time = fields[at_[0]];
    request.time_ms = SCRIP_TRY(times_.local(time, names[0]));
    request.rest_ns = below_millisecond(time);
    request.input = SCRIP_TRY(parse_count(fields[at_[1]], names[1]));
    request.output = SCRIP_TRY(parse_count(fields[at_[2]], names[2]));
    request.input_billed = request.input;
    return requests_.add(request, line, out);
  }

  // The decimals of a valid time beyond its milliseconds, as nanoseconds.
  static std::int64_t below_millisecond(std::string_view time) {
    const std::size_t dot = time.find('.');
    std::int64_t ns = 0;
    std::int64_t scale = 100 * ns_per_ms;
    for (std::size_t i = dot; dot != time.npos && ++i < time.size() && time[i] >= '0' && time[i] <= '9'; scale /= 10) {
      if (scale < ns_per_ms) ns += (time[i] - '0') * scale;
    }
    return ns;
  }

  std::unique_ptr<const ReadOptions> options_;  // stays where it is when the reader moves
  CsvSource csv_;
  TimeReader times_;
  Requests requests_;
  std::array<std::size_t, 3> at_{};
  std::size_t fields_ = 0;
  bool assumed_utc_ = false;
};

class MooncakeRows {
 public:
  static Result<MooncakeRows> open(ByteSource source, const ReadOptions& options) {
    SCRIP_TRY_VOID(check_options(options));
    if (!options.time_zero) {
      return fail(ErrorCode::missing_field,
                  say("the times count milliseconds from a zero that the file does not state: give it with "
                      "--time-zero, e.g. 2024-07-01T00:00:00Z"),
                  "time_zero");
    }
    return MooncakeRows{std::move(source), options};
  }

  Result<bool> step(Collector& out) {
    std::string_view line;
    const auto more = lines_.next(line);
    if (!more && more.error().code != ErrorCode::too_large) return std::unexpected(more.error());
    if (more && !*more) return false;
    if (more && line.find_first_not_of(" \t") == line.npos) return true;
    out.row();
    const std::uint64_t number = lines_.line_number();
    const auto taken = more ? take(line, number, out) : Result<void>{std::unexpected(more.error())};
    if (!taken) out.reject(taken.error(), number);
    return true;
  }

  [[nodiscard]] std::uint64_t bytes_read() const { return lines_.bytes_read(); }

 private:
  MooncakeRows(ByteSource source, const ReadOptions& options)
      : lines_(std::move(source)),
        parser_(std::make_unique<simdjson::dom::parser>()),
        requests_(options, "mooncake"),
        zero_ms_(scrip::count(*options.time_zero)),
        computed_only_(options.billed == Billed::computed) {}

  Result<void> take(std::string_view line, std::uint64_t number, Collector& out) {
    simdjson::dom::object object;
    if (const auto error = parser_->parse(line.data(), line.size(), false).get(object)) {
      return fail(ErrorCode::syntax_error, say("the line is not a JSON object: {0}", json_mistake(error)));
    }
    Request request;
    request.time_ms = zero_ms_ + SCRIP_TRY(number_of(object, "timestamp"));
    if (request.time_ms >= scrip::count(instant_max)) {
      return fail(ErrorCode::time_invalid, say("is beyond 2200, counted from --time-zero"), "timestamp");
    }
    request.input = SCRIP_TRY(number_of(object, "input_length"));
    request.output = SCRIP_TRY(number_of(object, "output_length"));
    request.input_billed = computed_only_ ? SCRIP_TRY(computed(object, request.input)) : request.input;
    return requests_.add(request, number, out);
  }

  static Result<std::int64_t> number_of(const simdjson::dom::object& object, const char* name) {
    simdjson::dom::element value;
    if (object.at_key(name).get(value) != simdjson::SUCCESS) {
      return fail(ErrorCode::missing_field, say("every request needs it"), name);
    }
    std::int64_t number = 0;
    if (value.get(number) != simdjson::SUCCESS)
      return fail(ErrorCode::value_invalid, say("is not a whole number"), name);
    if (number < 0 || number > units_max) return fail(ErrorCode::out_of_range, say("is negative or too large"), name);
    return number;
  }

  // The input tokens behind the longest prefix of blocks that were seen before.
  Result<std::int64_t> computed(const simdjson::dom::object& object, std::int64_t input) {
    simdjson::dom::array blocks;
    if (object.at_key("hash_ids").get(blocks) != simdjson::SUCCESS) {
      return fail(ErrorCode::missing_field, say("only with the prefix blocks is it known what was computed"),
                  "hash_ids");
    }
    ids_.clear();
    for (const auto block : blocks) {
      std::int64_t id = 0;
      if (block.get(id) != simdjson::SUCCESS)
        return fail(ErrorCode::value_invalid, say("is not a list of numbers"), "hash_ids");
      ids_.push_back(id);
    }
    const auto fresh = std::find_if(ids_.begin(), ids_.end(), [&](std::int64_t id) { return !blocks_.contains(id); });
    const std::int64_t known = (fresh - ids_.begin()) * block_tokens;
    blocks_.insert(ids_.begin(), ids_.end());
    return std::max<std::int64_t>(0, input - known);
  }

  LineSource lines_;
  std::unique_ptr<simdjson::dom::parser> parser_;
  Requests requests_;
  std::int64_t zero_ms_;
  bool computed_only_;
  FlatSet<std::int64_t> blocks_;   // seen so far
  std::vector<std::int64_t> ids_;  // of one request
};

}  // namespace

Result<std::unique_ptr<UsageReader>> open_azure(ByteSource source, const ReadOptions& options) {
  auto rows = SCRIP_TRY(AzureRows::open(std::move(source), options));
  return std::make_unique<ReaderOf<AzureRows>>(std::move(rows));
}

Result<std::unique_ptr<UsageReader>> open_mooncake(ByteSource source, const ReadOptions& options) {
  auto rows = SCRIP_TRY(MooncakeRows::open(std::move(source), options));
  return std::make_unique<ReaderOf<MooncakeRows>>(std::move(rows));
}

}  // namespace scrip::connectors
