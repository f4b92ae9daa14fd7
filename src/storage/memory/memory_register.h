#pragma once
// The register in memory, for tests.

#include <map>
#include <set>
#include <string>
#include <utility>

#include "ports/register.h"

namespace scrip::storage {

class MemoryRegister final : public ports::Register {
 public:
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

 private:
  std::map<std::string, ports::PersonRecord, std::less<>> people_;
  std::set<std::string, std::less<>> erased_;
  std::map<Hash256, ports::SessionRecord> sessions_;
  std::map<std::string, ports::ApiKeyRecord, std::less<>> keys_;
  std::map<std::pair<std::string, std::string>, ports::IdentityRecord> identities_;  // by issuer and subject
};

}  // namespace scrip::storage
