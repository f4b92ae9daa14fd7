#pragma once
// What every reader does with what it read: puts records into the batch, each job and resource once, and keeps the
// report. One collector lives as long as its reader; a batch only as long as one call of next().

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/containers.h"
#include "connectors/read_options.h"
#include "connectors/usage_reader.h"

namespace scrip::connectors {

// So much of one resource at a time: thousandths of a device or core, or tokens.
struct Quantity {
  std::string_view resource;
  std::int64_t units = 0;
};

// What one job, or one run of it, used during [start_ms, end_ms).
struct Usage {
  std::string_view job;
  std::string_view account;
  std::string_view requested;
  metering::Use use = metering::Use::unspecified;
  bool ended = false;
  std::uint64_t part = 0;
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;
  metering::SuspenseReason problem = metering::SuspenseReason::none;
};

class Collector {
 public:
  // From now on records go to this batch, which is emptied.
  void begin(metering::UsageBatch& batch);
  [[nodiscard]] std::size_t size() const { return batch_->size(); }

  // One record. Errors, before anything is taken: too_large, encoding_invalid or value_invalid for a text that is too
  // long, is not UTF-8, holds control characters, or names no job.
  //
  // Where the end lies before the start the record is taken with no length and the problem inconsistent_time; where it
  // is larger than any real job, with the problem out_of_range.
  [[nodiscard]] Result<void> add(const Usage& usage, Quantity quantity);

  // One record for each quantity, under parts of their own: the first has the usage's part, the others one made of it
  // and their resource. Give them in an order that does not depend on the file.
  [[nodiscard]] Result<void> add(const Usage& usage, std::span<const Quantity> quantities);

  void row() { ++report_.rows; }
  void leave_out(const char* kind, std::uint64_t line, std::string_view detail = {});
  void warn(const char* kind, std::uint64_t line, std::string_view detail = {});
  void warn_once(const char* kind, std::uint64_t line, std::string_view detail);  // counts each, shows the first
  void reject(Error error, std::uint64_t line);

  [[nodiscard]] const ReadReport& report() const { return report_; }

 private:
  Result<std::uint32_t> job_index(const Usage& usage);
  Result<std::uint32_t> resource_index(std::string_view resource);
  Result<std::string_view> intern(std::string_view text, const char* field);
  std::uint32_t new_job(const Usage& usage, std::string_view key, std::string_view account, std::string_view requested);

  metering::UsageBatch* batch_ = nullptr;
  FlatMap<std::string_view, std::uint32_t> jobs_;  // by key: the latest job of that key in the batch
  FlatMap<std::string_view, std::uint32_t> resources_;  // by name
  FlatSet<std::string_view> texts_;  // accounts and requested resources
  std::uint32_t latest_resource_ = 0;
  std::uint32_t latest_job_ = 0;
  ReadReport report_;
};

// A reader of rows: `Rows` has step(Collector&), which reads one row and says whether there may be more, and
// bytes_read(). Step's errors end the reading; rows that cannot be read it rejects itself.
template <class Rows>
class ReaderOf final : public UsageReader {
 public:
  explicit ReaderOf(Rows rows) : rows_(std::move(rows)) {}

  Result<bool> next(metering::UsageBatch& batch, std::size_t records_max) override {
    collector_.begin(batch);
    while (!ended_ && batch.size() < records_max) {
      auto more = rows_.step(collector_);
      if (!more) failure_ = more.error();
      ended_ = !more || !*more;
    }
    // Records read before a fault are handed out first.
    if (batch.empty() && failure_.code != ErrorCode{}) return std::unexpected(failure_);
    return !batch.empty();
  }
  const ReadReport& report() const override { return collector_.report(); }
  std::uint64_t bytes_read() const override { return rows_.bytes_read(); }

 private:
  Rows rows_;
  Collector collector_;
  Error failure_;
  bool ended_ = false;
};

}  // namespace scrip::connectors
