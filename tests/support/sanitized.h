#pragma once
// Whether a sanitizer watches: everything takes some ten times as long then, and long tests do a part of their work.

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

}  // namespace scrip::testing
