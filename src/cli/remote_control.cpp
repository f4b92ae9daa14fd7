// Stakes, control, accreditation and forecasts of an authority elsewhere, where that takes files or several requests.

#include <charconv>

#include "base/limits.h"
#include "cli/case_commands.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/remote_commands.h"
#include "cli/stake_import.h"
#include "cli/texts.h"

namespace scrip::cli::remote {
namespace {

using engine::RecordStakes;

std::string party_json(const RecordStakes::StatedParty& party) {
  return JsonObject()
      .add("kind", name(party.kind))
      .add("key", party.key)
      .add("name", party.name)
      .add("jurisdiction", party.jurisdiction)
      .text();
}

std::string stake_json(const RecordStakes::StatedStake& stake) {
  JsonObject json;
  json.add("holder_kind", name(stake.holder_kind))
      .add("holder", stake.holder)
      .add("held", stake.held)
      .add("label", stake.label)
      .add("capital", control::format_range(stake.capital))
      .add("votes", control::format_range(stake.votes))
      .add("from", stake.from);
  if (stake.until) json.add("until", *stake.until);
  if (stake.document != Hash256{}) json.add("document", stake.document);
  return json.text();
}

std::string body_of(const RecordStakes& command) {
  std::vector<std::string> parties;
  std::vector<std::string> stakes;
  for (const auto& party : command.parties) parties.push_back(party_json(party));
  for (const auto& stake : command.stakes) stakes.push_back(stake_json(stake));
  return JsonObject().raw("parties", json_array(parties)).raw("stakes", json_array(stakes)).text();
}

// The place in a list that the server names: 3 of "stakes[3].capital", with the field behind it.
std::optional<std::size_t> place_in(std::string_view list, std::string& field) {
  const std::string_view text = field;
  if (!text.starts_with(list) || !text.substr(list.size()).starts_with('[')) return std::nullopt;
  std::size_t place = 0;
  const char* first = text.data() + list.size() + 1;
  const auto [end, error] = std::from_chars(first, text.data() + text.size(), place);
  if (error != std::errc{} || end == text.data() + text.size() || *end != ']') return std::nullopt;
  const auto dot = field.find('.');
  field = dot == std::string::npos ? std::string{} : field.substr(dot + 1);
  return place;
}

// Says with its line what the server found to be wrong with a part of the file.
void note_refusal(Context& context, const StakeRows& rows, const std::string& file, Error error) {
  for (const auto& [list, lines] : {std::pair{"parties", &rows.party_lines}, {"stakes", &rows.stake_lines}}) {
    const auto place = place_in(list, error.field);
    if (!place || *place >= lines->size()) continue;
    error.line = (*lines)[*place];
    context.note_problem({.file = file, .error = std::move(error)});
    return;
  }
}

Result<void> show_on_day(Remote& remote, const Given& given, const char* table, std::string_view path) {
  const std::string query = query_of({{"on", given.text("on")}, {"threshold", given.text("threshold")}});
  const auto found =
      SCRIP_TRY(remote.list(table, path_of({"organisations", given.text("organisation"), path}) + query));
  return remote.context().show(found);
}

}  // namespace

Result<void> add_stake(Remote& remote, const Given& given) {
  RecordStakes command = SCRIP_TRY(stake_of_options([&](const std::string& option) { return given.text(option); }));
  if (given.has("document")) {
    command.stakes.front().document = SCRIP_TRY(hash_from_hex(SCRIP_TRY(remote.upload(given.text("document")))));
  }
  auto written = remote.write("POST", "/stakes", body_of(command));
  if (written) return print_written(remote.context(), *written);
  Error error = std::move(written.error());
  if (!place_in("stakes", error.field)) static_cast<void>(place_in("parties", error.field));  // there is one of each
  return std::unexpected(std::move(error));
}

Result<void> end_stake(Remote& remote, const Given& given) {
  JsonObject body;
  body.add("until", given.text("until"));
  if (given.has("document")) body.add("document", SCRIP_TRY(remote.upload(given.text("document"))));
  const std::string path = path_of({"stakes", given.text("stake"), "end"});
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", path, body.text())));
}

Result<void> import_stakes(Remote& remote, const Given& given) {
  Context& context = remote.context();
  const std::string file = given.text("file");
  if (is_bods(SCRIP_TRY(read_file(file, limits::stakes_file_bytes_max)))) {
    return fail(ErrorCode::only_at_the_journal,
                say("the names of persons go to the register beside it: give CSV, or import it there"), "file");
  }
  const auto rows = SCRIP_TRY(read_stake_rows(context, file));
  if (!context.problems().empty()) return std::unexpected(context.problems().front().error);
  const bool check = given.has("check");
  const auto written = remote.write("POST", check ? "/stakes?check=true" : "/stakes", body_of(rows.record));
  if (!written) {
    note_refusal(context, rows, file, written.error());
    return std::unexpected(written.error());
  }
  if (check) {
    context.tell("Nothing is wrong; {} stakes", rows.record.stakes.size());
    return {};
  }
  std::size_t added = 0;
  for (const auto& event : written->items("events")) added += event.items("stakes").size();
  context.tell("{} stakes recorded, {} ended", added, 0);
  return {};
}

Result<void> controllers(Remote& remote, const Given& given) {
  return show_on_day(remote, given, "controllers", "controllers");
}

Result<void> look_through(Remote& remote, const Given& given) {
  return show_on_day(remote, given, "look_through", "look-through");
}

Result<void> affiliates(Remote& remote, const Given& given) {
  return show_on_day(remote, given, "affiliates", "affiliates");
}

Result<void> forecast(Remote& remote, const Given& given) {
  Context& context = remote.context();
  const std::string programme = given.text("key");
  SCRIP_TRY_VOID(
      context.show(SCRIP_TRY(remote.list("forecast", path_of({"programmes", programme, "forecast", "months"})))));
  const auto told = SCRIP_TRY(remote.get(path_of({"programmes", programme, "forecast"})));
  for (const auto& unit : told.items("units")) {
    for (const auto& each : unit.items("assumptions")) {
      context.tell("  {}", each.text(context.language() == Language::chinese ? "zh" : "en"));
    }
  }
  return {};
}

Result<void> apply_for_accreditation(Remote& remote, const Given& given) {
  const std::string facts = SCRIP_TRY(read_file(given.text("facts")));
  SCRIP_TRY_VOID(for_option("--facts", Json::parse(facts)));
  JsonObject body;
  body.add("accreditation", given.text("key"))
      .add("site", given.text("site"))
      .add("programme", given.text("programme"))
      .raw("facts", facts)
      .raw("documents", SCRIP_TRY(uploaded_documents(remote, given)));
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", "/accreditations", body.text())));
}

}  // namespace scrip::cli::remote
