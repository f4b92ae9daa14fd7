#pragma once
// Everything that the journal has established so far: the one thing that decisions are made from.

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/containers.h"
#include "base/ids.h"
#include "control/stakes.h"
#include "engine/chip_state.h"
#include "engine/claim_state.h"
#include "engine/device_state.h"
#include "engine/job.h"
#include "engine/lifecycle_state.h"
#include "engine/line_state.h"
#include "engine/network_state.h"
#include "engine/place.h"
#include "engine/reservation_state.h"
#include "engine/settlement_state.h"
#include "engine/signing_state.h"
#include "ledger/ledger.h"
#include "programme/programme.h"
#include "rating/rate_card.h"
#include "registry/registry.h"
#include "registry/role.h"

namespace scrip::engine {

struct Authority {
  std::string name;
  std::string currency;  // ISO 4217
  std::string zone_name;
  ZoneOffsets zone;          // its days and months are the days and months of vouchers, caps and statements
  std::string public_key;    // verifies this journal's checkpoints
  std::uint16_t late_days = 0;  // usage older than this on arrival goes to suspense; 0: however old

  friend bool operator==(const Authority&, const Authority&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("name", self.name);
    visit("currency", self.currency);
    visit("zone_name", self.zone_name);
    visit("zone", self.zone);
    visit("public_key", self.public_key);
    visit("late_days", self.late_days);
  }
};

// When and where in the journal something happens, and who asked for it.
struct EntryContext {
  std::uint64_t sequence = 0;
  Instant now{};
  std::string actor = {};
};

// What one budget line paid of a voucher's face value.
struct VoucherPart {
  BudgetLineId budget_line = no_id<BudgetLineId>;
  Amount paid;
  Amount returned;  // went back to the line

  static void fields(auto& self, auto&& visit) {
    visit("budget_line", self.budget_line);
    visit("paid", self.paid);
    visit("returned", self.returned);
  }
};

// A voucher with what became of it. What is left and what is held are the balances of its two accounts.
struct VoucherState {
  programme::Voucher terms;
  programme::VoucherStatus status = programme::VoucherStatus::active;
  AccountId available = no_id<AccountId>;
  AccountId held = no_id<AccountId>;
  Amount in_flight;  // captured, in periods still open
  Amount settled;    // captured, in closed statements
  Amount returned;   // went back to the budget lines
  std::vector<std::pair<Month, Amount>> used_by_month;  // by month of use; kept only where the terms have such caps
  AwardId award = no_id<AwardId>;  // none: issued from a budget line directly
  std::vector<VoucherPart> parts;  // of the face value; one for a voucher without award

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("status", self.status);
    visit("available", self.available);
    visit("held", self.held);
    visit("in_flight", self.in_flight);
    visit("settled", self.settled);
    visit("returned", self.returned);
    visit("used_by_month", self.used_by_month);
    visit("award", self.award);
    visit("parts", self.parts);
  }
};

enum class HoldStatus : std::uint8_t { active = 0, released = 1, expired = 2 };

struct HoldPart {
  VoucherId voucher = no_id<VoucherId>;
  Amount placed;     // in the voucher's unit
  Amount remaining;  // not yet captured

  friend bool operator==(const HoldPart&, const HoldPart&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("voucher", self.voucher);
    visit("placed", self.placed);
    visit("remaining", self.remaining);
  }
};

// An authorisation's money: set aside from the wallet so that the job's charges cannot fail for lack of balance.
struct Hold {
  HoldId id = no_id<HoldId>;
  std::string key;
  OrganisationId organisation = no_id<OrganisationId>;
  SiteId site = no_id<SiteId>;
  std::string job;  // the job's key at its site; empty: of a reservation that waits for its job
  ResourceId resource = no_id<ResourceId>;  // what the job asked for; none if not said
  Amount bill;      // the largest bill it was placed for, money
  Instant expires_at;
  HoldStatus status = HoldStatus::active;
  std::vector<HoldPart> parts;
  registry::Use use = registry::Use::unspecified;  // given to a job that does not say what it is for
  Hash256 request;  // of what was asked for when it was placed

  friend bool operator==(const Hold&, const Hold&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("organisation", self.organisation);
    visit("site", self.site);
    visit("job", self.job);
    visit("resource", self.resource);
    visit("bill", self.bill);
    visit("expires_at", self.expires_at);
    visit("status", self.status);
    visit("parts", self.parts);
    visit("use", self.use);
    visit("request", self.request);
  }
};

// A usage record as the journal keeps it.
struct UsageRecord {
  std::uint64_t part = 0;
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;
  std::int64_t units = 0;  // thousandths of a device or core, or tokens

  friend bool operator==(const UsageRecord&, const UsageRecord&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("part", self.part);
    visit("start_ms", self.start_ms);
    visit("end_ms", self.end_ms);
    visit("units", self.units);
  }
};

