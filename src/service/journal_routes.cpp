// The journal itself: entries, proofs, the checkpoint, the path of a yuan, and live updates.

#include <algorithm>
#include <charconv>
#include <map>

#include "base/limits.h"
#include "codec/entry.h"
#include "proof/checkpoint.h"
#include "proof/key.h"
#include "reports/cells.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/path_step.h"
#include "service/slow_work.h"
#include "service/texts.h"
#include "verify/verify.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::json_text;
using codec::JsonObject;
using engine::State;

Result<std::uint64_t> entry_of(const Call& call) {
  const auto& text = call.name("entry");
  std::uint64_t entry = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), entry);
  if (error == std::errc{} && end == text.data() + text.size() && entry > 0) return entry;
  return fail(ErrorCode::value_invalid, say("'{0}': the number of an entry, from 1", text), "entry");
}

// What the site signed, for whoever checks it again.
std::string signature_json(const State& state, const engine::BatchSignature& signature) {
  return JsonObject()
      .add("site_key", state.signing.keys[index(signature.key)].terms.key)
      .add("base", signature.base)
      .add("signature", signature.signature)
      .add("body_kept", signature.body_kept)
      .text();
}

std::string usage_json(const State& state, const engine::UsageBlock& block) {
  std::uint64_t suspended = 0;
  for (const auto slot : block.slot) {
    if (block.slots[slot].reason != metering::SuspenseReason::none) ++suspended;
  }
  return JsonObject()
      .add("site", reports::key_of(state, block.site))
      .add("jobs", block.jobs.size())
      .add("records", block.size())
      .add("charged", block.size() - suspended)
      .add("suspended", suspended)
      .raw("signature", block.signature ? signature_json(state, *block.signature) : "null")
      .text();
}

std::string entry_json(const State& state, const codec::Entry& entry) {
  std::vector<std::string> events;
  const auto* block = std::get_if<engine::UsageBlock>(&entry.body);
  if (block == nullptr) {
    for (const auto& event : std::get<std::vector<engine::Event>>(entry.body)) {
      events.push_back(codec::json_event(event));
    }
  }
  return JsonObject()
      .add("sequence", entry.header.sequence)
      .add("time", entry.header.time)
      .add("actor", entry.header.actor)
      .add("kind", block != nullptr ? "usage" : "control")
      .raw("events", json_array(events))
      .raw("usage", block != nullptr ? usage_json(state, *block) : "null")
      .text();
}

// Entries from `first` to `last` that someone may ask for, as JSON; newest first. At most `items_max`.
struct EntryRange {
  std::uint64_t first = 0, last = 0;
};

// Officers and approvers of one programme see no entries: an entry is of the whole authority.
Result<void> check_sees_journal(const Service& service, const Call& call) {
  if (call.sight(service.state()).everything) return {};
  return fail(ErrorCode::forbidden, say("this takes a role for the whole authority"));
}

// An entry is shown to who sees the journal, and as a receipt to who asked for it.
Result<void> check_sees_entry(Service& service, const Call& call, std::uint64_t sequence) {
  if (call.sight(service.state()).everything) return {};
  bool is_own = false;
  SCRIP_TRY_VOID(service.store().read(sequence, sequence, [&](std::uint64_t, ByteView bytes) {
    const auto entry = codec::decode_entry(bytes);
    is_own = entry && entry->header.actor == call.caller.person;
    return true;
  }));
  if (is_own) return {};
  return fail(ErrorCode::forbidden, say("this takes a role for the whole authority, or an entry of one's own"));
}

// What an entry about a thing holds: its key, and its number where events name it by that.
std::vector<std::string> marks_of(const engine::State& state, std::string_view about) {
  if (about.empty()) return {};
  std::vector<std::string> marks{'"' + std::string(about) + '"'};
  const auto add = [&](const char* field, std::size_t number) {
    marks.push_back('"' + std::string(field) + "\":" + std::to_string(number));
  };
  if (const auto* found = state.find_application(about)) add("application", index(found->terms.id));
  if (const auto* found = state.find_award(about)) add("award", index(found->terms.id));
  if (const auto* found = state.find_voucher(about)) add("voucher", index(found->terms.id));
  if (const auto* found = state.claims.find(about)) add("claim", index(found->id));
  return marks;
}

bool holds(const std::string& json, const std::string& mark) {
  const auto is_digit = [&](std::size_t at) { return at < json.size() && json[at] >= '0' && json[at] <= '9'; };
  for (auto at = json.find(mark); at != std::string::npos; at = json.find(mark, at + 1)) {
    if (!is_digit(at + mark.size())) return true;  // else it is the start of a longer number
  }
  return false;
}

bool is_wanted(const codec::Entry& entry, const std::string& json, std::string_view actor,
               const std::vector<std::string>& marks) {
  if (!actor.empty() && entry.header.actor != actor) return false;
  return marks.empty() || std::ranges::any_of(marks, [&](const auto& mark) { return holds(json, mark); });
}

