#pragma once
// What a simulation decided for each applicant, as CSV: written as the rows come, to a file that appears when it is
// whole.

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "simulation/simulation.h"

namespace scrip::cli {

struct RowFormat {
  const policy::Population& columns;  // or its like
  const policy::Simulator& before;
  const policy::Simulator* after = nullptr;
  bool facts = false;  // also what the applicants stated
};

// `row` counts from 1 (the first row of a CSV below its heading). One policy: decision, amount, rate rows, pool, lane,
// limited_by, refused_by; two: these with before_ and after_, and the difference of the amounts.
[[nodiscard]] std::string rows_heading(const RowFormat& format);
void append_rows(const RowFormat& format, const simulation::DecidedRows& rows, std::string& out);

// Written beside its path under another name, and renamed when it is done.
class RowFile {
 public:
  // Errors: store_unavailable, store_full.
  [[nodiscard]] static Result<RowFile> create(const std::string& path);
  RowFile(RowFile&&) noexcept = default;
  RowFile& operator=(RowFile&&) = delete;
  ~RowFile();  // what is not finished is removed

  [[nodiscard]] Result<void> write(std::string_view text);
  [[nodiscard]] Result<void> finish();

 private:
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  RowFile(std::string path, File file) : path_(std::move(path)), file_(std::move(file)) {}
  [[nodiscard]] std::string unfinished() const { return path_ + ".unfinished"; }

  std::string path_;
  File file_;
};

}  // namespace scrip::cli
