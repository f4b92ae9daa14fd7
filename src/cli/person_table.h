#pragma once
// What the commands of persons share, wherever the persons are.

#include <string>

#include "cli/context.h"

namespace scrip::cli {

// The first line of the file; without a file a new one, which is shown once. Errors: those of read_file().
[[nodiscard]] Result<std::string> password_of(Context& context, const std::string& person, const std::string& file);

// An issuer's address as it is kept: without the final slash.
[[nodiscard]] std::string plain_issuer(std::string issuer);

// "scrip person list" without a row.
[[nodiscard]] reports::Table people_table();

}  // namespace scrip::cli
