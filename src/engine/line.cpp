// Joining the waiting line and leaving it.

#include "engine/line.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/line_plan.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

AskQuote quote_asked(const JoinLine& command) {
  return {.key = command.key,
          .organisation = command.organisation,
          .workload = command.workload,
          .use = command.use,
          .ranking = Ranking::soonest,
          .test = command.test,
          .earliest = command.earliest,
          .latest = command.latest,
          .sites = command.sites,
          .resources = command.resources};
}

// The same wish again; times that were left open, or have come, are not compared.
bool is_same(const Waiting& known, Waiting asked, const JoinLine& command) {
  asked.id = known.id;
  asked.estimate = known.estimate;
  if (!command.earliest || *command.earliest <= known.request.earliest) {
    asked.request.earliest = known.request.earliest;
  }
  if (!command.latest) asked.request.latest = known.request.latest;
  if (!command.test) asked.request.test = known.request.test;
  return asked == known;
}

Result<void> check_room(const State& state, OrganisationId organisation) {
  const LineState& line = state.line;
  if (line.entries.size() >= limits::line_entries_max || line.waiting.size() >= limits::line_waiting_max) {
    return fail(ErrorCode::limit_reached, say("{0} wait", line.waiting.size()), "wait");
  }
  const auto own = std::ranges::count_if(
      line.waiting, [&](WaitId id) { return line.entries[index(id)].terms.organisation == organisation; });
  if (static_cast<std::size_t>(own) < limits::line_waiting_max_of_one) return {};
  return fail(ErrorCode::limit_reached, say("an organisation waits for 16 things at most"), "organisation");
}

Result<void> check_voucher(const State& state, OrganisationId organisation, const programme::Programme& programme) {
  const bool has = std::ranges::any_of(state.wallets[index(organisation)], [&](VoucherId id) {
    const auto& voucher = state.vouchers[index(id)];
    return voucher.terms.programme == programme.id && voucher.status == programme::VoucherStatus::active;
  });
  if (has) return {};
  return fail(ErrorCode::voucher_not_found, say("the wallet has no active voucher of '{0}'", programme.key),
              "programme");
}

void leave_index(State& state, const WaitState& entry) {
  LineState& line = state.line;
  const WaitId id = entry.terms.id;
  if (entry.status == WaitStatus::waiting) {
    line.waiting.erase(id);
    line.ends.erase({entry.terms.request.latest, id});
    return;
  }
  const auto& quote = state.reservations.quotes[index(entry.quote)];
  const auto& offer = quote.offers.front();
  line.held.erase(quote.id);
  line.held_at[{offer.site, offer.resource}].erase(id);
  line.ends.erase({quote.valid_until, id});
}

}  // namespace

Result<Events> judge(const State& state, const JoinLine& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(command.key, "key"));
  const auto* organisation = SCRIP_TRY(organisation_called(state, command.organisation));
  const auto* programme = SCRIP_TRY(programme_called(state, command.programme));
  if (command.own_share_max && (*command.own_share_max < Amount{} || *command.own_share_max > amount_max)) {
    return fail(ErrorCode::out_of_range, say("an amount of money, zero or more"), "own_share");
  }
  Waiting terms{.id = id_at<WaitId>(state.line.entries.size()),
                .key = command.key,
                .organisation = organisation->id,
                .programme = programme->id,
                .request = SCRIP_TRY(request_of(state, quote_asked(command), context)),
                .domestic_only = command.domestic_only,
                .own_share_max = command.own_share_max,
                .estimate = {}};
  if (const auto* existing = state.line.find(command.key); existing != nullptr) {
    return is_same(existing->terms, terms, command) ? Result<Events>(Events{}) : reused(command.key);
  }
  SCRIP_TRY_VOID(check_voucher(state, organisation->id, *programme));
  SCRIP_TRY_VOID(check_room(state, organisation->id));
  terms.estimate = estimate_for(state, terms, context.now);
  return Events{LineJoined{std::move(terms)}};
}

Result<Events> judge(const State& state, const LeaveLine& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* found = state.line.find(command.wait);
  if (found == nullptr) return fail(ErrorCode::wait_not_found, "'" + command.wait + "'", "wait");
  if (found->status == WaitStatus::left) return Events{};
  if (!found->in_line()) return fail(ErrorCode::wait_state, say("it is {0}", described(name(found->status))), "wait");
  return Events{LineEnded{.wait = found->terms.id, .status = WaitStatus::left, .reason = command.reason}};
}

void apply_lifecycle(State& state, const LineJoined& event) {
  const auto& terms = event.waiting;
  LineState& line = state.line;
  line.by_key.emplace(terms.key, terms.id);
  line.waiting.insert(terms.id);
  line.ends.emplace(terms.request.latest, terms.id);
  line.entries.push_back({.terms = terms,
                          .joined_by = state.last_actor,
                          .joined_at = state.last_time,
                          .ticket = {},
                          .offered_at = {},
                          .ended_at = {},
                          .reason = {}});
}

void apply_lifecycle(State& state, const LineEnded& event) {
  auto& entry = state.line.entries[index(event.wait)];
  leave_index(state, entry);
  entry.status = event.status;
  entry.ended_at = state.last_time;
  entry.reason = event.reason;
}

void apply_lifecycle(State& state, const LineOffered& event) {
  auto& entry = state.line.entries[index(event.wait)];
  leave_index(state, entry);
  apply_lifecycle(state, QuoteGiven{event.quote});
  const auto& offer = event.quote.offers.front();
  LineState& line = state.line;
  entry.status = WaitStatus::offered;
  entry.quote = event.quote.id;
  entry.place = event.place;
  entry.offered_at = state.last_time;
  line.held.emplace(event.quote.id, event.wait);
  line.held_at[{offer.site, offer.resource}].insert(event.wait);
  line.ends.emplace(event.quote.valid_until, event.wait);
}

void note_quote_taken(State& state, QuoteId quote) {
  const auto held = state.line.held.find(quote);
  if (held == state.line.held.end()) return;
  auto& entry = state.line.entries[index(held->second)];
  leave_index(state, entry);
  entry.status = WaitStatus::reserved;
  entry.ended_at = state.last_time;
}

// --- jobs without a reservation ---

std::optional<JobCounted> counted(const State& state, const Hold& hold, std::int64_t units) {
  if (units <= 0 || hold.resource == no_id<ResourceId>) return std::nullopt;
  const bool promised = std::ranges::any_of(state.network.capacity, [&](const CapacityState& declared) {
    return declared.terms.site == hold.site && declared.terms.resource == hold.resource &&
           declared.terms.use == registry::CapacityUse::programmes;
  });
  if (!promised) return std::nullopt;
  const std::int64_t devices = (units + 999) / 1'000;
  return JobCounted{.hold = hold.id,
                    .devices = static_cast<std::uint32_t>(std::min<std::int64_t>(devices, limits::devices_wanted_max))};
}

void apply_lifecycle(State& state, const JobCounted& event) {
  const Hold& hold = state.holds[index(event.hold)];
  state.line.running.emplace(event.hold, event.devices);
  state.line.running_at[{hold.site, hold.resource}].insert(event.hold);
}

void note_running_ended(State& state, HoldId id) {
  if (state.line.running.erase(id) == 0) return;
  const Hold& hold = state.holds[index(id)];
  state.line.running_at[{hold.site, hold.resource}].erase(id);
}

}  // namespace scrip::engine
