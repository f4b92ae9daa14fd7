#include "engine/award.h"

#include <algorithm>

#include "base/limits.h"
#include "engine/claim.h"
#include "engine/decision.h"
#include "engine/settlement.h"
#include "engine/texts.h"
#include "engine/voucher.h"

namespace scrip::engine {

using programme::AwardStatus;
using programme::VoucherStatus;

AccountId commitment_of(const State& state, const AwardState& award) {
  return state.ledger.find(ledger::AccountKind::commitment, award.terms.unit,
                           static_cast<std::uint32_t>(award.terms.id));
}

Amount left_of(const State& state, const AwardState& award) {
  return state.ledger.balance(commitment_of(state, award));
}

std::vector<programme::LinePart> taken_from(const AwardState& award, Amount amount) {
  std::vector<std::int64_t> left;
  for (const AwardLine& line : award.lines) left.push_back(line.left().micro_units);
  const auto shares = programme::share_out(amount, left);
  std::vector<programme::LinePart> parts;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    parts.push_back({.budget_line = award.lines[i].budget_line, .amount = shares[i]});
  }
  return parts;
}

std::vector<VoucherId> vouchers_changing(const State& state, const AwardState& award, AwardStatus status) {
  std::vector<VoucherId> changing;
  const auto take = [&](const std::vector<VoucherId>& from, auto&& wanted) {
    for (const VoucherId id : from) {
      if (wanted(state.vouchers[index(id)])) changing.push_back(id);
    }
  };
  switch (status) {
    case AwardStatus::active:
      take(award.suspended, [](const VoucherState& v) { return v.status == VoucherStatus::suspended; });
      break;
    case AwardStatus::suspended:
      take(award.vouchers, [](const VoucherState& v) { return v.status == VoucherStatus::active; });
      break;
    case AwardStatus::revoked:
      take(award.vouchers, [](const VoucherState& v) { return !has_ended(v); });
      break;
    case AwardStatus::closed:
      break;
  }
  return changing;
}

bool may_become(AwardStatus from, AwardStatus to) {
  switch (to) {
    case AwardStatus::active:
      return from == AwardStatus::suspended;
    case AwardStatus::suspended:
    case AwardStatus::closed:
      return from == AwardStatus::active;
    case AwardStatus::revoked:
      return from != AwardStatus::revoked;
  }
  return false;
}

namespace {

std::unexpected<Error> wrong_state(const AwardState& award) {
  return fail(ErrorCode::award_state, say("'{0}' is {1}", award.terms.key, described(name(award.status))), "award");
}

}  // namespace

Result<Events> judge(const State& state, const IssueAward& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_terms_asked(command.voucher));
  if (!command.voucher.budget_line.empty()) {
    return fail(ErrorCode::value_invalid, say("the budget lines are the award's"), "budget_line");
  }
  if (!command.voucher.organisation.empty()) {
    return fail(ErrorCode::value_invalid, say("the organisation is the award's"), "organisation");
  }
  const auto* award = SCRIP_TRY(award_called(state, command.award));
  const auto& line = state.budget_lines[index(award->lines.front().budget_line)];
  auto voucher = SCRIP_TRY(voucher_terms(state, command.voucher, line, award->terms.organisation));
  if (const auto* existing = state.find_voucher(voucher.key); existing != nullptr) {
    voucher.id = existing->terms.id;
    const bool same = existing->award == award->terms.id && existing->terms == voucher;
    return same ? Result<Events>(Events{}) : reused(voucher.key);
  }
  if (gives_of(state, *award) == programme::Gives::grant) {
    return fail(ErrorCode::award_kind, say("'{0}' is a grant: it is paid in instalments", award->terms.key), "award");
  }
  if (award->status != AwardStatus::active) return wrong_state(*award);
  const Amount left = left_of(state, *award);
  if (voucher.face > left) {
    return fail(
        ErrorCode::insufficient_budget,
        say("'{0}' has {1} left, {2} asked for", award->terms.key, format_amount(left), format_amount(voucher.face)),
        "face");
  }
  SCRIP_TRY_VOID(check_issue(state, voucher, context.now));
  auto parts = taken_from(*award, voucher.face);
  return Events{AwardVoucherIssued{.award = award->terms.id, .voucher = std::move(voucher), .parts = std::move(parts)}};
}

