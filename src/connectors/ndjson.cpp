#include "connectors/ndjson.h"

#include <array>
#include <limits>
#include <string>

#include "base/check.h"
#include "connectors/collector.h"
#include "connectors/json_line.h"
#include "connectors/line_source.h"
#include "connectors/texts.h"
#include "connectors/values.h"
#include "registry/use.h"

namespace scrip::connectors {
namespace {

enum class Key : std::uint8_t {
  job,
  account,
  resource,
  devices,
  cores,
  tokens,
  start,
  end,
  part,
  id,
  use,
  requested,
  ended
};
constexpr std::size_t keys = 13;
constexpr std::array<std::string_view, keys> key_names = {"job",    "account",   "resource", "devices", "cores",
                                                          "tokens", "start",     "end",      "part",    "id",
                                                          "use",    "requested", "ended"};

std::size_t key_of(std::string_view name) {
  for (std::size_t i = 0; i < keys; ++i) {
    if (key_names[i] == name) return i;
  }
  return keys;
}

std::unexpected<Error> row_error(ErrorCode code, Key key, Message said) {
  return fail(code, std::move(said), std::string(key_names[static_cast<std::size_t>(key)]));
}

// The fields of one row by key; null where the row has none.
class Row {
 public:
  Result<void> assign(std::span<const JsonField> fields) {
    values_.fill(nullptr);
    for (const JsonField& field : fields) {
      const std::size_t key = key_of(field.name);
      if (key == keys)
        return fail(ErrorCode::unknown_field, say("no such field in usage records"), std::string(field.name));
      values_[key] = &field;
    }
    return {};
  }

  [[nodiscard]] const JsonField* find(Key key) const { return values_[static_cast<std::size_t>(key)]; }

  // The text of a field, or the default where there is none.
  Result<std::string_view> text(Key key, std::string_view otherwise) const {
    const JsonField* field = find(key);
    if (field == nullptr) return otherwise;
    if (field->kind != JsonKind::text) return row_error(ErrorCode::value_invalid, key, say("is not a text"));
    return field->text;
  }

  Result<std::string_view> required_text(Key key, std::string_view otherwise) const {
    const std::string_view found = SCRIP_TRY(text(key, otherwise));
    if (!found.empty()) return found;
    if (find(key) != nullptr) return row_error(ErrorCode::value_invalid, key, say("is empty"));
    return row_error(ErrorCode::missing_field, key, say("every usage record needs it"));
  }

 private:
  std::array<const JsonField*, keys> values_{};
};

class NdjsonRows {
 public:
  NdjsonRows(ByteSource source, const ReadOptions& options)
      : options_(std::make_unique<ReadOptions>(options)), lines_(std::move(source)), times_(options_->zone) {}

  Result<bool> step(Collector& out) {
    std::string_view line;
    const auto more = lines_.next(line);
    if (!more) return over_long(more.error(), out);
    if (!*more) return false;
    if (line.find_first_not_of(" \t") == std::string_view::npos) return true;
    out.row();
    if (const auto taken = take(line, out); !taken) out.reject(taken.error(), lines_.line_number());
    return true;
  }

  [[nodiscard]] std::uint64_t bytes_read() const { return lines_.bytes_read(); }

 private:
  static Result<bool> over_long(const Error& error, Collector& out) {
    if (error.code != ErrorCode::too_large) return std::unexpected(error);
    out.row();
    out.reject(error, error.line);
    return true;
  }

  Result<void> take(std::string_view line, Collector& out) {
    SCRIP_TRY_VOID(json_.read(line));
    SCRIP_TRY_VOID(row_.assign(json_.fields()));
    Usage usage;
    usage.job = SCRIP_TRY(row_.required_text(Key::job, {}));
    usage.account = SCRIP_TRY(row_.required_text(Key::account, options_->account));
    usage.requested = SCRIP_TRY(row_.text(Key::requested, {}));
    usage.use = SCRIP_TRY(use());
    usage.ended = SCRIP_TRY(ended());
    usage.part = SCRIP_TRY(part());
    const Key measure = SCRIP_TRY(what());
    SCRIP_TRY_VOID(times(measure, usage));
    const Quantity quantity{.resource = SCRIP_TRY(resource(measure)), .units = SCRIP_TRY(units(measure))};
    if (quantity.units == 0 || (measure != Key::tokens && usage.start_ms == usage.end_ms)) {
      out.leave_out("nothing_used", lines_.line_number(), usage.job);
      return {};
    }
    return out.add(usage, quantity);
  }

  Result<metering::Use> use() const {
    const JsonField* field = row_.find(Key::use);
    if (field == nullptr) return options_->use;
    return registry::parse_use(SCRIP_TRY(row_.text(Key::use, {})));
  }

