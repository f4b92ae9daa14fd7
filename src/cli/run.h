#pragma once
// The command line from its arguments to its exit code.
//
//   0  done
//   1  the request was refused, or something else must change first (nothing was half done)
//   2  the command was not understood
//   3  the store could not be reached: the same command may succeed later
//   4  the journal or the store is damaged, or a check of them failed

#include "base/result.h"
#include "cli/commands.h"

namespace scrip::cli {

[[nodiscard]] int run(int argc, const char* const* argv);

[[nodiscard]] int exit_code(ErrorCode code);

// Every command there is.
void register_commands(Commands& commands);

}  // namespace scrip::cli
