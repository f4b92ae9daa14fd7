#include "ledger/ledger.h"

#include "base/check.h"

namespace scrip::ledger {

AccountId& Ledger::slot(AccountKind kind, Unit unit, std::uint32_t owner, std::uint32_t second) {
  Index& found = index_[static_cast<std::size_t>(kind)][static_cast<std::size_t>(unit)];
  if (second != nobody) return found.by_pair.try_emplace(pair_key(owner, second), no_id<AccountId>).first->second;
  if (owner >= found.by_owner.size()) found.by_owner.resize(owner + 1, no_id<AccountId>);
  return found.by_owner[owner];
}

AccountId Ledger::account(AccountKind kind, Unit unit, std::uint32_t owner, std::uint32_t second) {
  AccountId& account = slot(kind, unit, owner, second);
  if (account == no_id<AccountId>) {
    account = id_at<AccountId>(accounts_.size());
    accounts_.push_back(Account{.kind = kind, .unit = unit, .owner = owner, .second = second, .balance = {}});
  }
  return account;
}

AccountId Ledger::find(AccountKind kind, Unit unit, std::uint32_t owner, std::uint32_t second) const {
  const Index& found = index_[static_cast<std::size_t>(kind)][static_cast<std::size_t>(unit)];
  if (second == nobody) return owner < found.by_owner.size() ? found.by_owner[owner] : no_id<AccountId>;
  const auto pair = found.by_pair.find(pair_key(owner, second));
  return pair == found.by_pair.end() ? no_id<AccountId> : pair->second;
}

void Ledger::transfer(const Transfer& transfer) {
  Account& from = accounts_[index(transfer.from)];
  Account& to = accounts_[index(transfer.to)];
  SCRIP_CHECK(transfer.amount >= Amount{});
  SCRIP_CHECK(from.unit == to.unit);
  from.balance -= transfer.amount;
  to.balance += transfer.amount;
  SCRIP_CHECK(from.balance >= Amount{} || is_minus(from.kind));
  SCRIP_CHECK(to.balance <= Amount{} || !is_minus(to.kind));
  SCRIP_CHECK(from.balance >= -amount_max);
  SCRIP_CHECK(to.balance <= amount_max);
}

Amount Ledger::sum(Unit unit) const {
  Amount sum;
  for (const auto& account : accounts_) {
    if (account.unit == unit) sum += account.balance;
  }
  return sum;
}

void Ledger::rebuild_indexes() {
  index_ = {};
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    const Account& account = accounts_[i];
    slot(account.kind, account.unit, account.owner, account.second) = id_at<AccountId>(i);
  }
}

bool is_minus(AccountKind kind) {
  return kind == AccountKind::appropriation || kind == AccountKind::placed || kind == AccountKind::company_share ||
         kind == AccountKind::clawback_receivable;
}

std::string_view name(AccountKind kind) {
  switch (kind) {
    case AccountKind::appropriation:
      return "appropriation";
    case AccountKind::budget_line:
      return "budget_line";
    case AccountKind::voucher:
      return "voucher";
    case AccountKind::voucher_held:
      return "voucher_held";
    case AccountKind::operator_in_flight:
      return "operator_in_flight";
    case AccountKind::operator_payable:
      return "operator_payable";
    case AccountKind::claimant_in_flight:
      return "claimant_in_flight";
    case AccountKind::claimant_payable:
      return "claimant_payable";
    case AccountKind::placed:
      return "placed";
    case AccountKind::placed_in_flight:
      return "placed_in_flight";
    case AccountKind::delivered_in_flight:
      return "delivered_in_flight";
    case AccountKind::delivered:
      return "delivered";
    case AccountKind::company_share:
      return "company_share";
    case AccountKind::operator_share:
      return "operator_share";
    case AccountKind::commitment:
      return "commitment";
    case AccountKind::grant_payable:
      return "grant_payable";
    case AccountKind::payment_in_flight:
      return "payment_in_flight";
    case AccountKind::paid:
      return "paid";
    case AccountKind::clawback_receivable:
      return "clawback_receivable";
    case AccountKind::clawback_pending:
      return "clawback_pending";
  }
  return "unknown";
}

}  // namespace scrip::ledger
