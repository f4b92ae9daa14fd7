#pragma once
// Files of usage into the journal.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/context.h"
#include "connectors/detect.h"
#include "connectors/read_options.h"
#include "connectors/usage_reader.h"

namespace scrip::cli {

struct UsageImport {
  std::string site;
  std::optional<connectors::Format> format;  // none: told from the content
  connectors::ReadOptions read;
};

// What became of one file.
struct FileOutcome {
  std::string file;
  std::uint64_t charged = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t mismatched_jobs = 0;  // found to run on another chip model than they asked for
  std::map<metering::SuspenseReason, std::uint64_t> suspended;
  connectors::ReadReport report;
  bool complete = false;  // read to its end
};

// Takes every record of the file and makes it durable, also when the file turns out to be broken in the middle.
// Errors: those of the reader, the engine and the store.
[[nodiscard]] Result<void> import_file(Context& context, const UsageImport& import, FileOutcome& outcome);

// Reads the file and takes nothing. Errors: those of the reader, and the first row that is rejected; every rejected row
// is noted as a problem.
[[nodiscard]] Result<void> check_strictly(Context& context, const std::string& file, const UsageImport& import);

// The sums of a file, as JSON (connectors/totals.h).
[[nodiscard]] Result<std::string> totals_of(Context& context, const std::string& file, const UsageImport& import);

void show_outcomes(Context& context, const std::vector<FileOutcome>& outcomes);

}  // namespace scrip::cli
