#pragma once
// The tree of commands: a thin layer over the parser that gives every command a summary, examples and the options that
// all share, and remembers what to run.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/context.h"

// The parser's own header takes seconds to compile: only files that look into the parser include it.
namespace CLI {
class App;
}  // namespace CLI

namespace scrip::cli {

using Handler = std::function<Result<void>(Context&)>;

// Tell the parser of an option or a positional, which it then fills.
void add_required(CLI::App& app, const std::string& name, std::string& value, const std::string& help);
void add_required(CLI::App& app, const std::string& name, std::vector<std::string>& values, const std::string& help);
void add_positionals(CLI::App& app, const std::string& name, std::vector<std::string>& values, const std::string& help);
void add_option(CLI::App& app, const std::string& name, std::string& value, const std::string& help);
void add_option(CLI::App& app, const std::string& name, std::vector<std::string>& values, const std::string& help);
void add_flag(CLI::App& app, const std::string& name, bool& value, const std::string& help);

// One command while it is being described. Texts are English; the catalogue has the Chinese.
template <class Options>
class Command {
 public:
  Command(CLI::App& app, std::shared_ptr<Options> options, Language language)
      : app_(app), options_(std::move(options)), language_(language) {}

  Command& positional(const std::string& name, std::string Options::* field, std::string_view help) {
    add_required(app_, name, (*options_).*field, text(help));
    return *this;
  }
  Command& positionals(const std::string& name, std::vector<std::string> Options::* field, std::string_view help) {
    add_required(app_, name, (*options_).*field, text(help));
    return *this;
  }
  // Like `positionals`, but none is well, too.
  Command& optional_positionals(const std::string& name, std::vector<std::string> Options::* field,
                                std::string_view help) {
    add_positionals(app_, name, (*options_).*field, text(help));
    return *this;
  }
  Command& required(const std::string& name, std::string Options::* field, std::string_view help) {
    add_required(app_, name, (*options_).*field, text(help));
    return *this;
  }
  Command& option(const std::string& name, std::string Options::* field, std::string_view help) {
    add_option(app_, name, (*options_).*field, text(help));
    return *this;
  }
  Command& option(const std::string& name, std::vector<std::string> Options::* field, std::string_view help) {
    add_option(app_, name, (*options_).*field, text(help));
    return *this;
  }
  Command& flag(const std::string& name, bool Options::* field, std::string_view help) {
    add_flag(app_, name, (*options_).*field, text(help));
    return *this;
  }

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
