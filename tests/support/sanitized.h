#pragma once
// Whether a sanitizer watches: everything takes some ten times as long then, and long tests do a part of their work. What
// they do in full, the same tests do in the build that ships.

#include <concepts>

namespace scrip::testing {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif
#else
inline constexpr bool is_sanitized = false;
#endif

/// How much of work on many alike inputs to do: all of it, or a quarter under a sanitizer.
[[nodiscard]] constexpr auto part_of(std::integral auto whole) {
  return is_sanitized ? static_cast<decltype(whole)>((whole + 3) / 4) : whole;
}

}  // namespace scrip::testing
