#include "codec/columns.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace scrip::codec {
namespace {

constexpr std::size_t chunk_values = 256;
constexpr std::size_t chunk_bytes_max = chunk_values * 8 + 16;  // and room for whole-word writes past the end

// The low `width` bits of each difference, one after another from the lowest bit of the first byte.
void pack(Writer& out, std::span<const std::uint64_t> values, std::uint64_t smallest, unsigned width) {
  std::array<std::uint8_t, chunk_bytes_max> bytes{};
  std::size_t at = 0;
  std::uint64_t pending = 0;
  unsigned bits = 0;
  for (const std::uint64_t value : values) {
    const std::uint64_t difference = value - smallest;
    pending |= difference << bits;
    if (bits + width >= 64) {
      std::memcpy(bytes.data() + at, &pending, 8);
      at += 8;
      pending = bits == 0 ? 0 : difference >> (64 - bits);
      bits = bits + width - 64;
    } else {
      bits += width;
    }
  }
  std::memcpy(bytes.data() + at, &pending, 8);
  out.raw({bytes.data(), (values.size() * width + 7) / 8});
}

void unpack(ByteView packed, std::span<std::uint64_t> values, std::uint64_t smallest, unsigned width) {
  std::array<std::uint8_t, chunk_bytes_max> bytes{};
  std::copy(packed.begin(), packed.end(), bytes.begin());
  const std::uint64_t mask = width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
  std::size_t bit = 0;
  for (auto& value : values) {
    std::uint64_t low = 0;
    std::memcpy(&low, bytes.data() + bit / 8, 8);
    const unsigned shift = bit % 8;
    std::uint64_t difference = low >> shift;
    if (shift + width > 64) difference |= std::uint64_t{bytes[bit / 8 + 8]} << (64 - shift);
    value = smallest + (difference & mask);
    bit += width;
  }
}

static_assert(std::endian::native == std::endian::little, "the packed form is little-endian, as every target is");

}  // namespace

void write_column(Writer& out, std::span<const std::uint64_t> values) {
  for (std::size_t at = 0; at < values.size(); at += chunk_values) {
    const auto chunk = values.subspan(at, std::min(chunk_values, values.size() - at));
    const auto [smallest, largest] = std::minmax_element(chunk.begin(), chunk.end());
    const auto width = static_cast<unsigned>(std::bit_width(*largest - *smallest));
    out.byte(static_cast<std::uint8_t>(width));
    out.unsigned_number(*smallest);
    if (width != 0) pack(out, chunk, *smallest, width);
  }
}

void read_column(Reader& in, std::size_t size, std::vector<std::uint64_t>& values) {
  values.clear();
  if (size > (in.left() / 2 + 1) * chunk_values) in.refuse();  // a chunk takes two bytes at least
  if (!in.ok()) return;
  values.resize(size);
  for (std::size_t at = 0; at < size && in.ok(); at += chunk_values) {
    const auto chunk = std::span{values}.subspan(at, std::min(chunk_values, size - at));
    const unsigned width = in.byte();
    const auto smallest = in.number<std::uint64_t>();
    if (width > 64) in.refuse();
    const ByteView packed = in.raw((chunk.size() * width + 7) / 8);
    if (!in.ok()) break;
    unpack(packed, chunk, smallest, width);
  }
  if (!in.ok()) values.clear();
}

}  // namespace scrip::codec
