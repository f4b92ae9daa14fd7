#pragma once
// What benchmarks measure with.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <type_traits>
#include <utility>

#include "base/result.h"

namespace scrip::bench {

using Clock = std::chrono::steady_clock;

[[nodiscard]] double seconds_since(Clock::time_point start);
// Time that the process, or this thread alone, spent computing: what matters where other work runs on the same
// processors.
[[nodiscard]] double cpu_seconds();
[[nodiscard]] double thread_seconds();
// The most memory that the process has held.
[[nodiscard]] long resident_mib();

// The value; an error ends the program.
template <class T>
T must(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", describe(result.error(), Language::english).c_str());
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace scrip::bench
