#pragma once
// Readers of usage in the formats that sites really have. A reader is a pure client: it turns a file into batches with
// stable record ids and says what it could not read; what a record means for money is the engine's business.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "metering/usage.h"

namespace scrip::connectors {

// What reading a file found, beside the records. Samples are cut at `samples_max` per kind; the counts are exact.
struct ReadReport {
  struct Note {
    std::string kind;    // a stable name: "not_finished", "nothing_used", "never_scheduled", "elapsed_differs", ...
    std::uint64_t line;  // 1-based line, or record number in a JSON array
    std::string detail;
  };
  static constexpr std::size_t samples_max = 20;

  std::uint64_t rows = 0;                         // rows, jobs or requests in the file
  std::uint64_t records = 0;  // usage records made of them (a job with three attempts makes three)
  std::map<std::string, std::uint64_t> left_out;  // rows that used nothing or are not finished, by kind
  std::map<std::string, std::uint64_t> warnings;  // rows taken with a remark, by kind
  std::vector<Note> samples;  // the first few of each kind
  std::vector<Error> rejected;  // the first samples_max rows that could not be read: line, field, rule
  std::uint64_t rejected_rows = 0;
};

class UsageReader {
 public:
  virtual ~UsageReader() = default;

  // Fills the batch with up to `records_max` records (a job's records may exceed it by a few) and returns false when
  // the file ended and the batch is empty. Errors: file_unreadable, file_truncated, syntax_error where the whole file
  // is unreadable from there on; a single bad row goes to report().rejected and reading goes on.
  [[nodiscard]] virtual Result<bool> next(metering::UsageBatch& batch, std::size_t records_max) = 0;

  [[nodiscard]] virtual const ReadReport& report() const = 0;

  // Bytes consumed of the (compressed) file so far, for a progress bar.
  [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
};

}  // namespace scrip::connectors
