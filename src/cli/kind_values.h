#pragma once
// The options of "scrip KIND add" as the fields of one thing.

#include <string>
#include <string_view>
#include <vector>

#include "cli/kinds.h"

namespace scrip::cli {

// "--budget-line" of budget_line.
[[nodiscard]] std::string option_name(std::string_view field);

// The texts of the options, in the order of the kind's fields; none where one was not given.
using KindValues = std::vector<std::vector<std::string>>;

// Errors: value_invalid (a price without its resource).
[[nodiscard]] Result<Node> node_of(const Kind& kind, const KindValues& values);

}  // namespace scrip::cli
