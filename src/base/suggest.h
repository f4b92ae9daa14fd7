#pragma once
// The nearest of the words that are known, for a word that is not.

#include <string_view>
#include <vector>

namespace scrip {

// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other; upper and lower case
// are alike. Source: the optimal string alignment distance. Cost: length times length; words are cut at 64 bytes.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest known word, or "" if none is near enough to be meant: one letter in three may differ, or the known word
// begins with this one, or one ends the other behind a dot.
[[nodiscard]] std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known);

// The nearest known words, the best first; at most three, none where nothing is near.
[[nodiscard]] std::vector<std::string_view> nearest_few(std::string_view word,
                                                        const std::vector<std::string_view>& known);

}  // namespace scrip
