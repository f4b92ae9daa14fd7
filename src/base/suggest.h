#pragma once
// The nearest of the words that are known, for a word that is not.

#include <string>
#include <string_view>
#include <vector>

namespace scrip {

// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other (optimal string
// alignment distance).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest known word, or "" if none is near enough to be meant.
[[nodiscard]] std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known);

// "; did you mean 'key'?", or which ones there are.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace scrip
