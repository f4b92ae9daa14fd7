#pragma once
// What every account should hold, worked out from what happened to jobs, vouchers, awards and payments.

#include <compare>
#include <cstdint>
#include <map>

#include "ledger/ledger.h"

namespace scrip::verify {

struct AccountName {
  ledger::AccountKind kind{};
  Unit unit = Unit::money;
  std::uint32_t owner = ledger::nobody;
  std::uint32_t second = ledger::nobody;
  friend auto operator<=>(const AccountName&, const AccountName&) = default;
};

using Postings = std::map<AccountName, Amount>;

}  // namespace scrip::verify
