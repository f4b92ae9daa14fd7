#pragma once
// What the checks of events have in common. An event is what a journal says: nothing in it is believed.

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/events.h"

namespace scrip::engine {

[[nodiscard]] inline std::unexpected<Error> mismatch(std::string detail) {
  return fail(ErrorCode::replay_mismatch, std::move(detail));
}

[[nodiscard]] inline Result<void> require(bool condition, std::string_view otherwise) {
  if (condition) return {};
  return mismatch(std::string(otherwise));
}

template <class Table, Id I>
[[nodiscard]] bool exists(const Table& table, I id) {
  return index(id) < table.size();
}

template <class Table, Id I>
[[nodiscard]] bool is_next(const Table& table, I id) {
  return index(id) == table.size();
}

[[nodiscard]] inline bool sane(Day day) {
  constexpr std::int32_t day_max = 4'000'000;  // beyond the year 9999, far from where sums of days could wrap
  return count(day) >= -day_max && count(day) <= day_max;
}
[[nodiscard]] inline bool sane(Instant instant) { return instant >= instant_min && instant <= instant_max; }
[[nodiscard]] inline bool sane(registry::Use use) { return use <= registry::Use::inference; }

// A new voucher by itself: its terms, its key, the wallet it goes to; not what pays for it.
[[nodiscard]] Result<void> check_new_voucher(const State& state, const programme::Voucher& terms);

// --- the life of applications ---
[[nodiscard]] Result<void> check_lifecycle(const State& state, const PolicyPublished& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const CallOpened& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const DeadlineSet& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const SeedCommitted& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const RoundAllocated& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ApplicationDrafted& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ApplicationSubmitted& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ApplicationReturned& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ApplicationCompleted& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ApplicationWithdrawn& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ApplicationAssessed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AssessorAssigned& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AssessorRemoved& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ScoreRecorded& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const DecisionProposed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ProposalRejected& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ApplicationRefused& event);
// The application, where such a proposal waits and the entry's actor is one who may approve it.
[[nodiscard]] Result<const ApplicationState*> check_approval(const State& state, ApplicationId application,
                                                             programme::DecisionOutcome outcome);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AwardApproved& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AwardAmended& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AwardStatusChanged& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AwardVoucherIssued& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AppealFiled& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AppealDecided& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const RoleGranted& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const RoleRevoked& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const StakesRecorded& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const StakeEnded& event);

// --- what sites offer ---
// A rate card that was proposed is published as it was proposed, by another person.
[[nodiscard]] Result<void> check_published(const State& state, const rating::RateCard& card);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const RateCardProposed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const RateCardRejected& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const CapacityDeclared& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const CapacityEnded& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const TopologySet& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AccreditationApplied& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AccreditationProposed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AccreditationRejected& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AccreditationDecided& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AccreditationChanged& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AccreditationRuleSet& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AssessorRecused& event);

// --- chips ---
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ChipsRecorded& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const FigureWithdrawn& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const OriginRecorded& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const DomesticTargetSet& event);

// --- devices and purchase claims ---
[[nodiscard]] Result<void> check_lifecycle(const State& state, const DevicesRecorded& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const DeviceDaysReported& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ClaimDrafted& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ClaimSubmitted& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ClaimChecked& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const FindingSettled& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ClaimReturned& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ClaimWithdrawn& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const DigestsImported& event);
// --- paying ---
[[nodiscard]] Result<void> check_lifecycle(const State& state, const StatementProposed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const StatementRejected& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const StatementApproved& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const StatementDisputed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const DisputeAnswered& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const PaymentProposed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const PaymentWithdrawn& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const PaymentApproved& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const PaymentRecorded& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const InstalmentProposed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const InstalmentRejected& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const InstalmentApproved& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ClawbackProposed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ClawbackRejected& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ClawbackApproved& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const RepaymentRecorded& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ReliefProposed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ReliefRejected& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ReliefApproved& event);
// --- keys of sites ---
[[nodiscard]] Result<void> check_lifecycle(const State& state, const SiteKeyAdded& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const SiteKeyRevoked& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const SigningRuleSet& event);
// --- what makers' control is judged by, and places of sites ---
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ControlTestSet& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const SitePlaced& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const SiteCitySet& event);
// --- quotes and reservations ---
[[nodiscard]] Result<void> check_hold(const State& state, const Hold& hold);  // a new one, whether or not it has a job
[[nodiscard]] Result<void> check_lifecycle(const State& state, const QuoteGiven& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ReservationMade& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ReservationUsed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ReservationLeft& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ReservationEnded& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const ReservationRuleSet& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const BackingRuleProposed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const BackingRuleRejected& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const BackingRuleSet& event);
// --- the waiting line ---
[[nodiscard]] Result<void> check_request(const State& state, const QuoteRequest& request);
[[nodiscard]] Result<void> check_quote(const State& state, const Quote& quote);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const LineJoined& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const LineEnded& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const LineOffered& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const LineDrawn& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AllocationRuleProposed& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const AllocationRuleDecided& event);
[[nodiscard]] Result<void> check_lifecycle(const State& state, const JobCounted& event);

}  // namespace scrip::engine
