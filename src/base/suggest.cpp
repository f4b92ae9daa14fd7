#include "base/suggest.h"

#include <algorithm>
#include <utility>

namespace scrip {
namespace {

constexpr std::size_t compared_max = 64;
constexpr std::size_t shown_max = 3;
constexpr std::size_t beginning_min = 3;  // letters that say which word is meant

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Nothing if the two have too little in common.
std::size_t distance_of(std::string_view word, std::string_view candidate) {
  if (word.size() >= beginning_min && candidate.starts_with(word)) return 1;
  if (candidate.ends_with("." + std::string(word)) || word.ends_with("." + std::string(candidate))) return 1;
  const std::size_t most = std::max<std::size_t>(1, std::min(word.size(), candidate.size()) / 3);
  const std::size_t distance = edit_distance(word, candidate);
  return distance <= most ? distance : std::string_view::npos;
}

// The nearest first; of equals the first of the alphabet.
std::vector<std::pair<std::size_t, std::string_view>> near(std::string_view word,
                                                           const std::vector<std::string_view>& known) {
  std::vector<std::pair<std::size_t, std::string_view>> found;
  for (const std::string_view candidate : known) {
    const std::size_t distance = distance_of(word, candidate);
    if (distance != std::string_view::npos) found.emplace_back(distance, candidate);
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  a = a.substr(0, compared_max);
  b = b.substr(0, compared_max);
  const auto same = [&](std::size_t i, std::size_t j) { return lower(a[i]) == lower(b[j]); };
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t replace = cost[i - 1][j - 1] + (same(i - 1, j - 1) ? 0 : 1);
      cost[i][j] = std::min({replace, cost[i - 1][j] + 1, cost[i][j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1);
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known) {
  const auto found = near(word, known);
  return found.empty() ? std::string_view{} : found.front().second;
}

std::vector<std::string_view> nearest_few(std::string_view word, const std::vector<std::string_view>& known) {
  const auto found = near(word, known);
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < std::min(found.size(), shown_max); ++i) {
    if (found[i].first <= found[0].first + 1) names.push_back(found[i].second);
  }
  return names;
}

}  // namespace scrip
