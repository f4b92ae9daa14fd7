#pragma once
// What happened, in results: the one form that the journal keeps and replay reads. An event's position in `EventTypes`
// is its number in the journal: new ones go at the end.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/one_of.h"
#include "engine/charging.h"
#include "engine/chip_events.h"
#include "engine/claim_events.h"
#include "engine/device_events.h"
#include "engine/lifecycle_events.h"
#include "engine/line_events.h"
#include "engine/network_events.h"
#include "engine/reservation_events.h"
#include "engine/settlement_events.h"
#include "engine/signing_events.h"
#include "engine/stake_events.h"
#include "engine/state.h"

namespace scrip::engine {

struct AuthorityCreated {
  Authority authority;
  static void fields(auto& self, auto&& visit) { visit("authority", self.authority); }
};
struct OrganisationAdded {
  registry::Organisation organisation;
  static void fields(auto& self, auto&& visit) { visit("organisation", self.organisation); }
};
struct ResourceAdded {  // also: aliases added to one
  registry::Resource resource;
  static void fields(auto& self, auto&& visit) { visit("resource", self.resource); }
};
struct SiteAdded {
  registry::Site site;
  static void fields(auto& self, auto&& visit) { visit("site", self.site); }
};
struct PayerMapped {
  registry::PayerMapping mapping;
  static void fields(auto& self, auto&& visit) { visit("mapping", self.mapping); }
};
struct ProgrammeAdded {
  programme::Programme programme;
  static void fields(auto& self, auto&& visit) { visit("programme", self.programme); }
};
struct BudgetLineAdded {
  programme::BudgetLine budget_line;
  static void fields(auto& self, auto&& visit) { visit("budget_line", self.budget_line); }
};
struct RateCardPublished {
  rating::RateCard rate_card;
  static void fields(auto& self, auto&& visit) { visit("rate_card", self.rate_card); }
};
struct VoucherIssued {
  programme::Voucher voucher;
  static void fields(auto& self, auto&& visit) { visit("voucher", self.voucher); }
};
struct VoucherStatusChanged {  // an end (expired, revoked) returns what is left to the budget line
  VoucherId voucher = no_id<VoucherId>;
  programme::VoucherStatus status{};
  std::string reason;
  static void fields(auto& self, auto&& visit) {
    visit("voucher", self.voucher);
    visit("status", self.status);
    visit("reason", self.reason);
  }
};
struct HoldPlaced {
  Hold hold;
  static void fields(auto& self, auto&& visit) { visit("hold", self.hold); }
};
struct HoldExtended {
  HoldId hold = no_id<HoldId>;
  Amount bill;                  // added
  Instant expires_at;
  std::vector<HoldPart> parts;  // added
  static void fields(auto& self, auto&& visit) {
    visit("hold", self.hold);
    visit("bill", self.bill);
    visit("expires_at", self.expires_at);
    visit("parts", self.parts);
  }
};
struct HoldEnded {
  HoldId hold = no_id<HoldId>;
  HoldStatus status{};
  static void fields(auto& self, auto&& visit) {
    visit("hold", self.hold);
    visit("status", self.status);
  }
};
struct SuspenseWrittenOff {
  std::vector<SuspenseId> ids;
  std::string reason;
  static void fields(auto& self, auto&& visit) {
    visit("ids", self.ids);
    visit("reason", self.reason);
  }
};
struct ChargeAdjusted {
  Adjustment adjustment;
  static void fields(auto& self, auto&& visit) { visit("adjustment", self.adjustment); }
};

// A month is closed: its lines, in canonical order of use rather than of arrival, are final.
struct PeriodClosed {
  struct Change {  // a job whose allocations came out otherwise than they stood
    JobId job = no_id<JobId>;
    ChargedLines lines;
    static void fields(auto& self, auto&& visit) {
      visit("job", self.job);
      visit("lines", self.lines);
    }
    friend bool operator==(const Change&, const Change&) = default;
  };
  Month month{};
  std::vector<Change> changes;
  std::vector<Statement> statements;
  static void fields(auto& self, auto&& visit) {
    visit("month", self.month);
    visit("changes", self.changes);
    visit("statements", self.statements);
  }
};

// Capacity and money taken together.
struct ReservationMade {
  Reservation reservation;
  Hold hold;  // without a job until one comes
  friend bool operator==(const ReservationMade&, const ReservationMade&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("reservation", self.reservation);
    visit("hold", self.hold);
  }
};

struct EventTypes
    : Types<AuthorityCreated, OrganisationAdded, ResourceAdded, SiteAdded, PayerMapped, ProgrammeAdded, BudgetLineAdded,
            RateCardPublished, VoucherIssued, VoucherStatusChanged, HoldPlaced, HoldExtended, HoldEnded,
            SuspenseWrittenOff, ChargeAdjusted, PeriodClosed, PolicyPublished, CallOpened, DeadlineSet, SeedCommitted,
            ApplicationDrafted, ApplicationSubmitted, ApplicationReturned, ApplicationCompleted, ApplicationWithdrawn,
            ApplicationAssessed, AssessorAssigned, AssessorRemoved, ScoreRecorded, RoundAllocated, DecisionProposed,
            ProposalRejected, ApplicationRefused, AwardApproved, AwardAmended, AwardStatusChanged, AwardVoucherIssued,
            AppealFiled, AppealDecided, RoleGranted, RoleRevoked, StakesRecorded, StakeEnded, RateCardProposed,
            RateCardRejected, CapacityDeclared, CapacityEnded, AccreditationApplied, AccreditationProposed,
            AccreditationRejected, AccreditationDecided, AccreditationChanged, AccreditationRuleSet, AssessorRecused,
            ChipsRecorded, FigureWithdrawn, OriginRecorded, DomesticTargetSet, DevicesRecorded, DeviceDaysReported,
            ClaimDrafted, ClaimSubmitted, ClaimChecked, FindingSettled, ClaimReturned, ClaimWithdrawn, DigestsImported,
            StatementProposed, StatementRejected, StatementApproved, StatementDisputed, DisputeAnswered,
            PaymentProposed, PaymentWithdrawn, PaymentApproved, PaymentRecorded, InstalmentProposed, InstalmentRejected,
            InstalmentApproved, ClawbackProposed, ClawbackRejected, ClawbackApproved, RepaymentRecorded, ReliefProposed,
            ReliefRejected, ReliefApproved, SiteKeyAdded, SiteKeyRevoked, SigningRuleSet, ControlTestSet, SitePlaced,
            QuoteGiven, ReservationMade, ReservationUsed, ReservationEnded, ReservationRuleSet, BackingRuleSet,
            LineJoined, LineEnded, LineOffered, LineDrawn, AllocationRuleProposed, AllocationRuleDecided, JobCounted,
            BackingRuleProposed, BackingRuleRejected, SiteCitySet, ReservationLeft, TopologySet> {};

// One event.
using Event = OneOf<EventTypes>;

// The event's name as the API and exports print it, e.g. "voucher_issued".
[[nodiscard]] std::string_view name(const Event& event);

// Every entry moves the journal's time and place on, says who acts in the events that follow, and remembers its
// idempotency key, where it has one; only the newest limits::idempotency_keys_max keys are remembered.
void begin_entry(State& state, const EntryContext& context, const std::optional<Hash256>& request);

// Changes the state; cannot fail for an event that decide() gave on this state.
void apply(State& state, const Event& event);

}  // namespace scrip::engine

extern template class scrip::OneOf<scrip::engine::EventTypes>;
