#pragma once
// Which rows of a list fulfil conditions, and a page of them in order: loops over whole columns, a byte or a number a
// row, that take about a nanosecond each.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace scrip::lists {

using RowNumber = std::uint32_t;

// One byte for each row: 1 for those that are kept.
using Kept = std::vector<std::uint8_t>;

void keep_equal(Kept& kept, std::span<const std::int64_t> values, std::int64_t wanted);
// `takes` has a byte for each number of the dictionary.
void keep_taken(Kept& kept, std::span<const std::uint32_t> numbers, const std::vector<std::uint8_t>& takes);
void add_taken(Kept& kept, std::span<const std::uint32_t> numbers, const std::vector<std::uint8_t>& takes);
void keep_both(Kept& kept, const Kept& other);
[[nodiscard]] std::size_t count_kept(const Kept& kept);

// The rows at places [from, from + limit) of those kept, in the order of the list.
[[nodiscard]] std::vector<RowNumber> page_of(const Kept& kept, std::size_t from, std::size_t limit);

struct Order {
  std::span<const std::int64_t> values;  // by row; or, where it is empty,
  std::span<const std::uint32_t> numbers;  // by row, in the order of
  std::span<const std::uint32_t> ranks;    // of each number
  bool descending = false;

  [[nodiscard]] std::int64_t key(RowNumber row) const {
    const std::int64_t ascending = values.empty() ? std::int64_t{ranks[numbers[row]]} : values[row];
    return descending ? ~ascending : ascending;  // ~ turns the order round without leaving the range
  }
};
// The same in another order; equal ones as they stand in the list. Linear where the page is among the first 10,000
// rows, else as long as a partial sort.
[[nodiscard]] std::vector<RowNumber> page_of(const Kept& kept, const Order& order, std::size_t from, std::size_t limit);

}  // namespace scrip::lists
