#pragma once
// YAML as nodes. Every scalar stays the text that was written, so no number is rounded and no "no" becomes false.

#include <cstddef>
#include <string>

#include "base/result.h"
#include "yaml/node.h"

namespace scrip::yaml {

struct Limits {
  std::size_t bytes = 64u << 20;
  std::size_t nodes = 2'000'000;  // an alias counts each time it stands for something
  std::size_t depth = 64;
  bool aliases = true;
};

// The one document of the text. Errors, with their line: encoding_invalid (not UTF-8), syntax_error (also a control
// character, or an alias where none is allowed), duplicate_key (a mapping that names a field twice), too_large.
[[nodiscard]] Result<Node> parse(const std::string& text, const Limits& limits = {});

}  // namespace scrip::yaml
