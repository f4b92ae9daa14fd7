#include "storage/memory/memory_register.h"

namespace scrip::storage {

using ports::ApiKeyRecord;
using ports::IdentityRecord;
using ports::PersonRecord;
using ports::SessionRecord;

Result<void> MemoryRegister::add_person(const PersonRecord& person) {
  if (erased_.contains(person.id) || !people_.emplace(person.id, person).second) {
    return fail(ErrorCode::person_exists, "'" + person.id + "'", "person");
  }
  return {};
}

Result<void> MemoryRegister::put_person(const PersonRecord& person) {
  const auto found = people_.find(person.id);
  if (found == people_.end()) return fail(ErrorCode::person_not_found, "'" + person.id + "'", "person");
  found->second = person;
  return {};
}

Result<std::optional<PersonRecord>> MemoryRegister::find_person(std::string_view id) {
  const auto found = people_.find(id);
  return found == people_.end() ? std::nullopt : std::optional{found->second};
}

Result<std::vector<PersonRecord>> MemoryRegister::people() {
  std::vector<PersonRecord> all;
  for (const auto& [id, person] : people_) all.push_back(person);
  return all;
}

Result<void> MemoryRegister::erase_person(std::string_view id) {
  const auto found = people_.find(id);
  if (found == people_.end()) return fail(ErrorCode::person_not_found, "'" + std::string(id) + "'", "person");
  std::erase_if(sessions_, [&](const auto& each) { return each.second.person == id; });
  std::erase_if(keys_, [&](const auto& each) { return each.second.person == id; });
  std::erase_if(identities_, [&](const auto& each) { return each.second.person == id; });
  erased_.emplace(id);
  people_.erase(found);
  return {};
}

Result<void> MemoryRegister::put_session(const SessionRecord& session) {
  sessions_[session.token] = session;
  return {};
}

Result<std::optional<SessionRecord>> MemoryRegister::find_session(const Hash256& token) {
  const auto found = sessions_.find(token);
  return found == sessions_.end() ? std::nullopt : std::optional{found->second};
}

Result<void> MemoryRegister::drop_session(const Hash256& token) {
  sessions_.erase(token);
  return {};
}

Result<void> MemoryRegister::drop_sessions_of(std::string_view person) {
  std::erase_if(sessions_, [&](const auto& each) { return each.second.person == person; });
  return {};
}

Result<void> MemoryRegister::drop_sessions_before(Instant created, Instant used) {
  std::erase_if(sessions_,
                [&](const auto& each) { return each.second.created_at < created || each.second.used_at < used; });
  return {};
}

Result<void> MemoryRegister::put_api_key(const ApiKeyRecord& key) {
  keys_[key.id] = key;
  return {};
}

Result<std::optional<ApiKeyRecord>> MemoryRegister::find_api_key(const Hash256& token) {
  for (const auto& [id, key] : keys_) {
    if (key.token == token) return std::optional{key};
  }
  return std::nullopt;
}

Result<std::vector<ApiKeyRecord>> MemoryRegister::api_keys_of(std::string_view person) {
  std::vector<ApiKeyRecord> own;
  for (const auto& [id, key] : keys_) {
    if (key.person == person) own.push_back(key);
  }
  return own;
}

Result<void> MemoryRegister::drop_api_key(std::string_view person, std::string_view id) {
  const auto found = keys_.find(id);
  if (found == keys_.end() || found->second.person != person) {
    return fail(ErrorCode::api_key_not_found, "'" + std::string(id) + "'", "id");
  }
  keys_.erase(found);
  return {};
}

Result<void> MemoryRegister::add_identity(const IdentityRecord& identity) {
  if (identities_.try_emplace({identity.issuer, identity.subject}, identity).second) return {};
  return fail(ErrorCode::identity_taken, "'" + identity.subject + "'", "subject");
}

Result<std::optional<IdentityRecord>> MemoryRegister::find_identity(std::string_view issuer, std::string_view subject) {
  const auto found = identities_.find({std::string(issuer), std::string(subject)});
  return found == identities_.end() ? std::nullopt : std::optional{found->second};
}

Result<std::vector<IdentityRecord>> MemoryRegister::identities_of(std::string_view person) {
  std::vector<IdentityRecord> own;
  for (const auto& [key, identity] : identities_) {
    if (identity.person == person) own.push_back(identity);
  }
  return own;
}

Result<void> MemoryRegister::drop_identity(std::string_view person, std::string_view issuer, std::string_view subject) {
  const auto found = identities_.find({std::string(issuer), std::string(subject)});
  if (found == identities_.end() || found->second.person != person) {
    return fail(ErrorCode::oidc_not_linked, "'" + std::string(subject) + "'", "subject");
  }
  identities_.erase(found);
  return {};
}

}  // namespace scrip::storage
