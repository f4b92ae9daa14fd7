#pragma once
// What someone wrote in YAML, as JSON: every scalar stays the text that was written.

#include <string>

#include "yaml/node.h"

namespace scrip::cli {

[[nodiscard]] std::string json_of_node(const yaml::Node& node);

}  // namespace scrip::cli
