#pragma once
// A sample of awards that nobody could choose.

#include <string>

#include "base/bytes.h"
#include "reports/table.h"

namespace scrip::cli {

struct SampleOrder {
  std::string call, seed, size;
  Hash256 commitment;  // of the call's seed; empty: none was committed to
};

// The awards drawn, in the order of the draw; `awards` are those of the call, their keys in the first column. Whoever
// has the published seed repeats this with sha256sum: docs/formats/round.md, "Audit samples". Errors: seed_mismatch,
// value_invalid.
[[nodiscard]] Result<reports::Table> draw_sample(const SampleOrder& order, const reports::Table& awards);

}  // namespace scrip::cli
