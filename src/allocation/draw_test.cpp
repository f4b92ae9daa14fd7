#include "allocation/draw.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/random.h"

namespace scrip::allocation {
namespace {

// SHA-256 of "an example, no secret"; the tickets below are what the shell's sha256sum prints (docs/formats/round.md).
constexpr std::string_view example_seed = "d88b6ee368f5b6fa61cc973f327609d599fbcb514fd71c96519244b5a9562679";

Seed seed_of(std::uint64_t number) {
  Random random(number);
  Seed seed;
  for (auto& byte : seed.bytes) byte = static_cast<std::uint8_t>(random.below(256));
  return seed;
}

std::vector<std::string> numbered_keys(std::size_t count) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < count; ++i) keys.push_back("A-" + std::to_string(i));
  return keys;
}

// Pearson's statistic of counts that should all be equal.
std::uint64_t chi_square_thousandths(std::span<const std::uint64_t> counts, std::uint64_t expected) {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : counts) {
    const std::uint64_t off = count > expected ? count - expected : expected - count;
    sum += off * off * 1'000 / expected;
  }
  return sum;
}

TEST(Draw, ASeedHasOneText) {
  const Seed seed = parse_seed(example_seed).value();
  EXPECT_EQ(format_seed(seed), example_seed);
  std::string capital(example_seed);
  capital[0] = 'B';
  for (const std::string& text : {capital, std::string(example_seed.substr(1)), std::string(example_seed) + "0",
                                  std::string(64, 'g'), std::string()}) {
    const auto wrong = parse_seed(text);
    ASSERT_FALSE(wrong.has_value()) << text;
    EXPECT_EQ(wrong.error().code, ErrorCode::value_invalid);
    EXPECT_TRUE(text.empty() || !wrong.error().detail.contains(text)) << "a seed may be secret";
  }
}

TEST(Draw, TheCommitmentIsTheHashOfTheSeedsDigits) {
  const Seed seed = parse_seed(example_seed).value();
  const Hash256 commitment = commitment_of(seed);
  EXPECT_EQ(to_hex(commitment), "401e0acda377fa3880b8d5cd308e4636eb27d81e699000312d9dca72602a2bfe");
  EXPECT_TRUE(verify_commitment(seed, commitment).has_value());
  Seed other = seed;
  other.bytes[31] ^= 1;
  EXPECT_EQ(verify_commitment(other, commitment).error().code, ErrorCode::proof_invalid);
}

TEST(Draw, ATicketIsTheHashOfOneLineOfText) {
  const Seed seed = parse_seed(example_seed).value();
  const Drawing drawing(seed, Purpose::lottery, "example-2026-1");
  const std::string line = "lottery " + std::string(example_seed) + " example-2026-1 A-01";
  EXPECT_EQ(drawing.ticket("A-01"), proof::sha256(as_bytes(line)));
  EXPECT_EQ(to_hex(drawing.ticket("A-01")), "3f2bc843241ff167887b0203cf57ff4e890e3ccd42773f243f71009dca362f44");
  EXPECT_EQ(drawing.ticket("A-01"), drawing.ticket("A-01")) << "drawing changes nothing";
  std::set<Hash256> tickets;
  for (const Purpose purpose : {Purpose::lottery, Purpose::sample, Purpose::review_organisation,
                                Purpose::review_applicant, Purpose::review_step}) {
    tickets.insert(Drawing(seed, purpose, "example-2026-1").ticket("A-01"));
  }
  EXPECT_EQ(tickets.size(), 5) << "each purpose draws for itself";
}

TEST(Draw, KeysAreVisibleAscii) {
  for (const char* good : {"A", "2026/17", "a-b_c.d:e", "--"}) EXPECT_TRUE(is_round_key(good)) << good;
  EXPECT_TRUE(is_round_key(std::string(128, 'x')));
  for (const char* bad : {"", "-", "a b", "a\n", "\x7f", "申请"}) EXPECT_FALSE(is_round_key(bad)) << bad;
  EXPECT_FALSE(is_round_key(std::string(129, 'x')));
}

