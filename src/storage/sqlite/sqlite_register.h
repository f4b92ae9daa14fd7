#pragma once
// The register in an SQLite file of its own, beside the journal's: FILE.register. Mode 0600. What is erased is
// overwritten (secure_delete), and the file's log is folded in at once, so that nothing of it stays on the disk's
// pages.
//
// The file, format version 1 (application_id 0x53637252, "ScrR"; all tables STRICT): person, erased, session, api_key.

#include <memory>
#include <string>

#include "ports/register.h"
#include "storage/sqlite/database.h"

namespace scrip::storage {

class SqliteRegister final : public ports::Register {
 public:
  // Creates the file where there is none. Errors: version_unsupported, format_unknown, and those of the store.
  [[nodiscard]] static Result<std::unique_ptr<SqliteRegister>> open(const std::string& path);

  [[nodiscard]] Result<void> add_person(const ports::PersonRecord& person) override;
  [[nodiscard]] Result<void> put_person(const ports::PersonRecord& person) override;
  [[nodiscard]] Result<std::optional<ports::PersonRecord>> find_person(std::string_view id) override;
  [[nodiscard]] Result<std::vector<ports::PersonRecord>> people() override;
  [[nodiscard]] Result<void> erase_person(std::string_view id) override;

  [[nodiscard]] Result<void> put_session(const ports::SessionRecord& session) override;
  [[nodiscard]] Result<std::optional<ports::SessionRecord>> find_session(const Hash256& token) override;
  [[nodiscard]] Result<void> drop_session(const Hash256& token) override;
  [[nodiscard]] Result<void> drop_sessions_of(std::string_view person) override;
  [[nodiscard]] Result<void> drop_sessions_before(Instant created, Instant used) override;

  [[nodiscard]] Result<void> put_api_key(const ports::ApiKeyRecord& key) override;
  [[nodiscard]] Result<std::optional<ports::ApiKeyRecord>> find_api_key(const Hash256& token) override;
  [[nodiscard]] Result<std::vector<ports::ApiKeyRecord>> api_keys_of(std::string_view person) override;
  [[nodiscard]] Result<void> drop_api_key(std::string_view person, std::string_view id) override;

  [[nodiscard]] Result<void> add_identity(const ports::IdentityRecord& identity) override;
  [[nodiscard]] Result<std::optional<ports::IdentityRecord>> find_identity(std::string_view issuer,
                                                                           std::string_view subject) override;
  [[nodiscard]] Result<std::vector<ports::IdentityRecord>> identities_of(std::string_view person) override;
  [[nodiscard]] Result<void> drop_identity(std::string_view person, std::string_view issuer,
                                           std::string_view subject) override;

  // For open().
  explicit SqliteRegister(Database database) : database_(std::move(database)) {}

 private:
  template <class... Values>
  [[nodiscard]] Result<std::int64_t> write(std::string_view sql, const Values&... values);

  Database database_;
};

}  // namespace scrip::storage
