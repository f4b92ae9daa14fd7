#include "storage/sqlite/sqlite_register.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "storage/sqlite/texts.h"

namespace scrip::storage {

using ports::ApiKeyRecord;
using ports::IdentityRecord;
using ports::PersonRecord;
using ports::SessionRecord;

namespace {

constexpr std::int64_t application_id = 0x53637252;  // "ScrR"; never changes
constexpr std::int64_t format_version = 2;  // 2: identities at a provider

constexpr const char* schema = R"(
CREATE TABLE person (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, language TEXT NOT NULL,
                     password TEXT NOT NULL, totp_secret TEXT NOT NULL, totp_pending TEXT NOT NULL,
                     totp_step INTEGER NOT NULL, failures INTEGER NOT NULL, locked_until INTEGER NOT NULL,
                     created_at INTEGER NOT NULL) STRICT;
CREATE TABLE erased (id TEXT NOT NULL PRIMARY KEY) STRICT;
CREATE TABLE session (token BLOB NOT NULL PRIMARY KEY, person TEXT NOT NULL, csrf_token TEXT NOT NULL,
                      created_at INTEGER NOT NULL, used_at INTEGER NOT NULL) STRICT;
CREATE TABLE api_key (id TEXT NOT NULL PRIMARY KEY, token BLOB NOT NULL UNIQUE, person TEXT NOT NULL,
                      label TEXT NOT NULL, role TEXT NOT NULL, created_at INTEGER NOT NULL, used_at INTEGER NOT NULL,
                      expires_at INTEGER NOT NULL) STRICT;
)";

constexpr const char* identity_schema = R"(
CREATE TABLE identity (issuer TEXT NOT NULL, subject TEXT NOT NULL, person TEXT NOT NULL, linked_at INTEGER NOT NULL,
                       linked_by TEXT NOT NULL, PRIMARY KEY (issuer, subject)) STRICT;
)";

constexpr const char* person_columns =
    "id, name, email, language, password, totp_secret, totp_pending, totp_step, failures, locked_until, created_at";
constexpr const char* key_columns = "id, token, person, label, role, created_at, used_at, expires_at";

std::int64_t ms_of(const std::optional<Instant>& instant) { return instant ? count(*instant) : 0; }
std::optional<Instant> instant_of(std::int64_t ms) { return ms == 0 ? std::nullopt : std::optional{instant_at(ms)}; }

Hash256 hash_of(ByteView bytes) {
  Hash256 hash;
  if (bytes.size() == hash.bytes.size()) std::ranges::copy(bytes, hash.bytes.begin());
  return hash;
}

PersonRecord person_of(const Statement& row) {
  return {.id = std::string(row.text(0)),
          .name = std::string(row.text(1)),
          .email = std::string(row.text(2)),
          .language = std::string(row.text(3)),
          .password = std::string(row.text(4)),
          .totp_secret = std::string(row.text(5)),
          .totp_pending = std::string(row.text(6)),
          .totp_step = static_cast<std::uint64_t>(row.integer(7)),
          .failures = static_cast<std::uint32_t>(row.integer(8)),
          .locked_until = instant_at(row.integer(9)),
          .created_at = instant_at(row.integer(10))};
}

ApiKeyRecord key_of(const Statement& row) {
  return {.id = std::string(row.text(0)),
          .token = hash_of(row.bytes(1)),
          .person = std::string(row.text(2)),
          .label = std::string(row.text(3)),
          .role = std::string(row.text(4)),
          .created_at = instant_at(row.integer(5)),
          .used_at = instant_of(row.integer(6)),
          .expires_at = instant_of(row.integer(7))};
}

IdentityRecord identity_of(const Statement& row) {
  return {.issuer = std::string(row.text(0)),
          .subject = std::string(row.text(1)),
          .person = std::string(row.text(2)),
          .linked_at = instant_at(row.integer(3)),
          .linked_by = std::string(row.text(4))};
}

std::unexpected<Error> unknown_person(std::string_view id) {
  return fail(ErrorCode::person_not_found, "'" + std::string(id) + "'", "person");
}

Result<void> create_tables(Database& database) {
  Transaction transaction = SCRIP_TRY(Transaction::begin(database, Transaction::Kind::write));
  if (SCRIP_TRY(database.number("SELECT count(*) FROM sqlite_schema")) == 0) {
    SCRIP_TRY_VOID(database.run(schema));
    SCRIP_TRY_VOID(database.run("PRAGMA application_id = " + std::to_string(application_id)));
    SCRIP_TRY_VOID(database.run("PRAGMA user_version = 1"));
  }
  const bool is_ours = SCRIP_TRY(database.number("PRAGMA application_id")) == application_id;
  if (is_ours && SCRIP_TRY(database.number("PRAGMA user_version")) == 1) {
    SCRIP_TRY_VOID(database.run(identity_schema));
    SCRIP_TRY_VOID(database.run("PRAGMA user_version = " + std::to_string(format_version)));
  }
  return transaction.commit();
}

}  // namespace

