// Capacity and money taken together, used by a job, or given back.

#include "engine/reservation.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/charging.h"
#include "engine/line.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

Result<const ReservationState*> reservation_called(const State& state, std::string_view key) {
  const auto* found = state.reservations.find(key);
  if (found == nullptr) {
    return fail(ErrorCode::reservation_not_found, "'" + std::string(key) + "'", "reservation");
  }
  return found;
}

std::unexpected<Error> not_now(const ReservationState& reservation) {
  return fail(ErrorCode::reservation_state, say("it is {0}", described(name(reservation.status))), "reservation");
}

Hold hold_for(const State& state, const Reservation& terms, const Quote& quote, Cover cover) {
  Hold hold{.id = terms.hold,
            .key = terms.key,
            .organisation = terms.organisation,
            .site = terms.site,
            .job = {},
            .resource = terms.resource,
            .bill = terms.price,
            .expires_at = terms.window.until + Milliseconds{state.reservations.rule.grace_s * 1'000},
            .status = HoldStatus::active,
            .parts = {},
            .use = quote.request.use,
            .request = quote.offers[terms.offer].rates};
  for (const auto& part : cover.parts) {
    hold.parts.push_back({.voucher = part.voucher, .placed = part.covered, .remaining = part.covered});
  }
  return hold;
}

// The offer of a quote that still holds. Errors: quote_not_found, quote_expired, offer_not_found.
Result<const Quote*> quote_to_take(const State& state, const MakeReservation& command, Instant now) {
  const auto* quote = state.reservations.find_quote(command.quote);
  if (quote == nullptr) return fail(ErrorCode::quote_not_found, "'" + command.quote + "'", "quote");
  if (command.offer == 0 || command.offer > quote->offers.size()) {
    return fail(ErrorCode::offer_not_found, say("it has {0}", quote->offers.size()), "offer");
  }
  if (now >= quote->valid_until) {
    return fail(ErrorCode::quote_expired, say("it held until {0}", format_instant(quote->valid_until)), "quote");
  }
  return quote;
}

// Whether the offer's devices are free for the quote: not reserved, not held for others, not taken by running jobs, and
// not what those are to get who waited when the quote was given. A quote in place of a reservation that a site broke
// comes before those: whom it was given to had their turn. Errors: capacity_taken.
Result<void> check_free(const State& state, const Quote& quote, const Offer& offer, Instant now) {
  auto left = availability_of(state, offer.site, offer.resource, nullptr, quote.id);
  auto free = left.least_free(offer.window);
  const bool behind = !state.line.held.contains(quote.id) && quote.request.after == no_id<ReservationId>;
  if (behind && free >= offer.devices) {
    const Takes takes = line_takes(state, now, quote.given_at);
    if (const auto taken = takes.find({offer.site, offer.resource}); taken != takes.end()) {
      for (const auto& [period, devices] : taken->second) left.take(period, devices);
    }
    free = left.least_free(offer.window);
  }
  if (free >= offer.devices) return {};
  return fail(ErrorCode::capacity_taken, say("{0} of {1} are free", std::max<std::int64_t>(free, 0), offer.devices),
              "offer");
}

// How many devices a job that comes takes. Errors: reservation_state (none is left), out_of_range, limit_reached.
Result<std::uint32_t> devices_for(const ReservationState& reservation, const UseReservation& command) {
  const std::uint32_t left = reservation.devices_left();
  if (left == 0) return fail(ErrorCode::reservation_state, say("its jobs have all its devices"), "reservation");
  if (command.devices > left) {
    return fail(ErrorCode::out_of_range, say("{0} of its devices are left for another job", left), "devices");
  }
  if (reservation.jobs.size() >= limits::reservation_jobs_max) {
    return fail(ErrorCode::limit_reached, say("10,000 jobs came for it"), "job");
  }
  return command.devices == 0 ? left : command.devices;
}

}  // namespace

Result<Events> judge(const State& state, const MakeReservation& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(command.key, "key"));
  if (const auto* existing = state.reservations.find(command.key); existing != nullptr) {
    const auto& quote = state.reservations.quotes[index(existing->terms.quote)];
    if (quote.key == command.quote && existing->terms.offer + 1 == command.offer) return Events{};
    return reused(command.key);
  }
  const auto* quote = SCRIP_TRY(quote_to_take(state, command, context.now));
  if (state.find_hold(command.key) != nullptr) return reused(command.key);
  if (state.reservations.reservations.size() >= limits::reservations_max) {
    return fail(ErrorCode::limit_reached, say("{0} reservations", limits::reservations_max), "reservation");
  }
  const Offer& offer = quote->offers[command.offer - 1];
  SCRIP_TRY_VOID(check_free(state, *quote, offer, context.now));
  const auto priced = SCRIP_TRY(price_window(state, offer.site, offer.resource, offer.devices, offer.window));
  auto cover = cover_of(state, {.organisation = quote->organisation, .site = offer.site, .use = quote->request.use},
                        priced, nullptr);
  if (cover.parts.empty() || cover.own_share > offer.own_share) {
    return fail(ErrorCode::insufficient_balance,
                say("the wallet has changed: of {0} it now leaves {1}, the quote says {2}", format_amount(offer.price),
                    format_amount(cover.own_share), format_amount(offer.own_share)),
                "quote");
  }
  const Instant idle_at = offer.window.from + Milliseconds{state.reservations.rule.idle_s * 1'000};
  Reservation terms{.id = id_at<ReservationId>(state.reservations.reservations.size()),
                    .key = command.key,
                    .quote = quote->id,
                    .offer = command.offer - 1,
                    .organisation = quote->organisation,
                    .site = offer.site,
                    .resource = offer.resource,
                    .devices = offer.devices,
                    .window = offer.window,
                    .price = offer.price,
                    .hold = id_at<HoldId>(state.holds.size()),
                    .idle_at = std::min(idle_at, offer.window.until)};
  Hold hold = hold_for(state, terms, *quote, std::move(cover));
  return Events{ReservationMade{.reservation = std::move(terms), .hold = std::move(hold)}};
}

