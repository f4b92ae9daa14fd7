#pragma once
// Reads the next batches on a thread of its own while the caller charges the one in hand.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "connectors/usage_reader.h"

namespace scrip::connectors {

// Gives the same batches, in the same order, as the reader it is made of; an error comes after the batches before it.
class ReadAhead final : public UsageReader {
 public:
  ReadAhead(std::unique_ptr<UsageReader> reader, std::size_t records_max);
  ~ReadAhead() override;  // stops reading, wherever it is
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // Batches hold what the constructor was told; `records_max` is not looked at.
  [[nodiscard]] Result<bool> next(metering::UsageBatch& batch, std::size_t records_max) override;
  // Whole once next() returned false or an error; before that only the caller's last look at it is valid: none.
  [[nodiscard]] const ReadReport& report() const override { return reader_->report(); }
  [[nodiscard]] std::uint64_t bytes_read() const override { return bytes_read_; }

 private:
  static constexpr std::size_t batches_ahead = 4;

  void run(std::size_t records_max);

  std::unique_ptr<UsageReader> reader_;
  std::atomic<std::uint64_t> bytes_read_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<metering::UsageBatch> ready_;
  std::deque<metering::UsageBatch> spare_;  // used ones, whose memory is used again
  std::optional<Error> failure_;
  bool ended_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace scrip::connectors
