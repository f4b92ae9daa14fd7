#pragma once
// Double-entry accounts. The ledger knows no programme: an account is a kind, two owners and a unit. Every transfer
// moves an amount from one account to another, so the sum over all accounts of a unit is always zero.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/containers.h"
#include "base/ids.h"

namespace scrip::ledger {

// What an account stands for. The balance is credits minus debits: what its owner has to spend or is owed. Kinds marked
// (minus) carry the other side and are never above zero. Numbers are stored: never reused.
enum class AccountKind : std::uint8_t {
  appropriation = 0,  // (minus) a budget line's source of money
  budget_line = 1,  // what a budget line can still issue
  voucher = 2,  // what a voucher can still spend
  voucher_held = 3,  // what holds have set aside of a voucher
  operator_in_flight = 4,  // captured for a site under a programme, in a period still open
  operator_payable = 5,  // owed to a site's operator for closed periods
  claimant_in_flight = 6,  // the same two for a company that paid and is reimbursed
  claimant_payable = 7,
  placed = 8,  // (minus) reserve mode: money that sits with the operator and is not yet used
  placed_in_flight = 9,  // reserve mode: used, in a period still open
  delivered_in_flight = 10,  // in kind: device-hours delivered, in a period still open
  delivered = 11,  // in kind: device-hours delivered in closed periods
  company_share = 12,  // (minus) what a company's own share of its bills came to
  operator_share = 13,  // what companies owe a site's operator themselves
  commitment = 14,  // set aside for an award and not yet issued
  grant_payable = 15,  // owed to a company for instalments of its grants
  payment_in_flight = 16,  // sent to the bank, no answer yet
  paid = 17,  // what the bank has paid
  clawback_receivable = 18,  // (minus) what a company has to give back of a grant
  clawback_pending = 19,  // clawed back and not received yet: goes back to the award's budget lines
};

inline constexpr std::uint32_t nobody = 0xffffffff;

struct Account {
  AccountKind kind{};
  Unit unit = Unit::money;
  std::uint32_t owner = nobody;  // a budget line, award, voucher, site or organisation, by kind
  std::uint32_t second = nobody;  // the programme, where the kind is per programme
  Amount balance;

  friend bool operator==(const Account&, const Account&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("kind", self.kind);
    visit("unit", self.unit);
    visit("owner", self.owner);
    visit("second", self.second);
    visit("balance", self.balance);
  }
};

class Ledger {
 public:
  [[nodiscard]] const std::vector<Account>& accounts() const { return accounts_; }
  [[nodiscard]] Amount balance(AccountId account) const { return accounts_[index(account)].balance; }

  // The account with these owners, opened with a zero balance on first use. Opening order is journal order.
  AccountId account(AccountKind kind, Unit unit, std::uint32_t owner, std::uint32_t second = nobody);
  // The same without opening one; no_id if there is none.
  [[nodiscard]] AccountId find(AccountKind kind, Unit unit, std::uint32_t owner, std::uint32_t second = nobody) const;

  // Asks the processor for an account's memory.
  void fetch(AccountKind kind, Unit unit, std::uint32_t owner) const {
    const AccountId account = find(kind, unit, owner);
    if (account != no_id<AccountId>) __builtin_prefetch(&accounts_[index(account)], 1);
  }

  // Moves an amount (>= 0). The caller has checked that the accounts' own rules hold afterwards: a budget line, voucher
  // or payable is never below zero, a (minus) account never above. A violation is a bug and ends the process.
  struct Transfer {
    AccountId from;
    AccountId to;
    Amount amount;
  };
  void transfer(const Transfer& transfer);

  // The sum over all accounts of the unit; zero unless memory is damaged.
  [[nodiscard]] Amount sum(Unit unit) const;

  static void fields(auto& self, auto&& visit) { visit("accounts", self.accounts_); }
  void rebuild_indexes();

 private:
  static constexpr std::size_t kinds = 20;
  static constexpr std::size_t units = 3;
  static std::uint64_t pair_key(std::uint32_t owner, std::uint32_t second) {
    return std::uint64_t{owner} << 32 | second;
  }
  [[nodiscard]] AccountId& slot(AccountKind kind, Unit unit, std::uint32_t owner, std::uint32_t second);

  std::vector<Account> accounts_;
  // Accounts with one owner are found by subscript, for charging a record asks for several; the few that belong to a
  // pair (a site under a programme) by a table.
  struct Index {
    std::vector<AccountId> by_owner;
    FlatMap<std::uint64_t, AccountId> by_pair;
  };
  std::array<std::array<Index, units>, kinds> index_;
};

[[nodiscard]] std::string_view name(AccountKind kind);
// True for the kinds whose balance is never above zero.
[[nodiscard]] bool is_minus(AccountKind kind);

}  // namespace scrip::ledger
