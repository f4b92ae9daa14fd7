// What the command line needs when the journal is elsewhere, and no other route has: a set-up as a whole, balances, the
// journal at a glance and as it was hashed.

#include <charconv>

#include "base/limits.h"
#include "codec/entry.h"
#include "codec/snapshot.h"
#include "codec/state_for_set_up.h"
#include "reports/reports.h"
#include "runtime/correction.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/slow_work.h"
#include "service/texts.h"
#include "verify/verify.h"

namespace scrip::service {
namespace {

using codec::JsonObject;

// As for journal_routes.cpp: an entry is of the whole authority.
Result<void> check_sees_journal(const Service& service, const Call& call) {
  if (call.sight(service.state()).everything) return {};
  return fail(ErrorCode::forbidden, say("this takes a role for the whole authority"));
}

Result<std::uint64_t> number_or(const Call& call, std::string_view name, std::uint64_t otherwise) {
  const auto text = call.parameter(name);
  if (text.empty()) return otherwise;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && number > 0) return number;
  return fail(ErrorCode::value_invalid, say("'{0}': the number of an entry, from 1", text), std::string(name));
}

std::string items_json(const std::vector<SetUpItem>& items) {
  std::vector<std::string> all;
  for (const auto& item : items) {
    all.push_back(JsonObject()
                      .add("kind", item.kind)
                      .raw("key", item.key.empty() ? "null" : codec::json_text(item.key))
                      .add("new", item.is_new)
                      .text());
  }
  return codec::json_array(all);
}

// The idempotency key of each new thing: the request's, and its place among them.
std::string suffix_of(std::size_t place) { return "/" + std::to_string(place); }

void append_length(std::string& out, std::size_t size) {
  for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>((size >> shift) & 0xffU);
}

}  // namespace

namespace {

using Items = Result<std::vector<SetUpItem>>;

// As Service::written(), but for the request that asked, which is no longer the one at hand.
std::string set_up_json(const Service& service, const Call& call, const std::vector<SetUpItem>& items,
                        const runtime::CommandReply& all) {
  std::vector<std::string> events;
  std::vector<std::string> texts;
  const auto& describe = service.surroundings().describe;
  for (const auto& event : all.events) {
    events.push_back(codec::json_event(event));
    if (describe) texts.push_back(describe(event, service.state(), call.language));
  }
  JsonObject object;
  object.raw("items", items_json(items))
      .add("sequence", all.sequence)
      .add("repeated", all.repeated)
      .raw("events", codec::json_array(events));
  if (call.asks_for("texts") && describe) object.add("texts", texts);
  return object.text();
}

// All rights and all things were judged before the first is written; what passed then passes now, in the same order.
Result<http::Response> carry_out(Service& service, const Call& call, const std::vector<SetUpItem>& items) {
  for (const auto& item : items) {
    if (!item.is_new) continue;
    SCRIP_TRY_VOID(engine::check_right(service.state(), call.caller.person, item.command, call.counting()));
  }
  const auto before = SCRIP_TRY(service.journal().find_request(service.request_of(call, suffix_of(0))));
  runtime::CommandReply all{.events = {}, .sequence = before.value_or(0), .repeated = before.has_value()};
  const bool only_checked = call.asks_for("check");
  std::size_t place = 0;
  for (const auto& item : items) {
    if (!item.is_new || only_checked) continue;
    auto reply = SCRIP_TRY(service.submit(call, item.command, suffix_of(place++)));
    all.sequence = reply.sequence;
    for (auto& event : reply.events) all.events.push_back(std::move(event));
  }
  auto response = json_answer(set_up_json(service, call, items, all));
  response.after_commit = !only_checked;
  return response;
}

// The copy, of all but what grows with use, is made here and read, and the things judged on it, beside the I/O thread.
// Where something else than usage was written meanwhile, they are judged again; `tries` are left.
http::Response plan_and_carry_out(Service& service, const Call& call, int tries) {
  const auto judged_at = service.last_control();
  return slowly<Items>(
      call,
      [plan = service.surroundings().plan_set_up, image = codec::encode_for_set_up(service.state()),
       text = call.request.body]() -> Items { return plan(SCRIP_TRY(codec::decode_state(image)), text); },
      [&service, call, judged_at, tries](Items& items) -> Result<http::Response> {
        if (!items) return std::unexpected(items.error());
        if (service.last_control() == judged_at) return carry_out(service, call, *items);
        if (tries > 1) return plan_and_carry_out(service, call, tries - 1);
        return fail(ErrorCode::overloaded, say("others write too much for it to be judged: try again"));
      });
}

}  // namespace

