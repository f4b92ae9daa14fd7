#pragma once
// Quotes and reservations: what sites offer for a workload, and capacity and money taken together.
// docs/reservations.md has the rules; docs/decisions/0030 the reasons.

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/commands.h"
#include "engine/request.h"
#include "network/availability.h"
#include "network/estimator.h"

namespace scrip::engine {

// Errors: those of network::check(), missing_field, out_of_range, time_invalid, key_reused, organisation_not_found,
// site_not_found, resource_not_found, limit_reached. A quote without offers is no error: its refusals say why.
[[nodiscard]] Result<Events> judge(const State& state, const AskQuote& command, const EntryContext& context);
// Errors: quote_not_found, quote_expired, offer_not_found, key_reused, capacity_taken, limit_reached,
// insufficient_balance (the wallet would pay less of it than was quoted).
[[nodiscard]] Result<Events> judge(const State& state, const MakeReservation& command, const EntryContext& context);
// Errors: missing_field, too_large, reservation_not_found, reservation_state, time_invalid (before it or after it),
// key_reused (the job has a hold already), value_invalid (another organisation pays for the job).
[[nodiscard]] Result<Events> judge(const State& state, const UseReservation& command, const EntryContext& context);
// Errors: missing_field, too_large, reservation_not_found, reservation_state (the job never came for it).
[[nodiscard]] Result<Events> judge(const State& state, const LeaveReservation& command, const EntryContext& context);
// By a site also gives a new quote for the same work at other sites, in the same entry.
// Errors: missing_field, reservation_not_found, reservation_state.
[[nodiscard]] Result<Events> judge(const State& state, const CancelReservation& command, const EntryContext& context);
// Errors: out_of_range.
[[nodiscard]] Result<Events> judge(const State& state, const SetReservationRule& command, const EntryContext& context);
// Errors: missing_field (who proposes), programme_not_found, out_of_range.
[[nodiscard]] Result<Events> judge(const State& state, const ProposeBackingRule& command, const EntryContext& context);
// Errors: missing_field, programme_not_found, backing_rule_state, four_eyes, value_invalid (another share is proposed).
[[nodiscard]] Result<Events> judge(const State& state, const ApproveBackingRule& command, const EntryContext& context);
// Errors: missing_field, programme_not_found, backing_rule_state.
[[nodiscard]] Result<Events> judge(const State& state, const RejectBackingRule& command, const EntryContext& context);

void apply_lifecycle(State& state, const QuoteGiven& event);
void apply_lifecycle(State& state, const ReservationMade& event);
void apply_lifecycle(State& state, const ReservationUsed& event);
void apply_lifecycle(State& state, const ReservationLeft& event);
void apply_lifecycle(State& state, const ReservationEnded& event);
void apply_lifecycle(State& state, const ReservationRuleSet& event);
void apply_lifecycle(State& state, const BackingRuleProposed& event);
void apply_lifecycle(State& state, const BackingRuleRejected& event);
void apply_lifecycle(State& state, const BackingRuleSet& event);

// Devices that are taken by others than reservations: what those who wait are planned to get.
using Takes = std::map<std::pair<SiteId, ResourceId>, std::vector<std::pair<Period, std::uint32_t>>>;

// Sets a hold's money aside and remembers it; of one without a job, the job comes later.
void put_hold(State& state, const Hold& hold);
// A hold has ended in the entry: a reservation in use under it has been used.
void note_hold_ended(State& state, HoldId hold, const EntryContext& context);
// A job has ended in the entry: so does its hold, unless other jobs run under the same reservation.
void end_job_hold(State& state, const Job& job, const EntryContext& context);

// --- finding offers ---
// Who asks for what, resolved.
struct Asked {
  std::string key;
  OrganisationId organisation = no_id<OrganisationId>;
  QuoteRequest request;
};
// A reservation that is looked away from: its devices count as free and its money as back in the wallet.
using Without = const ReservationState*;
// Besides, `takes` are looked on as taken.
[[nodiscard]] Quote find_offers(const State& state, Asked asked, Instant now, Without without, const Takes& takes);
// What a command asks for, resolved. Errors: those of AskQuote.
[[nodiscard]] Result<QuoteRequest> request_of(const State& state, const AskQuote& command, const EntryContext& context);
// The earliest instant that a quote of `now` may start at: a whole minute, when it no longer holds.
[[nodiscard]] Instant soonest_start(const State& state, Instant now);
// A key for a quote that nobody asked for by name: "KEY~1", or the first number that is free.
[[nodiscard]] std::string next_quote_key(const State& state, const std::string& key);
// What is asked again where a site broke a reservation.
[[nodiscard]] Asked asked_again(const State& state, const ReservationState& broken, Instant now);

// A chip model as the estimator sees it, with the utilisation that its metered jobs reached (their median, of at least
// limits::utilisation_jobs_min) or else the stated one.
struct KnownChip {
  network::ChipFacts facts;
  bool learned = false;
  std::size_t jobs = 0;  // that it was learned from
};
[[nodiscard]] KnownChip known_chip(const State& state, ResourceId resource);

// What a site has for programmes of a resource, less what is reserved.
[[nodiscard]] network::Availability unreserved(const State& state, SiteId site, ResourceId resource, Without without);
// Less what is held for those who were offered it out of the waiting line, too (but for the quote `own`).
[[nodiscard]] network::Availability unclaimed(const State& state, SiteId site, ResourceId resource, Without without,
                                              QuoteId own = no_id<QuoteId>);
// What of that can be offered: less what jobs without a reservation take until their holds end.
[[nodiscard]] network::Availability availability_of(const State& state, SiteId site, ResourceId resource,
                                                    Without without, QuoteId own = no_id<QuoteId>);
// Whether reservations and maintenance fit what is left without these devices on these days. Errors: capacity_reserved,
// naming the field.
[[nodiscard]] Result<void> check_gone(const State& state, const registry::Capacity& gone, std::string_view field);

// --- price and cover ---
struct PricedWindow {
  Amount price;
  std::vector<LineDelta> lines;  // ascending by day
  Hash256 rates;
};
// Errors: no_price, out_of_range.
[[nodiscard]] Result<PricedWindow> price_window(const State& state, SiteId site, ResourceId resource,
                                                std::uint32_t devices, const Period& window);
struct Cover {
  std::vector<CoverPart> parts;
  Amount own_share;
  Unfit reason = Unfit::not_covered;  // if there are no parts
};
// What the wallet's vouchers would pay of it now, in the order they are burnt, day by day.
struct CoverFor {
  OrganisationId organisation = no_id<OrganisationId>;
  SiteId site = no_id<SiteId>;
  registry::Use use = registry::Use::unspecified;
};
[[nodiscard]] Cover cover_of(const State& state, const CoverFor& whom, const PricedWindow& priced, Without without);

// --- vouchers outstanding against capacity promised ---
struct Backing {
  Amount bills;  // that the programme's outstanding money vouchers would pay their share of
  Amount promised;  // what the capacity promised to programmes costs, at the sites that take its vouchers
  Amount hours_owed;  // device-seconds, of vouchers in device-hours
  Amount hours_promised;  // device-seconds, of the same capacity
  Day until{};  // the last day of the vouchers that count, exclusive
};
[[nodiscard]] Backing backing_of(const State& state, ProgrammeId programme, Instant now);
// Whether the programme's rule, if it has one, lets it issue the voucher. Errors: not_backed.
[[nodiscard]] Result<void> check_backing(const State& state, const programme::Voucher& voucher, Instant now);

}  // namespace scrip::engine
