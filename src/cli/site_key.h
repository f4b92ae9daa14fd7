#pragma once
// A site's public key as people give it.

#include <string>

#include "base/result.h"

namespace scrip::cli {

// The text itself, or what stands in the file of that name. Errors: key_invalid, file_unreadable.
[[nodiscard]] Result<std::string> public_key_text(const std::string& text_or_file);

}  // namespace scrip::cli
