#include "metering/part_set.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "codec/binary.h"

namespace scrip::metering {
namespace {

Bytes encoded(const PartSet& parts) {
  Bytes out;
  codec::Writer(out).value(parts);
  return out;
}

RC_GTEST_PROP(PartSet, HoldsWhatASetHolds, ()) {
  const bool dense = *rc::gen::arbitrary<bool>();
  const std::uint64_t top = dense ? 40 : part_text_bit;
  const auto sequence = *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, top));
  PartSet parts;
  std::set<std::uint64_t> expected;
  for (std::uint64_t part : sequence) {
    if (part % 7 == 0) part |= part_text_bit;
    RC_ASSERT(parts.contains(part) == expected.contains(part));
    if (expected.insert(part).second) parts.insert(part);
    RC_ASSERT(parts.contains(part));
  }
  for (std::uint64_t part = 0; part < 45; ++part) {
    RC_ASSERT(parts.contains(part) == expected.contains(part));
    RC_ASSERT(parts.contains(part | part_text_bit) == expected.contains(part | part_text_bit));
  }
}

RC_GTEST_PROP(PartSet, IsTheSameInWhateverOrderItWasFilled, ()) {
  const auto some = *rc::gen::container<std::set<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 60));
  PartSet up;
  PartSet down;
  const auto place = [](std::uint64_t part) { return part % 5 == 0 ? part | part_text_bit : part; };
  for (auto part = some.begin(); part != some.end(); ++part) up.insert(place(*part));
  for (auto part = some.rbegin(); part != some.rend(); ++part) down.insert(place(*part));
  RC_ASSERT(up == down);
  RC_ASSERT(encoded(up) == encoded(down));
  PartSet read;
  const Bytes bytes = encoded(up);
  codec::Reader reader(bytes);
  reader.value(read);
  RC_ASSERT(reader.at_end());
  RC_ASSERT(read == up);
}

TEST(PartSet, KeepsAGaplessSequenceInOneRange) {
  PartSet parts;
  for (std::uint64_t part = 1000; part > 0; --part) parts.insert(part);
  for (std::uint64_t part = 1001; part < 2000; ++part) parts.insert(part);
  EXPECT_LE(encoded(parts).size(), 6u);
}

TEST(PartSet, TakesTheSmallestAndTheLargestParts) {
  PartSet parts;
  const std::uint64_t largest = part_text_bit - 1;
  for (const std::uint64_t part : {largest, std::uint64_t{0}, ~std::uint64_t{0}, part_text_bit}) {
    EXPECT_FALSE(parts.contains(part));
    parts.insert(part);
    EXPECT_TRUE(parts.contains(part));
  }
  EXPECT_FALSE(parts.contains(1));
  EXPECT_FALSE(parts.contains(largest - 1));
}

TEST(PartOfTextId, HasTheTopBitAndDiffersByText) {
  EXPECT_NE(part_of_text_id("a") & part_text_bit, 0u);
  EXPECT_NE(part_of_text_id("a"), part_of_text_id("b"));
  EXPECT_EQ(part_of_text_id("a"), part_of_text_id("a"));
}

TEST(SuspenseReason, HasANameAnAdviceInTwoLanguagesAndIsReadBack) {
  for (std::uint8_t i = 1; i < suspense_reasons; ++i) {
    const auto reason = static_cast<SuspenseReason>(i);
    EXPECT_EQ(parse_suspense_reason(name(reason)), reason);
    EXPECT_FALSE(advice(reason, Language::english).empty());
    EXPECT_NE(advice(reason, Language::english), advice(reason, Language::chinese));
  }
  EXPECT_FALSE(parse_suspense_reason("because").has_value());
}

TEST(UsageBatch, KeepsTextsWhereTheyAreWhileItGrows) {
  UsageBatch batch;
  std::vector<std::string_view> kept;
  for (int i = 0; i < 20'000; ++i) kept.push_back(batch.keep("text-" + std::to_string(i)));
  const std::string large(3'000'000, 'x');
  const auto view = batch.keep(large);
  for (int i = 0; i < 20'000; ++i) ASSERT_EQ(kept[static_cast<std::size_t>(i)], "text-" + std::to_string(i));
  EXPECT_EQ(view, large);
  EXPECT_EQ(batch.keep(""), "");
  batch.clear();
  EXPECT_TRUE(batch.empty());
  EXPECT_EQ(batch.keep("again"), "again");
}

}  // namespace
}  // namespace scrip::metering
