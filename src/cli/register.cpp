#include "cli/families.h"
#include "cli/network_simulate.h"
#include "cli/run.h"

namespace scrip::cli {

// In the order in which the help lists them: what comes first in use comes first.
void register_commands(Commands& commands) {
  add_set_up_commands(commands);
  add_kind_commands(commands);
  add_call_commands(commands);
  add_application_commands(commands);
  add_award_commands(commands);
  add_audit_commands(commands);
  add_usage_commands(commands);
  add_report_commands(commands);
  add_hold_commands(commands);
  add_network_commands(commands);
  add_reservation_commands(commands);
  add_line_commands(commands);
  add_claim_commands(commands);
  add_device_commands(commands);
  add_suspense_commands(commands);
  add_settlement_commands(commands);
  add_journal_commands(commands);
  add_verify_commands(commands);
  add_backup_commands(commands);
  add_person_commands(commands);
  add_stake_commands(commands);
  add_chip_commands(commands);
  add_network_simulate_command(commands);
  add_serve_commands(commands);
  add_shell_commands(commands);
}

}  // namespace scrip::cli
