#pragma once
// A progress bar on standard error, where that is a terminal.

#include <chrono>
#include <cstdint>
#include <string>

namespace scrip::cli {

class Progress {
 public:
  // `total` in the unit of update()'s `done`; 0 where it is not known. `things` is what is counted. Shows nothing
  // unless `wanted` and standard error is a terminal.
  Progress(std::string label, std::uint64_t total, bool wanted, std::string things = "records");
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Draws at most ten times a second.
  void update(std::uint64_t done, std::uint64_t records);

 private:
  std::string label_;
  std::string things_;
  std::uint64_t total_;
  bool shown_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point begun_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace scrip::cli
