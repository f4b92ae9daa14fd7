#pragma once
// What a programme asks of a claim: the section `purchase` of its file, as the checks need it.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/amount.h"
#include "base/time.h"
#include "registry/origin.h"

namespace scrip::subsidy {

struct PurchaseTerms {
  std::vector<registry::OriginTest> domestic;  // tests that every chip passes on the day the contract is signed
  Share price_tolerance;                       // above the register's median; none (0 ppm): prices are not judged
  std::uint32_t price_window_days = 0;         // of earlier contracts that the median is of
  std::uint32_t price_claims_min = 0;          // fewer earlier claims than this: no judgement
  std::uint32_t cards_per_server = 0;          // at most; 0: not asked
  bool acceptance = false;                     // an acceptance test is asked for
  bool listing = false;                        // capacity listed on the network is asked for
  std::uint32_t runs_within_days = 0;  // the meter sees each card within so many days of delivery; 0: not asked
  Day from{};  // the contract is signed, invoiced and paid in the programme's period
  std::optional<Day> until;  // exclusive

  friend bool operator==(const PurchaseTerms&, const PurchaseTerms&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("domestic", self.domestic);
    visit("price_tolerance", self.price_tolerance);
    visit("price_window_days", self.price_window_days);
    visit("price_claims_min", self.price_claims_min);
    visit("cards_per_server", self.cards_per_server);
    visit("acceptance", self.acceptance);
    visit("listing", self.listing);
    visit("runs_within_days", self.runs_within_days);
    visit("from", self.from);
    visit("until", self.until);
  }
};

}  // namespace scrip::subsidy
