#pragma once
// Documents that nobody can guess from their digest.

#include <string>
#include <string_view>

#include "cli/context.h"

namespace scrip::cli {

// Keeps a text beside the journal, with 16 random bytes before it; gives its hash.
[[nodiscard]] Result<Hash256> salted_document(Context& context, std::string_view text);

}  // namespace scrip::cli
