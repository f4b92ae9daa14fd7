#include "storage/sqlite/database.h"

#include <sqlite3.h>

#include <limits>

namespace scrip::storage {
namespace {

ErrorCode code_of(int status) {
  switch (status) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return ErrorCode::sequence_taken;
    default:
      break;
  }
  switch (status & 0xff) {
    case SQLITE_FULL:
      return ErrorCode::store_full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::store_corrupt;
    case SQLITE_TOOBIG:
      return ErrorCode::too_large;
    default:
      return ErrorCode::store_unavailable;
  }
}

// SQLite's message with its number and the file, e.g. "database or disk is full (SQLite 13,
// /var/lib/scrip/journal.db)".
std::unexpected<Error> failure(sqlite3* handle, int status) {
  SCRIP_CHECK((status & 0xff) != SQLITE_NOMEM);   // out of memory ends the process
  SCRIP_CHECK((status & 0xff) != SQLITE_MISUSE);  // a bug of ours
  std::string detail = sqlite3_errmsg(handle);
  detail += " (SQLite " + std::to_string(status);
  if (const char* file = sqlite3_db_filename(handle, "main"); file != nullptr) detail += std::string(", ") + file;
  return fail(code_of(status), detail + ")");
}

// A null pointer would bind NULL instead of an empty value.
const void* never_null(const void* data) { return data != nullptr ? data : ""; }

int open_flags(Access access) {
  switch (access) {
    case Access::create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Access::read_write:
      return SQLITE_OPEN_READWRITE;
    case Access::read_only:
      return SQLITE_OPEN_READONLY;
  }
  return SQLITE_OPEN_READONLY;
}

}  // namespace

void Statement::Finalise::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<bool> Statement::step() {
  const int status = sqlite3_step(handle_.get());
  if (status == SQLITE_ROW) return true;
  if (status == SQLITE_DONE) return false;
  auto error = failure(sqlite3_db_handle(handle_.get()), status);
  reset();
  return error;
}

Result<void> Statement::finish() {
  while (SCRIP_TRY(step())) {
  }
  reset();
  return {};
}

// What sqlite3_reset returns is the error of the last step, which step() has already reported.
void Statement::reset() { sqlite3_reset(handle_.get()); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }

std::string_view Statement::text(int column) const { return as_text(bytes(column)); }

ByteView Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(handle_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return data == nullptr ? ByteView{} : ByteView{static_cast<const std::uint8_t*>(data), size};
}

int Statement::bind_integer(int position, std::int64_t value) {
  return sqlite3_bind_int64(handle_.get(), position, value);
}

// The null destructor is SQLITE_STATIC: SQLite borrows the bytes.
int Statement::bind_one(int position, std::string_view value) {
  return sqlite3_bind_text64(handle_.get(), position, static_cast<const char*>(never_null(value.data())), value.size(),
                             nullptr, SQLITE_UTF8);
}

int Statement::bind_one(int position, ByteView value) {
  return sqlite3_bind_blob64(handle_.get(), position, never_null(value.data()), value.size(), nullptr);
}

Result<void> Statement::checked(int status) const {
  if (status == SQLITE_OK) return {};
  SCRIP_CHECK(status != SQLITE_RANGE);  // more values than the statement has parameters
  return failure(sqlite3_db_handle(handle_.get()), status);
}

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Result<Database> Database::open(const std::string& path, Access access, std::chrono::milliseconds busy_timeout) {
  sqlite3* handle = nullptr;
  const int status =
      sqlite3_open_v2(path.c_str(), &handle, open_flags(access) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  SCRIP_CHECK(handle != nullptr);
  Database database{handle};
  if (status != SQLITE_OK) return failure(handle, status);
  sqlite3_busy_timeout(handle, static_cast<int>(busy_timeout.count()));
  // The file may come from someone else: nothing in its schema may run our functions, and damaged pages are looked for.
  SCRIP_TRY_VOID(database.run("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON"));
  return database;
}

Result<Statement> Database::prepare(std::string_view sql) {
  SCRIP_CHECK(sql.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
  sqlite3_stmt* statement = nullptr;
  const int status = sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (status != SQLITE_OK) return failure(handle_.get(), status);
  return Statement{statement};
}

Result<void> Database::run(const std::string& sql) {
  const int status = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (status != SQLITE_OK) return failure(handle_.get(), status);
  return {};
}

Result<std::int64_t> Database::number(std::string_view sql) {
  Statement statement = SCRIP_TRY(prepare(sql));
  return SCRIP_TRY(statement.step()) ? statement.integer(0) : 0;
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_.get()); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

Result<Transaction> Transaction::begin(Database& database, Kind kind) {
  SCRIP_TRY_VOID(database.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN"));
  return Transaction{database};
}

Result<void> Transaction::commit() { return database_->run("COMMIT"); }

Transaction::~Transaction() {
  // SQLite itself has rolled back after some errors. A rollback that fails leaves nothing more to do: the file's own
  // recovery, when it is next opened, comes to the same.
  if (database_ != nullptr && database_->in_transaction()) static_cast<void>(database_->run("ROLLBACK"));
}

}  // namespace scrip::storage
