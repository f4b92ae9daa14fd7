#pragma once
// What the journal keeps of a request that came with an idempotency key, in 32 bytes: the first half names it (who
// asked, under which key), the second half says what was asked for. So the same name with another second half is
// another request, which is refused and not answered with the first one's answer.
//
// 2^64 requests under one name would have to be tried for two with one second half, by a person who harms only
// themselves: their keys are theirs alone.

#include <algorithm>
#include <cstddef>

#include "base/bytes.h"

namespace scrip::engine {

inline constexpr std::size_t request_name_bytes = 16;

// The half that names it; the other is zero.
[[nodiscard]] inline Hash256 request_name(const Hash256& request) {
  Hash256 name;
  std::copy_n(request.bytes.begin(), request_name_bytes, name.bytes.begin());
  return name;
}

// A request of this name that asks for what `content` is the hash of.
[[nodiscard]] inline Hash256 request_for(const Hash256& name, const Hash256& content) {
  Hash256 request = request_name(name);
  std::copy_n(content.bytes.begin(), request_name_bytes, request.bytes.begin() + request_name_bytes);
  return request;
}

}  // namespace scrip::engine
