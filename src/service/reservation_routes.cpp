// Estimates, quotes and reservations over HTTP.

#include "base/limits.h"
#include "network/workload_text.h"
#include "reports/cells.h"
#include "reports/reports.h"
#include "reports/reservations.h"
#include "service/list.h"
#include "service/reservation_handlers.h"
#include "service/texts.h"
#include "service/workload_body.h"

namespace scrip::service {
namespace {

// A figure as a JSON number or as text such as "70B"; "" where it is absent.
Result<std::string> figure(const Body& body, std::string_view name) {
  if (!body.has(name)) return std::string{};
  auto raw = body.raw(name);
  if (raw && raw->starts_with('"')) return body.text(name);
  return raw;
}

// Without a share: no rule.
template <class RuleCommand>
Result<RuleCommand> backing_rule_of(Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"share"}));
  RuleCommand command{.programme = call.name("programme"), .share = {}};
  if (body.has("share")) command.share = SCRIP_TRY(for_field("share", parse_share(SCRIP_TRY(body.text("share")))));
  return command;
}

}  // namespace

Result<network::Workload> workload_of(const Body& body) {
  return network::parse_workload({.kind = SCRIP_TRY(body.text("kind")),
                                  .devices = SCRIP_TRY(figure(body, "devices")),
                                  .duration = SCRIP_TRY(figure(body, "hours")),
                                  .parameters = SCRIP_TRY(figure(body, "parameters")),
                                  .active_parameters = SCRIP_TRY(figure(body, "active_parameters")),
                                  .tokens = SCRIP_TRY(figure(body, "tokens")),
                                  .sequence = SCRIP_TRY(figure(body, "sequence")),
                                  .layers = SCRIP_TRY(figure(body, "layers")),
                                  .hidden = SCRIP_TRY(figure(body, "hidden")),
                                  .precision = SCRIP_TRY(body.text_or("precision", {})),
                                  .requests_per_day = SCRIP_TRY(figure(body, "requests_per_day")),
                                  .tokens_in = SCRIP_TRY(figure(body, "tokens_in")),
                                  .tokens_out = SCRIP_TRY(figure(body, "tokens_out")),
                                  .latency = SCRIP_TRY(body.text_or("latency", {}))});
}

Result<std::optional<Instant>> instant_or_none(const Body& body, std::string_view name, const ZoneOffsets& zone) {
  if (!body.has(name)) return std::optional<Instant>{};
  return std::optional<Instant>(SCRIP_TRY(body.instant(name, zone)));
}

namespace {

Result<engine::CancelReservation> cancellation(const Call& call, engine::CancelledBy by) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"reason"}));
  return engine::CancelReservation{
      .reservation = call.name("reservation"), .by = by, .reason = SCRIP_TRY(body.text("reason"))};
}

// A workload as it can be asked for again: what is not said is left out.
std::string workload_json(const network::Workload& workload) {
  codec::JsonObject out;
  out.add("kind", name(workload.kind));
  const auto said = [&out](std::string_view field, std::int64_t value) {
    if (value != 0) out.add(field, std::to_string(value));
  };
  said("devices", workload.devices);
  if (workload.duration_s != 0) out.add("hours", network::format_hours(workload.duration_s));
  said("parameters", workload.parameters);
  said("active_parameters", workload.active_parameters);
  said("tokens", workload.tokens);
  said("sequence", workload.sequence);
  said("layers", workload.layers);
  said("hidden", workload.hidden);
  if (workload.kind != network::WorkloadKind::devices) out.add("precision", name(workload.precision));
  if (workload.kind == network::WorkloadKind::serve) {
    said("requests_per_day", workload.requests_per_day);
    said("tokens_in", workload.tokens_in);
    said("tokens_out", workload.tokens_out);
    out.add("latency", name(workload.latency));
  }
  return out.text();
}

template <class Id>
std::string keys_json(const engine::State& state, const std::vector<Id>& ids) {
  std::vector<std::string> keys;
  for (const Id id : ids) keys.push_back(codec::json_text(reports::key_of(state, id)));
  return codec::json_array(keys);
}

// The rows of a table that are of one quote.
std::string rows_of(const engine::State& state, std::string_view name, const std::string& quote) {
  auto table = reports::table(state, name);
  if (!table) return "[]";
  std::erase_if(table->rows, [&](const auto& row) { return row.front() != quote; });
  return json_rows(*table);
}

}  // namespace

Result<http::Response> make_estimate(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(
      body.only({"kind", "devices", "hours", "parameters", "active_parameters", "tokens", "sequence", "layers",
                 "hidden", "precision", "requests_per_day", "tokens_in", "tokens_out", "latency"}));
  const auto made = reports::estimate(service.state(), SCRIP_TRY(workload_of(body)), call.language);
  return json_answer(
      codec::JsonObject().raw("plans", json_rows(made.plans)).raw("assumptions", json_rows(made.assumptions)).text());
}

