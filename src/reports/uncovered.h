#pragma once
// Why a voucher does not cover a line of a bill, or covers no more of it, as a sentence.

#include <string>

#include "engine/state.h"

namespace scrip::reports {

struct UncoveredCase {
  const engine::Job& job;
  const engine::Line& line;
  bool covers_some = false;  // the voucher covers a part of the line
  bool is_covered = false;   // the line is covered to its end
};

// In the order that charging asks: the voucher's terms, its status, its caps, what it has left. Status, caps and
// balance are those of now, which may have changed since the line was allocated.
[[nodiscard]] std::string why_uncovered(const engine::State& state, const engine::VoucherState& voucher,
                                        const UncoveredCase& of, Language language);

[[nodiscard]] std::string use_text(registry::Use use, Language language);

}  // namespace scrip::reports
