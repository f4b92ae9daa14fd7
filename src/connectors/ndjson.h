#pragma once
// Scrip's own usage format: one JSON object a line (NDJSON), UTF-8.
//
//   {"job":"dc_a/1005@1795314909","account":"acme","resource":"ascend910b","devices":8,
//    "start":"2026-11-22T02:35:09Z","end":"2026-11-22T03:35:09Z","part":0}
//
//   job        text, required: unique within the site for ever.
//   account    text: the site's account or project. Required unless the import gives one for all rows.
//   resource   text: chip model or other resource. Required for tokens; devices and cores may take the import's own.
//   devices | cores | tokens   exactly one. devices and cores: 8, 0.5 or "0.5", at most three decimals, no exponent.
//              tokens: a whole number; they count at `end`, or at `start` if there is no end.
//   start, end  RFC 3339 with an offset, or whole milliseconds since 1970. The record is [start, end). Required, but
//   for
//              tokens one of them suffices.
//   part | id  exactly one: the record's number within the job (0 .. 2^63-1), or a text that names it for ever.
//   use        "training" or "inference"; otherwise the import's own.
//   requested  text: the resource that was asked for, if it may differ from the one used.
//   ended      true: the job will use nothing more. Default false.
//
// Any other field, a second field of the same name, a value of another type and null are errors of the row, which is
// rejected; the others are still read. Blank lines are passed over. Records of no length or quantity are left out as
// "nothing_used".

#include <memory>

#include "connectors/byte_source.h"
#include "connectors/read_options.h"
#include "connectors/usage_reader.h"

namespace scrip::connectors {

[[nodiscard]] std::unique_ptr<UsageReader> open_ndjson(ByteSource source, const ReadOptions& options);

}  // namespace scrip::connectors
