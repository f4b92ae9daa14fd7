#include "cli/case_commands.h"

#include <charconv>

#include "cli/texts.h"

namespace scrip::cli {

Result<const engine::State*> state_for_writing(Context& context) {
  const auto* journal = SCRIP_TRY(context.write());
  if (!journal->state().authority) return fail(ErrorCode::authority_missing, context.globals().db);
  return &journal->state();
}

Result<Instant> parse_when(const char* option, const std::string& text, const ZoneOffsets& zone) {
  if (const auto day = parse_day(text)) return zone.start_of(*day);
  return for_option(option, parse_instant(text, zone));
}

Result<std::uint32_t> whole_number(const char* option, const std::string& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  return fail(ErrorCode::value_invalid, say("'{0}' is no whole number", text), option);
}

Result<std::uint16_t> parse_days(const char* option, const std::string& text) {
  const auto days = parse_amount(text);
  if (!days || days->micro_units < 0 || days->micro_units > 3'660 * micro || days->micro_units % micro != 0) {
    return fail(ErrorCode::out_of_range, say("'{0}': a number of days, at most 3,660", text), option);
  }
  return static_cast<std::uint16_t>(days->micro_units / micro);
}

Result<std::pair<std::string, std::string>> parse_pair(const char* option, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return fail(ErrorCode::value_invalid, say("'{0}': write NAME=VALUE", text), option);
  }
  return std::pair{text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace scrip::cli
