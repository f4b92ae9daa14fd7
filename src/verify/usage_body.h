#pragma once
// A batch of usage as a site sends it: NDJSON (docs/formats/usage.md) or a usage frame (docs/formats/usage-frame.md).

#include <string_view>

#include "base/result.h"
#include "connectors/usage_reader.h"
#include "engine/state.h"
#include "engine/usage.h"
#include "metering/usage.h"

namespace scrip::verify {

struct UsageBody {
  metering::UsageBatch batch;
  connectors::ReadReport report;
};

// Told from the first bytes, which no NDJSON has.
[[nodiscard]] bool is_usage_frame(std::string_view body);

// Errors: those of decode_frame and of the reader of NDJSON; too_large (it does not fit one entry).
[[nodiscard]] Result<UsageBody> read_usage_body(std::string_view body, bool is_frame);

// Compares a kept body with the block that it became, on the state behind the block: every record of the block was
// sent, with this content, and every record that was sent was taken, here or before.
// Errors: replay_mismatch, and those of read_usage_body.
[[nodiscard]] Result<void> check_body(const engine::State& state, const engine::UsageBlock& block,
                                      std::string_view body);

}  // namespace scrip::verify