struct Suspended {
  SuspenseId id{};
  SiteId site = no_id<SiteId>;
  JobId job = no_id<JobId>;
  std::string job_text;  // the job's key at its site, its account and the resource, as the site wrote them
  std::string account;
  std::string resource;
  metering::Use use = metering::Use::unspecified;
  metering::SuspenseReason reason = metering::SuspenseReason::none;
  std::uint64_t entry = 0;  // the journal entry that brought it
  UsageRecord record;

  friend bool operator==(const Suspended&, const Suspended&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("site", self.site);
    visit("job", self.job);
    visit("job_key", self.job_text);
    visit("account", self.account);
    visit("resource", self.resource);
    visit("use", self.use);
    visit("reason", self.reason);
    visit("entry", self.entry);
    visit("record", self.record);
  }
};

// What one refund gave back of one line.
struct RefundedLine {
  std::uint32_t line = 0;  // position in the job's lines
  Amount gross;
  struct Part {
    std::uint32_t allocation = 0;  // position in the line's allocations
    Amount covered;
    Amount covered_money;
    friend bool operator==(const Part&, const Part&) = default;
    static void fields(auto& self, auto&& visit) {
      visit("allocation", self.allocation);
      visit("covered", self.covered);
      visit("covered_money", self.covered_money);
    }
  };
  std::vector<Part> parts;

  friend bool operator==(const RefundedLine&, const RefundedLine&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("line", self.line);
    visit("gross", self.gross);
    visit("parts", self.parts);
  }
};

// A refund: an entry that corrects charges by referring to them.
struct Adjustment {
  AdjustmentId id = no_id<AdjustmentId>;
  std::string key;  // the caller's name for it: the same key twice is one refund
  JobId job = no_id<JobId>;
  std::string job_text;
  SiteId site = no_id<SiteId>;
  Month posting{};   // whose statement it stands in
  std::string reason;
  Hash256 evidence;  // of the document that proves it; zero if none
  Amount gross;      // of the bill, above zero
  Amount covered_money;
  std::vector<RefundedLine> lines;

  friend bool operator==(const Adjustment&, const Adjustment&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("job", self.job);
    visit("job_key", self.job_text);
    visit("site", self.site);
    visit("posting", self.posting);
    visit("reason", self.reason);
    visit("evidence", self.evidence);
    visit("gross", self.gross);
    visit("covered_money", self.covered_money);
    visit("lines", self.lines);
  }
};

// What a programme owes for a site's closed month; and, with no programme, what companies paid there themselves.
struct Statement {
  StatementId id = no_id<StatementId>;
  Month month{};
  SiteId site = no_id<SiteId>;
  ProgrammeId programme = no_id<ProgrammeId>;  // none: the companies' own shares
  Unit unit = Unit::money;
  std::uint64_t lines = 0;
  std::uint64_t adjustments = 0;
  Amount charged;   // covered by vouchers, in `unit`; for own shares: owed by companies
  Amount refunded;  // by the adjustments posted in the month
  Amount total;     // charged - refunded
  Hash256 digest;   // of its lines and adjustments in canonical order

  friend bool operator==(const Statement&, const Statement&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("month", self.month);
    visit("site", self.site);
    visit("programme", self.programme);
    visit("unit", self.unit);
    visit("lines", self.lines);
    visit("adjustments", self.adjustments);
    visit("charged", self.charged);
    visit("refunded", self.refunded);
    visit("total", self.total);
    visit("digest", self.digest);
  }
};

// Counts since the journal began; for reports, never for decisions.
struct Totals {
  std::uint64_t charged_records = 0;
  std::uint64_t suspended_records = 0;  // ever
  std::uint64_t mismatched_jobs = 0;    // ran on another resource than was asked for
  rating::Exact exact = 0;  // of all bills: bounds every balance that usage can reach

  static void fields(auto& self, auto&& visit) {
    visit("charged_records", self.charged_records);
    visit("suspended_records", self.suspended_records);
    visit("mismatched_jobs", self.mismatched_jobs);
    visit("exact", self.exact);
  }
};

struct State {
  // In one file: they take long to compile.
  State();
  State(State&& other) noexcept;
  State& operator=(State&& other) noexcept;
  ~State();

