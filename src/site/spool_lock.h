#pragma once
// One agent to a spool: two of them would each count what the other was paid, and answer for jobs the other let start.

#include <string>

#include "base/result.h"

namespace scrip::site {

// Holds the lock while it lives. The operating system gives it back when the process ends, however that ends; the file
// beside the spool stays, and means nothing by itself.
class SpoolLock {
 public:
  // Errors: store_unavailable (another process has it, whose number is named; or the file cannot be made).
  [[nodiscard]] static Result<SpoolLock> take(const std::string& spool);
  SpoolLock(SpoolLock&& other) noexcept;
  SpoolLock& operator=(SpoolLock&&) = delete;
  ~SpoolLock();

 private:
  explicit SpoolLock(int file) : file_(file) {}
  int file_;
};

}  // namespace scrip::site
