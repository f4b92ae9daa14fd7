// scrip init, scrip apply.

#include <unistd.h>

#include "cli/families.h"
#include "cli/json.h"
#include "cli/set_up.h"
#include "cli/signing.h"

namespace scrip::cli {
namespace {

struct Init {
  std::string name, currency, zone, late_days, origin;
};

Result<void> tell_founded(Context& context) {
  const auto& authority = *context.journal().state().authority;
  if (context.json()) {
    JsonObject answer;
    answer.add("db", context.globals().db).add("key_file", key_path(context.globals().db)).add("authority", authority);
    context.print(answer.text() + "\n");
    return {};
  }
  context.tell("Journal {} set up for {} ({}, {}).", context.globals().db, authority.name, authority.currency,
               authority.zone_name);
  context.tell("Its signing key is in {}: keep a copy elsewhere, and the file to yourself.",
               key_path(context.globals().db));
  context.tell("Its public key, for auditors: {}", authority.public_key);
  return {};
}

Result<void> run_init(Context& context, const Init& options) {
  Node node = Node::map(0);
  const std::pair<const char*, const std::string*> fields[] = {{"name", &options.name},
                                                               {"currency", &options.currency},
                                                               {"zone", &options.zone},
                                                               {"late_days", &options.late_days},
                                                               {"origin", &options.origin}};
  for (const auto& [name, value] : fields) {
    if (!value->empty()) node.set(name, Node::scalar(*value, 0));
  }
  auto made = SCRIP_TRY(make_authority(node));
  SCRIP_TRY_VOID(found_authority(context, made));
  return tell_founded(context);
}

struct Apply {
  std::vector<std::string> files;
  bool check = false;
};

// What a set-up file says of the authority of a journal that has one: the same, or it is refused.
Result<engine::Authority> same_authority(const Item& item, const engine::Authority& existing) {
  auto made = SCRIP_TRY(make_authority(item.node)).authority;
  made.public_key = existing.public_key;
  if (made.zone_name == existing.zone_name) made.zone = existing.zone;  // a newer time zone database changes nothing
  return made;
}

Result<void> read_files(Context& context, const Apply& options, SetUp& set_up) {
  for (const auto& file : options.files) {
    const auto read = read_set_up(file, set_up);
    if (read) continue;
    context.note_problem({.file = file, .error = read.error()});
    return read;
  }
  return {};
}

// The authority that a set-up begins with: a new one where the journal has none.
Result<std::optional<NewAuthority>> new_authority(Context& context, const SetUp& set_up) {
  if (::access(context.globals().db.c_str(), F_OK) == 0) {
    const auto* journal = SCRIP_TRY(context.write());
    if (journal->state().authority) return std::optional<NewAuthority>{};
  }
  if (!set_up.authority) return fail(ErrorCode::store_missing, context.globals().db);
  auto made = make_authority(set_up.authority->node);
  if (made) return std::optional{std::move(*made)};
  context.note_problem({.file = set_up.authority->file, .error = made.error()});
  return std::unexpected(made.error());
}

Result<std::vector<Planned>> plan_set_up(Context& context, const SetUp& set_up,
                                         const std::optional<NewAuthority>& made) {
  if (made) return plan(context, engine::State{}, made->authority, set_up.items);
  const auto& state = context.journal().state();
  std::optional<engine::Authority> authority;
  if (set_up.authority) {
    auto same = same_authority(*set_up.authority, *state.authority);
    if (same && *same != *state.authority) same = fail(ErrorCode::authority_exists, "'" + state.authority->name + "'");
    if (!same) {
      if (same.error().line == 0) same.error().line = set_up.authority->node.line;
      context.note_problem({.file = set_up.authority->file, .error = same.error()});
      return std::unexpected(same.error());
    }
  }
  return plan(context, state, authority, set_up.items);
}

Result<void> run_apply(Context& context, const Apply& options) {
  SetUp set_up;
  SCRIP_TRY_VOID(read_files(context, options, set_up));
  auto made = SCRIP_TRY(new_authority(context, set_up));
  const auto planned = SCRIP_TRY(plan_set_up(context, set_up, made));
  if (options.check) return carry_out(context, planned, true);
  if (made) {
    SCRIP_TRY_VOID(found_authority(context, *made));
    if (!context.json()) SCRIP_TRY_VOID(tell_founded(context));
  }
  return carry_out(context, planned, false);
}

}  // namespace

void add_set_up_commands(Commands& commands) {
  commands
      .add<Init>(commands.root(), "init", "Sets up a journal with its authority and signing key",
                 {"scrip init --name \"City of Xinzhou\" --currency CNY --zone Asia/Shanghai"}, run_init)
      .required("--name", &Init::name, "The authority's name")
      .required("--currency", &Init::currency, "Its currency, such as CNY")
      .required("--zone", &Init::zone, "The time zone of its days and months, such as Asia/Shanghai")
      .option("--late-days", &Init::late_days,
              "Usage older than this on arrival goes to suspense (default: 0, however old)")
      .option("--origin", &Init::origin, "The journal's name in its checkpoints, best a web address of yours");
  commands
      .add<Apply>(commands.root(), "apply", "Sets up everything that YAML files describe; again changes nothing",
                  {"scrip apply examples/city/city.yaml", "scrip apply --check city.yaml vouchers.yaml"}, run_apply)
      .positionals("files", &Apply::files, "The set-up files; '-' is standard input")
      .flag("--check", &Apply::check, "Only says what is wrong and what would be added");
}

}  // namespace scrip::cli
