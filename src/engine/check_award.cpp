// What events of awards must satisfy before they are applied.

#include "engine/award.h"
#include "engine/check.h"
#include "engine/settlement.h"
#include "engine/voucher.h"

namespace scrip::engine {

using programme::AwardStatus;
using programme::DecisionOutcome;

namespace {

// One part for each of these lines, in their order. Their sum, where it is within the range of an amount.
template <class Lines>
Result<Amount> sum_of(const std::vector<programme::LinePart>& parts, const Lines& lines) {
  if (parts.size() != lines.size()) return mismatch("there is not one part for each budget line");
  Amount sum;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].budget_line != lines[i].budget_line) return mismatch("a part is of another budget line");
    const auto more = checked_add(sum, parts[i].amount);
    if (!more) return mismatch("the parts are beyond the largest amount");
    sum = *more;
  }
  return sum;
}

Result<void> check_paid(const State& state, const programme::LinePart& part) {
  SCRIP_TRY_VOID(require(part.amount >= Amount{}, "a part is below zero"));
  const Amount left = state.ledger.balance(account_of(state, state.budget_lines[index(part.budget_line)]));
  return require(part.amount <= left, "the budget line does not hold its part");
}

}  // namespace

Result<void> check_lifecycle(const State& state, const AwardApproved& event) {
  const auto& award = event.award;
  SCRIP_TRY_VOID(require(is_next(state.awards, award.id), "the award's id is not the next"));
  const auto* application = SCRIP_TRY(check_approval(state, award.application, DecisionOutcome::award));
  const auto& decision = application->proposal->decision;
  SCRIP_TRY_VOID(require(application->award == no_id<AwardId>, "the application has an award"));
  SCRIP_TRY_VOID(require(award.key == decision.award && state.find_award(award.key) == nullptr,
                         "the award's key is taken or not the one proposed"));
  SCRIP_TRY_VOID(
      require(award.amount == decision.amount && award.amount > Amount{}, "the amount is not the one proposed"));
  const auto& call = state.calls[index(application->terms.call)].terms;
  SCRIP_TRY_VOID(require(award.programme == call.programme && award.unit == call.unit &&
                             award.organisation == application->terms.organisation,
                         "the award is of another programme, unit or organisation than its application"));
  const Amount sum = SCRIP_TRY(sum_of(award.parts, call.lines));
  for (const auto& part : award.parts) SCRIP_TRY_VOID(check_paid(state, part));
  return require(sum == award.amount, "the parts do not sum to the award");
}

namespace {

Result<void> check_raise(const State& state, const AwardAmended& event) {
  SCRIP_TRY_VOID(require(event.decided, "an award is raised by a decision only"));
  for (const auto& part : event.parts) SCRIP_TRY_VOID(check_paid(state, part));
  return {};
}

Result<void> check_reduction(const AwardState& award, const AwardAmended& event) {
  for (std::size_t i = 0; i < event.parts.size(); ++i) {
    const Amount back = -event.parts[i].amount;
    SCRIP_TRY_VOID(require(back >= Amount{} && back <= award.lines[i].left(), "more goes back than is left of a part"));
  }
  return {};
}

}  // namespace

Result<void> check_lifecycle(const State& state, const AwardAmended& event) {
  SCRIP_TRY_VOID(require(exists(state.awards, event.award), "no such award"));
  const AwardState& award = state.awards[index(event.award)];
  SCRIP_TRY_VOID(
      require(award.status == AwardStatus::active || (award.status == AwardStatus::suspended && !event.decided),
              "the award is not active"));
  SCRIP_TRY_VOID(require(event.amount > Amount{}, "an award is above zero"));
  if (event.decided) {
    const auto* application = SCRIP_TRY(check_approval(state, award.terms.application, DecisionOutcome::award));
    SCRIP_TRY_VOID(require(application->award == event.award, "the award is another application's"));
    SCRIP_TRY_VOID(
        require(application->proposal->decision.amount == event.amount, "the amount is not the one proposed"));
  }
  const Amount sum = SCRIP_TRY(sum_of(event.parts, award.lines));
  SCRIP_TRY_VOID(require(sum == event.amount - award.amount, "the parts do not sum to the change"));
  return event.amount > award.amount ? check_raise(state, event) : check_reduction(award, event);
}

Result<void> check_lifecycle(const State& state, const AwardStatusChanged& event) {
  SCRIP_TRY_VOID(require(exists(state.awards, event.award), "no such award"));
  const AwardState& award = state.awards[index(event.award)];
  SCRIP_TRY_VOID(require(event.status <= AwardStatus::closed, "no such status"));
  SCRIP_TRY_VOID(require(may_become(award.status, event.status), "the award cannot become that"));
  return require(event.vouchers == vouchers_changing(state, award, event.status),
                 "the vouchers that change with it are others");
}

Result<void> check_lifecycle(const State& state, const AwardVoucherIssued& event) {
  SCRIP_TRY_VOID(require(exists(state.awards, event.award), "no such award"));
  const AwardState& award = state.awards[index(event.award)];
  const auto& terms = event.voucher;
  SCRIP_TRY_VOID(require(award.status == AwardStatus::active, "the award is not active"));
  SCRIP_TRY_VOID(require(gives_of(state, award) == programme::Gives::voucher, "the award is a grant"));
  SCRIP_TRY_VOID(require(terms.programme == award.terms.programme && terms.unit == award.terms.unit &&
                             terms.organisation == award.terms.organisation &&
                             terms.budget_line == award.lines.front().budget_line,
                         "the voucher is not the award's"));
  SCRIP_TRY_VOID(check_new_voucher(state, terms));
  const Amount sum = SCRIP_TRY(sum_of(event.parts, award.lines));
  for (std::size_t i = 0; i < event.parts.size(); ++i) {
    SCRIP_TRY_VOID(require(event.parts[i].amount >= Amount{} && event.parts[i].amount <= award.lines[i].left(),
                           "the award does not hold a part"));
  }
  return require(sum == terms.face, "the parts do not sum to the face value");
}

}  // namespace scrip::engine