Result<std::vector<std::string>> read_window(Service& service, EntryRange window, std::string_view actor,
                                             std::string_view about) {
  const auto marks = marks_of(service.state(), about);
  std::vector<std::string> items;
  std::optional<Error> failed;
  SCRIP_TRY_VOID(service.store().read(window.first, window.last, [&](std::uint64_t, ByteView bytes) {
    const auto entry = codec::decode_entry(bytes);
    if (!entry) {
      failed = entry.error();
      return false;
    }
    std::string json = entry_json(service.state(), *entry);
    if (is_wanted(*entry, json, actor, marks)) items.push_back(std::move(json));
    return true;
  }));
  if (failed) return std::unexpected(*failed);
  std::ranges::reverse(items);
  return items;
}

// --- the path of a yuan ---

// What the voucher paid, by site and month, and whether that is in a closed statement.
std::vector<std::string> charges_of(const State& state, const engine::VoucherState& voucher) {
  std::map<std::pair<SiteId, Month>, Amount> sums;
  for (const auto& job : state.jobs) {
    for (const auto& line : job.lines) {
      for (const auto& allocation : line.allocations) {
        if (allocation.voucher == voucher.terms.id) sums[{job.site, line.posting}] += allocation.covered;
      }
    }
  }
  std::vector<std::string> steps;
  for (const auto& [key, amount] : sums) {
    const auto& site = state.registry.sites()[index(key.first)];
    const std::string month = format_month(key.second);
    Step step{.step = "charge",
              .subject = site.key,
              .title = json_text_pair(site.name + ", " + month, site.name + "，" + month),
              .amount = amount,
              .unit = voucher.terms.unit};
    for (const auto& statement : state.statements) {
      if (statement.site != key.first || statement.month != key.second ||
          statement.programme != voucher.terms.programme) {
        continue;
      }
      const std::string number = std::to_string(index(statement.id));
      step.children.push_back(Step{.step = "statement",
                                   .subject = number,
                                   .title = json_text_pair("Statement " + number, "结算单 " + number),
                                   .amount = statement.total,
                                   .unit = statement.unit,
                                   .entry = state.origins.statements[index(statement.id)]}
                                  .json());
    }
    steps.push_back(step.json());
  }
  return steps;
}

Step voucher_step(const State& state, const engine::VoucherState& voucher) {
  const auto balance = engine::balance_of(state, voucher);
  const Unit unit = voucher.terms.unit;
  Step step{.step = "voucher",
            .subject = voucher.terms.key,
            .title = json_text_pair("Voucher " + voucher.terms.key, "算力券 " + voucher.terms.key),
            .amount = voucher.terms.face,
            .unit = unit,
            .entry = state.origins.vouchers[index(voucher.terms.id)],
            .children = charges_of(state, voucher)};
  const auto add = [&](std::string_view kind, const char* english, const char* chinese, Amount amount) {
    if (amount.is_zero()) return;
    step.children.push_back(
        Step{.step = kind, .title = json_text_pair(english, chinese), .amount = amount, .unit = unit}.json());
  };
  add("hold", "Set aside by holds", "冻结", balance.committed);
  add("returned", "Gone back to the budget line", "退回预算科目", voucher.returned);
  add("left", "Left", "剩余", balance.available);
  return step;
}

// The award that the voucher came out of, with the decision; or the voucher itself.
Step award_step(const State& state, const engine::VoucherState& voucher) {
  Step step = voucher_step(state, voucher);
  if (voucher.award == no_id<AwardId>) return step;
  const auto& award = state.awards[index(voucher.award)];
  const auto& application = state.applications[index(award.terms.application)];
  Step parent{.step = "award",
              .subject = award.terms.key,
              .title = json_text_pair("Award " + award.terms.key, "资助 " + award.terms.key),
              .amount = award.amount,
              .unit = award.terms.unit,
              .at = award.approved_at,
              .entry = state.origins.awards[index(voucher.award)],
              .children = {step.json()}};
  if (!application.decided) return parent;
  parent.by = application.decided->approver;
  Step decision{.step = "decision",
                .subject = application.terms.key,
                .title = json_text_pair("Application " + application.terms.key, "申请 " + application.terms.key),
                .amount = application.decided->decision.amount,
                .unit = award.terms.unit,
                .at = application.decided->at,
                .by = application.decided->proposer,
                .entry = state.origins.decisions[index(application.terms.id)],
                .children = {parent.json()}};
  return decision;
}

// --- live updates ---

std::string event_text(const Service::Happened& happened, std::string_view data) {
  return "id: " + std::to_string(happened.sequence) + "\nevent: " + happened.kind + "\ndata: " + std::string(data) +
         "\n\n";
}

// Looks at the session and the person's rights anew each time: who signed out, or lost a role, is told no more.
std::string next_events(Service& service, const http::Request& request, const identity::Caller& caller,
                        engine::Roles roles, std::uint64_t& told) {
  const auto& happened = service.happened();
  if (happened.empty() || happened.back().sequence <= told) return {};
  const auto now = service.caller_of(request, service.surroundings().clock());
  if (!now || now->person != caller.person) return {};
  const auto sight = engine::sight_of(service.state(), caller.person, roles);
  std::string text;
  for (const auto& each : happened) {
    if (each.sequence <= told) continue;
    if (!each.is_public && !sight.everything && !sight.sees(each.subject)) continue;
    text += event_text(each, JsonObject().add("sequence", each.sequence).add("kind", each.kind).text());
  }
  told = happened.back().sequence;
  return text;
}

}  // namespace

