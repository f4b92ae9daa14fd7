#pragma once
// What the commands of chips have in common, on a file and on a server.

#include "cli/set_up.h"

namespace scrip::cli {

// Vendors and chips of one file, or of all .yaml files of a folder in order of their names. Errors: file_unreadable,
// and those of read_set_up(); noted in the context with the file.
[[nodiscard]] Result<SetUp> read_chips(Context& context, const std::string& path);

// Errors: usage_error, unless exactly one is given.
[[nodiscard]] Result<void> check_one_of(bool passes, bool fails);

}  // namespace scrip::cli
