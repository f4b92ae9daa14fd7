#include "cel/nearest.h"

#include <algorithm>
#include <utility>

namespace scrip::cel {
namespace {

constexpr std::size_t compared_max = 64;
constexpr std::size_t shown_max = 3;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Nothing if the two have too little in common.
std::size_t distance_of(std::string_view name, std::string_view candidate) {
  const std::size_t most = std::max<std::size_t>(1, std::min(name.size(), candidate.size()) / 3);
  if (candidate.ends_with("." + std::string(name)) || name.ends_with("." + std::string(candidate))) return 1;
  const std::size_t distance = edit_distance(name, candidate);
  return distance <= most ? distance : std::string_view::npos;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  a = a.substr(0, compared_max);
  b = b.substr(0, compared_max);
  const auto same = [&](std::size_t i, std::size_t j) { return lower(a[i]) == lower(b[j]); };
  std::vector<std::vector<std::size_t>> rows(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        rows[i][j] = i + j;
        continue;
      }
      rows[i][j] = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + !same(i - 1, j - 1)});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) {
        rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
  }
  return rows[a.size()][b.size()];
}

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known) {
  std::vector<std::pair<std::size_t, std::string_view>> found;
  for (const std::string_view candidate : known) {
    const std::size_t distance = distance_of(name, candidate);
    if (distance != std::string_view::npos) found.emplace_back(distance, candidate);
  }
  std::ranges::sort(found);
  if (found.empty()) return {};
  std::string text = "did you mean ";
  const std::size_t count = std::min(found.size(), shown_max);
  for (std::size_t i = 0; i < count; ++i) {
    if (found[i].first > found[0].first + 1) break;
    text += std::string(i == 0 ? "" : " or ") + "'" + std::string(found[i].second) + "'";
  }
  return text + "?";
}

}  // namespace scrip::cel
