#pragma once
// The measures that a programme file may name: what Scrip knows of an award from its own records.

#include <optional>
#include <string_view>
#include <vector>

#include "policy/policy.h"

namespace scrip::policy {

// The type of the facts that a measure gives; none: there is no such measure.
[[nodiscard]] std::optional<FactType> type_of_measure(std::string_view name);
[[nodiscard]] std::vector<std::string_view> measure_names();

}  // namespace scrip::policy
