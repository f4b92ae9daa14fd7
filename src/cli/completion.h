#pragma once
// Completion scripts, made from the tree of commands.

#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace scrip::cli {

[[nodiscard]] std::string bash_completion(const CLI::App& root);
[[nodiscard]] std::string zsh_completion(const CLI::App& root);
[[nodiscard]] std::string fish_completion(const CLI::App& root);

}  // namespace scrip::cli
