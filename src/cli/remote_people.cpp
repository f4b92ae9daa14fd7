// Who may sign in at an authority elsewhere, and what they may do.

#include "cli/files.h"
#include "cli/json.h"
#include "cli/person_table.h"
#include "cli/remote_commands.h"
#include "cli/texts.h"

namespace scrip::cli::remote {
namespace {

std::string scope_json(const Given& given) {
  for (const char* kind : {"organisation", "programme", "site"}) {
    if (given.has(kind)) return JsonObject().add("kind", std::string_view(kind)).add("key", given.text(kind)).text();
  }
  return JsonObject().add("kind", std::string_view("authority")).text();
}

Result<void> write_role(Remote& remote, const Given& given, const std::string& path) {
  const int scopes = int{given.has("organisation")} + int{given.has("programme")} + int{given.has("site")};
  if (scopes > 1) return fail(ErrorCode::usage_error, say("one of --organisation, --programme and --site"));
  const auto body =
      JsonObject().add("person", given.text("person")).add("role", given.text("role")).raw("scope", scope_json(given));
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", path, body.text())));
}

std::string roles_of(const Json& person) {
  std::string roles;
  for (const auto& grant : person.items("roles")) {
    const std::string key = grant.object("scope").text("key");
    roles += (roles.empty() ? "" : ";") + grant.text("role") + (key.empty() ? "" : ":") + key;
  }
  return roles;
}

}  // namespace

Result<void> add_person(Remote& remote, const Given& given) {
  const std::string id = given.text("person");
  const auto password = SCRIP_TRY(password_of(remote.context(), id, given.text("password-file")));
  JsonObject body;
  body.add("person", id).add("name", given.text("name")).add("password", password);
  for (const char* name : {"email", "language"}) {
    if (given.has(name)) body.add(name, given.text(name));
  }
  (void)SCRIP_TRY(remote.act("POST", "/people", body.text()));
  remote.context().tell("Person added: {}", id);
  return {};
}

Result<void> grant_role(Remote& remote, const Given& given) { return write_role(remote, given, "/roles"); }
Result<void> revoke_role(Remote& remote, const Given& given) { return write_role(remote, given, "/roles/revoke"); }

Result<void> reset_password(Remote& remote, const Given& given) {
  const std::string id = given.text("person");
  const auto password = SCRIP_TRY(password_of(remote.context(), id, given.text("password-file")));
  (void)SCRIP_TRY(
      remote.act("POST", path_of({"people", id, "reset-password"}), JsonObject().add("password", password).text()));
  remote.context().tell("The password of {} is set; all sessions have ended", id);
  return {};
}

Result<void> link_identity(Remote& remote, const Given& given) {
  const auto body = JsonObject().add("issuer", given.text("issuer")).add("subject", given.text("subject"));
  (void)SCRIP_TRY(remote.act("POST", path_of({"people", given.text("person"), "identities"}), body.text()));
  remote.context().tell("{} is linked: {} of {}", given.text("person"), given.text("subject"), given.text("issuer"));
  return {};
}

Result<void> unlink_identity(Remote& remote, const Given& given) {
  const auto body = JsonObject().add("issuer", given.text("issuer")).add("subject", given.text("subject"));
  (void)SCRIP_TRY(remote.act("POST", path_of({"people", given.text("person"), "identities", "unlink"}), body.text()));
  remote.context().tell("{} is linked no more: {} of {}", given.text("person"), given.text("subject"),
                        given.text("issuer"));
  return {};
}

Result<void> erase_person(Remote& remote, const Given& given) {
  const std::string id = given.text("person");
  (void)SCRIP_TRY(remote.act("DELETE", path_of({"people", id}), {}));
  remote.context().tell("{} is erased; the journal keeps the id only", id);
  return {};
}

Result<void> list_people(Remote& remote, const Given&) {
  reports::Table table = people_table();
  std::string cursor;
  do {
    const auto page = SCRIP_TRY(remote.get("/people" + query_of({{"limit", "1000"}, {"cursor", cursor}})));
    for (const auto& person : page.items("items")) {
      table.rows.push_back({person.text("person"), person.text("name"), person.text("email"), roles_of(person),
                            person.text("second_factor")});
    }
    cursor = page.text("next");
  } while (!cursor.empty());
  return remote.context().show(table);
}

}  // namespace scrip::cli::remote
