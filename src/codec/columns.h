#pragma once
// Columns of numbers, packed: chunks of up to 256 values, each chunk as its smallest value and the differences to it in
// as few bits as the largest needs. A column of equal values costs about two bits a hundred values; there is one
// encoding of a column.

#include <cstdint>
#include <span>
#include <vector>

#include "codec/binary.h"

namespace scrip::codec {

void write_column(Writer& out, std::span<const std::uint64_t> values);
// Reads `size` values. A size that the bytes cannot hold is refused before anything is allocated.
void read_column(Reader& in, std::size_t size, std::vector<std::uint64_t>& values);

[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
[[nodiscard]] constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

}  // namespace scrip::codec