  Result<bool> ended() const {
    const JsonField* field = row_.find(Key::ended);
    if (field == nullptr) return false;
    if (field->kind != JsonKind::boolean)
      return row_error(ErrorCode::value_invalid, Key::ended, say("is not true or false"));
    return field->text == "true";
  }

  Result<std::uint64_t> part() const {
    const JsonField* number = row_.find(Key::part);
    const JsonField* id = row_.find(Key::id);
    if (number == nullptr && id == nullptr) {
      return row_error(ErrorCode::missing_field, Key::part, say("every usage record needs a part or an id"));
    }
    if (number != nullptr && id != nullptr) {
      return row_error(ErrorCode::value_invalid, Key::id, say("a record has either a part or an id"));
    }
    if (id != nullptr) return metering::part_of_text_id(SCRIP_TRY(row_.required_text(Key::id, {})));
    return part_number(*number);
  }

  static Result<std::uint64_t> part_number(const JsonField& field) {
    if (field.kind != JsonKind::number || field.text.find_first_not_of("0123456789") != std::string_view::npos) {
      return row_error(field.text.starts_with('-') ? ErrorCode::out_of_range : ErrorCode::value_invalid, Key::part,
                       say("is not a whole number from 0"));
    }
    std::uint64_t value = 0;
    for (const char digit : field.text) {
      if (value > metering::part_text_bit / 10)
        return row_error(ErrorCode::out_of_range, Key::part, say("is 2^63 or more"));
      value = value * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    if (value >= metering::part_text_bit) return row_error(ErrorCode::out_of_range, Key::part, say("is 2^63 or more"));
    return value;
  }

  // Which of devices, cores and tokens the row gives.
  Result<Key> what() const {
    Key found = Key::devices;
    int given = 0;
    for (const Key key : {Key::devices, Key::cores, Key::tokens}) {
      if (row_.find(key) == nullptr) continue;
      found = key;
      ++given;
    }
    if (given == 0)
      return row_error(ErrorCode::missing_field, Key::devices, say("one of devices, cores, tokens is needed"));
    if (given > 1)
      return row_error(ErrorCode::value_invalid, found, say("only one of devices, cores, tokens may be given"));
    return found;
  }

  Result<std::int64_t> units(Key measure) const {
    const JsonField& field = *row_.find(measure);
    const std::string_view name = key_names[static_cast<std::size_t>(measure)];
    const bool text = field.kind == JsonKind::text && measure != Key::tokens;
    if (field.kind != JsonKind::number && !text)
      return row_error(ErrorCode::value_invalid, measure, say("is not a number"));
    return measure == Key::tokens ? parse_count(field.text, name) : parse_thousandths(field.text, name);
  }

  Result<std::string_view> resource(Key measure) const {
    std::string_view otherwise;
    if (measure == Key::devices) otherwise = options_->resource;
    if (measure == Key::cores) otherwise = options_->core_resource;
    return row_.required_text(Key::resource, otherwise);
  }

  Result<void> times(Key measure, Usage& usage) {
    const bool has_end = row_.find(Key::end) != nullptr;
    if (measure == Key::tokens) {
      usage.end_ms = SCRIP_TRY(time(has_end ? Key::end : Key::start));
      const bool both = has_end && row_.find(Key::start) != nullptr;
      usage.start_ms = both ? SCRIP_TRY(time(Key::start)) : usage.end_ms;
      if (usage.start_ms < usage.end_ms) usage.start_ms = usage.end_ms;  // tokens are counted at one instant
      return {};
    }
    usage.start_ms = SCRIP_TRY(time(Key::start));
    usage.end_ms = SCRIP_TRY(time(Key::end));
    return {};
  }

  Result<std::int64_t> time(Key key) {
    const JsonField* field = row_.find(key);
    if (field == nullptr) return row_error(ErrorCode::missing_field, key, say("every usage record needs it"));
    const std::string_view name = key_names[static_cast<std::size_t>(key)];
    if (field->kind == JsonKind::text) return times_.with_offset(field->text, name);
    if (field->kind != JsonKind::number)
      return row_error(ErrorCode::time_invalid, key, say("is neither a text nor a number"));
    constexpr std::int64_t wide = 1'000'000'000'000'000;
    return epoch_ms(SCRIP_TRY(parse_count(field->text, name, -wide, wide)), name);
  }

  std::unique_ptr<const ReadOptions> options_;  // where the reader moves, the time reader's zone stays
  LineSource lines_;
  TimeReader times_;
  JsonLine json_;
  Row row_;
};

}  // namespace

std::unique_ptr<UsageReader> open_ndjson(ByteSource source, const ReadOptions& options) {
  return std::make_unique<ReaderOf<NdjsonRows>>(NdjsonRows{std::move(source), options});
}

}  // namespace scrip::connectors
