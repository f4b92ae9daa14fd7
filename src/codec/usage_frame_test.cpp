#include "codec/usage_frame.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace scrip::codec {
namespace {

using metering::UsageBatch;

void fill(Random& random, UsageBatch& batch) {
  batch.clear();
  const auto jobs = 1 + random.below(20);
  for (std::uint64_t i = 0; i < jobs; ++i) {
    batch.jobs.push_back({.key = batch.keep("cluster/" + std::to_string(1000 + random.below(50))),
                          .account = batch.keep("account-" + std::to_string(random.below(3))),
                          .requested = random.chance(1, 3) ? batch.keep("h20") : std::string_view{},
                          .use = static_cast<metering::Use>(random.below(3)),
                          .ended = random.chance(1, 4)});
  }
  for (const auto* name : {"ascend910b", "h20", "cpu-core"}) batch.resources.push_back(batch.keep(name));
  for (std::uint64_t i = random.below(700); i > 0; --i) {
    const std::int64_t start = 1'767'225'600'000 + random.between(-1'000'000, 1'000'000);
    batch.add(static_cast<std::uint32_t>(random.below(jobs)), static_cast<std::uint32_t>(random.below(3)),
              random.next(), start, start + random.between(0, 100'000), random.between(0, 8'000));
  }
}

void expect_same(const UsageBatch& a, const UsageBatch& b) {
  EXPECT_EQ(a.job, b.job);
  EXPECT_EQ(a.resource, b.resource);
  EXPECT_EQ(a.part, b.part);
  EXPECT_EQ(a.start_ms, b.start_ms);
  EXPECT_EQ(a.end_ms, b.end_ms);
  EXPECT_EQ(a.units, b.units);
  EXPECT_EQ(a.resources, b.resources);
  ASSERT_EQ(a.jobs.size(), b.jobs.size());
  for (std::size_t i = 0; i < a.jobs.size(); ++i) {
    EXPECT_EQ(a.jobs[i].key, b.jobs[i].key);
    EXPECT_EQ(a.jobs[i].account, b.jobs[i].account);
    EXPECT_EQ(a.jobs[i].requested, b.jobs[i].requested);
    EXPECT_EQ(a.jobs[i].use, b.jobs[i].use);
    EXPECT_EQ(a.jobs[i].ended, b.jobs[i].ended);
  }
}

TEST(UsageFrame, decodes_to_the_batch_it_was_made_of) {
  Random random(1);
  for (int i = 0; i < 200; ++i) {
    UsageBatch batch;
    fill(random, batch);
    UsageBatch decoded;
    const auto result = decode_frame(encode_frame(batch), decoded);
    ASSERT_TRUE(result) << describe(result.error(), Language::english);
    expect_same(batch, decoded);
  }
}

TEST(UsageFrame, keeps_extreme_values) {
  UsageBatch batch;
  batch.jobs.push_back({.key = batch.keep("j"), .account = batch.keep("")});
  batch.resources.push_back(batch.keep("r"));
  batch.add(0, 0, ~std::uint64_t{0}, 0, std::numeric_limits<std::int64_t>::max(), 0);
  batch.add(0, 0, 0, 1, 1, std::numeric_limits<std::int64_t>::max());
  UsageBatch decoded;
  ASSERT_TRUE(decode_frame(encode_frame(batch), decoded));
  expect_same(batch, decoded);
}

TEST(UsageFrame, keeps_what_a_reader_could_not_trust_in_version_2_only) {
  UsageBatch batch;
  batch.jobs.push_back({.key = batch.keep("j"), .account = batch.keep("a")});
  batch.resources.push_back(batch.keep("r"));
  batch.add(0, 0, 0, 0, 1, 1);
  EXPECT_EQ(encode_frame(batch)[3], 1);
  batch.add(0, 0, 1, 0, 1, 1, metering::SuspenseReason::inconsistent_time);
  const Bytes frame = encode_frame(batch);
  EXPECT_EQ(frame[3], 2);
  UsageBatch decoded;
  ASSERT_TRUE(decode_frame(frame, decoded));
  EXPECT_EQ(decoded.problem, batch.problem);
  batch.problem.back() = static_cast<metering::SuspenseReason>(250);  // there is no such reason
  EXPECT_FALSE(decode_frame(encode_frame(batch), decoded));
}

TEST(UsageFrame, refuses_every_truncation_and_leaves_the_batch_empty) {
  Random random(2);
  UsageBatch batch;
  fill(random, batch);
  const Bytes frame = encode_frame(batch);
  for (std::size_t size = 0; size < frame.size(); ++size) {
    UsageBatch decoded;
    EXPECT_FALSE(decode_frame(ByteView{frame}.first(size), decoded)) << size;
    EXPECT_TRUE(decoded.empty()) << size;
  }
}

TEST(UsageFrame, says_what_is_wrong) {
  UsageBatch batch;
  EXPECT_EQ(decode_frame(as_bytes("nonsense"), batch).error().code, ErrorCode::encoding_invalid);
  const Bytes newer{'S', 'U', 'F', 3};
  EXPECT_EQ(decode_frame(newer, batch).error().code, ErrorCode::version_unsupported);
}

TEST(UsageFrame, survives_any_flipped_byte) {
  Random random(3);
  UsageBatch batch;
  fill(random, batch);
  const Bytes frame = encode_frame(batch);
  for (int i = 0; i < 5'000; ++i) {
    Bytes damaged = frame;
    damaged[random.below(damaged.size())] ^= static_cast<std::uint8_t>(1 + random.below(255));
    UsageBatch decoded;
    if (!decode_frame(damaged, decoded)) continue;
    for (const auto job : decoded.job) ASSERT_LT(job, decoded.jobs.size());
    for (const auto resource : decoded.resource) ASSERT_LT(resource, decoded.resources.size());
  }
}

}  // namespace
}  // namespace scrip::codec
