#pragma once
// "Did you mean": the names closest to one that does not exist.

#include <string>
#include <string_view>
#include <vector>

namespace scrip::cel {

// How many letters must be inserted, removed, replaced or swapped with their neighbour to get from a to b.
// Source: the optimal string alignment distance. Cost: length times length; texts are cut at 64 bytes.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

// "did you mean 'turnover'?", or with up to three names; empty where nothing is close.
[[nodiscard]] std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known);

}  // namespace scrip::cel
