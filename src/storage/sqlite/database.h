#pragma once
// A small typed layer over SQLite: connections, statements, transactions, and SQLite's errors in Scrip's words.
//
// A Database and its Statements belong to one thread at a time. A Statement may outlive its Database.
//
// Errors, of every function here that returns a Result:
//   store_full         no space left: the change in hand was not made
//   store_corrupt      the file is damaged, or is no SQLite database
//   sequence_taken     a unique key is already there: another writer was first
//   too_large          a value beyond SQLite's limit of 1,000,000,000 bytes
//   store_unavailable  anything else, with SQLite's own words in the detail

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/check.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace scrip::storage {

enum class Access : std::uint8_t {
  create,      // read and write; an empty file is made if there is none
  read_write,  // the file must exist
  read_only,   // the file must exist
};

// One prepared statement. Parameters are bound by position, columns are numbered from 0.
class Statement {
 public:
  // Binds ?1, ?2, ... in order. Texts and bytes are borrowed: they must stay as they are until the statement is reset
  // or destroyed. Whole numbers must fit 64 bits with a sign. Empty bytes are stored as empty bytes, not as NULL.
  template <class... Values>
  [[nodiscard]] Result<void> bind(const Values&... values) {
    reset();
    int position = 0;
    int status = 0;
    ((status = status != 0 ? status : bind_one(++position, values)), ...);
    return checked(status);
  }

  // Goes to the next row: true if there is one, false at the end.
  [[nodiscard]] Result<bool> step();

  // Binds, runs to the end and resets, so that nothing stays borrowed and no lock is kept.
  template <class... Values>
  [[nodiscard]] Result<void> run(const Values&... values) {
    SCRIP_TRY_VOID(bind(values...));
    return finish();
  }

  // Ends the current run, with the locks it holds. The bound values stay.
  void reset();

  // Columns of the current row. Views are valid until the next step, reset or bind.
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] ByteView bytes(int column) const;

 private:
  friend class Database;
  struct Finalise {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}

  int bind_integer(int position, std::int64_t value);
  int bind_one(int position, std::string_view value);
  int bind_one(int position, ByteView value);
  template <std::integral Number>
  int bind_one(int position, Number value) {
    SCRIP_CHECK(std::in_range<std::int64_t>(value));
    return bind_integer(position, static_cast<std::int64_t>(value));
  }
  [[nodiscard]] Result<void> checked(int status) const;
  [[nodiscard]] Result<void> finish();

  std::unique_ptr<sqlite3_stmt, Finalise> handle_;
};

// One connection. Another connection's lock is waited for, up to `busy_timeout`, then it is store_unavailable.
class Database {
 public:
  // `path` is taken literally (no URI). Nothing is read yet: a damaged file shows at the first statement.
  [[nodiscard]] static Result<Database> open(const std::string& path, Access access,
                                             std::chrono::milliseconds busy_timeout = std::chrono::seconds{10});

  [[nodiscard]] Result<Statement> prepare(std::string_view sql);

  // Runs any number of statements that have no parameters; rows are ignored.
  [[nodiscard]] Result<void> run(const std::string& sql);

  // The first column of the first row, 0 if it is NULL or there is no row.
  [[nodiscard]] Result<std::int64_t> number(std::string_view sql);

  // Rows inserted, changed or deleted by the last statement that did so.
  [[nodiscard]] std::int64_t changes() const;
  [[nodiscard]] bool in_transaction() const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  explicit Database(sqlite3* handle) : handle_(handle) {}

  std::unique_ptr<sqlite3, Close> handle_;
};

// A transaction that is rolled back unless it was committed. Do not move the Database meanwhile.
class Transaction {
 public:
  enum class Kind : std::uint8_t {
    read,  // everything read sees one moment, that of the first statement; appends go on beside it
    write,  // takes the file's only write lock at once, so that it cannot fail half way for want of it
  };
  [[nodiscard]] static Result<Transaction> begin(Database& database, Kind kind);

  // After an error the transaction is rolled back when this object goes. Whether a commit that ended in
  // store_unavailable is durable is known only after the database was opened again.
  [[nodiscard]] Result<void> commit();

  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace scrip::storage
