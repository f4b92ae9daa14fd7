#pragma once
// Reads exporters in threads of its own: one that takes a connection and never answers holds up neither the others nor
// the agent's round.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "base/result.h"
#include "site/config.h"
#include "site/exporter.h"
#include "site/limits.h"

namespace scrip::site {

// What one exporter said, or why it did not.
struct ExporterReading {
  std::size_t exporter = 0;  // its place in the configuration
  Result<std::vector<DeviceSample>> samples;
};

// One caller at a time. The exporters must outlive it. A reading of all of them takes at most as many times `wait_s` as
// there are exporters to each of limits::exporter_threads_max threads.
class ExporterReader {
 public:
  explicit ExporterReader(const std::vector<Exporter>& exporters, std::int64_t wait_s = limits::exporter_wait_s)
      : exporters_(exporters), wait_s_(wait_s) {}
  // Waits for the answers that are waited for, and asks no more.
  ~ExporterReader();
  ExporterReader(const ExporterReader&) = delete;
  ExporterReader& operator=(const ExporterReader&) = delete;

  // Begins to read every exporter once, and waits for nothing. Nothing happens while the last reading is not over.
  void begin();
  // Whether some exporter has neither answered nor been given up.
  [[nodiscard]] bool is_reading() const { return unread_ != 0; }
  // What was read since it was taken last, in the order it came.
  [[nodiscard]] std::vector<ExporterReading> take();

 private:
  void read_all();

  const std::vector<Exporter>& exporters_;
  std::int64_t wait_s_;
  std::vector<std::thread> threads_;
  std::atomic<bool> ends_ = false;
  std::atomic<std::size_t> next_ = 0;  // the exporter that no thread has taken yet
  std::atomic<std::size_t> unread_ = 0;  // of this reading; counted down after its reading can be taken
  std::mutex mutex_;
  std::vector<ExporterReading> readings_;  // under mutex_
};

}  // namespace scrip::site
