#include "allocation/share_out.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "base/wide.h"

namespace scrip::allocation {
namespace {

// Whether the claim at `a` is served before the one at `b` where nothing else tells them apart.
bool earlier(const Claim& a, const Claim& b) {
  return a.submitted != b.submitted ? a.submitted < b.submitted : a.key < b.key;
}

// The claims that stay in: in descending order of what they ask, the longest run whose least share reaches the minimum.
// Shares are compared before rounding, as pool x asked / total >= minimum; a share that reaches a whole number of
// units still does so when it is rounded down.
std::vector<std::uint32_t> those_above(Amount pool, Amount minimum, std::span<const Claim> claims) {
  std::vector<std::uint32_t> order(claims.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  if (minimum.is_zero()) return order;
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    return claims[a].asked != claims[b].asked ? claims[a].asked > claims[b].asked : earlier(claims[a], claims[b]);
  });
  Amount total;
  for (const Claim& claim : claims) total += claim.asked;
  while (!order.empty()) {
    const Amount least = claims[order.back()].asked;
    const bool reached =
        total <= pool ? least >= minimum
                      : Int128{pool.micro_units} * least.micro_units >= Int128{minimum.micro_units} * total.micro_units;
    if (reached) break;
    total -= least;
    order.pop_back();
  }
  return order;
}

// The share of one claim in units: rounded down, with the remainder of the division.
struct Part {
  std::uint32_t claim = 0;
  std::int64_t units = 0;
  std::int64_t remainder = 0;  // of asked x pool / total: below the total
};

// Gives the units left by rounding down to the largest remainders. There are fewer such units than claims with a
// remainder, so nobody is lifted above what was asked.
void give_rest(std::vector<Part>& parts, std::int64_t rest, std::span<const Claim> claims) {
  SCRIP_CHECK(rest >= 0 && static_cast<std::size_t>(rest) <= parts.size());
  const auto end = parts.begin() + rest;
  std::nth_element(parts.begin(), end, parts.end(), [&](const Part& a, const Part& b) {
    return a.remainder != b.remainder ? a.remainder > b.remainder : earlier(claims[a.claim], claims[b.claim]);
  });
  for (auto part = parts.begin(); part != end; ++part) {
    SCRIP_CHECK(part->remainder > 0);
    ++part->units;
  }
}

}  // namespace

std::vector<Amount> share_out(Amount pool, Amount unit, Amount minimum, std::span<const Claim> claims) {
  SCRIP_CHECK(unit.micro_units > 0 && pool.micro_units >= 0 && minimum.micro_units >= 0);
  SCRIP_CHECK(pool.micro_units % unit.micro_units == 0 && minimum.micro_units % unit.micro_units == 0);
  Amount everything;
  for (const Claim& claim : claims) {
    SCRIP_CHECK(claim.asked.micro_units > 0 && claim.asked.micro_units % unit.micro_units == 0);
    SCRIP_CHECK(claim.asked <= amount_max - everything);
    everything += claim.asked;
  }
  std::vector<Amount> shares(claims.size());
  const std::vector<std::uint32_t> in = those_above(pool, minimum, claims);
  Amount total;
  for (const std::uint32_t claim : in) total += claims[claim].asked;
  if (total <= pool) {
    for (const std::uint32_t claim : in) shares[claim] = claims[claim].asked;
    return shares;
  }
  // In units from here on; the product of two 64-bit counts fits 128 bits, and the total, at most amount_max, 64.
  const std::int64_t pool_units = pool.micro_units / unit.micro_units;
  const std::int64_t total_units = total.micro_units / unit.micro_units;
  std::vector<Part> parts;
  parts.reserve(in.size());
  std::int64_t rest = pool_units;
  for (const std::uint32_t claim : in) {
    const Int128 product = Int128{claims[claim].asked.micro_units / unit.micro_units} * pool_units;
    const auto units = static_cast<std::int64_t>(divide(product, total_units, Rounding::down));
    parts.push_back({claim, units, static_cast<std::int64_t>(product - Int128{units} * total_units)});
    rest -= units;
  }
  give_rest(parts, rest, claims);
  for (const Part& part : parts) shares[part.claim] = Amount{part.units * unit.micro_units};
  return shares;
}

}  // namespace scrip::allocation
