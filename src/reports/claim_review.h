#pragma once
// What is known against accepted claims by now and was not when they were last checked.

#include <vector>

#include "engine/state.h"
#include "reports/table.h"

namespace scrip::reports {

[[nodiscard]] Table claim_review_table();
// A row for each finding, after those that the table has.
void append_review(const engine::ClaimState& claim, const std::vector<subsidy::Finding>& findings, Table& table);

}  // namespace scrip::reports
