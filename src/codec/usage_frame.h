#pragma once
// Usage frames: the binary form in which a site sends a batch, docs/formats/usage-frame.md.
//
//   "SUF" 1   then, as varints and texts:
//   accounts  count; texts
//   resources count; texts
//   jobs      count; each: how many bytes of the key before it the key starts with, the rest of the key, account (an
//   index
//             into the accounts), requested resource (text, empty: not said), use, ended
//   columns   count of records; job, resource, part, start (difference to the record before), duration, units, packed
//   as
//             codec/columns.h says

#include "base/bytes.h"
#include "base/result.h"
#include "metering/usage.h"

namespace scrip::codec {

// Records marked with a problem cannot be framed: a site sends what it knows. Job order and record order are kept.
[[nodiscard]] Bytes encode_frame(const metering::UsageBatch& batch);

// Replaces the batch's content. Errors: encoding_invalid, version_unsupported, too_large.
[[nodiscard]] Result<void> decode_frame(ByteView bytes, metering::UsageBatch& batch);

}  // namespace scrip::codec
