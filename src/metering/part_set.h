#pragma once
// The parts of a job that were taken. Numbered parts are kept as sorted disjoint ranges: a gapless sequence costs 16
// bytes however long it is. Parts derived from text ids are scattered, so they are kept one by one.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

#include "base/containers.h"
#include "metering/usage.h"

namespace scrip::metering {

class PartSet {
 public:
  struct Range {
    std::uint64_t from = 0;
    std::uint64_t until = 0;  // exclusive
    friend bool operator==(const Range&, const Range&) = default;
    static void fields(auto& self, auto&& visit) {
      visit("from", self.from);
      visit("until", self.until);
    }
  };

  [[nodiscard]] bool contains(std::uint64_t part) const {
    if ((part & part_text_bit) != 0) return texts_ != nullptr && texts_->contains(part);
    if (ranges_.empty() || part >= ranges_.back().until) return false;
    const auto after = above(part);
    return after != ranges_.begin() && part < std::prev(after)->until;
  }

  // Adds a part that is not in the set. Constant time when it continues the last range or comes from a text id, else
  // linear in the ranges.
  void insert(std::uint64_t part) {
    if ((part & part_text_bit) != 0) {
      if (texts_ == nullptr) texts_ = std::make_unique<FlatSet<std::uint64_t>>();
      texts_->insert(part);
    } else if (!ranges_.empty() && part == ranges_.back().until) {
      ++ranges_.back().until;
    } else {
      insert_into_ranges(part);
    }
  }

  friend bool operator==(const PartSet& a, const PartSet& b) {
    return a.ranges_ == b.ranges_ && a.sorted_texts() == b.sorted_texts();
  }

  static void fields(auto& self, auto&& visit) {
    visit("ranges", self.ranges_);
    auto texts = self.sorted_texts();
    visit("texts", texts);
    if constexpr (!std::is_const_v<std::remove_reference_t<decltype(self)>>) self.set_texts(texts);
  }

 private:
  using Ranges = InlineVector<Range, 1>;

  [[nodiscard]] Ranges::const_iterator above(std::uint64_t part) const {
    return std::upper_bound(ranges_.begin(), ranges_.end(), part,
                            [](std::uint64_t value, const Range& range) { return value < range.from; });
  }

  void insert_into_ranges(std::uint64_t part) {
    const auto after = ranges_.begin() + (above(part) - ranges_.cbegin());
    const bool joins_before = after != ranges_.begin() && std::prev(after)->until == part;
    const bool joins_after = after != ranges_.end() && after->from == part + 1;
    if (joins_before && joins_after) {
      std::prev(after)->until = after->until;
      ranges_.erase(after);
    } else if (joins_before) {
      ++std::prev(after)->until;
    } else if (joins_after) {
      --after->from;
    } else {
      ranges_.insert(after, Range{.from = part, .until = part + 1});
    }
  }

  [[nodiscard]] std::vector<std::uint64_t> sorted_texts() const {
    std::vector<std::uint64_t> texts;
    if (texts_ != nullptr) texts.assign(texts_->begin(), texts_->end());
    std::sort(texts.begin(), texts.end());  // the set's own order changes from run to run
    return texts;
  }
  void set_texts(const std::vector<std::uint64_t>& texts) {
    texts_ = texts.empty() ? nullptr : std::make_unique<FlatSet<std::uint64_t>>(texts.begin(), texts.end());
  }

  Ranges ranges_;
  std::unique_ptr<FlatSet<std::uint64_t>> texts_;
};

}  // namespace scrip::metering
