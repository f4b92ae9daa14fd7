#include "engine/request.h"

#include "base/limits.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

template <class Record>
Result<const Record*> found(const Record* record, ErrorCode missing, std::string_view key, std::string_view field) {
  if (record == nullptr) return fail(missing, "'" + std::string(key) + "'", std::string(field));
  return record;
}

}  // namespace

Result<void> check_key(std::string_view key, std::string_view field) {
  if (key.empty()) return fail(ErrorCode::missing_field, say("a key is needed"), std::string(field));
  if (key.size() > 128) return fail(ErrorCode::too_large, say("a key has at most 128 characters"), std::string(field));
  for (const char c : key) {
    if (c <= ' ' || c > '~') {
      return fail(ErrorCode::value_invalid, say("'{0}': letters, digits and signs only, no spaces", key),
                  std::string(field));
    }
  }
  return {};
}

Result<void> check_name(std::string_view name) {
  if (name.empty()) return fail(ErrorCode::missing_field, say("a name is needed"), "name");
  if (name.size() > limits::text_max) return fail(ErrorCode::too_large, say("a name has at most 512 bytes"), "name");
  return {};
}

Result<void> check_text(std::string_view text, std::string_view field) {
  if (text.empty()) return fail(ErrorCode::missing_field, say("a text is needed"), std::string(field));
  if (text.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), std::string(field));
  return {};
}

std::unexpected<Error> reused(std::string_view key) {
  return fail(ErrorCode::key_reused, say("'{0}' already stands for something else", key), "key");
}

Result<const registry::Organisation*> organisation_called(const State& state, std::string_view key) {
  return found(state.registry.find_organisation(key), ErrorCode::organisation_not_found, key, "organisation");
}
Result<const registry::Site*> site_called(const State& state, std::string_view key) {
  return found(state.registry.find_site(key), ErrorCode::site_not_found, key, "site");
}
Result<const registry::Resource*> resource_called(const State& state, std::string_view key) {
  return found(state.registry.find_resource(key), ErrorCode::resource_not_found, key, "resource");
}
Result<const programme::Programme*> programme_called(const State& state, std::string_view key) {
  return found(state.find_programme(key), ErrorCode::programme_not_found, key, "programme");
}
Result<const programme::BudgetLine*> budget_line_called(const State& state, std::string_view key) {
  return found(state.find_budget_line(key), ErrorCode::budget_line_not_found, key, "budget_line");
}
Result<const programme::Policy*> policy_called(const State& state, std::string_view key) {
  return found(state.find_policy(key), ErrorCode::policy_not_found, key, "policy");
}
Result<const CallState*> call_called(const State& state, std::string_view key) {
  return found(state.find_call(key), ErrorCode::call_not_found, key, "call");
}
Result<const ApplicationState*> application_called(const State& state, std::string_view key) {
  return found(state.find_application(key), ErrorCode::application_not_found, key, "application");
}
Result<const AwardState*> award_called(const State& state, std::string_view key) {
  return found(state.find_award(key), ErrorCode::award_not_found, key, "award");
}

}  // namespace scrip::engine