Result<Events> judge(const State& state, const UseReservation& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_text(command.job, "job"));
  const auto* found = SCRIP_TRY(reservation_called(state, command.reservation));
  const auto same = std::ranges::find(found->jobs, command.job, &ReservationJob::job);
  if (found->stands() && same != found->jobs.end()) {
    if (command.devices == 0 || command.devices == same->devices) return Events{};
    return fail(ErrorCode::key_reused, say("the job takes {0} of its devices", same->devices), "job");
  }
  if (!found->stands()) return not_now(*found);
  const auto& terms = found->terms;
  if (context.now < terms.window.from - Milliseconds{limits::reservation_early_s_max * 1'000} ||
      context.now >= terms.window.until) {
    return fail(ErrorCode::time_invalid,
                say("it is for {0} to {1}", format_instant(terms.window.from), format_instant(terms.window.until)),
                "reservation");
  }
  const JobKey key = job_key(terms.site, command.job);
  if (state.hold_by_job.contains(key)) {
    return fail(ErrorCode::key_reused, say("the job has an active hold of its own"), "job");
  }
  const Job* job = state.find_job(terms.site, command.job);
  if (job != nullptr && job->payer != no_id<OrganisationId> && job->payer != terms.organisation) {
    return fail(ErrorCode::value_invalid,
                say("the job is paid by '{0}'", state.registry.organisations()[index(job->payer)].key), "job");
  }
  const std::uint32_t devices = SCRIP_TRY(devices_for(*found, command));
  return Events{ReservationUsed{.reservation = terms.id, .job = command.job, .devices = devices}};
}

Result<Events> judge(const State& state, const LeaveReservation& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.job, "job"));
  const auto* found = SCRIP_TRY(reservation_called(state, command.reservation));
  const auto job = std::ranges::find(found->jobs, command.job, &ReservationJob::job);
  if (job == found->jobs.end()) {
    return fail(ErrorCode::reservation_state, say("job '{0}' never came for it", command.job), "job");
  }
  if (job->ended || !found->stands()) return Events{};
  return Events{ReservationLeft{.reservation = found->terms.id, .job = command.job}};
}

Result<Events> judge(const State& state, const CancelReservation& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const bool by_site = command.by == CancelledBy::site;
  const auto* found = SCRIP_TRY(reservation_called(state, command.reservation));
  const auto ends_as = by_site ? ReservationStatus::broken : ReservationStatus::cancelled;
  if (found->status == ends_as) return Events{};
  const bool may = by_site ? found->stands() : found->status == ReservationStatus::reserved;
  if (!may) return not_now(*found);
  if (context.now >= found->terms.window.until) {
    return fail(ErrorCode::reservation_state, say("its time is over"), "reservation");
  }
  Events events{ReservationEnded{.reservation = found->terms.id, .status = ends_as, .reason = command.reason}};
  if (!by_site || state.reservations.quotes.size() >= limits::quotes_max) return events;
  events.emplace_back(
      QuoteGiven{find_offers(state, asked_again(state, *found, context.now), context.now, found, Takes{})});
  return events;
}

Result<Events> judge(const State& state, const SetReservationRule& command, const EntryContext&) {
  const auto& rule = command.rule;
  const auto fits = [](std::int64_t seconds) { return seconds >= 60 && seconds <= limits::reservation_rule_s_max; };
  if (!fits(rule.quote_valid_s)) return fail(ErrorCode::out_of_range, say("a minute to 366 days"), "quote_valid");
  if (!fits(rule.idle_s)) return fail(ErrorCode::out_of_range, say("a minute to 366 days"), "idle");
  if (!fits(rule.grace_s)) return fail(ErrorCode::out_of_range, say("a minute to 366 days"), "grace");
  if (state.reservations.rule == rule) return Events{};
  return Events{ReservationRuleSet{rule}};
}

