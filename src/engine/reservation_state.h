#pragma once
// What the state keeps of quotes and reservations. docs/reservations.md has the rules.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/amount.h"
#include "base/bytes.h"
#include "base/containers.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "network/workload.h"
#include "registry/origin.h"
#include "registry/use.h"

namespace scrip::engine {

// What an offer is better by. Numbers are stored: never reused.
enum class Ranking : std::uint8_t {
  cheapest = 0,        // least own share, then least price, then soonest
  soonest = 1,         // earliest end, then cheapest
  domestic_first = 2,  // chips that pass the test of origin, then cheapest
};

struct QuoteRequest {
  network::Workload workload;
  registry::Use use = registry::Use::unspecified;
  Ranking ranking = Ranking::cheapest;
  registry::OriginTest test{};  // that domestic_first asks for
  Instant earliest{};           // it does not start before; whole minutes
  Instant latest{};             // it ends by then
  std::vector<SiteId> sites;          // ascending; empty: any
  std::vector<ResourceId> resources;  // ascending; empty: any
  std::vector<SiteId> not_at;         // ascending; sites that broke the reservation this replaces
  ReservationId after = no_id<ReservationId>;  // the reservation that a site broke; none: somebody asked

  friend bool operator==(const QuoteRequest&, const QuoteRequest&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("workload", self.workload);
    visit("use", self.use);
    visit("ranking", self.ranking);
    visit("test", self.test);
    visit("earliest", self.earliest);
    visit("latest", self.latest);
    visit("sites", self.sites);
    visit("resources", self.resources);
    visit("not_at", self.not_at);
    visit("after", self.after);
  }
};

// What one voucher pays of an offer.
struct CoverPart {
  VoucherId voucher = no_id<VoucherId>;
  Amount covered;        // in the voucher's unit
  Amount covered_money;  // what the company is spared

  friend bool operator==(const CoverPart&, const CoverPart&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("voucher", self.voucher);
    visit("covered", self.covered);
    visit("covered_money", self.covered_money);
  }
};

enum class Domestic : std::uint8_t { unknown = 0, no = 1, yes = 2 };

struct Offer {
  SiteId site = no_id<SiteId>;
  ResourceId resource = no_id<ResourceId>;
  std::uint32_t devices = 0;
  Period window;      // whole minutes
  Amount price;       // of all devices for the whole window: what is charged for work within it is never more
  Amount own_share;   // of the price, as the wallet stood
  std::vector<CoverPart> parts;  // in the order they are burnt
  Hash256 rates;      // of every price in the window, with its rate card (reservation.h: rates_of)
  Domestic domestic = Domestic::unknown;
  std::uint32_t utilisation_ppm = 0;  // assumed of the chip; 0: the devices were asked for as they are

  friend bool operator==(const Offer&, const Offer&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("site", self.site);
    visit("resource", self.resource);
    visit("devices", self.devices);
    visit("from", self.window.from);
    visit("until", self.window.until);
    visit("price", self.price);
    visit("own_share", self.own_share);
    visit("parts", self.parts);
    visit("rates", self.rates);
    visit("domestic", self.domestic);
    visit("utilisation_ppm", self.utilisation_ppm);
  }
};

// Why a site's devices are not offered. Numbers are stored: never reused.
enum class Unfit : std::uint8_t {
  too_few_devices = 0,   // it never has so many for programmes at once in the time asked for
  all_reserved = 1,      // it has them, and others reserved them first
  no_price = 2,          // part of the window has no price
  not_covered = 3,       // no voucher of the wallet pays there
  not_accredited = 4,    // a voucher would pay if the site were accredited
  wallet_empty = 5,      // vouchers would pay there, and nothing is left on them
  memory_too_small = 6,  // the model does not fit however it is spread
  no_figures = 7,        // speed or memory of the chip are not known
  too_long = 8,          // it would not end in the time asked for
  broke_reservation = 9, // the site has just broken the reservation that this replaces
  too_large = 10,        // its bill is beyond any amount
  island_too_small = 11,  // the model takes more devices than a fast network joins there
  // Of one who waits, never of a quote:
  not_domestic = 12,        // the chips do not pass the test of origin, or nothing is known of them
  own_share_too_high = 13,  // the own share is above what is accepted
};

struct Refusal {
  SiteId site = no_id<SiteId>;
  ResourceId resource = no_id<ResourceId>;
  Unfit reason{};

  friend bool operator==(const Refusal&, const Refusal&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("site", self.site);
    visit("resource", self.resource);
    visit("reason", self.reason);
  }
};

// What was offered to an organisation, best first, and holds until `valid_until`.
struct Quote {
  QuoteId id = no_id<QuoteId>;
  std::string key;
  OrganisationId organisation = no_id<OrganisationId>;
  QuoteRequest request;
  std::vector<Offer> offers;
  std::vector<Refusal> refusals;  // by site, then resource
  Instant given_at{};
  Instant valid_until{};

