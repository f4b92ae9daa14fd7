#pragma once
// An authority elsewhere: the commands of this program through the HTTP API of `scrip serve`
// (docs/decisions/0017). What the server refuses comes back as the same errors, with the same codes, as a journal's
// own.

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/context.h"
#include "cli/remote_json.h"
#include "client/http_client.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace scrip::cli {

// The options of a command as they were given; names without dashes.
class Given {
 public:
  explicit Given(const CLI::App& app) : app_(app) {}
  [[nodiscard]] bool has(const std::string& name) const;
  [[nodiscard]] std::string text(const std::string& name) const;  // "" where it was not given
  [[nodiscard]] std::vector<std::string> texts(const std::string& name) const;

 private:
  [[nodiscard]] const CLI::Option* find(const std::string& name) const;
  const CLI::App& app_;
};

class Remote {
 public:
  // The server and the token of the globals. Errors: file_unreadable (the token's file).
  [[nodiscard]] static Result<Remote> connect(Context& context);

  struct Request {
    std::string_view method = "GET";
    std::string path;  // behind /api/v1, escaped, with its query
    std::string body = {};
    std::string_view type = "application/json";
    std::string_view accept = "application/json";
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string key = {};  // the idempotency key; only where it is set, the request is sent again after no answer
  };
  // Errors: those of the API, server_unreachable, syntax_error (an answer that is no Scrip's).
  [[nodiscard]] Result<client::Answer> send(const Request& request);

  [[nodiscard]] Result<Json> get(const std::string& path);
  // A write under an idempotency key of its own. `suffix` tells several writes of one command apart.
  [[nodiscard]] Result<Json> write(std::string_view method, const std::string& path, const std::string& body,
                                   std::string_view suffix = {});
  // Changes nothing in the journal: persons.
  [[nodiscard]] Result<Json> act(std::string_view method, const std::string& path, const std::string& body);
  // Keeps a file's bytes with the journal. Errors: those of read_file().
  [[nodiscard]] Result<std::string> upload(const std::string& file);  // its hash
  // Every page of a list. Columns and cells are as the reports of a journal have them.
  [[nodiscard]] Result<reports::Table> list(std::string_view name, const std::string& path);
  // The idempotency key of the command: the one that was given, or one for this run.
  [[nodiscard]] std::string key(std::string_view suffix) const { return key_ + std::string(suffix); }
  [[nodiscard]] Result<std::string> currency();

  [[nodiscard]] Context& context() { return context_; }

 private:
  Remote(Context& context, std::string token);

  Context& context_;
  std::string token_;
  std::string key_;
  client::HttpClient client_;
  std::string currency_;
  [[nodiscard]] std::string_view keep(std::string text);
  std::unique_ptr<std::deque<std::string>> texts_;  // names and titles of columns, for as long as this lives
};

// "/applications/A%2F1/submit" of {"applications", "A/1", "submit"}.
[[nodiscard]] std::string path_of(std::initializer_list<std::string_view> segments);
// "?site=east&month=2026-10": what is empty is left out.
[[nodiscard]] std::string query_of(std::initializer_list<std::pair<std::string_view, std::string>> parameters);

// Says what a write did, as print_reply() does for a journal.
[[nodiscard]] Result<void> print_written(Context& context, const Json& written);

// Whether the command needs no authority, or finds a server itself: it runs as it always does.
[[nodiscard]] bool runs_anywhere(const std::string& name);

// Runs the command by its full name ("scrip hold place"). Errors: only_at_the_journal, and those of the command.
[[nodiscard]] Result<void> run_remotely(Context& context, const std::string& name, const CLI::App& app);

}  // namespace scrip::cli
