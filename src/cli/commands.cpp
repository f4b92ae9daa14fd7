#include "cli/commands.h"

#include <CLI/CLI.hpp>

#include "cli/describe.h"
#include "cli/json.h"

namespace scrip::cli {

void add_required(CLI::App& app, const std::string& name, std::string& value, const std::string& help) {
  app.add_option(name, value, help)->required();
}

void add_required(CLI::App& app, const std::string& name, std::vector<std::string>& values, const std::string& help) {
  app.add_option(name, values, help)->required();
}

void add_positionals(CLI::App& app, const std::string& name, std::vector<std::string>& values,
                     const std::string& help) {
  app.add_option(name, values, help);
}

void add_option(CLI::App& app, const std::string& name, std::string& value, const std::string& help) {
  app.add_option(name, value, help);
}

void add_option(CLI::App& app, const std::string& name, std::vector<std::string>& values, const std::string& help) {
  app.add_option(name, values, help)->allow_extra_args(false);
}

void add_flag(CLI::App& app, const std::string& name, bool& value, const std::string& help) {
  app.add_flag(name, value, help);
}

Commands::Commands(CLI::App& root, Globals& globals) : root_(root), globals_(globals) {
  root_.require_subcommand(0);
  add_globals(root_);
}

void Commands::add_globals(CLI::App& app) {
  const auto text = [&](std::string_view english) { return std::string(tr(globals_.language, english)); };
  const std::string group = text("Options of every command");
  app.set_help_flag("--help,-h", text("Shows this help"))->group(group);
  app.add_option("--db", globals_.db, text("The journal's file (or SCRIP_DB; default: ./scrip.db)"))->group(group);
  app.add_option("--url", globals_.url, text("A server that has the journal, in place of a file (or SCRIP_URL)"))
      ->group(group);
  app.add_option("--token-file", globals_.token_file,
                 text("A file whose first line is the API key for the server (or SCRIP_TOKEN, the key itself)"))
      ->group(group);
  app.add_flag("--json", globals_.json, text("Answers in JSON, for programs"))->group(group);
  // The language was read before, since these texts are in it already.
  app.add_option_function<std::string>(
         "--lang", [](const std::string&) {}, text("Language: en or zh (default: from LC_ALL, LANG)"))
      ->check(CLI::IsMember({"en", "zh"}, CLI::ignore_case))
      ->group(group)
      ->type_name("");
  app.add_flag("--quiet,-q", globals_.quiet, text("Says nothing but what was asked for"))->group(group);
  app.add_option("--actor", globals_.actor, text("Who asks, for the journal (default: cli)"))->group(group);
  app.add_option("--idempotency-key", globals_.idempotency_key,
                 text("Sent twice under one key, a command has one effect"))
      ->group(group);
  app.add_option("--columns", globals_.columns, text("The columns of a table, by comma"))->group(group);
}

CLI::App& Commands::group(CLI::App& parent, const std::string& name, std::string_view summary) {
  CLI::App* app = parent.add_subcommand(name, std::string(tr(globals_.language, summary)));
  app->set_help_flag();
  add_globals(*app);
  return *app;
}

CLI::App& Commands::leaf(CLI::App& parent, const std::string& name, std::string_view summary,
                         std::vector<std::string> examples) {
  CLI::App& app = group(parent, name, summary);
  examples_[&app] = std::move(examples);
  return app;
}

const Handler* Commands::handler(const CLI::App& app) const {
  const auto found = handlers_.find(&app);
  return found == handlers_.end() ? nullptr : &found->second;
}

const std::vector<std::string>& Commands::examples(const CLI::App& app) const {
  static const std::vector<std::string> none;
  const auto found = examples_.find(&app);
  return found == examples_.end() ? none : found->second;
}

Result<void> print_reply(Context& context, const runtime::CommandReply& reply) {
  if (context.json()) {
    std::vector<std::string> events;
    for (const auto& event : reply.events) events.push_back(json_event(event));
    JsonObject answer;
    answer.add("sequence", reply.sequence).add("repeated", reply.repeated).raw("events", json_array(events));
    context.print(answer.text() + "\n");
    return {};
  }
  if (reply.repeated) {
    context.tell("Done before, in entry {}: nothing changed.", reply.sequence);
  } else if (reply.events.empty()) {
    context.tell("It is so already: nothing changed.");
  }
  for (const auto& event : reply.events) {
    context.tell("{}  (entry {})", describe(event, context.journal().state(), context.language()), reply.sequence);
  }
  return {};
}

Result<void> execute_and_print(Context& context, const engine::Command& command) {
  return print_reply(context, SCRIP_TRY(context.execute(command)));
}

}  // namespace scrip::cli
