#include "connectors/read_ahead.h"

#include <gtest/gtest.h>

namespace scrip::connectors {
namespace {

// Numbers its records from 0, in batches of three, and fails or ends after `batches`.
class Counting final : public UsageReader {
 public:
  Counting(std::uint64_t batches, bool fails) : batches_(batches), fails_(fails) {}

  Result<bool> next(metering::UsageBatch& batch, std::size_t records_max) override {
    batch.clear();
    if (given_ == batches_) {
      if (fails_) return fail(ErrorCode::file_truncated, "in the middle");
      return false;
    }
    ++given_;
    batch.jobs.push_back({.key = batch.keep("job"), .account = batch.keep("account"), .requested = {}});
    for (std::size_t i = 0; i < records_max; ++i) batch.add(0, 0, part_++, 0, 0, 0);
    report_.records += records_max;
    return true;
  }
  const ReadReport& report() const override { return report_; }
  std::uint64_t bytes_read() const override { return part_; }

 private:
  std::uint64_t batches_;
  bool fails_;
  std::uint64_t given_ = 0;
  std::uint64_t part_ = 0;
  ReadReport report_;
};

TEST(ReadAhead, gives_every_batch_in_order) {
  ReadAhead reader(std::make_unique<Counting>(100, false), 3);
  metering::UsageBatch batch;
  std::uint64_t expected = 0;
  while (*reader.next(batch, 3)) {
    ASSERT_EQ(batch.size(), 3U);
    ASSERT_EQ(batch.jobs.front().key, "job");
    for (const auto part : batch.part) ASSERT_EQ(part, expected++);
  }
  EXPECT_EQ(expected, 300U);
  EXPECT_EQ(reader.report().records, 300U);
}

TEST(ReadAhead, gives_the_error_after_what_was_read_before_it) {
  ReadAhead reader(std::make_unique<Counting>(5, true), 3);
  metering::UsageBatch batch;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(*reader.next(batch, 3));
  EXPECT_EQ(reader.next(batch, 3).error().code, ErrorCode::file_truncated);
}

TEST(ReadAhead, can_be_dropped_in_the_middle) {
  ReadAhead reader(std::make_unique<Counting>(1'000'000, false), 3);
  metering::UsageBatch batch;
  ASSERT_TRUE(*reader.next(batch, 3));
}

}  // namespace
}  // namespace scrip::connectors
