// Which command goes where. tests/e2e/remote_cli.py goes over all commands of the reference and asks that each is here.

#include <algorithm>
#include <array>

#include "cli/remote_commands.h"
#include "cli/texts.h"

namespace scrip::cli {
namespace {

struct RemoteCommand {
  std::string_view command;  // behind "scrip "
  Result<void> (*run)(Remote& remote, const Given& given);
};

constexpr RemoteCommand commands[] = {
    {"apply", remote::apply},
    {"programme publish", remote::publish},
    {"call close", remote::close_call},
    {"call allocate", remote::allocate},
    {"application draft", remote::draft},
    {"application assess", remote::assess},
    {"decision propose", remote::propose},
    {"decision approve", remote::approve},
    {"audit sample", remote::sample},
    {"explain", remote::explain},
    {"export", remote::export_tables},
    {"suspense list", remote::list_suspense},
    {"suspense retry", remote::retry_suspense},
    {"suspense write-off", remote::write_off},
    {"suspense accept", remote::accept_conflict},
    {"refund", remote::refund},
    {"statement show", remote::show_statement},
    {"statement print", remote::print_statement},
    {"status", remote::status},
    {"journal show", remote::show_journal},
    {"checkpoint", remote::checkpoint},
    {"proof entry", remote::prove_entry},
    {"claim draft", remote::draft_claim},
    {"claim check", remote::check_claim},
    {"claim review", remote::review_claims},
    {"claim show", remote::show_claim},
    {"claim digests export", remote::export_digests},
    {"claim digests import", remote::import_digests},
    {"device show", remote::show_device},
    {"device install", remote::install_devices},
    {"device move", remote::move_devices},
    {"device retire", remote::retire_devices},
    {"device resell", remote::resell_devices},
    {"device seen", remote::report_device_days},
    {"person add", remote::add_person},
    {"person grant", remote::grant_role},
    {"person revoke", remote::revoke_role},
    {"person reset-password", remote::reset_password},
    {"person link", remote::link_identity},
    {"person unlink", remote::unlink_identity},
    {"person erase", remote::erase_person},
    {"person list", remote::list_people},
    {"stake add", remote::add_stake},
    {"stake end", remote::end_stake},
    {"stake import", remote::import_stakes},
    {"control of", remote::controllers},
    {"control look-through", remote::look_through},
    {"control affiliates", remote::affiliates},
    {"programme forecast", remote::forecast},
    {"accreditation apply", remote::apply_for_accreditation},
    {"chip import", remote::import_chips},
    {"chip show", remote::show_chip},
    {"chip origin", remote::record_origin},
    {"statement dispute", remote::dispute_statement},
    {"instalment check", remote::check_instalments},
    {"instalment propose", remote::propose_instalment},
    {"clawback propose", remote::propose_clawback},
    {"self-reliance", remote::self_reliance},
    {"estimate", remote::estimate},
    {"quote show", remote::show_quote},
    {"reservation rule", remote::set_reservation_rule},
    {"line show", remote::show_wait},
};

struct OnlyHere {
  std::string_view command;
  Wording<catalogue> why;
};

// docs/cli.md, "A server in place of a file", has the same list.
constexpr OnlyHere only_here[] = {
    {"init", "it makes the journal's file and its signing key"},
    {"voucher add", "no one person makes a voucher without an award: see 'award issue'"},
    {"voucher import", "no one person makes a voucher without an award: see 'award issue'"},
    {"rate add", "nobody sets a price alone: see 'rate propose'"},
    {"rate import", "nobody sets a price alone: see 'rate propose'"},
    {"audit decisions", "it reads the journal and every document from the start: run it on a backup"},
    {"verify", "it trusts no server: run it, or scrip-verify, on a copy of the journal"},
    {"backup", "it copies the journal's file"},
    {"restore", "it makes the journal's file"},
    {"serve", "it is the server"},
};

}  // namespace

Result<void> run_remotely(Context& context, const std::string& name, const CLI::App& app) {
  const std::string command = name.substr(name.find(' ') + 1);
  for (const auto& each : only_here) {
    if (each.command == command) return fail(ErrorCode::only_at_the_journal, Message(each.why.sentence()), "--url");
  }
  auto remote = SCRIP_TRY(Remote::connect(context));
  const Given given(app);
  for (const auto& each : commands) {
    if (each.command == command) return each.run(remote, given);
  }
  for (const auto family : {run_write, run_list, run_kind}) {
    if (auto ran = family(remote, command, given)) return std::move(*ran);
  }
  return fail(ErrorCode::only_at_the_journal, say("'{0}' has no way over HTTP", command), "--url");
}

bool runs_anywhere(const std::string& name) {
  constexpr std::array<std::string_view, 13> anywhere{
      "programme new",      "programme check", "programme test",  "programme explain", "programme diff",
      "programme simulate", "call check",      "proof check",     "version",           "reference",
      "site key create",    "usage sign",      "network simulate"};
  const std::string command = name.substr(name.find(' ') + 1);
  return std::ranges::find(anywhere, command) != anywhere.end() || command.starts_with("completion ") ||
         command == "usage import" || command == "claim import";
}

}  // namespace scrip::cli
