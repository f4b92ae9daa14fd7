#pragma once
// A set of small numbers that knows its first member, and the first from any number on: bits, with a bit of the next
// level up for every 64 of them. Every operation takes one step a level: two for 4,096 numbers, four for 16 million.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scrip::network_simulation {

class BitTree {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  BitTree() = default;
  // Of numbers below `size`, 1 .. 2^30.
  explicit BitTree(std::uint32_t size) {
    std::uint32_t words = 0;
    do {
      size = (size + 63) / 64;
      start_[levels_++] = words;
      words += size;
    } while (size > 1);
    words_.assign(words, 0);
  }

  [[nodiscard]] bool test(std::uint32_t number) const { return ((words_[number / 64] >> (number % 64)) & 1) != 0; }
  [[nodiscard]] bool empty() const { return words_.back() == 0; }

  void set(std::uint32_t number) {
    for (std::uint32_t level = 0; level < levels_; ++level) {
      std::uint64_t& word = words_[start_[level] + number / 64];
      const bool was_empty = word == 0;
      word |= std::uint64_t{1} << (number % 64);
      if (!was_empty) return;
      number /= 64;
    }
  }
  void clear(std::uint32_t number) {
    for (std::uint32_t level = 0; level < levels_; ++level) {
      std::uint64_t& word = words_[start_[level] + number / 64];
      word &= ~(std::uint64_t{1} << (number % 64));
      if (word != 0) return;
      number /= 64;
    }
  }

  // The least member, or none.
  [[nodiscard]] std::uint32_t first() const { return empty() ? none : down(levels_ - 1, 0); }

  // The least member that is `from` or more, or none. `from` is below the size, or equals it.
  [[nodiscard]] std::uint32_t next(std::uint32_t from) const {
    for (std::uint32_t level = 0; level < levels_; ++level) {
      const std::uint32_t at = from / 64;
      const std::uint32_t end = level + 1 < levels_ ? start_[level + 1] : static_cast<std::uint32_t>(words_.size());
      if (start_[level] + at >= end) return none;
      const std::uint64_t word = words_[start_[level] + at] >> (from % 64);
      if (word != 0) {
        const std::uint32_t found = from + static_cast<std::uint32_t>(std::countr_zero(word));
        return level == 0 ? found : down(level - 1, found);
      }
      from = at + 1;
    }
    return none;
  }

 private:
  // The least member under the word `at` of a level, which is not empty.
  [[nodiscard]] std::uint32_t down(std::uint32_t level, std::uint32_t at) const {
    for (;;) {
      at = at * 64 + static_cast<std::uint32_t>(std::countr_zero(words_[start_[level] + at]));
      if (level-- == 0) return at;
    }
  }

  std::vector<std::uint64_t> words_;  // level by level, the members first
  std::array<std::uint32_t, 6> start_{};
  std::uint32_t levels_ = 0;
};

}  // namespace scrip::network_simulation
