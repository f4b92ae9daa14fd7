#pragma once
// SCRIP_CHECK(condition): states what we believe of our own state, never of input, and ends the process in every
// build when it is false: a ledger that is wrong must not go on.

namespace scrip {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}  // namespace scrip

#define SCRIP_CHECK(condition) \
  (static_cast<bool>(condition) ? static_cast<void>(0) : ::scrip::check_failed(#condition, __FILE__, __LINE__))
