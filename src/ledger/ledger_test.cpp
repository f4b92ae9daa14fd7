#include "ledger/ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/random.h"

namespace scrip::ledger {
namespace {

TEST(Ledger, OpensAnAccountOnFirstUseAndFindsItAgain) {
  Ledger ledger;
  EXPECT_EQ(ledger.find(AccountKind::voucher, Unit::money, 7), no_id<AccountId>);
  const AccountId account = ledger.account(AccountKind::voucher, Unit::money, 7);
  EXPECT_EQ(ledger.account(AccountKind::voucher, Unit::money, 7), account);
  EXPECT_EQ(ledger.find(AccountKind::voucher, Unit::money, 7), account);
  EXPECT_EQ(ledger.balance(account), Amount{});
  EXPECT_EQ(ledger.accounts().size(), 1u);
}

TEST(Ledger, KeepsKindsUnitsOwnersAndProgrammesApart) {
  Ledger ledger;
  const AccountId accounts[] = {ledger.account(AccountKind::voucher, Unit::money, 1),
                                ledger.account(AccountKind::voucher_held, Unit::money, 1),
                                ledger.account(AccountKind::voucher, Unit::tokens, 1),
                                ledger.account(AccountKind::voucher, Unit::money, 2),
                                ledger.account(AccountKind::operator_payable, Unit::money, 1, 0),
                                ledger.account(AccountKind::operator_payable, Unit::money, 1, 1),
                                ledger.account(AccountKind::operator_payable, Unit::money, 0, 1)};
  for (std::size_t i = 0; i < std::size(accounts); ++i) EXPECT_EQ(index(accounts[i]), i);
  Ledger copy = ledger;
  copy.rebuild_indexes();
  EXPECT_EQ(copy.find(AccountKind::operator_payable, Unit::money, 1, 1), accounts[5]);
  EXPECT_EQ(copy.find(AccountKind::operator_payable, Unit::money, 1, 2), no_id<AccountId>);
}

TEST(Ledger, SumsToZeroAfterAnyTransfers) {
  Random random(1);
  Ledger ledger;
  const AccountId source = ledger.account(AccountKind::appropriation, Unit::money, 0);
  std::vector<AccountId> accounts;
  for (std::uint32_t i = 0; i < 5; ++i) accounts.push_back(ledger.account(AccountKind::voucher, Unit::money, i));
  for (int i = 0; i < 500; ++i) {
    const AccountId from = accounts[random.below(5)];
    const Amount amount{random.between(0, 1000)};
    const bool has = ledger.balance(from) >= amount;
    ledger.transfer({.from = has ? from : source, .to = accounts[random.below(5)], .amount = amount});
    ASSERT_EQ(ledger.sum(Unit::money), Amount{});
  }
}

using LedgerDeathTest = ::testing::Test;

TEST(LedgerDeathTest, EndsTheProcessRatherThanOverdraw) {
  Ledger ledger;
  const AccountId source = ledger.account(AccountKind::appropriation, Unit::money, 0);
  const AccountId line = ledger.account(AccountKind::budget_line, Unit::money, 0);
  const AccountId tokens = ledger.account(AccountKind::budget_line, Unit::tokens, 0);
  ledger.transfer({.from = source, .to = line, .amount = Amount{5}});
  EXPECT_DEATH(ledger.transfer({.from = line, .to = source, .amount = Amount{6}}), "internal check failed");
  EXPECT_DEATH(ledger.transfer({.from = line, .to = source, .amount = Amount{-1}}), "internal check failed");
  EXPECT_DEATH(ledger.transfer({.from = line, .to = tokens, .amount = Amount{1}}), "internal check failed");
  ledger.transfer({.from = line, .to = source, .amount = Amount{5}});
  EXPECT_EQ(ledger.balance(source), Amount{});
}

TEST(Ledger, NamesEveryKindDifferently) {
  std::vector<std::string_view> names;
  for (std::uint8_t kind = 0; kind <= 14; ++kind) names.push_back(name(static_cast<AccountKind>(kind)));
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace
}  // namespace scrip::ledger
