#include "lists/select.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace scrip::lists {
namespace {

constexpr std::size_t rows_kept_sorted_max = 10'000;

using Keyed = std::pair<std::int64_t, RowNumber>;

// The first `wanted` of them in order, with never more than twice as many in memory.
std::vector<Keyed> smallest(const Kept& kept, const Order& order, std::size_t wanted) {
  std::vector<Keyed> best;
  best.reserve(2 * wanted);
  bool is_full = false;
  Keyed last{};
  const auto cut = [&] {
    std::nth_element(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(wanted - 1), best.end());
    best.resize(wanted);
    last = best.back();
    is_full = true;
  };
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i] == 0) continue;
    const auto row = static_cast<RowNumber>(i);
    const Keyed keyed{order.key(row), row};
    if (is_full && last < keyed) continue;
    best.push_back(keyed);
    if (best.size() == 2 * wanted) cut();
  }
  std::ranges::sort(best);
  if (best.size() > wanted) best.resize(wanted);
  return best;
}

std::vector<Keyed> all_of(const Kept& kept, const Order& order) {
  std::vector<Keyed> all;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const auto row = static_cast<RowNumber>(i);
    if (kept[i] != 0) all.emplace_back(order.key(row), row);
  }
  return all;
}

}  // namespace

void keep_equal(Kept& kept, std::span<const std::int64_t> values, std::int64_t wanted) {
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i] &= static_cast<std::uint8_t>(values[i] == wanted);
}

void keep_taken(Kept& kept, std::span<const std::uint32_t> numbers, const std::vector<std::uint8_t>& takes) {
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i] &= takes[numbers[i]];
}

void add_taken(Kept& kept, std::span<const std::uint32_t> numbers, const std::vector<std::uint8_t>& takes) {
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i] |= takes[numbers[i]];
}

void keep_both(Kept& kept, const Kept& other) {
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i] &= other[i];
}

std::size_t count_kept(const Kept& kept) {
  std::size_t sum = 0;
  for (const std::uint8_t one : kept) sum += one;
  return sum;
}

std::vector<RowNumber> page_of(const Kept& kept, std::size_t from, std::size_t limit) {
  constexpr std::size_t stride = 4'096;
  std::size_t i = 0;
  while (i + stride <= kept.size()) {
    const auto here = static_cast<std::size_t>(std::count(kept.begin() + static_cast<std::ptrdiff_t>(i),
                                                          kept.begin() + static_cast<std::ptrdiff_t>(i + stride), 1));
    if (here > from) break;
    from -= here;
    i += stride;
  }
  std::vector<RowNumber> rows;
  for (; i < kept.size() && rows.size() < limit; ++i) {
    if (kept[i] == 0) continue;
    if (from == 0) {
      rows.push_back(static_cast<RowNumber>(i));
    } else {
      --from;
    }
  }
  return rows;
}

std::vector<RowNumber> page_of(const Kept& kept, const Order& order, std::size_t from, std::size_t limit) {
  const bool near = from + limit <= rows_kept_sorted_max;
  std::vector<Keyed> keyed = near ? smallest(kept, order, from + limit) : all_of(kept, order);
  from = std::min(from, keyed.size());
  const std::size_t until = std::min(from + limit, keyed.size());
  if (!near) {
    const auto begin = keyed.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = keyed.begin() + static_cast<std::ptrdiff_t>(until);
    if (begin != keyed.end()) std::nth_element(keyed.begin(), begin, keyed.end());
    std::partial_sort(begin, end, keyed.end());
  }
  std::vector<RowNumber> rows;
  for (std::size_t i = from; i < until; ++i) rows.push_back(keyed[i].second);
  return rows;
}

}  // namespace scrip::lists
