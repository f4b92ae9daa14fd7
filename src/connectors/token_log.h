#pragma once
// Requests to a language model, billed by token: one record for the input tokens, one for the output.
//
//   azure-llm  CSV with TIMESTAMP,ContextTokens,GeneratedTokens; times with up to nine decimals, local if without zone
//   mooncake   JSON lines with timestamp (milliseconds from time_zero), input_length, output_length, hash_ids (one for
//              each block of 512 input tokens; a block seen before, in a prefix seen before, need not be computed)
//
// The logs name no requests, yet a log read twice, or two overlapping exports of it, must charge each request once. So
// a record's part is made of the request's time, its token counts and its number among equal requests; the job is
// "<log>/<UTC day>". With billed=computed the count also depends on what came before in the file: overlapping exports
// then conflict, which the engine reports.
//
// Equal requests are counted in memory: for a log in time order only those of the latest time matter, and a log in any
// other order is counted whole, up to a million requests; then what lies before the latest time is forgotten, and an
// older request that still comes is rejected (time_invalid): sort the log first.
//
// Requests without tokens are left out ("nothing_used").

#include <memory>

#include "connectors/byte_source.h"
#include "connectors/read_options.h"
#include "connectors/usage_reader.h"

namespace scrip::connectors {

// Errors: missing_field (a column, `model`; for mooncake also `time_zero`), those of CsvSource and LineSource.
[[nodiscard]] Result<std::unique_ptr<UsageReader>> open_azure(ByteSource source, const ReadOptions& options);
[[nodiscard]] Result<std::unique_ptr<UsageReader>> open_mooncake(ByteSource source, const ReadOptions& options);

}  // namespace scrip::connectors