Result<void> check_gone(const State& state, const registry::Capacity& gone, std::string_view field) {
  auto left = unclaimed(state, gone.site, gone.resource, nullptr);
  const auto& zone = state.authority->zone;
  const Period period{zone.start_of(gone.from), zone.start_of(gone.until)};
  left.take(period, gone.devices);
  const auto least = left.least_free(period);
  if (least >= 0) return {};
  return fail(ErrorCode::capacity_reserved,
              say("{0} more devices are reserved or in maintenance than would be left: cancel reservations first, or "
                  "end the maintenance",
                  -least),
              std::string(field));
}

void put_hold(State& state, const Hold& hold) {
  state.hold_by_key.emplace(hold.key, hold.id);
  state.hold_expiry.emplace(hold.expires_at, hold.id);
  for (const HoldPart& part : hold.parts) {
    const VoucherState& voucher = state.vouchers[index(part.voucher)];
    state.ledger.transfer({.from = voucher.available, .to = voucher.held, .amount = part.placed});
  }
  state.holds.push_back(hold);
}

namespace {

// None of its jobs has a hold any longer.
void forget_jobs(State& state, const ReservationState& reservation) {
  for (const auto& each : reservation.jobs) state.hold_by_job.erase(job_key(reservation.terms.site, each.job));
}

// One of its jobs is over. Whether others run.
bool leave(State& state, ReservationState& reservation, const JobKey& job) {
  bool others = false;
  for (auto& each : reservation.jobs) {
    if (job_key(reservation.terms.site, each.job) == job) each.ended = true;
    others = others || !each.ended;
  }
  state.hold_by_job.erase(job);
  return others;
}

}  // namespace

void note_hold_ended(State& state, HoldId hold, const EntryContext& context) {
  note_running_ended(state, hold);
  const auto found = state.reservations.by_hold.find(hold);
  if (found == state.reservations.by_hold.end()) return;
  auto& reservation = state.reservations.reservations[index(found->second)];
  forget_jobs(state, reservation);
  if (reservation.status != ReservationStatus::in_use) return;
  reservation.status = ReservationStatus::used;
  reservation.ended_at = context.now;
  reservation.ended_by = context.actor;
}

void end_job_hold(State& state, const Job& job, const EntryContext& context) {
  if (job.hold == no_id<HoldId> || state.holds[index(job.hold)].status != HoldStatus::active) return;
  if (const auto found = state.reservations.by_hold.find(job.hold); found != state.reservations.by_hold.end()) {
    if (leave(state, state.reservations.reservations[index(found->second)], job.key)) return;
  }
  end_hold(state, job.hold, HoldStatus::released);
  note_hold_ended(state, job.hold, context);
}

void apply_lifecycle(State& state, const ReservationMade& event) {
  const auto& terms = event.reservation;
  auto& all = state.reservations;
  put_hold(state, event.hold);
  all.reservation_by_key.emplace(terms.key, terms.id);
  all.by_hold.emplace(terms.hold, terms.id);
  all.idle.emplace(terms.idle_at, terms.id);
  all.by_place[{terms.site, terms.resource}].push_back(terms.id);
  all.reservations.push_back({.terms = terms,
                              .status = ReservationStatus::reserved,
                              .made_by = state.last_actor,
                              .made_at = state.last_time,
                              .job = {},
                              .ended_at = {},
                              .ended_by = {},
                              .reason = {},
                              .jobs = {}});
  note_quote_taken(state, terms.quote);
}

void apply_lifecycle(State& state, const ReservationUsed& event) {
  auto& reservation = state.reservations.reservations[index(event.reservation)];
  Hold& hold = state.holds[index(reservation.terms.hold)];
  if (reservation.jobs.empty()) {
    reservation.status = ReservationStatus::in_use;
    reservation.job = event.job;
    state.reservations.idle.erase({reservation.terms.idle_at, event.reservation});
    hold.job = event.job;
  }
  reservation.jobs.push_back({.job = event.job, .devices = event.devices});
  const JobKey key = job_key(hold.site, event.job);
  state.hold_by_job.emplace(key, hold.id);
  const auto job = state.job_by_key.find(key);
  if (job != state.job_by_key.end()) state.jobs[index(job->second)].hold = hold.id;
}

void apply_lifecycle(State& state, const ReservationLeft& event) {
  auto& reservation = state.reservations.reservations[index(event.reservation)];
  if (leave(state, reservation, job_key(reservation.terms.site, event.job))) return;
  end_hold(state, reservation.terms.hold, HoldStatus::released);
  note_hold_ended(state, reservation.terms.hold, {.now = state.last_time, .actor = state.last_actor});
}

void apply_lifecycle(State& state, const ReservationEnded& event) {
  auto& reservation = state.reservations.reservations[index(event.reservation)];
  state.reservations.idle.erase({reservation.terms.idle_at, event.reservation});
  reservation.status = event.status;
  reservation.ended_at = state.last_time;
  reservation.ended_by = state.last_actor;
  reservation.reason = event.reason;
  forget_jobs(state, reservation);
  end_hold(state, reservation.terms.hold,
           event.status == ReservationStatus::reclaimed ? HoldStatus::expired : HoldStatus::released);
}

void apply_lifecycle(State& state, const ReservationRuleSet& event) { state.reservations.rule = event.rule; }

}  // namespace scrip::engine
