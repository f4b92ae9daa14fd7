#include "cli/completion.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <vector>

namespace scrip::cli {
namespace {

const auto any_app = [](const CLI::App*) { return true; };

// Calls `visit` with each command and its words behind "scrip".
void each_command(const CLI::App& app, const std::string& words,
                  const std::function<void(const CLI::App&, const std::string&)>& visit) {
  visit(app, words);
  for (const CLI::App* command : app.get_subcommands(any_app)) {
    each_command(*command, words.empty() ? command->get_name() : words + " " + command->get_name(), visit);
  }
}

std::vector<const CLI::Option*> named_options(const CLI::App& app) {
  std::vector<const CLI::Option*> options;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) options.push_back(option);
  }
  return options;
}

// What can follow the command: subcommands or options, by space.
std::string next_words(const CLI::App& app) {
  std::string words;
  for (const CLI::App* command : app.get_subcommands(any_app))
    words += (words.empty() ? "" : " ") + command->get_name();
  for (const CLI::Option* option : named_options(app))
    words += (words.empty() ? "--" : " --") + option->get_single_name();
  return words;
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::string bash_completion(const CLI::App& root) {
  std::string text =
      "# Completion of scrip for bash: source <(scrip completion bash)\n"
      "_scrip() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} path='' word\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    [[ $word == -* ]] && continue\n"
      "    _scrip_next \"${path:+$path }$word\" > /dev/null && path=${path:+$path }$word\n"
      "  done\n"
      "  COMPREPLY=()\n"
      "  if [[ $current == -* || -z $path || $(_scrip_next \"$path\") != -* ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$(_scrip_next \"$path\")\" -- \"$current\")\n"
      "  fi\n"
      "  ((${#COMPREPLY[@]} > 0)) || mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
      "}\n"
      "_scrip_next() {\n"
      "  case $1 in\n";
  each_command(root, "", [&](const CLI::App& app, const std::string& words) {
    text += "    " + quoted(words) + ") echo " + quoted(next_words(app)) + " ;;\n";
  });
  return text + "    *) return 1 ;;\n  esac\n}\ncomplete -o filenames -F _scrip scrip\n";
}

std::string zsh_completion(const CLI::App& root) {
  std::string text =
      "#compdef scrip\n"
      "# Completion of scrip for zsh: scrip completion zsh > a folder of $fpath, as _scrip\n"
      "_scrip() {\n"
      "  local path='' word\n"
      "  local -a choices\n"
      "  for word in \"${(@)words[2,CURRENT-1]}\"; do\n"
      "    [[ $word == -* ]] && continue\n"
      "    _scrip_choices \"${path:+$path }$word\" && path=${path:+$path }$word\n"
      "  done\n"
      "  _scrip_choices \"$path\"\n"
      "  _describe 'scrip' choices\n"
      "  _files\n"
      "}\n"
      "_scrip_choices() {\n"
      "  case $1 in\n";
  const auto choice = [](const std::string& name, std::string help) {
    for (std::size_t at = 0; (at = help.find(':', at)) != std::string::npos; at += 2) help.insert(at, "\\");
    return " " + quoted(name + ":" + help);
  };
  each_command(root, "", [&](const CLI::App& app, const std::string& words) {
    text += "    " + quoted(words) + ") choices=(";
    for (const CLI::App* command : app.get_subcommands(any_app))
      text += choice(command->get_name(), command->get_description());
    for (const CLI::Option* option : named_options(app)) {
      text += choice("--" + option->get_single_name(), option->get_description());
    }
    text += ") ;;\n";
  });
  return text + "    *) return 1 ;;\n  esac\n}\n_scrip \"$@\"\n";
}

std::string fish_completion(const CLI::App& root) {
  std::string text =
      "# Completion of scrip for fish\n"
      "function __scrip_at\n"
      "  set -l words (commandline -opc | string match -v -- '-*')[2..]\n"
      "  test (count $argv) -eq 0 && test (count $words) -eq 0 && return 0\n"
      "  set -l n (count $argv)\n"
      "  test $n -gt 0 && test (count $words) -ge $n && test \"$words[1..$n]\" = \"$argv\"\n"
      "end\n";
  each_command(root, "", [&](const CLI::App& app, const std::string& words) {
    const std::string condition =
        "complete -c scrip -n " + quoted(words.empty() ? "__scrip_at" : "__scrip_at " + words);
    for (const CLI::App* command : app.get_subcommands(any_app)) {
      text += condition + " -f -a " + command->get_name() + " -d " + quoted(command->get_description()) + "\n";
    }
    for (const CLI::Option* option : named_options(app)) {
      text += condition + " -l " + option->get_single_name() + " -d " + quoted(option->get_description()) + "\n";
    }
  });
  return text;
}

}  // namespace scrip::cli