Result<http::Response> get_checkpoint(Service& service, Call&) {
  const auto note = SCRIP_TRY(service.store().get_note(verify::checkpoint_note));
  if (!note) return fail(ErrorCode::proof_invalid, say("nothing was signed yet"));
  const auto& public_key = service.state().authority->public_key;
  const auto checkpoint =
      SCRIP_TRY(proof::open_checkpoint(as_text(*note), SCRIP_TRY(proof::parse_public_key(public_key))));
  return json_answer(JsonObject()
                         .add("checkpoint", std::string(as_text(*note)))
                         .add("public_key", public_key)
                         .add("size", checkpoint.size)
                         .add("root", checkpoint.root)
                         .text());
}

Result<http::Response> list_entries(Service& service, Call& call) {
  SCRIP_TRY_VOID(check_sees_journal(service, call));
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "actor", "about"}));
  SCRIP_TRY_VOID(service.journal().sync());
  const std::uint64_t total = service.state().last_sequence;
  const Page page = SCRIP_TRY(page_of(call, total));
  const auto actor = call.parameter("actor");
  const auto about = call.parameter("about");
  // Without a condition a page is a stretch of the journal; with one, all of it is read once.
  std::vector<std::string> items;
  if (actor.empty() && about.empty()) {
    if (page.until > page.from) {
      items = SCRIP_TRY(read_window(service, {.first = total - page.until + 1, .last = total - page.from}, {}, {}));
    }
    return json_answer(JsonObject().raw("items", json_array(items)).raw("next", page.next).add("total", total).text());
  }
  items = SCRIP_TRY(read_window(service, {.first = 1, .last = total}, actor, about));
  return items_answer(call, items);
}

Result<http::Response> get_entry(Service& service, Call& call) {
  const auto entry = SCRIP_TRY(entry_of(call));
  SCRIP_TRY_VOID(service.journal().sync());
  SCRIP_TRY_VOID(check_sees_entry(service, call, entry));
  const auto items = SCRIP_TRY(read_window(service, {.first = entry, .last = entry}, {}, {}));
  if (items.empty()) return fail(ErrorCode::not_found, say("entry {0}", entry));
  return json_answer(items.front());
}

Result<http::Response> prove_entry(Service& service, Call& call) {
  const auto entry = SCRIP_TRY(entry_of(call));
  SCRIP_TRY_VOID(service.journal().sync());
  SCRIP_TRY_VOID(check_sees_entry(service, call, entry));
  if (entry <= service.state().last_sequence) SCRIP_TRY_VOID(service.sign_up_to(entry));
  return slowly(call,
                [prove = service.surroundings().prove, entry, key = service.state().authority->public_key]()
                    -> Result<http::Response> { return json_answer(SCRIP_TRY(prove(entry, key))); });
}

Result<http::Response> get_money_path(Service& service, Call& call) {
  const auto& state = service.state();
  const auto& key = call.name("voucher");
  const auto* found = state.find_voucher(key);
  const auto sight = call.sight(state);
  if (found == nullptr ||
      !sight.sees(engine::Subject{.organisation = found->terms.organisation, .programme = found->terms.programme})) {
    return fail(ErrorCode::voucher_not_found, "'" + key + "'", "voucher");
  }
  std::vector<std::string> funded{award_step(state, *found).json()};
  Step root{.step = "appropriation",
            .title = json_text_pair("Appropriations", "预算"),
            .unit = found->terms.unit,
            .entry = state.origins.budget_lines[index(found->parts.front().budget_line)],
            .children = std::move(funded)};
  for (const auto& part : found->parts) {
    const auto& line = state.budget_lines[index(part.budget_line)];
    root.amount += part.paid;
    root.subject += (root.subject.empty() ? "" : ";") + line.key;
    root.by += (root.by.empty() ? "" : "; ") + line.funder;
  }
  return json_answer(
      JsonObject().add("voucher", key).add("currency", service.currency()).raw("path", root.json()).text());
}

Result<http::Response> listen_events(Service& service, Call& call) {
  std::uint64_t told = service.state().last_sequence;
  const auto last = call.request.header("last-event-id");
  if (!last.empty()) {
    const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), told);
    if (error != std::errc{} || end != last.data() + last.size()) {
      return fail(ErrorCode::value_invalid, say("the id of an event"), "Last-Event-ID");
    }
  }
  http::Response response;
  response.content_type = "text/event-stream";
  response.headers.push_back({"cache-control", "no-store"});
  response.stream = [&service, request = call.request, caller = call.caller, roles = call.counting(), told,
                     begun = false]() mutable {
    if (begun) return next_events(service, request, caller, roles, told);
    begun = true;
    return std::string("retry: 3000\n\n");
  };
  return response;
}

}  // namespace scrip::service
