#pragma once
// The register of chips: vendors, models, figures, origin; and the targets of domestic compute.

#include <optional>

#include "engine/commands.h"
#include "engine/request.h"

namespace scrip::engine {

// Whether a chip model passes a test on a day. None: unknown.
[[nodiscard]] inline std::optional<bool> passes(const State& state, ResourceId resource, registry::OriginTest test,
                                                Day day) {
  return state.chips.origins.passes(resource, test, day);
}

// Errors, of the first problem: missing_field, too_large, value_invalid, out_of_range, time_invalid, key_reused,
// vendor_not_found, resource_not_found, limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const RecordChips& command, const EntryContext& context);
// Errors: missing_field, too_large, figure_not_found.
[[nodiscard]] Result<Events> judge(const State& state, const WithdrawFigure& command, const EntryContext& context);
// Errors: missing_field (a source; the evidence of what was computed), too_large, time_invalid, value_invalid (no
// accelerator), resource_not_found, limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const RecordOrigin& command, const EntryContext& context);
// Errors: missing_field, too_large, out_of_range (no share between 0 and 100 %), time_invalid, limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const SetDomesticTarget& command, const EntryContext& context);

void apply_lifecycle(State& state, const ChipsRecorded& event);
void apply_lifecycle(State& state, const FigureWithdrawn& event);
void apply_lifecycle(State& state, const OriginRecorded& event);
void apply_lifecycle(State& state, const DomesticTargetSet& event);

}  // namespace scrip::engine
