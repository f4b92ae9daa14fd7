#pragma once
// The help of a command, and the whole tree as a document.

#include <string>

#include "cli/commands.h"

namespace scrip::cli {

// "scrip usage import"
[[nodiscard]] std::string full_name(const CLI::App& app);

// Summary, usage, subcommands or options, examples.
[[nodiscard]] std::string help(const Commands& commands, const CLI::App& app);

// Every command of the tree in Markdown, for docs/cli.md.
[[nodiscard]] std::string reference(const Commands& commands);

}  // namespace scrip::cli
