#pragma once
// Text as a terminal shows it: safe to print, and how many places it takes.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace scrip::reports {

// One code point at the front of a text. Bytes that are not UTF-8 (RFC 3629) come one at a time, as not `valid`.
struct Decoded {
  std::uint32_t code_point = 0;
  std::size_t bytes = 0;
  bool valid = false;
};
[[nodiscard]] Decoded decode_utf8(std::string_view text);  // text is not empty

// The text with everything that could steer a terminal, or is not UTF-8, replaced by U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);

// The places a printable text takes: 2 for wide and full-width characters (Unicode TR 11: W and F), 0 for combining
// marks, 1 for others.
[[nodiscard]] std::size_t display_width(std::string_view text);

// The text cut to at most `width` places, its last one an ellipsis where something was cut. width >= 1.
[[nodiscard]] std::string cut_to(std::string_view text, std::size_t width);

}  // namespace scrip::reports