Result<http::Response> ask_quote(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only(
      {"quote",      "organisation", "kind",   "devices", "hours",     "parameters",       "active_parameters",
       "tokens",     "sequence",     "layers", "hidden",  "precision", "requests_per_day", "tokens_in",
       "tokens_out", "latency",      "use",    "rank",    "test",      "earliest",         "latest",
       "sites",      "resources"}));
  const auto& zone = service.state().authority->zone;
  const auto use = SCRIP_TRY(body.text_or("use", name(registry::Use::unspecified)));
  const auto rank = SCRIP_TRY(body.text_or("rank", name(engine::Ranking::cheapest)));
  engine::AskQuote command{.key = SCRIP_TRY(body.text("quote")),
                           .organisation = SCRIP_TRY(body.text("organisation")),
                           .workload = SCRIP_TRY(workload_of(body)),
                           .use = SCRIP_TRY(for_field("use", registry::parse_use(use))),
                           .ranking = SCRIP_TRY(engine::parse_ranking(rank)),
                           .test = {},
                           .earliest = SCRIP_TRY(instant_or_none(body, "earliest", zone)),
                           .latest = SCRIP_TRY(instant_or_none(body, "latest", zone)),
                           .sites = SCRIP_TRY(body.texts("sites")),
                           .resources = SCRIP_TRY(body.texts("resources"))};
  if (body.has("test")) {
    command.test = SCRIP_TRY(for_field("test", registry::parse_origin_test(SCRIP_TRY(body.text("test")))));
  }
  return service.write(call, command);
}

Result<http::Response> get_quote(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({}));
  const auto& state = service.state();
  const auto& key = call.name("quote");
  const auto* quote = state.reservations.find_quote(key);
  if (quote == nullptr || !call.sight(state).sees(quote->organisation)) {
    return fail(ErrorCode::quote_not_found, "'" + key + "'", "quote");
  }
  const auto& request = quote->request;
  const bool replaces = request.after != no_id<ReservationId>;
  const auto replaced = replaces ? state.reservations.reservations[index(request.after)].terms.key : std::string{};
  return json_answer(codec::JsonObject()
                         .add("quote", quote->key)
                         .add("organisation", reports::key_of(state, quote->organisation))
                         .raw("workload", workload_json(request.workload))
                         .add("use", name(request.use))
                         .raw("sites", keys_json(state, request.sites))
                         .raw("resources", keys_json(state, request.resources))
                         .add("replaces", replaced)
                         .add("ranking", name(quote->request.ranking))
                         .add("test", name(quote->request.test))
                         .add("earliest", quote->request.earliest)
                         .add("latest", quote->request.latest)
                         .add("given_at", quote->given_at)
                         .add("holds_until", quote->valid_until)
                         .raw("offers", rows_of(state, "quote_offers", key))
                         .raw("refusals", rows_of(state, "quote_refusals", key))
                         .text());
}

Result<http::Response> make_reservation(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"reservation", "quote", "offer"}));
  const auto offer = SCRIP_TRY(body.integer_or("offer", 1));
  if (offer < 1 || offer > std::int64_t{limits::quote_offers_max}) {
    return fail(ErrorCode::offer_not_found, say("offers are numbered from 1"), "offer");
  }
  return service.write(call, engine::MakeReservation{.key = SCRIP_TRY(body.text("reservation")),
                                                     .quote = SCRIP_TRY(body.text("quote")),
                                                     .offer = static_cast<std::uint32_t>(offer)});
}

Result<http::Response> use_reservation(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"job", "devices"}));
  const auto devices = SCRIP_TRY(body.integer_or("devices", 0));
  if (devices < 0 || devices > std::int64_t{limits::devices_wanted_max}) {
    return fail(ErrorCode::out_of_range, say("1 to 1,000,000, or all that are left"), "devices");
  }
  return service.write(call, engine::UseReservation{.reservation = call.name("reservation"),
                                                    .job = SCRIP_TRY(body.text("job")),
                                                    .devices = static_cast<std::uint32_t>(devices)});
}

Result<http::Response> leave_reservation(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"job"}));
  return service.write(
      call, engine::LeaveReservation{.reservation = call.name("reservation"), .job = SCRIP_TRY(body.text("job"))});
}

Result<http::Response> cancel_reservation(Service& service, Call& call) {
  return service.write(call, SCRIP_TRY(cancellation(call, engine::CancelledBy::organisation)));
}
Result<http::Response> break_reservation(Service& service, Call& call) {
  return service.write(call, SCRIP_TRY(cancellation(call, engine::CancelledBy::site)));
}

Result<http::Response> get_reservation_rule(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({}));
  const auto& rule = service.state().reservations.rule;
  return json_answer(codec::JsonObject()
                         .add("quote_valid_s", rule.quote_valid_s)
                         .add("idle_s", rule.idle_s)
                         .add("grace_s", rule.grace_s)
                         .text());
}

Result<http::Response> set_reservation_rule(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"quote_valid_s", "idle_s", "grace_s"}));
  const auto& now = service.state().reservations.rule;
  return service.write(
      call, engine::SetReservationRule{{.quote_valid_s = SCRIP_TRY(body.integer_or("quote_valid_s", now.quote_valid_s)),
                                        .idle_s = SCRIP_TRY(body.integer_or("idle_s", now.idle_s)),
                                        .grace_s = SCRIP_TRY(body.integer_or("grace_s", now.grace_s))}});
}

Result<http::Response> propose_backing_rule(Service& service, Call& call) {
  return service.write(call, SCRIP_TRY(backing_rule_of<engine::ProposeBackingRule>(call)));
}

Result<http::Response> approve_backing_rule(Service& service, Call& call) {
  return service.write(call, SCRIP_TRY(backing_rule_of<engine::ApproveBackingRule>(call)));
}

Result<http::Response> reject_backing_rule(Service& service, Call& call) {
  return service.write(
      call, engine::RejectBackingRule{.programme = call.name("programme"), .reason = SCRIP_TRY(call.reason())});
}

}  // namespace scrip::service
