#pragma once
// Completion scripts, made from the tree of commands.

#include <CLI/CLI.hpp>
#include <string>

namespace scrip::cli {

[[nodiscard]] std::string bash_completion(const CLI::App& root);
[[nodiscard]] std::string zsh_completion(const CLI::App& root);
[[nodiscard]] std::string fish_completion(const CLI::App& root);

}  // namespace scrip::cli
