#include "programme/split.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "base/wide.h"

namespace scrip::programme {

std::vector<Amount> share_out(Amount whole, std::span<const std::int64_t> weights) {
  SCRIP_CHECK(whole >= Amount{});
  Int128 sum = 0;
  for (const std::int64_t weight : weights) {
    SCRIP_CHECK(weight >= 0);
    sum += weight;
  }
  std::vector<Amount> parts(weights.size());
  if (whole.is_zero()) return parts;
  SCRIP_CHECK(sum > 0);

  std::vector<Int128> fractions(weights.size());
  std::int64_t rest = whole.micro_units;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Int128 product = Int128{whole.micro_units} * weights[i];
    parts[i].micro_units = static_cast<std::int64_t>(divide(product, sum, Rounding::down));
    fractions[i] = product - Int128{parts[i].micro_units} * sum;
    rest -= parts[i].micro_units;
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return fractions[a] > fractions[b]; });
  // Fewer than there are weights with a fraction: fractions are below one each and sum to `rest`.
  for (std::size_t i = 0; rest > 0; ++i, --rest) parts[order[i]].micro_units += 1;
  return parts;
}

}  // namespace scrip::programme
