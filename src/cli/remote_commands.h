#pragma once
// The families of commands on an authority elsewhere. A command is looked for by its name behind "scrip "; none: it is
// not of that family.

#include <optional>
#include <string>
#include <string_view>

#include "base/amount.h"
#include "cli/remote.h"

namespace scrip::cli {

// Commands that are one write of the API.
[[nodiscard]] std::optional<Result<void>> run_write(Remote& remote, std::string_view command, const Given& given);
// Lists, balances and other reports.
[[nodiscard]] std::optional<Result<void>> run_list(Remote& remote, std::string_view command, const Given& given);

// "KIND add" and "KIND import" of cli/kinds.h.
[[nodiscard]] std::optional<Result<void>> run_kind(Remote& remote, std::string_view command, const Given& given);

// Commands that take more than one request, or a file.
namespace remote {
Result<void> apply(Remote& remote, const Given& given);
Result<void> publish(Remote& remote, const Given& given);
Result<void> close_call(Remote& remote, const Given& given);
Result<void> allocate(Remote& remote, const Given& given);
Result<void> draft(Remote& remote, const Given& given);
Result<void> assess(Remote& remote, const Given& given);
Result<void> propose(Remote& remote, const Given& given);
Result<void> approve(Remote& remote, const Given& given);
Result<void> sample(Remote& remote, const Given& given);
Result<void> import_usage(Remote& remote, const Given& given);
Result<void> explain(Remote& remote, const Given& given);
Result<void> export_tables(Remote& remote, const Given& given);
Result<void> list_suspense(Remote& remote, const Given& given);
Result<void> retry_suspense(Remote& remote, const Given& given);
Result<void> write_off(Remote& remote, const Given& given);
Result<void> accept_conflict(Remote& remote, const Given& given);
Result<void> refund(Remote& remote, const Given& given);
Result<void> show_statement(Remote& remote, const Given& given);
Result<void> print_statement(Remote& remote, const Given& given);
Result<void> status(Remote& remote, const Given& given);
Result<void> show_journal(Remote& remote, const Given& given);
Result<void> checkpoint(Remote& remote, const Given& given);
Result<void> prove_entry(Remote& remote, const Given& given);
Result<void> draft_claim(Remote& remote, const Given& given);
Result<void> check_claim(Remote& remote, const Given& given);
Result<void> show_claim(Remote& remote, const Given& given);
Result<void> review_claims(Remote& remote, const Given& given);
Result<void> export_digests(Remote& remote, const Given& given);
Result<void> import_digests(Remote& remote, const Given& given);
Result<void> show_device(Remote& remote, const Given& given);
Result<void> install_devices(Remote& remote, const Given& given);
Result<void> move_devices(Remote& remote, const Given& given);
Result<void> retire_devices(Remote& remote, const Given& given);
Result<void> resell_devices(Remote& remote, const Given& given);
Result<void> report_device_days(Remote& remote, const Given& given);
Result<void> add_person(Remote& remote, const Given& given);
Result<void> grant_role(Remote& remote, const Given& given);
Result<void> revoke_role(Remote& remote, const Given& given);
Result<void> reset_password(Remote& remote, const Given& given);
Result<void> link_identity(Remote& remote, const Given& given);
Result<void> unlink_identity(Remote& remote, const Given& given);
Result<void> erase_person(Remote& remote, const Given& given);
Result<void> list_people(Remote& remote, const Given& given);
Result<void> add_stake(Remote& remote, const Given& given);
Result<void> end_stake(Remote& remote, const Given& given);
Result<void> import_stakes(Remote& remote, const Given& given);
Result<void> controllers(Remote& remote, const Given& given);
Result<void> look_through(Remote& remote, const Given& given);
Result<void> affiliates(Remote& remote, const Given& given);
Result<void> forecast(Remote& remote, const Given& given);
Result<void> apply_for_accreditation(Remote& remote, const Given& given);
// Keeps the files of --document KIND=FILE: what the API asks for as "documents", as JSON.
Result<std::string> uploaded_documents(Remote& remote, const Given& given);
Result<void> import_chips(Remote& remote, const Given& given);
Result<void> show_chip(Remote& remote, const Given& given);
Result<void> record_origin(Remote& remote, const Given& given);
Result<void> dispute_statement(Remote& remote, const Given& given);
Result<void> check_instalments(Remote& remote, const Given& given);
Result<void> propose_instalment(Remote& remote, const Given& given);
Result<void> propose_clawback(Remote& remote, const Given& given);
Result<void> self_reliance(Remote& remote, const Given& given);
Result<void> estimate(Remote& remote, const Given& given);
Result<void> show_quote(Remote& remote, const Given& given);
Result<void> set_reservation_rule(Remote& remote, const Given& given);
Result<void> show_wait(Remote& remote, const Given& given);
}  // namespace remote

struct SetUp;
// Sends a set-up as a whole and shows how many of each kind are new. Errors: those of the API; at the line of the file.
[[nodiscard]] Result<void> send_set_up(Remote& remote, const SetUp& set_up, bool only_checked);

// A table of the reports by its name. Errors: those of the API.
[[nodiscard]] Result<reports::Table> remote_table(Remote& remote, std::string_view name, const std::string& query);

// The unit of the one row of a list whose `column` holds the key; money where there is none.
[[nodiscard]] Result<Unit> unit_of(Remote& remote, std::string_view list, std::string_view column,
                                   const std::string& key);

}  // namespace scrip::cli
