#pragma once
// UTF-8, strictly: no overlong forms, surrogates or values beyond U+10FFFF.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scrip {

// The length of the character that starts at `at`, 1 .. 4; 0 where there is no valid one.
[[nodiscard]] std::size_t utf8_length(std::string_view text, std::size_t at);
[[nodiscard]] bool is_utf8(std::string_view text);
// How many characters a valid text has.
[[nodiscard]] std::size_t utf8_count(std::string_view text);
// The byte at which the character with a subscript starts; the size for the subscript after the last one.
// Nothing beyond that.
[[nodiscard]] std::optional<std::size_t> utf8_offset(std::string_view text, std::size_t index);
// The beginning of a valid text: so many bytes at most, and no part of a character.
[[nodiscard]] std::string_view utf8_cut(std::string_view text, std::size_t bytes_max);
// Appends a code point. False if it is none.
bool utf8_append(std::string& text, std::uint32_t code_point);

}  // namespace scrip
