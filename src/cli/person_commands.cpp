// scrip person: who may sign in, and what they may do.

#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/people.h"
#include "cli/person_table.h"
#include "cli/texts.h"
#include "identity/identity.h"
#include "identity/secret.h"
#include "reports/cells.h"
#include "reports/table.h"

namespace scrip::cli {

Result<std::unique_ptr<storage::SqliteRegister>> open_register(const std::string& db) {
  return storage::SqliteRegister::open(db + ".register");
}

namespace {

struct Person {
  std::string id, name, email, language, password_file;
};

Result<void> run_add(Context& context, const Person& options) {
  SCRIP_TRY_VOID(context.read());
  const auto people = SCRIP_TRY(open_register(context.globals().db));
  const auto password = SCRIP_TRY(password_of(context, options.id, options.password_file));
  SCRIP_TRY_VOID(identity::Identity(*people).add({.id = options.id,
                                                  .name = options.name,
                                                  .email = options.email,
                                                  .language = options.language,
                                                  .password = password},
                                                 runtime::system_time()));
  context.tell("Person added: {}", options.id);
  return {};
}

Result<void> run_reset(Context& context, const Person& options) {
  SCRIP_TRY_VOID(context.read());
  const auto people = SCRIP_TRY(open_register(context.globals().db));
  const auto password = SCRIP_TRY(password_of(context, options.id, options.password_file));
  SCRIP_TRY_VOID(identity::Identity(*people).reset_password(options.id, password));
  context.tell("The password of {} is set; all sessions have ended", options.id);
  return {};
}

struct Id {
  std::string id;
};

Result<void> run_erase(Context& context, const Id& options) {
  const auto* state = SCRIP_TRY(context.read());
  for (const auto& grant : state->roles) {
    if (grant.person == options.id) {
      return fail(ErrorCode::value_invalid, say("the person still holds roles: revoke them first"), "person");
    }
  }
  const auto people = SCRIP_TRY(open_register(context.globals().db));
  SCRIP_TRY_VOID(people->erase_person(options.id));
  context.tell("{} is erased; the journal keeps the id only", options.id);
  return {};
}

struct Grant {
  std::string id, role, organisation, programme, site;
};

template <class Command>
Result<void> run_role(Context& context, const Grant& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  Command command{.person = options.id,
                  .role = SCRIP_TRY(registry::parse_role(options.role)),
                  .scope = registry::ScopeKind::authority,
                  .key = options.organisation + options.programme + options.site};
  if (!options.organisation.empty()) command.scope = registry::ScopeKind::organisation;
  if (!options.programme.empty()) command.scope = registry::ScopeKind::programme;
  if (!options.site.empty()) command.scope = registry::ScopeKind::site;
  const int scopes = int{!options.organisation.empty()} + int{!options.programme.empty()} + int{!options.site.empty()};
  if (scopes > 1) return fail(ErrorCode::usage_error, say("one of --organisation, --programme and --site"));
  return execute_and_print(context, command);
}

struct Link {
  std::string id, issuer, subject;
};

Result<void> run_link(Context& context, const Link& options) {
  SCRIP_TRY_VOID(context.read());
  const auto people = SCRIP_TRY(open_register(context.globals().db));
  SCRIP_TRY_VOID(identity::Identity(*people).link({.issuer = plain_issuer(options.issuer),
                                                   .subject = options.subject,
                                                   .person = options.id,
                                                   .linked_at = runtime::system_time(),
                                                   .linked_by = context.globals().actor}));
  context.tell("{} is linked: {} of {}", options.id, options.subject, options.issuer);
  return {};
}

Result<void> run_unlink(Context& context, const Link& options) {
  SCRIP_TRY_VOID(context.read());
  const auto people = SCRIP_TRY(open_register(context.globals().db));
  SCRIP_TRY_VOID(identity::Identity(*people).unlink(options.id, plain_issuer(options.issuer), options.subject));
  context.tell("{} is linked no more: {} of {}", options.id, options.subject, options.issuer);
  return {};
}

void add_link_command(Commands& commands, CLI::App& group, const char* name, const char* summary,
                      Result<void> (*run)(Context&, const Link&)) {
  commands
      .add<Link>(group, name, summary,
                 {"scrip person " + std::string(name) + " li --issuer https://id.city.example --subject 5f2c-77"}, run)
      .positional("person", &Link::id, "The person's id")
      .required("--issuer", &Link::issuer, "The provider's issuer address")
      .required("--subject", &Link::subject, "Who the person is there: the token's sub");
}

std::string roles_of(const engine::State& state, const std::string& person) {
  std::string roles;
  for (const auto& grant : state.roles) {
    if (grant.person != person) continue;
    const std::string key = reports::key_of(state, grant.scope);
    roles += (roles.empty() ? "" : ";") + std::string(name(grant.role)) + (key.empty() ? "" : ":") + key;
  }
  return roles;
}

Result<void> run_list(Context& context, const NoOptions&) {
  const auto* state = SCRIP_TRY(context.read());
  const auto people = SCRIP_TRY(open_register(context.globals().db));
  reports::Table table = people_table();
  for (const auto& person : SCRIP_TRY(people->people())) {
    table.rows.push_back({person.id, person.name, person.email, roles_of(*state, person.id),
                          person.totp_secret.empty() ? "false" : "true"});
  }
  return context.show(table);
}

void add_role_command(Commands& commands, CLI::App& group, const char* name, const char* summary,
                      Result<void> (*run)(Context&, const Grant&)) {
  commands
      .add<Grant>(group, name, summary,
                  {"scrip person " + std::string(name) + " li --role officer",
                   "scrip person " + std::string(name) + " chen --role company_member --organisation acme"},
                  run)
      .positional("person", &Grant::id, "The person's id")
      .required("--role", &Grant::role, "officer, approver, company_member, site_operator, auditor or administrator")
      .option("--organisation", &Grant::organisation, "For this organisation")
      .option("--programme", &Grant::programme, "For this programme")
      .option("--site", &Grant::site, "For this site");
}

}  // namespace

void add_person_commands(Commands& commands) {
  CLI::App& group = commands.group("person", "Who may sign in, and what they may do");
  commands
      .add<Person>(group, "add", "Adds a person, with a password",
                   {"scrip person add li --name 'Li Wei' --password-file secret.txt"}, run_add)
      .positional("person", &Person::id, "The person's id, as the journal will name them")
      .required("--name", &Person::name, "Name for people")
      .option("--email", &Person::email, "E-mail address")
      .option("--language", &Person::language, "en or zh-CN")
      .option("--password-file", &Person::password_file,
              "A file whose first line is the password; '-' is standard input (default: a new one, shown once)");
  add_role_command(commands, group, "grant", "Gives a person a role", run_role<engine::GrantRole>);
  add_role_command(commands, group, "revoke", "Takes a role from a person", run_role<engine::RevokeRole>);
  commands
      .add<Person>(group, "reset-password", "Sets a person's password and ends all sessions",
                   {"scrip person reset-password li"}, run_reset)
      .positional("person", &Person::id, "The person's id")
      .option("--password-file", &Person::password_file,
              "A file whose first line is the password; '-' is standard input (default: a new one, shown once)");
  commands
      .add<Id>(group, "erase", "Forgets a person; the journal keeps the id only", {"scrip person erase li"}, run_erase)
      .positional("person", &Id::id, "The person's id");
  add_link_command(commands, group, "link", "Links a provider's subject to a person, who then may sign in there",
                   run_link);
  add_link_command(commands, group, "unlink", "Takes the link away, and ends the person's sessions", run_unlink);
  commands.add<NoOptions>(group, "list", "Lists them", {"scrip person list"}, run_list);
}

}  // namespace scrip::cli
