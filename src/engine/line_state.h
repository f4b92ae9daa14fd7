#pragma once
// What the state keeps of the waiting line: who waits for devices, by what rule they are served, and what running jobs
// take without a reservation. docs/waiting-line.md has the rules.

#include <cstdint>
#include <map>
#include <optional>
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
#include "engine/reservation_state.h"

namespace scrip::engine {

// Who of a programme is served first. Whoever joined first is, where the rule makes no difference. Numbers are stored:
// never reused.
enum class LineOrder : std::uint8_t {
  first_come = 0,  // who joined first
  priority = 1,    // the lower class
  fair_share = 2,  // who used and reserved least for its weight
  deadline = 3,    // who must end first
  lottery = 4,     // the lower ticket; those without one after those with one
};

// What an organisation is to a rule: its class (1 is served first) or the weight of its share.
struct LineStanding {
  OrganisationId organisation = no_id<OrganisationId>;
  std::uint32_t value = 1;  // 1 .. limits::line_standing_max

  friend bool operator==(const LineStanding&, const LineStanding&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("organisation", self.organisation);
    visit("value", self.value);
  }
};

// A programme's rule. One that has none approved serves who joined first, a week ahead.
struct AllocationRule {
  AllocationRuleId id = no_id<AllocationRuleId>;
  std::string key;
  ProgrammeId programme = no_id<ProgrammeId>;
  LineOrder order = LineOrder::first_come;
  std::uint32_t usual = 1;                // class or weight of those that are not listed
  std::vector<LineStanding> standings;    // ascending by organisation
  std::uint32_t days = 30;                // of fair_share: so many days of use count
  std::int64_t ahead_s = 604'800;         // a quote is given once it can start within so long
  Hash256 commitment;                     // of lottery: SHA-256 of the first seed; else zero

  friend bool operator==(const AllocationRule&, const AllocationRule&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("programme", self.programme);
    visit("order", self.order);
    visit("usual", self.usual);
    visit("standings", self.standings);
    visit("days", self.days);
    visit("ahead_s", self.ahead_s);
    visit("commitment", self.commitment);
  }
};

enum class AllocationRuleStatus : std::uint8_t { proposed = 0, approved = 1, rejected = 2 };

struct AllocationRuleState {
  AllocationRule terms;
  std::string proposer;
  Instant proposed_at{};
  AllocationRuleStatus status = AllocationRuleStatus::proposed;
  std::string decided_by;
  Instant decided_at{};
  std::string reason;  // of a rejection

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("proposer", self.proposer);
    visit("proposed_at", self.proposed_at);
    visit("status", self.status);
    visit("decided_by", self.decided_by);
    visit("decided_at", self.decided_at);
    visit("reason", self.reason);
  }
};

// A place in the line.
struct Waiting {
  WaitId id = no_id<WaitId>;
  std::string key;
  OrganisationId organisation = no_id<OrganisationId>;
  ProgrammeId programme = no_id<ProgrammeId>;  // whose rule decides, and one of whose vouchers is to pay
  QuoteRequest request;                        // `earliest`: not before; `latest`: its deadline
  bool domestic_only = false;                  // only chips that pass the request's test on the day it starts
  std::optional<Amount> own_share_max;         // of the whole price, money
  std::optional<Instant> estimate;             // of its start, when it joined; none: nothing before its deadline

  friend bool operator==(const Waiting&, const Waiting&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("organisation", self.organisation);
    visit("programme", self.programme);
    visit("request", self.request);
    visit("domestic_only", self.domestic_only);
    visit("own_share_max", self.own_share_max);
    visit("estimate", self.estimate);
  }
};

// Numbers are stored: never reused.
enum class WaitStatus : std::uint8_t {
  waiting = 0,
  offered = 1,   // a quote is held for it
  reserved = 2,  // it took the quote
  left = 3,      // by the organisation
  lapsed = 4,    // it did not take the quote in time
  expired = 5,   // its deadline passed
};

struct WaitState {
  Waiting terms;
  WaitStatus status = WaitStatus::waiting;
  std::string joined_by;
  Instant joined_at{};
  std::optional<Hash256> ticket;        // of the last draw that it was in
  QuoteId quote = no_id<QuoteId>;       // held for it; none while it waits
  std::uint32_t place = 0;              // in the line, when it was given the quote; 0 before
  Instant offered_at{};
  Instant ended_at{};                   // zero while it waits or is offered
  std::string reason;                   // why it left

  [[nodiscard]] bool in_line() const { return status == WaitStatus::waiting || status == WaitStatus::offered; }

  static void fields(auto& self, auto&& visit) {
    visit("terms", self.terms);
    visit("status", self.status);
    visit("joined_by", self.joined_by);
    visit("joined_at", self.joined_at);
    visit("ticket", self.ticket);
    visit("quote", self.quote);
    visit("place", self.place);
    visit("offered_at", self.offered_at);
    visit("ended_at", self.ended_at);
    visit("reason", self.reason);
  }
};

struct LineState {
  std::vector<WaitState> entries;
  std::vector<AllocationRuleState> rules;
  std::map<ProgrammeId, AllocationRuleId> rule_of;   // approved last
  std::map<ProgrammeId, Hash256> commitment_of;      // to the seed of the next draw
  std::map<HoldId, std::uint32_t> running;           // devices of jobs with a hold and without a reservation

  // --- indexes, rebuilt from the above; of `used` from the jobs ---
  TextMap<WaitId> by_key;
  TextMap<AllocationRuleId> rule_by_key;
  std::set<WaitId> waiting;
  std::map<QuoteId, WaitId> held;                    // quotes that are held for those who were offered them
  std::map<std::pair<SiteId, ResourceId>, std::set<WaitId>> held_at;
  std::set<std::pair<Instant, WaitId>> ends;         // when a quote lapses or a deadline passes
  std::map<std::pair<SiteId, ResourceId>, std::set<HoldId>> running_at;
  FlatMap<std::uint64_t, Amount> used;               // device-seconds by organisation and day: used_key()

  // --- when the line was last looked at; of no effect on what is decided, only on how often ---
  std::uint64_t changes = 0;         // control events since the process began
  std::uint64_t changes_looked = 0;  // `changes` when nobody could be served
  Instant looked_at{};

  [[nodiscard]] static std::uint64_t used_key(OrganisationId organisation, Day day) {
    return (std::uint64_t{static_cast<std::uint32_t>(organisation)} << 32) | static_cast<std::uint32_t>(count(day));
  }

  // None if there is no such.
  [[nodiscard]] const WaitState* find(std::string_view key) const;
  [[nodiscard]] const AllocationRuleState* find_rule(std::string_view key) const;
  // The rule that serves a programme; none: the usual one.
  [[nodiscard]] const AllocationRule* rule_for(ProgrammeId programme) const;

  static void fields(auto& self, auto&& visit) {
    visit("entries", self.entries);
    visit("rules", self.rules);
    visit("rule_of", self.rule_of);
    visit("commitment_of", self.commitment_of);
    visit("running", self.running);
  }
};

[[nodiscard]] std::string_view name(LineOrder order);
[[nodiscard]] std::string_view name(WaitStatus status);
[[nodiscard]] std::string_view name(AllocationRuleStatus status);
[[nodiscard]] Result<LineOrder> parse_line_order(std::string_view text);  // Errors: value_invalid

}  // namespace scrip::engine