TEST(Draw, ASampleIsWhatTheLowestTicketsName) {
  const Drawing drawing(seed_of(1), Purpose::sample, "audit-2026");
  const auto keys = numbered_keys(50);
  const auto five = sample(drawing, keys, 5).value();
  ASSERT_EQ(five.size(), 5);
  for (std::size_t i = 1; i < five.size(); ++i) {
    EXPECT_LT(drawing.ticket(keys[five[i - 1]]), drawing.ticket(keys[five[i]]));
  }
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    const bool drawn = std::ranges::find(five, i) != five.end();
    EXPECT_EQ(drawn, drawing.ticket(keys[i]) <= drawing.ticket(keys[five.back()]));
  }
  EXPECT_EQ(sample(drawing, keys, 500).value().size(), 50);
  EXPECT_TRUE(sample(drawing, {}, 3).value().empty());
}

TEST(Draw, ASampleRefusesKeysThatAreTwiceThereOrNone) {
  const Drawing drawing(seed_of(1), Purpose::sample, "audit-2026");
  EXPECT_EQ(sample(drawing, std::vector<std::string>{"A", "B", "A"}, 1).error().code, ErrorCode::duplicate_key);
  EXPECT_EQ(sample(drawing, std::vector<std::string>{"A", "B C"}, 1).error().code, ErrorCode::value_invalid);
}

RC_GTEST_PROP(Draw, ASampleIsTheSameFromAListInAnyOrder,
              (std::uint64_t number, std::uint8_t size, std::uint8_t count)) {
  const Drawing drawing(seed_of(number), Purpose::sample, "audit");
  auto keys = numbered_keys(size);
  const auto named = [&] {
    std::vector<std::string> names;
    const auto drawn = sample(drawing, keys, count).value();
    for (const std::uint32_t index : drawn) names.push_back(keys[index]);
    return names;
  };
  const auto before = named();
  Random random(number);
  for (std::size_t i = keys.size(); i > 1; --i) std::swap(keys[i - 1], keys[random.below(i)]);
  RC_ASSERT(named() == before);
  RC_ASSERT(before.size() == std::min<std::size_t>(size, count));
}

RC_GTEST_PROP(Draw, WhoElseTakesPartChangesNoOnesPlaceAmongTheOthers, (std::uint64_t number)) {
  const Drawing drawing(seed_of(number), Purpose::sample, "audit");
  const auto all = numbered_keys(30);
  const auto fewer = numbered_keys(20);  // the first twenty of them
  auto order = sample(drawing, all, 30).value();
  std::erase_if(order, [](std::uint32_t index) { return index >= 20; });
  RC_ASSERT(order == sample(drawing, fewer, 20).value());
}

// Fixed seeds, so these cannot fail by bad luck. 1 % of fair draws would exceed the limits.
TEST(Draw, TicketsAreSpreadEvenly) {
  constexpr std::size_t bins = 64;
  std::array<std::uint64_t, bins> counts{};
  const Drawing drawing(seed_of(2026), Purpose::lottery, "spread");
  for (const std::string& key : numbered_keys(64'000)) ++counts[drawing.ticket(key).bytes[0] % bins];
  EXPECT_LT(chi_square_thousandths(counts, 1'000), 92'010) << "63 degrees of freedom";
}

TEST(Draw, EveryPlaceIsAsLikelyForEveryone) {
  constexpr std::size_t applicants = 8;
  const auto keys = numbered_keys(applicants);
  std::array<std::uint64_t, applicants> first{};
  std::array<std::uint64_t, applicants> last{};
  for (std::uint64_t number = 0; number < 8'000; ++number) {
    const auto order = sample(Drawing(seed_of(number), Purpose::sample, "places"), keys, applicants).value();
    ++first[order.front()];
    ++last[order.back()];
  }
  EXPECT_LT(chi_square_thousandths(first, 1'000), 18'475) << "7 degrees of freedom";
  EXPECT_LT(chi_square_thousandths(last, 1'000), 18'475);
}

}  // namespace
}  // namespace scrip::allocation