  friend bool operator==(const Quote&, const Quote&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("organisation", self.organisation);
    visit("request", self.request);
    visit("offers", self.offers);
    visit("refusals", self.refusals);
    visit("given_at", self.given_at);
    visit("valid_until", self.valid_until);
  }
};

// Numbers are stored: never reused.
enum class ReservationStatus : std::uint8_t {
  reserved = 0,   // waits for its job
  in_use = 1,     // a job runs, or may run, under it
  used = 2,       // its job's hold has ended
  cancelled = 3,  // by the organisation, before it was used
  broken = 4,     // by the site
  reclaimed = 5,  // no job came in time
};

struct Reservation {
  ReservationId id = no_id<ReservationId>;
  std::string key;  // also its hold's
  QuoteId quote = no_id<QuoteId>;
  std::uint32_t offer = 0;  // position in the quote's offers
  OrganisationId organisation = no_id<OrganisationId>;
  SiteId site = no_id<SiteId>;
  ResourceId resource = no_id<ResourceId>;
  std::uint32_t devices = 0;
  Period window;
  Amount price;
  HoldId hold = no_id<HoldId>;
  Instant idle_at{};  // reclaimed then if no job came

  friend bool operator==(const Reservation&, const Reservation&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("quote", self.quote);
    visit("offer", self.offer);
    visit("organisation", self.organisation);
    visit("site", self.site);
    visit("resource", self.resource);
    visit("devices", self.devices);
    visit("from", self.window.from);
    visit("until", self.window.until);
    visit("price", self.price);
    visit("hold", self.hold);
    visit("idle_at", self.idle_at);
  }
};

// One of the jobs that run under a reservation.
struct ReservationJob {
  std::string job;  // at its site
  std::uint32_t devices = 0;
  bool ended = false;

  friend bool operator==(const ReservationJob&, const ReservationJob&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("job", self.job);
    visit("devices", self.devices);
    visit("ended", self.ended);
  }
};

struct ReservationState {
  Reservation terms;
  ReservationStatus status = ReservationStatus::reserved;
  std::string made_by;
  Instant made_at{};
  std::string job;      // the first, at its site; empty until used
  Instant ended_at{};   // zero while it stands
  std::string ended_by;
  std::string reason;
  std::vector<ReservationJob> jobs;  // in the order they came

  // Devices that none of its running jobs has.
  [[nodiscard]] std::uint32_t devices_left() const {
    std::uint32_t left = terms.devices;
    for (const auto& each : jobs) left -= each.ended ? 0 : each.devices;
    return left;
  }
  [[nodiscard]] bool stands() const {
    return status == ReservationStatus::reserved || status == ReservationStatus::in_use;
  }
  // When it takes its devices: until it ends. Empty if it ended before it began.
  [[nodiscard]] Period taken() const {
    if (stands() || ended_at >= terms.window.until) return terms.window;
    return {.from = terms.window.from, .until = ended_at > terms.window.from ? ended_at : terms.window.from};
  }

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("status", self.status);
    visit("made_by", self.made_by);
    visit("made_at", self.made_at);
    visit("job", self.job);
    visit("ended_at", self.ended_at);
    visit("ended_by", self.ended_by);
    visit("reason", self.reason);
    visit("jobs", self.jobs);
  }
};

// An authority's times, in seconds. The defaults hold until others are set.
struct ReservationRule {
  std::int64_t quote_valid_s = 1'800;  // a quote holds so long
  std::int64_t idle_s = 7'200;         // a reservation no job came for is taken back so long after its start
  std::int64_t grace_s = 86'400;       // its money stays aside so long after its end, for usage that arrives late

  friend bool operator==(const ReservationRule&, const ReservationRule&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("quote_valid_s", self.quote_valid_s);
    visit("idle_s", self.idle_s);
    visit("grace_s", self.grace_s);
  }
};

// A rule on backing that waits for another person.
struct BackingProposal {
  std::optional<Share> share;  // none: vouchers are issued whatever is promised
  std::string proposer;
  Instant proposed_at{};

  static void fields(auto& self, auto&& visit) {
    visit("share", self.share);
    visit("proposer", self.proposer);
    visit("proposed_at", self.proposed_at);
  }
};

struct ReservationsState {
  std::vector<Quote> quotes;
  std::vector<ReservationState> reservations;
  ReservationRule rule;
  std::map<ProgrammeId, Share> backing;  // programmes that issue only what capacity stands behind, and how much of it
  std::map<ProgrammeId, BackingProposal> backing_proposals;

  // --- indexes, rebuilt from the above ---
  TextMap<QuoteId> quote_by_key;
  TextMap<ReservationId> reservation_by_key;
  FlatMap<HoldId, ReservationId> by_hold;
  std::set<std::pair<Instant, ReservationId>> idle;  // those that wait for their job
  std::map<std::pair<SiteId, ResourceId>, std::vector<ReservationId>> by_place;
  void rebuild_indexes();

  // None if there is no such.
  [[nodiscard]] const Quote* find_quote(std::string_view key) const;
  [[nodiscard]] const ReservationState* find(std::string_view key) const;
  [[nodiscard]] const ReservationState* of_hold(HoldId hold) const;

  static void fields(auto& self, auto&& visit) {
    visit("quotes", self.quotes);
    visit("reservations", self.reservations);
    visit("rule", self.rule);
    visit("backing", self.backing);
    visit("backing_proposals", self.backing_proposals);
  }
};

[[nodiscard]] std::string_view name(Ranking ranking);
[[nodiscard]] std::string_view name(Domestic domestic);
[[nodiscard]] std::string_view name(Unfit reason);
[[nodiscard]] std::string_view name(ReservationStatus status);
[[nodiscard]] Result<Ranking> parse_ranking(std::string_view text);  // Errors: value_invalid

}  // namespace scrip::engine
