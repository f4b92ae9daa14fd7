#include "reports/decimal.h"

#include <algorithm>
#include <numeric>

#include "base/amount.h"

namespace scrip::reports {
namespace {

std::string digits(UInt128 value) {
  std::string out;
  do {
    out += static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  std::reverse(out.begin(), out.end());
  return out;
}

std::string padded(UInt128 value, std::size_t width) {
  std::string out = digits(value);
  return std::string(width - std::min(width, out.size()), '0') + out;
}

}  // namespace

std::string decimal(Int128 micro_units, int decimals_min) {
  const UInt128 size = micro_units < 0 ? -static_cast<UInt128>(micro_units) : static_cast<UInt128>(micro_units);
  std::string fraction = padded(size % micro, 6);
  while (fraction.size() > static_cast<std::size_t>(decimals_min) && fraction.back() == '0') fraction.pop_back();
  std::string out = (micro_units < 0 ? "-" : "") + digits(size / micro);
  if (!fraction.empty()) out += "." + fraction;
  return out;
}

Int128 micro_units_of(std::string_view canonical) {
  const bool negative = canonical.starts_with('-');
  if (negative) canonical.remove_prefix(1);
  Int128 value = 0;
  int decimals = -1;
  for (const char c : canonical) {
    if (c == '.') {
      decimals = 0;
      continue;
    }
    value = value * 10 + (c - '0');
    if (decimals >= 0) ++decimals;
  }
  for (int i = std::max(decimals, 0); i < 6; ++i) value *= 10;
  return negative ? -value : value;
}

std::string exact_decimal(rating::Exact exact) {
  const auto whole = exact / rating::exact_per_micro_unit;
  const auto rest = static_cast<std::int64_t>(exact % rating::exact_per_micro_unit);  // exact >= 0: bills only grow
  if (rest == 0) return decimal(whole);
  const auto denominator = static_cast<std::int64_t>(rating::exact_per_micro_unit);
  const std::int64_t common = std::gcd(rest, denominator);
  if (rest % 9 != 0) {
    return decimal(whole) + " + " + std::to_string(rest / common) + "/" + std::to_string(denominator / common) +
           " x 10^-6";
  }
  std::string fraction = padded(static_cast<UInt128>(rest / 9), 12);  // of 10^12 parts of a micro-unit
  while (fraction.back() == '0') fraction.pop_back();
  return decimal(whole, 6) + fraction;
}

}  // namespace scrip::reports