void apply_lifecycle(State& state, const AwardVoucherIssued& event) {
  AwardState& award = state.awards[index(event.award)];
  std::vector<PaidPart> paid;
  for (std::size_t i = 0; i < event.parts.size(); ++i) {
    award.lines[i].issued += event.parts[i].amount;
    paid.push_back({.from = commitment_of(state, award), .part = event.parts[i]});
  }
  award.vouchers.push_back(event.voucher.id);
  put_voucher(state, event.voucher, event.award, paid);
}

Result<Events> judge(const State& state, const ReduceAward& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  if (command.amount <= Amount{}) {
    return fail(ErrorCode::out_of_range, say("an award is above zero: revoke it to take all of it back"), "amount");
  }
  const auto* award = SCRIP_TRY(award_called(state, command.award));
  if (award->status != AwardStatus::active && award->status != AwardStatus::suspended) return wrong_state(*award);
  if (command.amount == award->amount) return Events{};
  if (command.amount > award->amount) {
    return fail(ErrorCode::out_of_range,
                say("it is {0}: to raise it, another decision is proposed and approved", format_amount(award->amount)),
                "amount");
  }
  if (command.amount < award->issued()) {
    return fail(ErrorCode::out_of_range,
                say("{0} of it is issued: revoke vouchers first", format_amount(award->issued())), "amount");
  }
  AwardAmended amended{.award = award->terms.id,
                       .amount = command.amount,
                       .parts = taken_from(*award, award->amount - command.amount),
                       .decided = false,
                       .reason = command.reason};
  for (auto& part : amended.parts) part.amount = -part.amount;
  return Events{std::move(amended)};
}

void apply_lifecycle(State& state, const AwardAmended& event) {
  AwardState& award = state.awards[index(event.award)];
  const AccountId commitment = commitment_of(state, award);
  award.amount = event.amount;
  for (std::size_t i = 0; i < event.parts.size(); ++i) {
    const Amount amount = event.parts[i].amount;
    AwardLine& line = award.lines[i];
    const AccountId budget = account_of(state, state.budget_lines[index(line.budget_line)]);
    if (amount >= Amount{}) {
      state.ledger.transfer({.from = budget, .to = commitment, .amount = amount});
      line.committed += amount;
    } else {
      state.ledger.transfer({.from = commitment, .to = budget, .amount = -amount});
      line.committed += amount;
    }
  }
  if (!event.decided) return;
  decide_as_proposed(state, award.terms.application, programme::ApplicationStatus::awarded);
  accept_claims(state, award.terms.application);
}

Result<Events> judge(const State& state, const ChangeAwardStatus& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  if (command.status > AwardStatus::closed) return fail(ErrorCode::value_invalid, say("no such status"), "status");
  const auto* award = SCRIP_TRY(award_called(state, command.award));
  if (award->status == command.status) return Events{};
  if (!may_become(award->status, command.status)) return wrong_state(*award);
  return Events{AwardStatusChanged{.award = award->terms.id,
                                   .status = command.status,
                                   .reason = command.reason,
                                   .vouchers = vouchers_changing(state, *award, command.status)}};
}

void apply_lifecycle(State& state, const AwardStatusChanged& event) {
  const auto voucher_status = [&] {
    switch (event.status) {
      case AwardStatus::suspended:
        return VoucherStatus::suspended;
      case AwardStatus::revoked:
        return VoucherStatus::revoked;
      case AwardStatus::active:
      case AwardStatus::closed:
        return VoucherStatus::active;
    }
    return VoucherStatus::active;
  }();
  for (const VoucherId voucher : event.vouchers) set_voucher_status(state, voucher, voucher_status);

  AwardState& award = state.awards[index(event.award)];
  award.status = event.status;
  award.suspended.clear();
  if (event.status == AwardStatus::suspended) award.suspended = event.vouchers;
  if (event.status != AwardStatus::revoked && event.status != AwardStatus::closed) return;
  const AccountId commitment = commitment_of(state, award);
  for (AwardLine& line : award.lines) {
    const Amount left = line.left();
    const AccountId budget = account_of(state, state.budget_lines[index(line.budget_line)]);
    state.ledger.transfer({.from = commitment, .to = budget, .amount = left});
    line.released += left;
  }
}

}  // namespace scrip::engine
