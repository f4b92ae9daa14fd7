#include "engine/voucher.h"

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"
#include "engine/charging.h"
#include "engine/request.h"
#include "engine/reservation.h"
#include "engine/settlement.h"
#include "engine/texts.h"
#include "settlement/payable.h"

namespace scrip::engine {

using ledger::AccountKind;
using programme::RedemptionMode;

Result<void> check_terms_asked(const IssueVoucher& command) {
  SCRIP_TRY_VOID(check_key(command.key, "key"));
  if (command.face <= Amount{}) return fail(ErrorCode::out_of_range, say("a face value is above zero"), "face");
  if (command.share.ppm == 0 || command.share > whole_share) {
    return fail(ErrorCode::out_of_range, say("a share is above 0 % and at most 100 %"), "share");
  }
  for (const Amount cap : {command.cap_job, command.cap_month, command.cap_year}) {
    if (cap < Amount{}) return fail(ErrorCode::out_of_range, say("a cap is zero (none) or above"), "cap");
  }
  if (command.valid_from >= command.valid_until) {
    return fail(ErrorCode::time_invalid, say("validity ends after it starts (the last day is exclusive)"),
                "valid_until");
  }
  const auto day_of = [](Instant instant) { return ZoneOffsets{}.day_of(instant); };
  if (command.valid_from < day_of(instant_min) || command.valid_until > day_of(instant_max)) {
    return fail(ErrorCode::time_invalid, say("validity lies between 1990 and 2200"), "valid_until");
  }
  return {};
}

Result<programme::Voucher> voucher_terms(const State& state, const IssueVoucher& command,
                                         const programme::BudgetLine& line, OrganisationId organisation) {
  programme::Voucher voucher{.id = id_at<VoucherId>(state.vouchers.size()),
                             .key = command.key,
                             .programme = line.programme,
                             .budget_line = line.id,
                             .organisation = organisation,
                             .unit = line.unit,
                             .face = command.face,
                             .share = command.share,
                             .cap_job = command.cap_job,
                             .cap_month = command.cap_month,
                             .cap_year = command.cap_year,
                             .sites = {},
                             .resources = {},
                             .valid_from = command.valid_from,
                             .valid_until = command.valid_until,
                             .grace_days = command.grace_days};
  for (const auto use : command.uses) {
    voucher.uses = static_cast<std::uint8_t>(voucher.uses | 1U << static_cast<unsigned>(use));
  }
  for (const auto& key : command.sites) voucher.sites.push_back(SCRIP_TRY(site_called(state, key))->id);
  for (const auto& key : command.resources) voucher.resources.push_back(SCRIP_TRY(resource_called(state, key))->id);
  const auto mode = state.programmes[index(line.programme)].mode;
  if (mode == RedemptionMode::reserve && voucher.sites.size() != 1) {
    return fail(ErrorCode::value_invalid, say("a voucher whose money is placed beforehand names its one site"),
                "sites");
  }
  if (mode == RedemptionMode::reserve && line.unit == Unit::money) {
    SCRIP_TRY_VOID(settlement::check_payable_amount(command.face, "face"));
  }
  if (mode == RedemptionMode::in_kind && line.unit == Unit::money) {
    return fail(ErrorCode::unit_mismatch, say("a programme in kind gives device_time or tokens"), "budget_line");
  }
  return voucher;
}

Result<void> check_issue(const State& state, const programme::Voucher& voucher, Instant now) {
  if (state.wallets[index(voucher.organisation)].size() >= limits::vouchers_per_wallet_max) {
    return fail(ErrorCode::limit_reached, say("a wallet holds at most 4,096 vouchers"), "organisation");
  }
  if (state.expiry_of(voucher) <= now) {
    return fail(ErrorCode::voucher_expired, say("its validity and grace are over already"), "valid_until");
  }
  return check_backing(state, voucher, now);
}

AccountId account_of(const State& state, const programme::BudgetLine& line) {
  return state.ledger.find(AccountKind::budget_line, line.unit, static_cast<std::uint32_t>(line.id));
}

void put_voucher(State& state, const programme::Voucher& terms, AwardId award, std::span<const PaidPart> parts) {
  auto& ledger = state.ledger;
  const auto id = static_cast<std::uint32_t>(terms.id);
  const AccountId available = ledger.account(AccountKind::voucher, terms.unit, id);
  const AccountId held = ledger.account(AccountKind::voucher_held, terms.unit, id);
  open_claimant_accounts(state, terms);
  VoucherState voucher{
      .terms = terms, .available = available, .held = held, .used_by_month = {}, .award = award, .parts = {}};
  for (const PaidPart& paid : parts) {
    ledger.transfer({.from = paid.from, .to = available, .amount = paid.part.amount});
    voucher.parts.push_back({.budget_line = paid.part.budget_line, .paid = paid.part.amount, .returned = {}});
  }
  state.vouchers.push_back(std::move(voucher));
  state.voucher_by_key.emplace(terms.key, terms.id);
  auto& wallet = state.wallets[index(terms.organisation)];
  const auto sooner = [&](VoucherId a, VoucherId b) {
    return burns_before(state.vouchers[index(a)].terms, state.vouchers[index(b)].terms);
  };
  wallet.insert(std::upper_bound(wallet.begin(), wallet.end(), terms.id, sooner), terms.id);
  state.voucher_expiry.emplace(state.expiry_of(terms), terms.id);
  if (state.programmes[index(terms.programme)].mode != RedemptionMode::reserve) return;
  // The money goes to the operator now; what is not used by the end is owed back.
  const auto site = static_cast<std::uint32_t>(terms.sites.front());
  const auto programme = static_cast<std::uint32_t>(terms.programme);
  ledger.transfer({.from = ledger.find(AccountKind::placed, terms.unit, site, programme),
                   .to = ledger.find(AccountKind::operator_payable, terms.unit, site, programme),
                   .amount = terms.face});
  open_placement_due(state, terms);
}

void set_voucher_status(State& state, VoucherId id, programme::VoucherStatus status) {
  VoucherState& voucher = state.vouchers[index(id)];
  voucher.status = status;
  if (!has_ended(voucher)) return;
  state.voucher_expiry.erase({state.expiry_of(voucher.terms), id});
  return_rest(state, voucher);
}

bool is_resting(const State& state, const VoucherState& voucher) {
  return voucher.award != no_id<AwardId> &&
         state.awards[index(voucher.award)].status == programme::AwardStatus::suspended;
}

void return_rest(State& state, VoucherState& voucher) {
  const Amount rest = state.ledger.balance(voucher.available);
  std::vector<std::int64_t> outstanding;
  for (const VoucherPart& part : voucher.parts) outstanding.push_back((part.paid - part.returned).micro_units);
  const auto shares = programme::share_out(rest, outstanding);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    VoucherPart& part = voucher.parts[i];
    state.ledger.transfer({.from = voucher.available,
                           .to = account_of(state, state.budget_lines[index(part.budget_line)]),
                           .amount = shares[i]});
    part.returned += shares[i];
  }
  voucher.returned += rest;
}

}  // namespace scrip::engine
