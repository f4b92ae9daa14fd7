#include "service/rate.h"

#include <algorithm>

#include "base/limits.h"

namespace scrip::service {
namespace {

constexpr std::int64_t one = 1'000;  // request, in thousandths
constexpr Milliseconds idle{60'000};  // by then every bucket of limits.h is full again

}  // namespace

void RateLimiter::fill(Bucket& bucket, Rate rate, Instant now) {
  if (now <= bucket.at) return;
  const std::int64_t passed_ms = std::min((now - bucket.at).count(), std::int64_t{idle.count()});
  bucket.thousandths = std::min(rate.burst * one, bucket.thousandths + passed_ms * rate.per_s);
  bucket.at = now;
}

void RateLimiter::drop_idle(Instant now) {
  for (auto at = buckets_.begin(); at != buckets_.end();) {
    if (now - at->second.at >= idle) {
      buckets_.erase(at++);
    } else {
      ++at;
    }
  }
}

std::int64_t RateLimiter::take(std::string_view caller, Rate rate, Instant now) {
  if (rate.per_s <= 0) return 0;
  auto found = buckets_.find(caller);
  if (found == buckets_.end()) {
    if (buckets_.size() >= limits::rate_buckets_max) drop_idle(now);
    // Still full: so many callers within a minute are an attack, and newcomers wait.
    if (buckets_.size() >= limits::rate_buckets_max) return std::chrono::ceil<std::chrono::seconds>(idle).count();
    found = buckets_.try_emplace(std::string(caller), Bucket{.thousandths = rate.burst * one, .at = now}).first;
  }
  Bucket& bucket = found->second;
  fill(bucket, rate, now);
  if (bucket.thousandths >= one) {
    bucket.thousandths -= one;
    return 0;
  }
  const std::int64_t missing = one - bucket.thousandths;
  const std::int64_t wait_ms = (missing + rate.per_s - 1) / rate.per_s;
  return std::max<std::int64_t>(1, (wait_ms + 999) / 1'000);
}

}  // namespace scrip::service
