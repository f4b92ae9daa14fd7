#include "reports/display.h"

#include <algorithm>
#include <array>

namespace scrip::reports {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// Unicode TR 11, East Asian width W and F, in whole blocks where unassigned code points make no difference.
constexpr std::array<Range, 21> wide{
    {{0x1100, 0x115f}, {0x231a, 0x231b}, {0x2329, 0x232a},  {0x23e9, 0x23ec}, {0x25fd, 0x25fe}, {0x2614, 0x2615},
     {0x2648, 0x2653}, {0x26aa, 0x26ab}, {0x2705, 0x2705},  {0x2728, 0x2728}, {0x274c, 0x274c}, {0x2795, 0x2797},
     {0x2e80, 0x303e}, {0x3041, 0xa4cf}, {0xa960, 0xa97f},  {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
     {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x3fffd}}};
constexpr std::array<Range, 7> combining{{{0x300, 0x36f},
                                          {0x1ab0, 0x1aff},
                                          {0x1dc0, 0x1dff},
                                          {0x200b, 0x200d},
                                          {0x20d0, 0x20ff},
                                          {0xfe00, 0xfe0f},
                                          {0xfe20, 0xfe2f}}};
// C0, DEL and C1 controls, line and paragraph separators, bidirectional embeddings, overrides and isolates.
constexpr std::array<Range, 5> steering{
    {{0, 0x1f}, {0x7f, 0x9f}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069}}};

constexpr std::string_view replacement = "\xef\xbf\xbd";
constexpr std::string_view ellipsis = "\xe2\x80\xa6";

template <std::size_t n>
bool in(const std::array<Range, n>& ranges, std::uint32_t code_point) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return range.first <= code_point && code_point <= range.last; });
}

std::size_t width_of(std::uint32_t code_point) {
  if (code_point < 0x300) return 1;
  if (in(combining, code_point)) return 0;
  return in(wide, code_point) ? 2 : 1;
}

constexpr Decoded broken{.code_point = 0xfffd, .bytes = 1, .valid = false};

}  // namespace

Decoded decode_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {.code_point = first, .bytes = 1, .valid = true};
  const std::size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < bytes) return broken;
  std::uint32_t code_point = first & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return broken;
    code_point = code_point << 6 | (byte(i) & 0x3f);
  }
  const bool overlong = (bytes == 3 && code_point < 0x800) || (bytes == 4 && code_point < 0x10000);
  const bool surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
  if (overlong || surrogate || code_point > 0x10ffff) return broken;
  return {.code_point = code_point, .bytes = bytes, .valid = true};
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Decoded next = decode_utf8(text);
    out += next.valid && !in(steering, next.code_point) ? text.substr(0, next.bytes) : replacement;
    text.remove_prefix(next.bytes);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Decoded next = decode_utf8(text);
    width += width_of(next.code_point);
    text.remove_prefix(next.bytes);
  }
  return width;
}

std::string cut_to(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::size_t used = 1;  // the ellipsis
  std::size_t kept = 0;
  while (kept < text.size()) {
    const Decoded next = decode_utf8(text.substr(kept));
    used += width_of(next.code_point);
    if (used > width) break;
    kept += next.bytes;
  }
  return std::string(text.substr(0, kept)) + std::string(ellipsis);
}

}  // namespace scrip::reports
