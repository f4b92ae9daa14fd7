// scrip version, completion, reference.

#include "cli/completion.h"
#include "cli/families.h"
#include "cli/help.h"
#include "cli/json.h"

namespace scrip::cli {
namespace {

Result<void> run_version(Context& context, const NoOptions&) {
  if (context.json()) {
    context.print(JsonObject().add("version", std::string_view(SCRIP_VERSION)).text() + "\n");
  } else {
    context.print(std::string("scrip ") + SCRIP_VERSION + "\n");
  }
  return {};
}

}  // namespace

void add_shell_commands(Commands& commands) {
  commands.add<NoOptions>(commands.root(), "version", "The version of this program", {"scrip version --json"},
                          run_version);
  CLI::App& group = commands.group("completion", "Scripts that let a shell complete commands");
  const auto add = [&](const char* shell, const char* example, std::string (*script)(const CLI::App&)) {
    CLI::App& app = commands.leaf(group, shell, "The script, to standard output", {example});
    commands.handle(app, [&commands, script](Context& context) -> Result<void> {
      context.print(script(commands.root()));
      return {};
    });
  };
  add("bash", "source <(scrip completion bash)", bash_completion);
  add("zsh", "scrip completion zsh > ~/.zfunc/_scrip", zsh_completion);
  add("fish", "scrip completion fish > ~/.config/fish/completions/scrip.fish", fish_completion);
  CLI::App& document = commands.leaf(commands.root(), "reference", "Every command in Markdown", {"scrip reference"});
  commands.handle(document, [&commands](Context& context) -> Result<void> {
    context.print(reference(commands));
    return {};
  });
}

}  // namespace scrip::cli
