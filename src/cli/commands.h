#pragma once
// The tree of commands: a thin layer over the parser that gives every command a summary, examples and the options that
// all share, and remembers what to run.

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/context.h"

namespace scrip::cli {

using Handler = std::function<Result<void>(Context&)>;

// One command while it is being described. Texts are English; the catalogue has the Chinese.
template <class Options>
class Command {
 public:
  Command(CLI::App& app, std::shared_ptr<Options> options, Language language)
      : app_(app), options_(std::move(options)), language_(language) {}

  Command& positional(const std::string& name, std::string Options::* field, std::string_view help) {
    app_.add_option(name, (*options_).*field, text(help))->required();
    return *this;
  }
  Command& positionals(const std::string& name, std::vector<std::string> Options::* field, std::string_view help) {
    app_.add_option(name, (*options_).*field, text(help))->required();
    return *this;
  }
  Command& required(const std::string& name, std::string Options::* field, std::string_view help) {
    app_.add_option(name, (*options_).*field, text(help))->required();
    return *this;
  }
  Command& option(const std::string& name, std::string Options::* field, std::string_view help) {
    app_.add_option(name, (*options_).*field, text(help));
    return *this;
  }
  Command& option(const std::string& name, std::vector<std::string> Options::* field, std::string_view help) {
    app_.add_option(name, (*options_).*field, text(help))->allow_extra_args(false);
    return *this;
  }
  Command& flag(const std::string& name, bool Options::* field, std::string_view help) {
    app_.add_flag(name, (*options_).*field, text(help));
    return *this;
  }
  [[nodiscard]] CLI::App& app() { return app_; }

 private:
  std::string text(std::string_view english) const { return std::string(tr(language_, english)); }

  CLI::App& app_;
  std::shared_ptr<Options> options_;
  Language language_;
};

struct NoOptions {};

class Commands {
 public:
  // Texts are in the language of `globals`, whose other members the parser sets. Both must outlive this.
  Commands(CLI::App& root, Globals& globals);

  // A command with subcommands.
  CLI::App& group(CLI::App& parent, const std::string& name, std::string_view summary);
  CLI::App& group(const std::string& name, std::string_view summary) { return group(root_, name, summary); }

  // A command that does something. `examples` are whole lines, one for each.
  template <class Options>
  Command<Options> add(CLI::App& parent, const std::string& name, std::string_view summary,
                       std::vector<std::string> examples, Result<void> (*run)(Context&, const Options&)) {
    auto options = std::make_shared<Options>();  // shared by the parser, which fills it, and the handler
    CLI::App& app = leaf(parent, name, summary, std::move(examples));
    handlers_[&app] = [options, run](Context& context) { return run(context, *options); };
    return Command<Options>(app, options, globals_.language);
  }
  CLI::App& leaf(CLI::App& parent, const std::string& name, std::string_view summary,
                 std::vector<std::string> examples);
  void handle(CLI::App& app, Handler handler) { handlers_[&app] = std::move(handler); }

  [[nodiscard]] CLI::App& root() const { return root_; }
  [[nodiscard]] Language language() const { return globals_.language; }
  [[nodiscard]] const Handler* handler(const CLI::App& app) const;
  [[nodiscard]] const std::vector<std::string>& examples(const CLI::App& app) const;

 private:
  void add_globals(CLI::App& app);

  CLI::App& root_;
  Globals& globals_;
  std::map<const CLI::App*, Handler> handlers_;
  std::map<const CLI::App*, std::vector<std::string>> examples_;
};

// Decides and executes one command and says what happened: events as lines, or as JSON.
[[nodiscard]] Result<void> execute_and_print(Context& context, const engine::Command& command);
[[nodiscard]] Result<void> print_reply(Context& context, const runtime::CommandReply& reply);

}  // namespace scrip::cli
