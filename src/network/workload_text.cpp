#include "network/workload_text.h"

#include <limits>

#include "network/texts.h"

namespace scrip::network {
namespace {

template <class T>
Result<void> read_count(const std::string& text, const char* field, T& into) {
  if (text.empty()) return {};
  auto value = parse_count(text);
  if (!value) {
    value.error().field = field;
    return std::unexpected(value.error());
  }
  if (*value > std::numeric_limits<T>::max()) return fail(ErrorCode::out_of_range, "'" + text + "'", field);
  into = static_cast<T>(*value);
  return {};
}

template <class T>
Result<T> named(const char* field, Result<T> result) {
  if (!result) result.error().field = field;
  return result;
}

}  // namespace

Result<std::int64_t> parse_hours(std::string_view text) {
  std::int64_t unit_s = 3'600;
  std::string_view number = text;
  if (!text.empty()) {
    const char last = text.back();
    if (last == 'd') unit_s = 86'400;
    if (last == 'm') unit_s = 60;
    if (last == 'd' || last == 'm' || last == 'h') number.remove_suffix(1);
  }
  const auto malformed = [&] {
    return fail(ErrorCode::value_invalid, say("'{0}': write 24h, 1.5h, 90m or 30d", text), "hours");
  };
  // Ten-thousandths, so that 1.5 is exact and every such number of hours is a whole number of seconds or is refused.
  const auto point = number.find('.');
  std::string digits(number.substr(0, point));
  std::string_view behind = point == number.npos ? std::string_view{} : number.substr(point + 1);
  if (digits.empty() || behind.size() > 4 || digits.size() > 9) return malformed();
  digits += behind;
  digits.append(4 - behind.size(), '0');
  if (digits.find_first_not_of("0123456789") != std::string::npos) return malformed();
  std::int64_t ten_thousandths = 0;
  for (const char digit : digits) ten_thousandths = ten_thousandths * 10 + (digit - '0');
  if (ten_thousandths * unit_s % 10'000 != 0) return malformed();
  return ten_thousandths * unit_s / 10'000;
}

std::string format_hours(std::int64_t seconds) {
  if (seconds % 3'600 == 0) return std::to_string(seconds / 3'600);
  // Ten-thousandths of a minute: 6 of them are a millisecond.
  const std::int64_t rest = (seconds % 60 * 10'000 + 59) / 60;
  if (rest == 0) return std::to_string(seconds / 60) + "m";
  std::string behind = std::to_string(rest);
  behind.insert(0, 4 - behind.size(), '0');
  return std::to_string(seconds / 60) + "." + behind + "m";
}

Result<Workload> parse_workload(const WorkloadTexts& texts) {
  Workload workload;
  if (texts.kind.empty()) return fail(ErrorCode::missing_field, say("devices, train or serve"), "kind");
  workload.kind = SCRIP_TRY(parse_workload_kind(texts.kind));
  SCRIP_TRY_VOID(read_count(texts.devices, "devices", workload.devices));
  if (!texts.duration.empty()) workload.duration_s = SCRIP_TRY(parse_hours(texts.duration));
  SCRIP_TRY_VOID(read_count(texts.parameters, "parameters", workload.parameters));
  SCRIP_TRY_VOID(read_count(texts.active_parameters, "active_parameters", workload.active_parameters));
  SCRIP_TRY_VOID(read_count(texts.tokens, "tokens", workload.tokens));
  SCRIP_TRY_VOID(read_count(texts.sequence, "sequence", workload.sequence));
  SCRIP_TRY_VOID(read_count(texts.layers, "layers", workload.layers));
  SCRIP_TRY_VOID(read_count(texts.hidden, "hidden", workload.hidden));
  if (!texts.precision.empty()) workload.precision = SCRIP_TRY(named("precision", parse_precision(texts.precision)));
  SCRIP_TRY_VOID(read_count(texts.requests_per_day, "requests_per_day", workload.requests_per_day));
  SCRIP_TRY_VOID(read_count(texts.tokens_in, "tokens_in", workload.tokens_in));
  SCRIP_TRY_VOID(read_count(texts.tokens_out, "tokens_out", workload.tokens_out));
  if (!texts.latency.empty()) workload.latency = SCRIP_TRY(named("latency", parse_latency(texts.latency)));
  SCRIP_TRY_VOID(check(workload));
  return workload;
}

}  // namespace scrip::network