  std::uint64_t last_sequence = 0;
  Instant last_time{};
  std::string last_actor;  // who acts in the last entry
  std::optional<Authority> authority;
  registry::Registry registry;
  rating::RateCards rate_cards;
  ledger::Ledger ledger;
  std::vector<programme::Programme> programmes;
  std::vector<programme::BudgetLine> budget_lines;
  std::vector<programme::Policy> policies;
  std::vector<CallState> calls;
  std::vector<ApplicationState> applications;
  std::vector<AwardState> awards;
  std::vector<VoucherState> vouchers;
  std::vector<Hold> holds;
  std::vector<Job> jobs;
  std::map<SuspenseId, Suspended> suspense;
  std::uint64_t next_suspense = 1;
  std::vector<Adjustment> adjustments;
  std::vector<Statement> statements;
  std::optional<Month> first_open_month;  // none until a month was closed
  std::deque<std::pair<Hash256, std::uint64_t>> requests;  // the newest idempotency keys and their entries
  Totals totals;
  std::vector<registry::RoleGrant> roles;  // as they are held now, in the order they were granted
  control::Stakes stakes;
  NetworkState network;
  std::vector<TakeUp> take_up;  // ascending by month
  Origins origins;
  ChipState chips;
  DevicesState devices;
  ClaimsState claims;
  SettlementState settlement;
  SigningState signing;
  PlacesState places;
  ReservationsState reservations;
  LineState line;

  static void fields(auto& self, auto&& visit) {
    visit("last_sequence", self.last_sequence);
    visit("last_time", self.last_time);
    visit("last_actor", self.last_actor);
    visit("authority", self.authority);
    visit("registry", self.registry);
    visit("rate_cards", self.rate_cards);
    visit("ledger", self.ledger);
    visit("programmes", self.programmes);
    visit("budget_lines", self.budget_lines);
    visit("policies", self.policies);
    visit("calls", self.calls);
    visit("applications", self.applications);
    visit("awards", self.awards);
    visit("vouchers", self.vouchers);
    visit("holds", self.holds);
    visit("jobs", self.jobs);
    visit("suspense", self.suspense);
    visit("next_suspense", self.next_suspense);
    visit("adjustments", self.adjustments);
    visit("statements", self.statements);
    visit("first_open_month", self.first_open_month);
    visit("requests", self.requests);
    visit("totals", self.totals);
    visit("roles", self.roles);
    visit("stakes", self.stakes);
    visit("network", self.network);
    visit("take_up", self.take_up);
    visit("origins", self.origins);
    visit("chips", self.chips);
    visit("devices", self.devices);
    visit("claims", self.claims);
    visit("settlement", self.settlement);
    visit("signing", self.signing);
    visit("places", self.places);
    visit("reservations", self.reservations);
    visit("line", self.line);
  }

  // --- indexes, rebuilt from the above ---
  TextMap<ProgrammeId> programme_by_key;
  TextMap<BudgetLineId> budget_line_by_key;
  TextMap<PolicyId> policy_by_key;
  TextMap<CallId> call_by_key;
  TextMap<ApplicationId> application_by_key;
  TextMap<AwardId> award_by_key;
  std::vector<std::vector<ApplicationId>> applications_of;  // by call, in the order of their drafts
  std::vector<std::vector<AwardId>> awards_of;              // by organisation, in the order of approval
  TextMap<VoucherId> voucher_by_key;
  TextMap<HoldId> hold_by_key;
  TextMap<AdjustmentId> adjustment_by_key;
  FlatMap<JobKey, JobId> job_by_key;
  FlatMap<JobKey, HoldId> hold_by_job;  // active holds
  FlatMap<Hash256, std::uint64_t> request_entry;
  std::vector<std::vector<VoucherId>> wallets;       // by organisation, in the order they are burnt
  std::set<std::pair<Instant, VoucherId>> voucher_expiry;
  std::set<std::pair<Instant, HoldId>> hold_expiry;
  void rebuild_indexes();

  // --- look-ups by key ---
  [[nodiscard]] const programme::Programme* find_programme(std::string_view key) const;
  [[nodiscard]] const programme::BudgetLine* find_budget_line(std::string_view key) const;
  [[nodiscard]] const programme::Policy* find_policy(std::string_view key) const;
  [[nodiscard]] const CallState* find_call(std::string_view key) const;
  [[nodiscard]] const ApplicationState* find_application(std::string_view key) const;
  [[nodiscard]] const AwardState* find_award(std::string_view key) const;
  [[nodiscard]] const VoucherState* find_voucher(std::string_view key) const;
  [[nodiscard]] const Hold* find_hold(std::string_view key) const;
  [[nodiscard]] const Job* find_job(SiteId site, std::string_view key) const;

  // The first instant at which a voucher's rest goes back to its budget line.
  [[nodiscard]] Instant expiry_of(const programme::Voucher& voucher) const;
};

// What an organisation, or one voucher, has: the three figures every refusal and every balance answer carries.
struct Balance {
  Amount available;  // free to be held or captured
  Amount committed;  // held
  Amount in_flight;  // captured, not yet in a closed statement
  Amount settled;    // in closed statements
};
[[nodiscard]] Balance balance_of(const State& state, const VoucherState& voucher);

}  // namespace scrip::engine
