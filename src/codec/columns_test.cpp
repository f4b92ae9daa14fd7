#include "codec/columns.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/random.h"

namespace scrip::codec {
namespace {

std::vector<std::uint64_t> there_and_back(const std::vector<std::uint64_t>& values) {
  Bytes bytes;
  Writer writer(bytes);
  write_column(writer, values);
  Reader reader(bytes);
  std::vector<std::uint64_t> read;
  read_column(reader, values.size(), read);
  EXPECT_TRUE(reader.at_end());
  return read;
}

TEST(Columns, ComeBackAtEveryWidthAndLength) {
  Random random(1);
  for (unsigned width = 0; width <= 64; ++width) {
    const std::uint64_t mask = width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
    for (const std::size_t size : {0UL, 1UL, 2UL, 63UL, 255UL, 256UL, 257UL, 600UL}) {
      std::vector<std::uint64_t> values(size);
      const std::uint64_t smallest = random.next() & ~mask;
      for (auto& value : values) value = smallest + (random.next() & mask);
      ASSERT_EQ(there_and_back(values), values) << "width " << width << ", size " << size;
    }
  }
}

TEST(Columns, OfEqualValuesCostNextToNothing) {
  Bytes bytes;
  Writer writer(bytes);
  write_column(writer, std::vector<std::uint64_t>(65'536, 1'000));
  EXPECT_EQ(bytes.size(), 256U * 3);
}

TEST(Columns, ASizeThatTheBytesCannotHoldIsRefused) {
  const Bytes bytes{0, 0, 0, 0};  // two chunks of zeros
  for (const std::size_t size : {513UL, 1'000'000'000'000UL}) {
    Reader reader(bytes);
    std::vector<std::uint64_t> values;
    read_column(reader, size, values);
    EXPECT_FALSE(reader.ok());
    EXPECT_TRUE(values.empty());
  }
}

TEST(Columns, AWidthBeyondANumberIsRefused) {
  const Bytes bytes{65, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  Reader reader(bytes);
  std::vector<std::uint64_t> values;
  read_column(reader, 1, values);
  EXPECT_FALSE(reader.ok());
}

TEST(Columns, SignsFoldBothWays) {
  for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(),
                                   std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(unzigzag(zigzag(value)), value);
  }
}

}  // namespace
}  // namespace scrip::codec
