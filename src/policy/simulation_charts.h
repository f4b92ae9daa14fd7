#pragma once
// Charts of what a simulation came to.

#include <string>
#include <string_view>

#include "policy/simulate.h"
#include "policy/totals.h"

namespace scrip::policy {

// `note` goes into the subtitle: which rules these are; may be empty.
[[nodiscard]] std::string decisions_chart(const Policy& policy, const Totals& totals, std::string_view note,
                                          Language language);
// Rules by how many applications each refuses: alone, and with others.
[[nodiscard]] std::string refusals_chart(const Simulator& simulator, const Totals& totals, std::string_view note,
                                         Language language);
// How many awards there are of each size, by steps that double.
[[nodiscard]] std::string awards_chart(const Policy& policy, const Totals& totals, std::string_view note,
                                       Language language);
// Month by month, since the first award: what was awarded, and for the first come what the pool could pay and what is
// left of it, for rounds what there is.
[[nodiscard]] std::string pool_chart(const Policy& policy, const PoolHistory& pool, std::string_view note,
                                     Language language);

// What the two sets of rules are called.
struct SideNames {
  std::string before;
  std::string after;
};
// Who gains and who loses by a fact; `fact` is one that the comparison has.
[[nodiscard]] std::string comparison_chart(const Policy& policy, const Comparison& comparison, std::string_view fact,
                                           const SideNames& names, Language language);
// Awards, refusals and money, each drawn against the larger of its two.
[[nodiscard]] std::string side_by_side_chart(const Policy& before, const Totals& totals_before, const Policy& after,
                                             const Totals& totals_after, const SideNames& names, Language language);

}  // namespace scrip::policy
