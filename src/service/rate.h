#pragma once
// Limits on rate: a token bucket for each caller. A bucket gains so much a second up to its burst; a request takes one.
//
// Cost: one look-up in a hash table; when that is full, buckets that are full again, which say nothing, are dropped.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/containers.h"
#include "base/time.h"

namespace scrip::service {

struct Rate {
  std::int64_t per_s = 0;  // 0: no limit
  std::int64_t burst = 0;
};

class RateLimiter {
 public:
  // Takes one from the caller's bucket. Gives 0, or the seconds after which there is one again.
  [[nodiscard]] std::int64_t take(std::string_view caller, Rate rate, Instant now);
  [[nodiscard]] std::size_t size() const { return buckets_.size(); }

 private:
  struct Bucket {
    std::int64_t thousandths = 0;  // of requests
    Instant at{};
  };
  static void fill(Bucket& bucket, Rate rate, Instant now);
  void drop_idle(Instant now);

  TextMap<Bucket> buckets_;
};

}  // namespace scrip::service
