#pragma once
// What one caller may take of the server, beside base/limits.h.

#include "base/limits.h"

namespace scrip::limits {

inline constexpr std::size_t http_event_streams_of_one_max = 64;  // a page that is left is noticed within 15 s
inline constexpr std::size_t slow_queue_of_one_max = 16;
// Bodies above http_body_bytes_max that are being read or answered: 1 GiB of memory at most.
inline constexpr std::size_t http_large_bodies_max = 32;
inline constexpr std::size_t http_large_bodies_of_one_max = 8;

// Passwords that are checked, by person or else by address. Each takes some 20 ms of a processor.
inline constexpr std::int64_t rate_password_per_s = 10;
inline constexpr std::int64_t rate_password_burst = 200;

static_assert(http_event_streams_of_one_max < http_event_streams_max);
static_assert(slow_queue_of_one_max < slow_queue_max);
static_assert(http_large_bodies_of_one_max < http_large_bodies_max);

}  // namespace scrip::limits
