#include "lists/dictionary.h"

#include <algorithm>

namespace scrip::lists {

std::uint32_t Dictionary::number_of(std::string_view text) {
  const auto found = numbers_.find(text);
  if (found != numbers_.end()) return found->second;
  const auto number = static_cast<std::uint32_t>(texts_.size());
  numbers_.emplace(texts_.emplace_back(text), number);
  return number;
}

const std::vector<std::uint32_t>& Dictionary::ranks() {
  const auto known = static_cast<std::ptrdiff_t>(ordered_.size());
  if (ordered_.size() == texts_.size()) return ranks_;
  for (std::size_t i = ordered_.size(); i < texts_.size(); ++i) ordered_.push_back(static_cast<std::uint32_t>(i));
  const auto before = [this](std::uint32_t a, std::uint32_t b) { return texts_[a] < texts_[b]; };
  std::sort(ordered_.begin() + known, ordered_.end(), before);
  std::inplace_merge(ordered_.begin(), ordered_.begin() + known, ordered_.end(), before);
  ranks_.resize(ordered_.size());
  for (std::size_t i = 0; i < ordered_.size(); ++i) ranks_[ordered_[i]] = static_cast<std::uint32_t>(i);
  return ranks_;
}

}  // namespace scrip::lists
