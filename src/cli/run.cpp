#include "cli/run.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "base/suggest.h"
#include "cli/families.h"
#include "cli/help.h"
#include "cli/problems.h"
#include "cli/remote.h"
#include "cli/texts.h"

namespace scrip::cli {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

// The language must be known before the texts of the commands are made, so it is looked for ahead of the parser.
Language find_language(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--lang" && i + 1 < arguments.size()) return language_of_locale(arguments[i + 1]);
    if (arguments[i].starts_with("--lang=")) return language_of_locale(std::string_view(arguments[i]).substr(7));
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const auto value = environment(name); !value.empty()) return language_of_locale(value);
  }
  return Language::english;
}

const CLI::Option* find_option(const CLI::App& app, const std::string& argument) {
  return app.get_option_no_throw(argument.substr(0, argument.find('=')));
}

// The command that the arguments name, and the first word that names none where a command is expected.
struct Chosen {
  CLI::App* app = nullptr;
  std::string unknown;
};

Chosen find_command(CLI::App& root, const std::vector<std::string>& arguments) {
  Chosen chosen{.app = &root, .unknown = {}};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument.starts_with('-') && argument.size() > 1) {
      const CLI::Option* option = find_option(*chosen.app, argument);
      const bool takes_next = option != nullptr && option->get_items_expected_min() > 0;
      if (takes_next && argument.find('=') == std::string::npos) ++i;
      continue;
    }
    const auto commands = chosen.app->get_subcommands([](CLI::App*) { return true; });
    if (commands.empty()) return chosen;
    const auto next = std::find_if(commands.begin(), commands.end(),
                                   [&](const CLI::App* command) { return command->get_name() == argument; });
    if (next == commands.end()) {
      chosen.unknown = argument;
      return chosen;
    }
    chosen.app = *next;
  }
  return chosen;
}

Error unknown_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  return Error::at(ErrorCode::usage_error, {},
                   joined(say("'{0}' is no command", word), suggestion_or_all(word, known)));
}

// The parser's mistakes in our words, as its own are English only: those that people make.
Message in_words(const CLI::ParseError& error) {
  const std::string_view what = error.what();
  const std::string_view about = what.substr(0, what.find_first_of(": "));  // the option or argument
  const std::string_view last = what.substr(std::min(what.find(": "), what.size() - 2) + 2);
  if (error.get_name() == "RequiredError") return say("{0} is required", about);
  if (error.get_name() == "ArgumentMismatch") return say("{0}: a value is missing, or there are too many", about);
  if (error.get_name() == "ExtrasError") return say("this was not expected: {0}", last);
  return verbatim(what);
}

// What the parser found wrong, with the nearest option for one that is not known.
Error parse_error(const CLI::App& app, const std::vector<std::string>& arguments, const CLI::ParseError& error) {
  for (const std::string& argument : arguments) {
    if (!argument.starts_with("--") || argument.size() == 2 || find_option(app, argument) != nullptr) continue;
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) names.push_back("--" + option->get_single_name());
    const std::string word = argument.substr(0, argument.find('='));
    const std::vector<std::string_view> known(names.begin(), names.end());
    return Error::at(ErrorCode::usage_error, {},
                     joined(say("'{0}' is no option of this command", word), suggestion(word, known)));
  }
  return Error::at(ErrorCode::usage_error, {}, in_words(error));
}

bool asks_for_help(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") return false;
    if (argument == "--help" || argument == "-h") return true;
  }
  return false;
}

bool was_given(const CLI::App& app, const std::string& option) {
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent()) {
    if (at->get_option(option)->count() > 0) return true;
  }
  return false;
}

// Where the authority is: a server, unless the command line names a file. Who asks is then whom the API key belongs to.
Result<void> choose_authority(const CLI::App& app, Globals& globals) {
  if (was_given(app, "--url")) {
    if (was_given(app, "--db")) return fail(ErrorCode::usage_error, say("one of --db and --url"));
  } else if (was_given(app, "--db")) {
    globals.url.clear();
  }
  if (globals.url.empty() || !was_given(app, "--actor")) return {};
  return fail(ErrorCode::usage_error, say("a server knows by the API key who asks"), "--actor");
}

Result<void> run_command(Context& context, const CLI::App& app, const Handler& handler) {
  const std::string name = full_name(app);
  if (context.globals().url.empty() || runs_anywhere(name)) return handler(context);
  return run_remotely(context, name, app);
}

int run_handler(const CLI::App& app, const Handler& handler, Globals& globals) {
  const auto chosen = choose_authority(app, globals);
  Context context(globals);
  auto result = chosen ? run_command(context, app, handler) : chosen;
  // What was appended before a failure is signed, too.
  const auto finished = context.finish();
  if (result && !finished) result = finished;
  if (result && std::fflush(stdout) != 0) {
    result = fail(ErrorCode::store_unavailable, say("standard output could not be written"));
  }
  if (result) return 0;
  print_problem(context, result.error());
  return exit_code(result.error().code);
}

}  // namespace

int exit_code(ErrorCode code) {
  if (code == ErrorCode::usage_error) return 2;
  if (code == ErrorCode::proof_invalid) return 4;
  switch (remedy(code)) {
    case Remedy::fix_request:
    case Remedy::fix_state:
      return 1;
    case Remedy::retry:
      return 3;
    case Remedy::call_help:
      return 4;
  }
  return 1;
}

int run(int argc, const char* const* argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  Globals globals{.language = find_language(arguments)};
  if (const auto db = environment("SCRIP_DB"); !db.empty()) globals.db = db;
  globals.url = environment("SCRIP_URL");
  globals.token = environment("SCRIP_TOKEN");
  CLI::App root("", "scrip");
  Commands commands(root, globals);
  register_commands(commands);

  const Chosen chosen = find_command(root, arguments);
  const Handler* handler = commands.handler(*chosen.app);
  const bool bare = chosen.unknown.empty() && handler == nullptr;
  if (chosen.unknown.empty() && (asks_for_help(arguments) || (bare && arguments.empty()))) {
    std::fputs(help(commands, *chosen.app).c_str(), stdout);
    return 0;
  }
  std::optional<Error> error;
  if (!chosen.unknown.empty()) error = unknown_command(*chosen.app, chosen.unknown);
  if (bare)
    error = Error::at(ErrorCode::usage_error, {}, say("a command is missing: see {0} --help", full_name(*chosen.app)));
  if (!error) {
    try {
      root.parse(argc, argv);
    } catch (const CLI::ParseError& parse) {
      error = parse_error(*chosen.app, arguments, parse);
    }
  }
  if (!error) return run_handler(*chosen.app, *handler, globals);
  for (const std::string& argument : arguments) globals.json = globals.json || argument == "--json";
  print_problem(Context(globals), *error, full_name(*chosen.app));
  return exit_code(error->code);
}

}  // namespace scrip::cli