Result<http::Response> set_up(Service& service, Call& call) {
  if (!service.surroundings().plan_set_up) return fail(ErrorCode::not_found, say("this server takes no set-up"));
  constexpr int tries_max = 5;
  return plan_and_carry_out(service, call, tries_max);
}

Result<http::Response> list_balances(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter", "organisation", "programme", "voucher", "wallets"}));
  const reports::Filter filter{.organisation = call.parameter("organisation"),
                               .programme = call.parameter("programme"),
                               .voucher = call.parameter("voucher"),
                               .site = {},
                               .job = {},
                               .month = {}};
  auto table = SCRIP_TRY(reports::balances(service.state(), filter, call.asks_for("wallets")));
  return list_answer(service, call, std::move(table), {});
}

// The earlier charge goes back and the later one is made: two entries, of which the first is known by its own key.
Result<http::Response> accept_suspense(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"record", "reason"}));
  if (!engine::holds(service.state(), call.caller.person, call.counting(), {})) {
    return fail(ErrorCode::forbidden, say("this takes the role officer for the whole authority"));
  }
  const auto request = service.request_of(call);
  const auto answered = [](std::size_t tried, std::uint64_t charged, std::uint64_t sequence) {
    auto response =
        json_answer(JsonObject().add("tried", tried).add("charged", charged).add("sequence", sequence).text());
    response.after_commit = true;
    return response;
  };
  if (const auto repeated = SCRIP_TRY(service.journal().find_request(request))) return answered(0, 0, *repeated);
  const auto record = SCRIP_TRY(body.integer_or("record", -1));
  if (record < 0) return fail(ErrorCode::missing_field, say("the number of a record in suspense"), "record");
  const SuspenseId id{static_cast<std::uint64_t>(record)};
  const auto refund =
      SCRIP_TRY(runtime::correction_of(service.journal(), service.store(), id, SCRIP_TRY(body.text("reason"))));
  if (refund) (void)SCRIP_TRY(service.submit(call, *refund, "/refund"));
  const auto reply = SCRIP_TRY(service.journal().retry_suspense({id}, true, request));
  return answered(1, reply.charged, reply.sequence);
}

Result<http::Response> get_journal_status(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_sees_journal(service, call));
  SCRIP_TRY_VOID(call.only({"digest"}));
  SCRIP_TRY_VOID(service.journal().sync());
  const auto& state = service.state();
  const auto head = SCRIP_TRY(service.journal().head());
  const auto note = SCRIP_TRY(service.store().get_note(verify::checkpoint_note));
  JsonObject status;
  status.add("authority", *state.authority)
      .add("entries", head.size)
      .add("root", head.root)
      .add("last_time", state.last_time)
      .add("charged_records", state.totals.charged_records)
      .add("in_suspense", state.suspense.size())
      .add("jobs", state.jobs.size())
      .add("vouchers", state.vouchers.size())
      .add("first_open_month", state.first_open_month)
      .add("state_digest", call.asks_for("digest") ? codec::state_digest(state) : Hash256{})
      .add("checkpoint", note ? std::string(as_text(*note)) : std::string{});
  return json_answer(status.text());
}

Result<http::Response> read_journal(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_sees_journal(service, call));
  SCRIP_TRY_VOID(call.only({"from", "until"}));
  const auto from = SCRIP_TRY(number_or(call, "from", 1));
  const auto until = SCRIP_TRY(number_or(call, "until", ports::to_the_end));
  SCRIP_TRY_VOID(service.journal().sync());
  http::Response response;
  response.content_type = "application/vnd.scrip.entries";
  SCRIP_TRY_VOID(service.store().read(from, until, [&](std::uint64_t, ByteView bytes) {
    if (!response.body.empty() && response.body.size() + bytes.size() > limits::raw_entries_bytes_max) return false;
    append_length(response.body, bytes.size());
    response.body += as_text(bytes);
    return true;
  }));
  return response;
}

}  // namespace scrip::service
