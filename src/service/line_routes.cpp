// The waiting line over HTTP.

#include "base/limits.h"
#include "network/workload_text.h"
#include "reports/cells.h"
#include "reports/reports.h"
#include "reports/reservations.h"
#include "service/line_handlers.h"
#include "service/list.h"
#include "service/texts.h"
#include "service/workload_body.h"

namespace scrip::service {
namespace {

Result<std::uint32_t> number_or(const Body& body, std::string_view name, std::uint32_t otherwise) {
  const auto value = SCRIP_TRY(body.integer_or(name, otherwise));
  if (value < 0 || value > std::int64_t{UINT32_MAX}) {
    return fail(ErrorCode::out_of_range, say("a whole number"), std::string(name));
  }
  return static_cast<std::uint32_t>(value);
}

Result<Hash256> hash_or_none(const Body& body, std::string_view name) {
  if (!body.has(name)) return Hash256{};
  return for_field(name, hash_from_hex(SCRIP_TRY(body.text(name))));
}

Result<std::vector<std::pair<std::string, std::uint32_t>>> standings_of(const Body& body) {
  std::vector<std::pair<std::string, std::uint32_t>> standings;
  for (const auto& each : SCRIP_TRY(body.objects("standings"))) {
    SCRIP_TRY_VOID(each.only({"organisation", "value"}));
    standings.emplace_back(SCRIP_TRY(each.text("organisation")), SCRIP_TRY(number_or(each, "value", 1)));
  }
  return standings;
}

}  // namespace

Result<http::Response> join_line(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"wait",          "organisation",
                            "programme",     "kind",
                            "devices",       "hours",
                            "parameters",    "active_parameters",
                            "tokens",        "sequence",
                            "layers",        "hidden",
                            "precision",     "requests_per_day",
                            "tokens_in",     "tokens_out",
                            "latency",       "use",
                            "domestic_only", "test",
                            "own_share_max", "earliest",
                            "latest",        "sites",
                            "resources"}));
  const auto& zone = service.state().authority->zone;
  const auto use = SCRIP_TRY(body.text_or("use", name(registry::Use::unspecified)));
  engine::JoinLine command{.key = SCRIP_TRY(body.text("wait")),
                           .organisation = SCRIP_TRY(body.text("organisation")),
                           .programme = SCRIP_TRY(body.text("programme")),
                           .workload = SCRIP_TRY(workload_of(body)),
                           .use = SCRIP_TRY(for_field("use", registry::parse_use(use))),
                           .domestic_only = SCRIP_TRY(body.truth_or("domestic_only", false)),
                           .test = {},
                           .own_share_max = {},
                           .earliest = SCRIP_TRY(instant_or_none(body, "earliest", zone)),
                           .latest = SCRIP_TRY(instant_or_none(body, "latest", zone)),
                           .sites = SCRIP_TRY(body.texts("sites")),
                           .resources = SCRIP_TRY(body.texts("resources"))};
  if (body.has("test")) {
    command.test = SCRIP_TRY(for_field("test", registry::parse_origin_test(SCRIP_TRY(body.text("test")))));
  }
  if (body.has("own_share_max")) command.own_share_max = SCRIP_TRY(body.amount("own_share_max"));
  return service.write(call, command);
}

// One's own row of the list, and why no site has a place before its deadline where none has.
Result<http::Response> get_wait(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({}));
  const auto& state = service.state();
  const auto& key = call.name("wait");
  const auto* entry = state.line.find(key);
  const auto sight = call.sight(state);
  if (entry == nullptr || !(sight.sees(entry->terms.organisation) || sight.sees(entry->terms.programme))) {
    return fail(ErrorCode::wait_not_found, "'" + key + "'", "wait");
  }
  auto table = SCRIP_TRY(
      reports::table(state, "waiting_line", {.organisation = reports::key_of(state, entry->terms.organisation)}));
  std::erase_if(table.rows, [&](const auto& row) { return row.front() != key; });
  const std::string rows = json_rows(table);
  const std::string row = rows.substr(1, rows.size() - 2);  // the only one, without the brackets
  return json_answer(
      codec::JsonObject().raw("wait", row).raw("refusals", json_rows(reports::wait_refusals(state, *entry))).text());
}

Result<http::Response> leave_line(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"reason"}));
  return service.write(call, engine::LeaveLine{.wait = call.name("wait"), .reason = SCRIP_TRY(body.text("reason"))});
}

Result<http::Response> propose_allocation_rule(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"rule", "order", "usual", "standings", "days", "ahead_s", "commitment"}));
  const engine::ProposeAllocationRule usual;
  return service.write(
      call, engine::ProposeAllocationRule{
                .key = SCRIP_TRY(body.text("rule")),
                .programme = call.name("programme"),
                .order = SCRIP_TRY(for_field("order", engine::parse_line_order(SCRIP_TRY(body.text("order"))))),
                .usual = SCRIP_TRY(number_or(body, "usual", usual.usual)),
                .standings = SCRIP_TRY(standings_of(body)),
                .days = SCRIP_TRY(number_or(body, "days", usual.days)),
                .ahead_s = SCRIP_TRY(body.integer_or("ahead_s", usual.ahead_s)),
                .commitment = SCRIP_TRY(hash_or_none(body, "commitment"))});
}

Result<http::Response> approve_allocation_rule(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({}));
  return service.write(call, engine::ApproveAllocationRule{.rule = call.name("rule")});
}

Result<http::Response> reject_allocation_rule(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"reason"}));
  return service.write(
      call, engine::RejectAllocationRule{.rule = call.name("rule"), .reason = SCRIP_TRY(body.text("reason"))});
}

Result<http::Response> draw_line(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"seed", "commitment"}));
  return service.write(call, engine::DrawLine{.programme = call.name("programme"),
                                              .seed = SCRIP_TRY(body.text("seed")),
                                              .commitment = SCRIP_TRY(hash_or_none(body, "commitment"))});
}

}  // namespace scrip::service
