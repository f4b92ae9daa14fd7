#pragma once
// Usage frames: the binary form in which a site sends a batch, docs/formats/usage-frame.md.
//
// Version 1, or 2 where a reader marked records that it could not trust.

#include "base/bytes.h"
#include "base/result.h"
#include "metering/usage.h"

namespace scrip::codec {

// Job order and record order are kept.
[[nodiscard]] Bytes encode_frame(const metering::UsageBatch& batch);

// Replaces the batch's content. Errors: encoding_invalid, version_unsupported, too_large.
[[nodiscard]] Result<void> decode_frame(ByteView bytes, metering::UsageBatch& batch);

}  // namespace scrip::codec
