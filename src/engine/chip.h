#pragma once
// The register of chips: vendors, models, figures, origin; and the targets of domestic compute.

#include "engine/commands.h"
#include "engine/request.h"

namespace scrip::engine {

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
// Errors: missing_field, too_large, time_invalid, value_invalid (no jurisdiction), out_of_range (votes below 50 % or
// not below 100 %, a share above 100 %), limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const SetControlTest& command, const EntryContext& context);
// Errors: site_not_found, out_of_range.
[[nodiscard]] Result<Events> judge(const State& state, const PlaceSite& command, const EntryContext& context);
[[nodiscard]] Result<Events> judge(const State& state, const SetSiteCity& command, const EntryContext& context);

void apply_lifecycle(State& state, const ChipsRecorded& event);
void apply_lifecycle(State& state, const FigureWithdrawn& event);
void apply_lifecycle(State& state, const OriginRecorded& event);
void apply_lifecycle(State& state, const DomesticTargetSet& event);
void apply_lifecycle(State& state, const ControlTestSet& event);
void apply_lifecycle(State& state, const SitePlaced& event);
void apply_lifecycle(State& state, const SiteCitySet& event);

}  // namespace scrip::engine
