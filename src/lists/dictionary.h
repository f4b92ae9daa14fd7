#pragma once
// The different texts of a column, each kept once: rows hold its number.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/containers.h"

namespace scrip::lists {

class Dictionary {
 public:
  Dictionary() = default;
  Dictionary(const Dictionary&) = delete;  // the numbers' keys point into the texts
  Dictionary& operator=(const Dictionary&) = delete;

  // The number of a text, from 0 in the order in which they first came.
  [[nodiscard]] std::uint32_t number_of(std::string_view text);
  [[nodiscard]] const std::string& text(std::uint32_t number) const { return texts_[number]; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

  // The place of each text when they are ordered byte by byte. Costs a sort of what came since it was last asked.
  [[nodiscard]] const std::vector<std::uint32_t>& ranks();

 private:
  std::deque<std::string> texts_;  // a text stays where it is
  FlatMap<std::string_view, std::uint32_t> numbers_;
  std::vector<std::uint32_t> ordered_;
  std::vector<std::uint32_t> ranks_;
};

}  // namespace scrip::lists
