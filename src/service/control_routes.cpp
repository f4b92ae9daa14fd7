// Stakes, and who controls whom by them. Officers, approvers and auditors of the authority read all of it; a company
// reads what is above and below itself.

#include "service/control_handlers.h"

#include <charconv>

#include "engine/stake.h"
#include "reports/control_tables.h"
#include "service/list.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using codec::JsonObject;
using control::PartyKind;

// The party of an organisation that the caller may see. One without stakes has none.
Result<std::optional<PartyId>> party_of(const Service& service, const Call& call) {
  const auto& state = service.state();
  const auto& key = call.name("organisation");
  const auto* registered = state.registry.find_organisation(key);
  const auto* party = state.stakes.find_entity(key);
  const auto sight = call.sight(state);
  const bool is_seen = sight.everything || (registered != nullptr && sight.sees(registered->id));
  if (!is_seen || (registered == nullptr && party == nullptr)) {
    return fail(ErrorCode::organisation_not_found, "'" + key + "'", "organisation");
  }
  return party == nullptr ? std::optional<PartyId>{} : std::optional(party->id);
}

Result<Day> day_asked(const Service& service, const Call& call) {
  const auto on = call.parameter("on");
  if (on.empty()) return service.state().authority->zone.day_of(call.now);
  return for_field("on", parse_day(on));
}

Result<control::Rule> rule_asked(const Call& call) {
  const auto threshold = call.parameter("threshold");
  if (threshold.empty()) return control::Rule{};
  return control::Rule{.threshold =
                           SCRIP_TRY(for_field("threshold", control::parse_portion(threshold, Rounding::half_even)))};
}

Result<engine::RecordStakes::StatedParty> party_stated(const Body& body) {
  SCRIP_TRY_VOID(body.only({"kind", "key", "name", "jurisdiction"}));
  return engine::RecordStakes::StatedParty{
      .kind = SCRIP_TRY(for_field("kind", control::parse_party_kind(SCRIP_TRY(body.text_or("kind", "organisation"))))),
      .key = SCRIP_TRY(body.text("key")),
      .name = SCRIP_TRY(body.text_or("name", {})),
      .jurisdiction = SCRIP_TRY(body.text_or("jurisdiction", {}))};
}

Result<engine::RecordStakes::StatedStake> stake_stated(const Body& body) {
  SCRIP_TRY_VOID(
      body.only({"holder", "holder_kind", "held", "label", "capital", "votes", "from", "until", "document"}));
  engine::RecordStakes::StatedStake stake;
  stake.holder = SCRIP_TRY(body.text("holder"));
  stake.holder_kind = SCRIP_TRY(
      for_field("holder_kind", control::parse_party_kind(SCRIP_TRY(body.text_or("holder_kind", "organisation")))));
  stake.held = SCRIP_TRY(body.text("held"));
  stake.label = SCRIP_TRY(body.text_or("label", {}));
  stake.capital = SCRIP_TRY(for_field("capital", control::parse_range(SCRIP_TRY(body.text("capital")))));
  stake.votes = stake.capital;
  if (body.has("votes"))
    stake.votes = SCRIP_TRY(for_field("votes", control::parse_range(SCRIP_TRY(body.text("votes")))));
  stake.from = SCRIP_TRY(body.day("from"));
  if (body.has("until")) stake.until = SCRIP_TRY(body.day("until"));
  if (body.has("document")) {
    stake.document = SCRIP_TRY(for_field("document", hash_from_hex(SCRIP_TRY(body.text("document")))));
  }
  return stake;
}

Result<StakeId> stake_named(const std::string& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return StakeId{number};
  return fail(ErrorCode::stake_not_found, "'" + text + "'", "stake");
}

}  // namespace