Result<std::unique_ptr<SqliteRegister>> SqliteRegister::open(const std::string& path) {
  auto database = SCRIP_TRY(Database::open(path, Access::create));
  SCRIP_TRY_VOID(database.run("PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON"));
  SCRIP_TRY_VOID(create_tables(database));
  ::chmod(path.c_str(), S_IRUSR | S_IWUSR);
  if (SCRIP_TRY(database.number("PRAGMA application_id")) != application_id) {
    return fail(ErrorCode::format_unknown, say("{0} is not a register", path));
  }
  if (SCRIP_TRY(database.number("PRAGMA user_version")) > format_version) {
    return fail(ErrorCode::version_unsupported, say("{0} was written by a newer release", path));
  }
  return std::make_unique<SqliteRegister>(std::move(database));
}

template <class... Values>
Result<std::int64_t> SqliteRegister::write(std::string_view sql, const Values&... values) {
  auto statement = SCRIP_TRY(database_.prepare(sql));
  SCRIP_TRY_VOID(statement.run(values...));
  return database_.changes();
}

Result<void> SqliteRegister::add_person(const PersonRecord& person) {
  auto taken = SCRIP_TRY(
      database_.prepare("SELECT 1 FROM person WHERE id = ?1 UNION ALL SELECT 1 FROM erased WHERE id = ?1 LIMIT 1"));
  SCRIP_TRY_VOID(taken.bind(std::string_view(person.id)));
  if (SCRIP_TRY(taken.step())) return fail(ErrorCode::person_exists, "'" + person.id + "'", "person");
  taken.reset();
  SCRIP_TRY_VOID(write(
      "INSERT INTO person (" + std::string(person_columns) + ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
      std::string_view(person.id), std::string_view(person.name), std::string_view(person.email),
      std::string_view(person.language), std::string_view(person.password), std::string_view(person.totp_secret),
      std::string_view(person.totp_pending), person.totp_step, person.failures, count(person.locked_until),
      count(person.created_at)));
  return {};
}

Result<void> SqliteRegister::put_person(const PersonRecord& person) {
  const auto changed = SCRIP_TRY(write(
      "UPDATE person SET name = ?2, email = ?3, language = ?4, password = ?5, totp_secret = ?6, totp_pending = ?7, "
      "totp_step = ?8, failures = ?9, locked_until = ?10, created_at = ?11 WHERE id = ?1",
      std::string_view(person.id), std::string_view(person.name), std::string_view(person.email),
      std::string_view(person.language), std::string_view(person.password), std::string_view(person.totp_secret),
      std::string_view(person.totp_pending), person.totp_step, person.failures, count(person.locked_until),
      count(person.created_at)));
  if (changed == 0) return unknown_person(person.id);
  return {};
}

Result<std::optional<PersonRecord>> SqliteRegister::find_person(std::string_view id) {
  auto rows = SCRIP_TRY(database_.prepare("SELECT " + std::string(person_columns) + " FROM person WHERE id = ?1"));
  SCRIP_TRY_VOID(rows.bind(id));
  if (!SCRIP_TRY(rows.step())) return std::nullopt;
  return std::optional{person_of(rows)};
}

Result<std::vector<PersonRecord>> SqliteRegister::people() {
  auto rows = SCRIP_TRY(database_.prepare("SELECT " + std::string(person_columns) + " FROM person ORDER BY id"));
  std::vector<PersonRecord> all;
  while (SCRIP_TRY(rows.step())) all.push_back(person_of(rows));
  return all;
}

Result<void> SqliteRegister::erase_person(std::string_view id) {
  Transaction transaction = SCRIP_TRY(Transaction::begin(database_, Transaction::Kind::write));
  if (SCRIP_TRY(write("DELETE FROM person WHERE id = ?1", id)) == 0) return unknown_person(id);
  SCRIP_TRY_VOID(write("DELETE FROM session WHERE person = ?1", id));
  SCRIP_TRY_VOID(write("DELETE FROM api_key WHERE person = ?1", id));
  SCRIP_TRY_VOID(write("DELETE FROM identity WHERE person = ?1", id));
  SCRIP_TRY_VOID(write("INSERT INTO erased VALUES (?1)", id));
  return transaction.commit();
}

Result<void> SqliteRegister::put_session(const SessionRecord& session) {
  SCRIP_TRY_VOID(write("INSERT OR REPLACE INTO session VALUES (?1, ?2, ?3, ?4, ?5)", ByteView{session.token.bytes},
                  std::string_view(session.person), std::string_view(session.csrf_token), count(session.created_at),
                  count(session.used_at)));
  return {};
}

