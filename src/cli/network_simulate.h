#pragma once
// scrip network simulate.

#include "cli/commands.h"

namespace scrip::cli {

void add_network_simulate_command(Commands& commands);

}  // namespace scrip::cli
