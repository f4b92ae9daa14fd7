#pragma once
// Our own seeded generator, for tests, simulations and published draws: the same numbers on every machine and with
// every library. SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014).
// Not for keys or salts.

#include <cstdint>

namespace scrip {

class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] constexpr std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  // Uniform in [0, bound); bound > 0. Rejection keeps it exact.
  [[nodiscard]] constexpr std::uint64_t below(std::uint64_t bound) {
    const std::uint64_t limit = ~std::uint64_t{0} - ~std::uint64_t{0} % bound;
    std::uint64_t value = next();
    while (value >= limit) value = next();
    return value % bound;
  }

  // Uniform in [low, high], both included; low <= high.
  [[nodiscard]] constexpr std::int64_t between(std::int64_t low, std::int64_t high) {
    const std::uint64_t start = static_cast<std::uint64_t>(low);  // unsigned: a width beyond 2^63 - 1 must not overflow
    const std::uint64_t width = static_cast<std::uint64_t>(high) - start + 1;
    return static_cast<std::int64_t>(start + (width == 0 ? next() : below(width)));
  }

  [[nodiscard]] constexpr bool chance(std::uint64_t numerator, std::uint64_t denominator) {
    return below(denominator) < numerator;
  }

 private:
  std::uint64_t state_;
};

}  // namespace scrip
