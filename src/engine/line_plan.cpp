// The line run forward over what is promised, reserved, held and running: who can start when, and who is next.

#include "engine/line_plan.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/limits.h"
#include "engine/offers.h"

namespace scrip::engine {
namespace {

// Why one who waits does not take an offer: its own conditions, and that its line's programme pays.
std::optional<Unfit> objection_of(const State& state, const Waiting& terms, const Offer& offer) {
  if (terms.domestic_only && offer.domestic != Domestic::yes) return Unfit::not_domestic;
  const bool is_paid = std::ranges::any_of(offer.parts, [&](const CoverPart& part) {
    return state.vouchers[index(part.voucher)].terms.programme == terms.programme;
  });
  if (!is_paid) return Unfit::not_covered;
  if (terms.own_share_max && offer.own_share > *terms.own_share_max) return Unfit::own_share_too_high;
  return {};
}

Asked asked_by(const State& state, const Waiting& terms, Instant now) {
  Asked asked{.key = {}, .organisation = terms.organisation, .request = terms.request};
  asked.request.earliest = std::max(asked.request.earliest, soonest_start(state, now));
  return asked;
}

Soonest plan_for(const State& state, const Waiting& terms, Instant now, FreeDevices& free) {
  auto found = soonest_offer(state, asked_by(state, terms, now), free,
                             [&](const Offer& one) { return objection_of(state, terms, one); });
  if (const auto& offer = found.offer) free.at(offer->site, offer->resource).take(offer->window, offer->devices);
  return found;
}

bool is_in_time(const State& state, const WaitState& entry, const Offer& offer, Instant now) {
  const auto* rule = state.line.rule_for(entry.terms.programme);
  const std::int64_t ahead_s = rule == nullptr ? AllocationRule{}.ahead_s : rule->ahead_s;
  return offer.window.from <= std::max(now, entry.terms.request.earliest) + Milliseconds{ahead_s * 1'000};
}

// Whether nothing happened since the line was looked at, less than a minute ago.
bool is_seen(const LineState& line, Instant now) {
  return line.changes == line.changes_looked && now < line.looked_at + Milliseconds{limits::line_look_s * 1'000};
}

}  // namespace

std::vector<const WaitState*> waiting_in(const State& state) {
  std::vector<const WaitState*> entries;
  for (const WaitId id : state.line.waiting) entries.push_back(&state.line.entries[index(id)]);
  return entries;
}

void run_line(const State& state, std::span<const WaitState* const> entries, Instant now,
              const std::function<bool(const LinePlace&)>& each) {
  FreeDevices free(state);
  std::map<WaitId, const WaitState*> by_id;
  for (const auto* entry : entries) by_id.emplace(entry->terms.id, entry);
  for (const LineRank& rank : ranked(state, entries, now)) {
    auto [offer, refusals] = plan_for(state, by_id.at(rank.wait)->terms, now, free);
    if (!each({.rank = rank, .offer = std::move(offer), .refusals = std::move(refusals)})) return;
  }
}

std::vector<LinePlace> run_line(const State& state, Instant now) {
  std::vector<LinePlace> places;
  run_line(state, waiting_in(state), now, [&](const LinePlace& place) {
    places.push_back({.rank = place.rank, .offer = place.offer, .refusals = {}});
    return true;
  });
  return places;
}

Takes line_takes(const State& state, Instant now, Instant joined_before) {
  auto entries = waiting_in(state);
  std::erase_if(entries, [&](const WaitState* entry) { return entry->joined_at >= joined_before; });
  Takes takes;
  run_line(state, entries, now, [&](const LinePlace& place) {
    if (!place.offer) return true;
    takes[{place.offer->site, place.offer->resource}].emplace_back(place.offer->window, place.offer->devices);
    return true;
  });
  return takes;
}

std::optional<Instant> estimate_for(const State& state, const Waiting& terms, Instant now) {
  const WaitState joining{
      .terms = terms, .joined_by = {}, .joined_at = now, .ticket = {}, .offered_at = {}, .ended_at = {}, .reason = {}};
  auto entries = waiting_in(state);
  entries.push_back(&joining);
  std::optional<Instant> start;
  run_line(state, entries, now, [&](const LinePlace& place) {
    if (place.rank.wait != terms.id) return true;
    if (place.offer) start = place.offer->window.from;
    return false;
  });
  return start;
}

std::vector<Refusal> refusals_for(const State& state, const Waiting& terms, Instant now) {
  std::vector<Refusal> refusals;
  if (!state.line.waiting.contains(terms.id)) return refusals;
  run_line(state, waiting_in(state), now, [&](const LinePlace& place) {
    if (place.rank.wait != terms.id) return true;
    refusals = place.refusals;
    return false;
  });
  return refusals;
}

Quote quote_for(const State& state, const LinePlace& place, Instant now) {
  const auto& terms = state.line.entries[index(place.rank.wait)].terms;
  Asked asked = asked_by(state, terms, now);
  return Quote{.id = id_at<QuoteId>(state.reservations.quotes.size()),
               .key = next_quote_key(state, terms.key),
               .organisation = terms.organisation,
               .request = std::move(asked.request),
               .offers = {*place.offer},
               .refusals = {},
               .given_at = now,
               .valid_until = now + Milliseconds{state.reservations.rule.quote_valid_s * 1'000}};
}

std::optional<LineOffered> next_offered(const State& state, Instant now) {
  std::optional<LineOffered> offered;
  if (state.reservations.quotes.size() >= limits::quotes_max) return offered;
  std::uint32_t place_in_line = 0;
  run_line(state, waiting_in(state), now, [&](const LinePlace& place) {
    ++place_in_line;
    const auto& entry = state.line.entries[index(place.rank.wait)];
    if (!place.offer || !is_in_time(state, entry, *place.offer, now)) return true;
    offered = {.wait = place.rank.wait, .place = place_in_line, .quote = quote_for(state, place, now)};
    return false;
  });
  return offered;
}

void add_line_due(const State& state, Instant now, Events& events) {
  const LineState& line = state.line;
  for (const auto& [at, wait] : line.ends) {
    if (at > now || events.size() == limits::control_events_max) break;
    const bool offered = line.entries[index(wait)].status == WaitStatus::offered;
    events.emplace_back(
        LineEnded{.wait = wait, .status = offered ? WaitStatus::lapsed : WaitStatus::expired, .reason = {}});
  }
  // A quote is given on the state that the rest left, in an entry of its own.
  if (!events.empty() || line.waiting.empty()) return;
  if (is_seen(line, now)) return;
  if (auto offered = next_offered(state, now)) events.emplace_back(std::move(*offered));
}

void note_line_looked(State& state, Instant now) {
  if (is_seen(state.line, now)) return;
  state.line.changes_looked = state.line.changes;
  state.line.looked_at = now;
}

}  // namespace scrip::engine
