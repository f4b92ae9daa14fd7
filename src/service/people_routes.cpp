// Persons and their roles, for administrators.

#include <algorithm>

#include "service/handlers.h"
#include "service/list.h"
#include "service/session_json.h"
#include "service/slow_work.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using codec::JsonObject;
using identity::NewPassword;
using registry::Role;

std::string person_json(const engine::State& state, const ports::PersonRecord& person) {
  JsonObject object;
  object.add("person", person.id)
      .add("name", person.name)
      .add("email", person.email)
      .add("language", person.language)
      .add("second_factor", !person.totp_secret.empty())
      .add("locked_until", person.locked_until)
      .add("created_at", person.created_at)
      .raw("roles", roles_json(state, person.id));
  return object.text();
}

template <class Command>
Result<Command> role_command(const Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"person", "role", "scope"}));
  const Body scope = SCRIP_TRY(body.object("scope"));
  SCRIP_TRY_VOID(scope.only({"kind", "key"}));
  return Command{.person = SCRIP_TRY(body.text("person")),
                 .role = SCRIP_TRY(registry::parse_role(SCRIP_TRY(body.text("role")))),
                 .scope = SCRIP_TRY(registry::parse_scope_kind(SCRIP_TRY(scope.text("kind")))),
                 .key = SCRIP_TRY(scope.text_or("key", {}))};
}

Result<ports::PersonRecord> person_of(Service& service, const Call& call) {
  auto found = SCRIP_TRY(service.people().find_person(call.name("person")));
  if (!found) return fail(ErrorCode::person_not_found, "'" + call.name("person") + "'", "person");
  return std::move(*found);
}

constexpr engine::Roles offices{Role::officer, Role::approver, Role::auditor, Role::administrator};

bool is_named_to(const engine::State& state, const engine::Sight& sight, const std::string& person) {
  if (sight.everything || engine::holds_any(state, person, offices)) return true;
  return std::ranges::any_of(state.applications, [&](const auto& application) {
    return sight.sees(engine::subject_of(state, application.terms.id)) &&
           std::ranges::find(application.applicants, person) != application.applicants.end();
  });
}

}  // namespace

Result<http::Response> list_people(Service& service, Call& call) {
  std::vector<std::string> items;
  for (const auto& person : SCRIP_TRY(service.people().people())) {
    items.push_back(person_json(service.state(), person));
  }
  return items_answer(call, items);
}

Result<http::Response> get_person(Service& service, Call& call) {
  return json_answer(person_json(service.state(), SCRIP_TRY(person_of(service, call))));
}

// Who decides reads names where the journal has ids. Somebody of one programme reads those of people in an office,
// and of applicants of that programme; for all others, and for who was erased, the name is empty.
Result<http::Response> get_person_name(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({}));
  const auto& person = call.name("person");
  std::string name;
  if (is_named_to(service.state(), call.sight(service.state()), person)) {
    const auto found = SCRIP_TRY(service.people().find_person(person));
    if (found) name = found->name;
  }
  return json_answer(JsonObject().add("person", person).add("name", name).text());
}

Result<http::Response> add_person(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"person", "name", "email", "language", "password"}));
  const identity::NewPerson person{.id = SCRIP_TRY(body.text("person")),
                                   .name = SCRIP_TRY(body.text("name")),
                                   .email = SCRIP_TRY(body.text_or("email", {})),
                                   .language = SCRIP_TRY(body.text_or("language", {})),
                                   .password = SCRIP_TRY(body.text("password"))};
  return slowly<NewPassword>(
      call, [password = person.password, id = person.id] { return identity::new_password(password, id); },
      [&service, person, now = call.now](NewPassword& password) -> Result<http::Response> {
        SCRIP_TRY_VOID(service.identity().add(person, password, now));
        const auto added = SCRIP_TRY(service.people().find_person(person.id));
        return json_answer(person_json(service.state(), *added), 201);
      });
}

// The roles stay in the journal's past under the id; those still held are to be revoked, so that nobody holds them.
Result<http::Response> erase_person(Service& service, Call& call) {
  const auto person = SCRIP_TRY(person_of(service, call));
  const auto& state = service.state();
  for (const auto& grant : state.roles) {
    if (grant.person == person.id) {
      return fail(ErrorCode::key_reused, say("the person still holds roles: revoke them first"), "person");
    }
  }
  SCRIP_TRY_VOID(service.people().erase_person(person.id));
  return empty_answer();
}

Result<http::Response> reset_password(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"password"}));
  const std::string& person = call.name("person");
  return slowly<NewPassword>(
      call, [password = SCRIP_TRY(body.text("password")), person] { return identity::new_password(password, person); },
      [&service, person](NewPassword& password) -> Result<http::Response> {
        SCRIP_TRY_VOID(service.identity().reset_password(person, password));
        return empty_answer();
      });
}

Result<http::Response> list_roles(Service& service, Call& call) {
  std::vector<std::string> items;
  for (const auto& grant : service.state().roles) {
    items.push_back(JsonObject()
                        .add("person", grant.person)
                        .add("role", registry::name(grant.role))
                        .raw("scope", scope_json(service.state(), grant.scope))
                        .text());
  }
  return items_answer(call, items);
}

Result<http::Response> grant_role(Service& service, Call& call) {
  const auto command = SCRIP_TRY(role_command<engine::GrantRole>(call));
  if (!SCRIP_TRY(service.people().find_person(command.person))) {
    return fail(ErrorCode::person_not_found, "'" + command.person + "'", "person");
  }
  return service.write(call, command);
}

Result<http::Response> revoke_role(Service& service, Call& call) {
  return service.write(call, SCRIP_TRY(role_command<engine::RevokeRole>(call)));
}

}  // namespace scrip::service
