// Chips and their origin on an authority elsewhere.

#include "cli/case_commands.h"
#include "cli/chip_commands.h"
#include "cli/json.h"
#include "cli/remote_commands.h"

namespace scrip::cli::remote {

Result<void> import_chips(Remote& remote, const Given& given) {
  const SetUp set_up = SCRIP_TRY(read_chips(remote.context(), given.text("path")));
  return send_set_up(remote, set_up, given.has("check"));
}

Result<void> show_chip(Remote& remote, const Given& given) {
  const auto chip = SCRIP_TRY(remote.get(path_of({"chips", given.text("chip")})));
  const auto table =
      SCRIP_TRY(remote.list("chip_figures", "/chip-figures" + query_of({{"filter", "chip=" + chip.text("chip")}})));
  return remote.context().show(table);
}

Result<void> record_origin(Remote& remote, const Given& given) {
  SCRIP_TRY_VOID(check_one_of(given.has("passes"), given.has("fails")));
  JsonObject body;
  body.add("chip", given.text("chip"))
      .add("test", given.text("test"))
      .add("passes", given.has("passes"))
      .add("from", given.text("from"))
      .add("source", given.text("source"));
  if (given.has("evidence")) body.add("evidence", SCRIP_TRY(remote.upload(given.text("evidence"))));
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", "/origins", body.text())));
}

}  // namespace scrip::cli::remote
