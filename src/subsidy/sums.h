#pragma once
// What of a claim counts, and how much of it is delivered and paid.

#include <cstdint>
#include <string>
#include <vector>

#include "base/amount.h"
#include "subsidy/claim.h"

namespace scrip::subsidy {

// One chip model of a claim: what is counted of it.
struct ChipSum {
  std::string resource;
  std::uint64_t invoiced = 0;   // cards
  std::uint64_t delivered = 0;  // cards
  Amount amount;                // of the invoice lines, without tax
};

// Only what is not left out: `devices` in the order of devices_of(), `lines` by invoice.
[[nodiscard]] std::vector<ChipSum> chip_sums(const Claim& claim, const std::vector<bool>& devices,
                                             const std::vector<std::vector<bool>>& lines);

// What is spent on delivered cards of a model: its amount for as many cards as are delivered of those invoiced, in
// proportion to what is paid of everything invoiced. Rounded down to micro-units after
// each of the two steps.
[[nodiscard]] Amount spent_on(const ChipSum& chip, Amount paid, Amount invoiced);

}  // namespace scrip::subsidy
