#pragma once
// Files of usage into the journal.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/context.h"
#include "cli/remote.h"
#include "connectors/detect.h"
#include "connectors/read_options.h"
#include "connectors/usage_reader.h"
#include "proof/key.h"

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

// What became of one batch.
struct TakenBatch {
  std::uint64_t charged = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t mismatched_jobs = 0;
  std::map<metering::SuspenseReason, std::uint64_t> suspended;
};
// Where batches go: a journal, or a server that has one.
struct UsageSink {
  std::function<Result<TakenBatch>(const metering::UsageBatch&)> take;
  std::function<Result<void>()> sync;  // makes durable what was taken
};
// Signs each batch as a usage frame; none: batches go unsigned.
using SigningKey = std::optional<proof::PrivateKey>;
// The journal of the context, opened for writing.
[[nodiscard]] UsageSink journal_sink(Context& context, const std::string& site, SigningKey key);
// A server. Batches are sent as usage frames, and repeated where no answer came: what was taken is not taken twice.
[[nodiscard]] UsageSink remote_sink(Remote& remote, const std::string& site, SigningKey key);

// One batch as it was signed elsewhere: an NDJSON file or a usage frame, and its three header fields. It is taken as a
// whole, as a request is. Errors: signature_malformed and missing_field (the fields), those of the reader, the engine
// and the store, or of the server.
struct SignedFile {
  std::string file, signature_file;
};
[[nodiscard]] Result<FileOutcome> import_signed(Context& context, const std::string& site,
                                                const SignedFile& signed_file);
[[nodiscard]] Result<FileOutcome> import_signed(Remote& remote, const std::string& site, const SignedFile& signed_file);

// Takes every record of the file and makes it durable, also when the file turns out to be broken in the middle.
// Errors: those of the reader, the engine and the store.
[[nodiscard]] Result<void> import_file(Context& context, const UsageImport& import, const UsageSink& sink,
                                       FileOutcome& outcome);

// Reads the file and takes nothing. Errors: those of the reader, and the first row that is rejected; every rejected row
// is noted as a problem.
[[nodiscard]] Result<void> check_strictly(Context& context, const std::string& file, const UsageImport& import);

// The sums of a file, as JSON (connectors/totals.h).
[[nodiscard]] Result<std::string> totals_of(Context& context, const std::string& file, const UsageImport& import);

void show_outcomes(Context& context, const std::vector<FileOutcome>& outcomes);

}  // namespace scrip::cli
