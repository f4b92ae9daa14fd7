#include "subsidy/sums.h"

#include <algorithm>
#include <map>

#include "base/wide.h"

namespace scrip::subsidy {

std::vector<ChipSum> chip_sums(const Claim& claim, const std::vector<bool>& devices,
                               const std::vector<std::vector<bool>>& lines) {
  std::map<std::string, ChipSum> sums;
  for (std::size_t i = 0; i < claim.invoices.size(); ++i) {
    for (std::size_t j = 0; j < claim.invoices[i].lines.size(); ++j) {
      const auto& line = claim.invoices[i].lines[j];
      if (line.resource.empty() || !lines[i][j]) continue;
      auto& sum = sums[line.resource];
      sum.invoiced += line.quantity;
      sum.amount += line.amount;
    }
  }
  const auto all = devices_of(claim);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (devices[i]) ++sums[std::string(all[i].resource)].delivered;
  }
  std::vector<ChipSum> chips;
  for (auto& [resource, sum] : sums) {
    sum.resource = resource;
    chips.push_back(std::move(sum));
  }
  return chips;
}

Amount spent_on(const ChipSum& chip, Amount paid, Amount invoiced) {
  if (chip.invoiced == 0 || invoiced.is_zero()) return {};
  // Both products stay below 2^62 x 2^62.
  const Int128 delivered = std::min(chip.delivered, chip.invoiced);
  const Int128 share = Int128{chip.amount.micro_units} * delivered / Int128{static_cast<std::int64_t>(chip.invoiced)};
  const Int128 counted = std::min(paid, invoiced).micro_units;
  return Amount{static_cast<std::int64_t>(share * counted / invoiced.micro_units)};
}

}  // namespace scrip::subsidy