namespace {

// Where in the request something is wrong: "stakes[3].capital".
Error placed(Error error, std::string_view list, std::size_t place) {
  const std::string inside = error.field.empty() ? std::string{} : "." + error.field;
  error.field = std::string(list) + "[" + std::to_string(place) + "]" + inside;
  return error;
}

template <class Item>
Result<std::vector<Item>> stated(const Body& body, std::string_view list, Result<Item> (*read)(const Body&)) {
  std::vector<Item> all;
  for (const Body& item : SCRIP_TRY(body.objects(list))) {
    auto one = read(item);
    if (!one) return std::unexpected(placed(std::move(one.error()), list, all.size()));
    all.push_back(std::move(*one));
  }
  return all;
}

Result<void> check_stated(const engine::State& state, const engine::RecordStakes& command) {
  auto problems = engine::problems_of(state.registry, state.stakes, command);
  if (problems.empty()) return {};
  auto& first = problems.front();
  return std::unexpected(placed(std::move(first.error), first.of_party ? "parties" : "stakes", first.place));
}

}  // namespace

Result<http::Response> list_stakes(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter"}));
  if (!call.sight(service.state()).everything) {
    return fail(ErrorCode::forbidden, say("this takes a role for the whole authority"));
  }
  return list_answer(service, call, reports::stakes_table(service.state(), std::nullopt), {.to_all = true});
}

Result<http::Response> add_stakes(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"parties", "stakes"}));
  engine::RecordStakes command;
  command.parties = SCRIP_TRY(stated(body, "parties", party_stated));
  command.stakes = SCRIP_TRY(stated(body, "stakes", stake_stated));
  SCRIP_TRY_VOID(check_stated(service.state(), command));
  if (!call.asks_for("check")) return service.write(call, command);
  SCRIP_TRY_VOID(engine::judge(service.state(), command, {}));
  return json_answer(JsonObject().add("stakes", std::uint64_t{command.stakes.size()}).text());
}

Result<http::Response> end_stake(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"until", "document"}));
  engine::EndStake command{
      .stake = SCRIP_TRY(stake_named(call.name("stake"))), .until = SCRIP_TRY(body.day("until")), .document = {}};
  if (body.has("document")) {
    command.document = SCRIP_TRY(for_field("document", hash_from_hex(SCRIP_TRY(body.text("document")))));
  }
  return service.write(call, command);
}

Result<http::Response> get_stakes_of(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter"}));
  const auto party = SCRIP_TRY(party_of(service, call));
  auto table = reports::stakes_table(service.state(), party);
  if (!party) table.rows.clear();
  return list_answer(service, call, std::move(table), {.to_all = true});
}

Result<http::Response> get_control(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"on", "threshold"}));
  const auto& state = service.state();
  const auto party = SCRIP_TRY(party_of(service, call));
  const Day day = SCRIP_TRY(day_asked(service, call));
  const auto rule = SCRIP_TRY(rule_asked(call));
  return json_answer(JsonObject()
                         .add("organisation", call.name("organisation"))
                         .add("on", format_day(day))
                         .raw("controllers", json_rows(reports::controllers_table(state, party, day, rule)))
                         .raw("look_through", json_rows(SCRIP_TRY(reports::look_through_table(state, party, day))))
                         .raw("affiliates", json_rows(reports::affiliates_table(state, party, day, rule)))
                         .text());
}

Result<http::Response> list_controllers(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter", "on", "threshold"}));
  const auto party = SCRIP_TRY(party_of(service, call));
  const Day day = SCRIP_TRY(day_asked(service, call));
  const auto rule = SCRIP_TRY(rule_asked(call));
  return list_answer(service, call, reports::controllers_table(service.state(), party, day, rule), {.to_all = true});
}

Result<http::Response> list_affiliates(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter", "on", "threshold"}));
  const auto party = SCRIP_TRY(party_of(service, call));
  const Day day = SCRIP_TRY(day_asked(service, call));
  const auto rule = SCRIP_TRY(rule_asked(call));
  return list_answer(service, call, reports::affiliates_table(service.state(), party, day, rule), {.to_all = true});
}

Result<http::Response> list_look_through(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter", "on"}));
  const auto party = SCRIP_TRY(party_of(service, call));
  const Day day = SCRIP_TRY(day_asked(service, call));
  auto table = SCRIP_TRY(reports::look_through_table(service.state(), party, day));
  return list_answer(service, call, std::move(table), {.to_all = true});
}

}  // namespace scrip::service