Result<std::optional<SessionRecord>> SqliteRegister::find_session(const Hash256& token) {
  auto rows =
      SCRIP_TRY(database_.prepare("SELECT person, csrf_token, created_at, used_at FROM session WHERE token = ?1"));
  SCRIP_TRY_VOID(rows.bind(ByteView{token.bytes}));
  if (!SCRIP_TRY(rows.step())) return std::nullopt;
  return std::optional{SessionRecord{.token = token,
                                     .person = std::string(rows.text(0)),
                                     .csrf_token = std::string(rows.text(1)),
                                     .created_at = instant_at(rows.integer(2)),
                                     .used_at = instant_at(rows.integer(3))}};
}

Result<void> SqliteRegister::drop_session(const Hash256& token) {
  SCRIP_TRY_VOID(write("DELETE FROM session WHERE token = ?1", ByteView{token.bytes}));
  return {};
}

Result<void> SqliteRegister::drop_sessions_of(std::string_view person) {
  SCRIP_TRY_VOID(write("DELETE FROM session WHERE person = ?1", person));
  return {};
}

Result<void> SqliteRegister::drop_sessions_before(Instant created, Instant used) {
  SCRIP_TRY_VOID(write("DELETE FROM session WHERE created_at < ?1 OR used_at < ?2", count(created), count(used)));
  return {};
}

Result<void> SqliteRegister::put_api_key(const ApiKeyRecord& key) {
  SCRIP_TRY_VOID(write(
      "INSERT OR REPLACE INTO api_key (" + std::string(key_columns) + ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      std::string_view(key.id), ByteView{key.token.bytes}, std::string_view(key.person), std::string_view(key.label),
      std::string_view(key.role), count(key.created_at), ms_of(key.used_at), ms_of(key.expires_at)));
  return {};
}

Result<std::optional<ApiKeyRecord>> SqliteRegister::find_api_key(const Hash256& token) {
  auto rows = SCRIP_TRY(database_.prepare("SELECT " + std::string(key_columns) + " FROM api_key WHERE token = ?1"));
  SCRIP_TRY_VOID(rows.bind(ByteView{token.bytes}));
  if (!SCRIP_TRY(rows.step())) return std::nullopt;
  return std::optional{key_of(rows)};
}

Result<std::vector<ApiKeyRecord>> SqliteRegister::api_keys_of(std::string_view person) {
  auto rows = SCRIP_TRY(
      database_.prepare("SELECT " + std::string(key_columns) + " FROM api_key WHERE person = ?1 ORDER BY id"));
  SCRIP_TRY_VOID(rows.bind(person));
  std::vector<ApiKeyRecord> own;
  while (SCRIP_TRY(rows.step())) own.push_back(key_of(rows));
  return own;
}

Result<void> SqliteRegister::drop_api_key(std::string_view person, std::string_view id) {
  if (SCRIP_TRY(write("DELETE FROM api_key WHERE id = ?1 AND person = ?2", id, person)) == 0) {
    return fail(ErrorCode::api_key_not_found, "'" + std::string(id) + "'", "id");
  }
  return {};
}

Result<void> SqliteRegister::add_identity(const IdentityRecord& identity) {
  const auto added =
      SCRIP_TRY(write("INSERT OR IGNORE INTO identity VALUES (?1, ?2, ?3, ?4, ?5)", std::string_view(identity.issuer),
                      std::string_view(identity.subject), std::string_view(identity.person), count(identity.linked_at),
                      std::string_view(identity.linked_by)));
  if (added == 0) return fail(ErrorCode::identity_taken, "'" + identity.subject + "'", "subject");
  return {};
}

Result<std::optional<IdentityRecord>> SqliteRegister::find_identity(std::string_view issuer, std::string_view subject) {
  auto rows = SCRIP_TRY(database_.prepare("SELECT * FROM identity WHERE issuer = ?1 AND subject = ?2"));
  SCRIP_TRY_VOID(rows.bind(issuer, subject));
  if (!SCRIP_TRY(rows.step())) return std::nullopt;
  return std::optional{identity_of(rows)};
}

Result<std::vector<IdentityRecord>> SqliteRegister::identities_of(std::string_view person) {
  auto rows = SCRIP_TRY(database_.prepare("SELECT * FROM identity WHERE person = ?1 ORDER BY issuer, subject"));
  SCRIP_TRY_VOID(rows.bind(person));
  std::vector<IdentityRecord> own;
  while (SCRIP_TRY(rows.step())) own.push_back(identity_of(rows));
  return own;
}

Result<void> SqliteRegister::drop_identity(std::string_view person, std::string_view issuer, std::string_view subject) {
  const auto dropped = SCRIP_TRY(
      write("DELETE FROM identity WHERE person = ?1 AND issuer = ?2 AND subject = ?3", person, issuer, subject));
  if (dropped == 0) return fail(ErrorCode::oidc_not_linked, "'" + std::string(subject) + "'", "subject");
  return {};
}

}  // namespace scrip::storage
