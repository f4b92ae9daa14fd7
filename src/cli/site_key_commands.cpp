// scrip site key create, add, revoke, list; scrip site signing.

#include <unistd.h>

#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/signing.h"
#include "cli/site_key.h"
#include "cli/texts.h"
#include "cli/values.h"
#include "engine/request.h"
#include "proof/message_signature.h"
#include "reports/reports.h"
#include "reports/site_alerts.h"

namespace scrip::cli {
namespace {

struct Create {
  std::string file, key;
};

Result<void> run_create(Context& context, const Create& options) {
  auto pair = proof::generate_key_pair(options.key);
  if (!pair) {
    pair.error().field = "--key";
    return std::unexpected(pair.error());
  }
  SCRIP_TRY_VOID(write_key(options.file, pair->private_key));
  const std::string text = to_base64(pair->public_key.bytes);
  if (context.json()) {
    context.print(JsonObject().add("site_key", options.key).add("public_key", text).text() + "\n");
    return {};
  }
  context.tell("The private key is in {}: keep it at the site. The public key, to be registered:", options.file);
  context.print(text + "\n");
  return {};
}

struct Add {
  std::string key, site, public_key, from;
};

Result<void> run_add(Context& context, const Add& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  engine::AddSiteKey command{.key = options.key,
                             .site = options.site,
                             .public_key = SCRIP_TRY(public_key_text(options.public_key)),
                             .holds_from = {}};
  if (!options.from.empty()) {
    command.holds_from = SCRIP_TRY(parse_when("--from", options.from, state->authority->zone));
  }
  return execute_and_print(context, command);
}

struct Revoke {
  std::string key, site, from, reason;
};

Result<void> run_revoke(Context& context, const Revoke& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  engine::RevokeSiteKey command{.key = options.key, .site = options.site, .from = {}, .reason = options.reason};
  if (!options.from.empty()) command.from = SCRIP_TRY(parse_when("--from", options.from, state->authority->zone));
  return execute_and_print(context, command);
}

struct List {
  std::string site;
};

Result<void> run_list(Context& context, const List& options) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(SCRIP_TRY(reports::table(*state, "site_keys", {.site = options.site})));
}

Result<void> run_alerts(Context& context, const List& options) {
  const auto* state = SCRIP_TRY(context.read());
  if (!options.site.empty()) SCRIP_TRY_VOID(engine::site_called(*state, options.site));
  std::map<SiteId, reports::SiteAlerts> alerts;
  for (const auto& site : state->registry.sites()) {
    if (!options.site.empty() && site.key != options.site) continue;
    const auto note = SCRIP_TRY(context.store().get_note(reports::alerts_note(site.key)));
    if (note) alerts.emplace(site.id, reports::decode_alerts(*note));
  }
  return context.show(reports::site_alerts(*state, alerts));
}

struct Signing {
  std::string site, from;
  bool keep_bodies = false;
};

Result<void> run_signing(Context& context, const Signing& options) {
  engine::SetSigningRule command{.site = options.site, .required_from = {}, .keep_bodies = options.keep_bodies};
  if (!options.from.empty()) command.required_from = SCRIP_TRY(for_option("--from", parse_day(options.from)));
  return execute_and_print(context, command);
}

}  // namespace

Result<std::string> public_key_text(const std::string& text_or_file) {
  if (proof::read_ed25519_key(text_or_file)) return text_or_file;
  if (::access(text_or_file.c_str(), F_OK) != 0) {
    return fail(ErrorCode::key_invalid, say("an Ed25519 public key: 32 bytes in base 64, PEM, or a file of it"),
                "--public-key");
  }
  auto text = SCRIP_TRY(read_file(text_or_file));
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

void add_site_key_commands(Commands& commands, CLI::App& site_group) {
  CLI::App& group = commands.group(site_group, "key", "The keys that sites sign their usage with");
  commands
      .add<Create>(group, "create", "Makes a key pair at the site; the private key stays in its file",
                   {"scrip site key create east-1.key --key east-1-2026"}, run_create)
      .positional("file", &Create::file, "The file that is made, for the private key")
      .required("--key", &Create::key, "The key's name, which signatures carry");
  commands
      .add<Add>(group, "add", "Registers a site's public key; several may hold at a time",
                {"scrip site key add east-1-2026 --site east-1 --public-key"
                 " gLhCAgS7Z2bhvnzZ2vQmYpQVq1IEGZpVTh4OxjXbV2g="},
                run_add)
      .positional("key", &Add::key, "The key's name, which signatures carry")
      .required("--site", &Add::site, "The site")
      .required("--public-key", &Add::public_key, "32 bytes in base 64, PEM, or a file of it")
      .option("--from", &Add::from, "When it begins to hold (default: now)");
  commands
      .add<Revoke>(group, "revoke", "Revokes a key, now or later; what was taken stays taken",
                   {"scrip site key revoke east-1-2026 --site east-1 --reason \"replaced\""}, run_revoke)
      .positional("key", &Revoke::key, "The key's name, which signatures carry")
      .required("--site", &Revoke::site, "The site")
      .option("--from", &Revoke::from, "When it ceases to hold (default: now)")
      .required("--reason", &Revoke::reason, "Why, for the journal");
  commands.add<List>(group, "list", "Lists them", {"scrip site key list --site east-1"}, run_list)
      .option("--site", &List::site, "Only this site");
  commands
      .add<List>(site_group, "alerts", "What the agents of sites say is wrong there, and what was",
                 {"scrip site alerts --site east-1"}, run_alerts)
      .option("--site", &List::site, "Only this site");
  commands
      .add<Signing>(site_group, "signing", "Says from when a site's usage is taken only if it is signed",
                    {"scrip site signing east-1 --from 2026-07-01 --keep-bodies"}, run_signing)
      .positional("site", &Signing::site, "The site")
      .option("--from", &Signing::from, "First day of arrival (default: no longer)")
      .flag("--keep-bodies", &Signing::keep_bodies, "Keeps what was signed as a document, for audits");
}

}  // namespace scrip::cli
