#include "network_simulation/cells.h"

#include <charconv>
#include <string>

#include "network_simulation/texts.h"

namespace scrip::network_simulation {
namespace {

constexpr std::size_t shown_max = 64;  // bytes of a wrong value that a message repeats
constexpr int exponent_least = -30;
constexpr int exponent_most = 20;
constexpr std::size_t whole_digits_max = 20;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::unexpected<Error> no_number(std::string_view text) {
  return fail(ErrorCode::value_invalid, say("'{0}' is no number", text.substr(0, shown_max)));
}

// The exponent behind an e, which is taken off.
bool take_exponent(std::string_view& rest, int& exponent) {
  const std::size_t at = rest.find_first_of("eE");
  if (at == std::string_view::npos) return true;
  std::string_view written = rest.substr(at + 1);
  rest = rest.substr(0, at);
  if (written.starts_with('+')) written.remove_prefix(1);
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), exponent);
  return error == std::errc{} && end == written.data() + written.size() && exponent >= exponent_least &&
         exponent <= exponent_most;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

Result<Scaled> parse_scaled(std::string_view text, unsigned decimals) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  int exponent = 0;
  if (!take_exponent(rest, exponent)) return no_number(text);
  // The digits that count lie before the point as it is moved by the exponent and the decimals that are asked for.
  const std::size_t point = std::min(rest.find('.'), rest.size());
  const auto kept = static_cast<std::ptrdiff_t>(point) + exponent + static_cast<std::ptrdiff_t>(decimals);
  Scaled made;
  std::ptrdiff_t seen = 0;
  std::size_t whole_digits = 0;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (i == point) continue;
    if (!is_digit(rest[i])) return no_number(text);
    if (++seen > kept) {
      made.more = made.more || rest[i] != '0';
      continue;
    }
    made.units = made.units * 10 + (rest[i] - '0');
    if (made.units > 0 && ++whole_digits > whole_digits_max + decimals_max) return no_number(text);
  }
  if (seen == 0) return no_number(text);
  for (; seen < kept; ++seen) {
    made.units *= 10;
    if (made.units > 0 && ++whole_digits > whole_digits_max + decimals_max) return no_number(text);
  }
  if (negative) made.units = -made.units;
  return made;
}

}  // namespace scrip::network_simulation
