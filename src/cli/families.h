#pragma once
// Each family of commands adds itself to the tree.

#include "cli/commands.h"

namespace scrip::cli {

void add_set_up_commands(Commands& commands);     // init, apply
void add_kind_commands(Commands& commands);       // organisation, resource, site, ...: add, import, list
void add_programme_commands(Commands& commands, CLI::App& group);  // programme check, test, explain, diff
void add_new_programme_command(Commands& commands, CLI::App& programme_group);  // programme new
void add_simulate_command(Commands& commands, CLI::App& programme_group);  // programme simulate
void add_publish_command(Commands& commands, CLI::App& programme_group);  // programme publish
void add_call_commands(Commands& commands);         // call open, close, commit-seed, list
void add_application_commands(Commands& commands);  // application draft ... appeal
void add_award_commands(Commands& commands);        // decision, award
void add_audit_commands(Commands& commands);        // audit
void add_usage_commands(Commands& commands);      // usage import, sign
void add_site_key_commands(Commands& commands, CLI::App& site_group);  // site key ..., site signing
void add_place_command(Commands& commands, CLI::App& site_group);  // site place
void add_rate_proposal_commands(Commands& commands, CLI::App& group);  // rate propose, approve, reject, proposals
void add_forecast_command(Commands& commands, CLI::App& group);        // programme forecast
void add_network_commands(Commands& commands);    // capacity, accreditation
void add_claim_commands(Commands& commands);      // claim
void add_device_commands(Commands& commands);     // device
void add_hold_commands(Commands& commands);       // hold place, extend, release, list
void add_report_commands(Commands& commands);     // balance, charges, owed, explain, export
void add_suspense_commands(Commands& commands);   // suspense list, retry, write-off, accept
void add_settlement_commands(Commands& commands);  // refund, period close, statement list, show
void add_statement_steps(Commands& commands, CLI::App& group);  // statement propose, approve, reject, dispute, answer
void add_paying_commands(Commands& commands);  // payment, instalment, clawback
void add_journal_commands(Commands& commands);  // status, journal show, checkpoint, proof
void add_verify_commands(Commands& commands);  // verify
void add_backup_commands(Commands& commands);  // backup, restore
void add_person_commands(Commands& commands);  // person add, grant, revoke, reset-password, erase, list
void add_stake_commands(Commands& commands);  // stake, control
void add_serve_commands(Commands& commands);  // serve
void add_shell_commands(Commands& commands);  // completion, version, reference
void add_reservation_commands(Commands& commands);  // estimate, quote, reserve, reservation, backing
void add_line_commands(Commands& commands);  // line
void add_chip_commands(Commands& commands);  // chip, target, self-reliance

}  // namespace scrip::cli
