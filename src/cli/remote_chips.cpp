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

Result<void> self_reliance(Remote& remote, const Given& given) {
  Context& context = remote.context();
  const auto asked = query_of({{"test", given.text("test")}, {"by", given.text("by")}});
  SCRIP_TRY_VOID(context.show(SCRIP_TRY(remote.list("self_reliance", "/self-reliance/summary" + asked)),
                              reports::TotalRow::shown));
  const auto told = SCRIP_TRY(remote.get("/self-reliance" + query_of({{"test", given.text("test")}})));
  RelianceNotes notes{.test = told.text("test"),
                      .share = told.object("device_hours").text("share"),
                      .path = {},
                      .projected_share = {},
                      .projected_month = {},
                      .assumptions = {}};
  for (const auto& step : told.items("path")) {
    notes.path.push_back({.share = step.text("share"), .by = step.text("by"), .source = step.text("source")});
  }
  const auto points = told.object("projection").object("device_hours").items("points");
  if (!points.empty()) {
    notes.projected_share = points.back().text("share");
    notes.projected_month = points.back().text("month");
  }
  for (const auto& each : told.items("assumptions")) {
    notes.assumptions.push_back(each.text(context.language() == Language::chinese ? "zh" : "en"));
  }
  tell(context, notes);
  return {};
}

}  // namespace scrip::cli::remote
