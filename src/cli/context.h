#pragma once
// What every command works with: the options that all share, the journal (opened when first asked for) and the way
// to answer.

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/text.h"
#include "engine/commands.h"
#include "reports/table.h"
#include "runtime/journal.h"
#include "storage/sqlite/sqlite_store.h"

namespace scrip::cli {

// Options of every command.
struct Globals {
  std::string db = "scrip.db";
  std::string url;         // of a server with the journal; empty: the file
  std::string token_file;  // its first line is the API key; empty: `token`
  std::string token;
  Language language = Language::english;
  bool json = false;
  bool quiet = false;
  std::string actor = "cli";
  std::string idempotency_key;
  std::string columns;  // of tables: names by comma; empty: all
};

// An error and the file it is about.
struct Problem {
  std::string file;  // empty: none
  Error error;
};

class Context {
 public:
  explicit Context(Globals globals) : globals_(std::move(globals)) {}

  [[nodiscard]] const Globals& globals() const { return globals_; }
  [[nodiscard]] Language language() const { return globals_.language; }
  [[nodiscard]] bool json() const { return globals_.json; }

  // --- the journal ---
  // Opens it for reading only, or for writing; the same one on later calls. Errors: those of the store and of
  // Journal::open; authority_missing where the file holds no authority yet.
  [[nodiscard]] Result<const engine::State*> read();
  [[nodiscard]] Result<runtime::Journal*> write();
  // Creates the file. Errors: store_exists.
  [[nodiscard]] Result<runtime::Journal*> create();
  // After read(), write() or create().
  [[nodiscard]] ports::Store& store() { return *store_; }
  [[nodiscard]] runtime::Journal& journal() { return *journal_; }

  // Executes one command under the request of the globals.
  [[nodiscard]] Result<runtime::CommandReply> execute(const engine::Command& command);
  [[nodiscard]] runtime::Request request() const {
    return {.actor = globals_.actor, .idempotency_key = globals_.idempotency_key};
  }

  // After a command that may have appended: signs a checkpoint and, when a restart would take long, saves a snapshot.
  // Does nothing where nothing was appended.
  [[nodiscard]] Result<void> finish();

  // --- answers ---
  // To standard output.
  void print(std::string_view text) const { std::fwrite(text.data(), 1, text.size(), stdout); }
  // One line for people: nothing with --quiet or --json. `english` is looked up in the catalogue.
  template <class... Values>
  void tell(std::string_view english, const Values&... values) const {
    if (!globals_.quiet && !globals_.json) print(say(language(), english, values...) + "\n");
  }
  // A remark on standard error: nothing with --quiet.
  template <class... Values>
  void remark(std::string_view english, const Values&... values) const {
    if (globals_.quiet) return;
    const std::string text = say(language(), english, values...) + "\n";
    std::fwrite(text.data(), 1, text.size(), stderr);
  }
  // A table: aligned for people, with --json an array of objects. Errors: unknown_field in --columns.
  [[nodiscard]] Result<void> show(const reports::Table& table, reports::TotalRow total = reports::TotalRow::none) const;

  // Several problems of one command; they are printed when it fails.
  void note_problem(Problem problem) { problems_.push_back(std::move(problem)); }
  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

 private:
  [[nodiscard]] Result<void> open(storage::OpenMode mode);

  Globals globals_;
  std::unique_ptr<storage::SqliteStore> store_;
  std::unique_ptr<runtime::Journal> journal_;
  runtime::Journal::Head head_at_open_;
  std::vector<Problem> problems_;
};

}  // namespace scrip::cli
