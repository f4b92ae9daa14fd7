#include "control/exact.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace scrip::control {
namespace {

constexpr unsigned limb_bits = 32;
constexpr std::uint64_t limb_base = std::uint64_t{1} << limb_bits;

std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

void trim(std::vector<std::uint32_t>& limbs) {
  while (!limbs.empty() && limbs.back() == 0) limbs.pop_back();
}

std::vector<std::uint32_t> shifted_left(const std::vector<std::uint32_t>& limbs, unsigned shift) {
  std::vector<std::uint32_t> out(limbs.size() + 1);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < limbs.size(); ++i) {
    carry |= std::uint64_t{limbs[i]} << shift;
    out[i] = low(carry);
    carry >>= limb_bits;
  }
  out.back() = low(carry);
  return out;
}

// By one limb: the quotient in place; the rest is returned.
std::uint32_t divide_in_place(std::vector<std::uint32_t>& limbs, std::uint32_t divisor) {
  std::uint64_t rest = 0;
  for (std::size_t i = limbs.size(); i-- > 0;) {
    rest = rest << limb_bits | limbs[i];
    limbs[i] = low(rest / divisor);
    rest %= divisor;
  }
  trim(limbs);
  return low(rest);
}

// Algorithm D, steps D3 to D6: one limb of the quotient; u[at ..] becomes the rest.
std::uint32_t next_limb(std::vector<std::uint32_t>& u, const std::vector<std::uint32_t>& v, std::size_t at) {
  const std::size_t n = v.size();
  const std::uint64_t top = std::uint64_t{u[at + n]} << limb_bits | u[at + n - 1];
  std::uint64_t guess = top / v[n - 1];
  std::uint64_t rest = top % v[n - 1];
  while (guess >= limb_base || guess * v[n - 2] > (rest << limb_bits | u[at + n - 2])) {
    --guess;
    rest += v[n - 1];
    if (rest >= limb_base) break;
  }
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t product = guess * v[i] + borrow;
    borrow = (product >> limb_bits) + (low(product) > u[at + i] ? 1 : 0);
    u[at + i] -= low(product);
  }
  const bool was_too_large = borrow > u[at + n];
  u[at + n] -= low(borrow);
  if (!was_too_large) return low(guess);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < n; ++i) {
    carry += std::uint64_t{u[at + i]} + v[i];
    u[at + i] = low(carry);
    carry >>= limb_bits;
  }
  u[at + n] += low(carry);
  return low(guess - 1);
}

}  // namespace

Integer::Integer(std::int64_t value) : negative_(value < 0) {
  std::uint64_t rest = static_cast<std::uint64_t>(value);
  if (negative_) rest = ~rest + 1;
  for (; rest != 0; rest >>= limb_bits) limbs_.push_back(low(rest));
}

Integer::Integer(Limbs limbs, bool negative) : limbs_(std::move(limbs)) {
  trim(limbs_);
  negative_ = negative && !limbs_.empty();
}

std::size_t Integer::bits() const {
  if (limbs_.empty()) return 0;
  return (limbs_.size() - 1) * limb_bits + static_cast<std::size_t>(std::bit_width(limbs_.back()));
}

std::string Integer::text() const {
  if (is_zero()) return "0";
  std::string digits;
  for (Limbs rest = limbs_; !rest.empty();) {
    std::uint32_t nine = divide_in_place(rest, 1'000'000'000);
    for (int i = 0; i < 9 && (nine != 0 || !rest.empty()); ++i, nine /= 10) {
      digits.push_back(static_cast<char>('0' + nine % 10));
    }
  }
  if (negative_) digits.push_back('-');
  std::ranges::reverse(digits);
  return digits;
}

std::strong_ordering Integer::compare(const Limbs& a, const Limbs& b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  return std::lexicographical_compare_three_way(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

Integer::Limbs Integer::sum(const Limbs& a, const Limbs& b) {
  Limbs out(std::max(a.size(), b.size()) + 1);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    carry += std::uint64_t{i < a.size() ? a[i] : 0} + (i < b.size() ? b[i] : 0);
    out[i] = low(carry);
    carry >>= limb_bits;
  }
  return out;
}

Integer::Limbs Integer::difference(const Limbs& larger, const Limbs& smaller) {
  Limbs out(larger.size());
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::uint64_t less = borrow + (i < smaller.size() ? smaller[i] : 0);
    borrow = less > larger[i] ? 1 : 0;
    out[i] = low(larger[i] - less);
  }
  return out;
}

std::pair<Integer::Limbs, Integer::Limbs> Integer::quotient(const Limbs& a, const Limbs& b) {
  if (compare(a, b) < 0) return {{}, a};
  if (b.size() == 1) {
    Limbs out = a;
    const std::uint32_t rest = divide_in_place(out, b.front());
    return {std::move(out), rest == 0 ? Limbs{} : Limbs{rest}};
  }
  const unsigned shift = static_cast<unsigned>(std::countl_zero(b.back()));
  Limbs u = shifted_left(a, shift);
  Limbs v = shifted_left(b, shift);
  trim(v);
  Limbs out(u.size() - v.size());
  for (std::size_t at = out.size(); at-- > 0;) out[at] = next_limb(u, v, at);
  trim(u);
  for (std::size_t i = 0; shift != 0 && i < u.size(); ++i) {
    const std::uint64_t pair = std::uint64_t{i + 1 < u.size() ? u[i + 1] : 0} << limb_bits | u[i];
    u[i] = low(pair >> shift);
  }
  return {std::move(out), std::move(u)};
}

Integer operator-(Integer value) {
  value.negative_ = !value.negative_ && !value.limbs_.empty();
  return value;
}

Integer operator+(const Integer& a, const Integer& b) {
  if (a.negative_ == b.negative_) return {Integer::sum(a.limbs_, b.limbs_), a.negative_};
  if (Integer::compare(a.limbs_, b.limbs_) >= 0) return {Integer::difference(a.limbs_, b.limbs_), a.negative_};
  return {Integer::difference(b.limbs_, a.limbs_), b.negative_};
}

Integer operator-(const Integer& a, const Integer& b) { return a + -b; }

Integer operator*(const Integer& a, const Integer& b) {
  Integer::Limbs out(a.limbs_.size() + b.limbs_.size());
  for (std::size_t i = 0; i < a.limbs_.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < b.limbs_.size(); ++j) {
      carry += std::uint64_t{a.limbs_[i]} * b.limbs_[j] + out[i + j];
      out[i + j] = low(carry);
      carry >>= limb_bits;
    }
    out[i + b.limbs_.size()] = low(carry);
  }
  return {std::move(out), a.negative_ != b.negative_};
}

std::pair<Integer, Integer> divide(const Integer& a, const Integer& b) {
  SCRIP_CHECK(!b.is_zero());
  auto [whole, rest] = Integer::quotient(a.limbs_, b.limbs_);
  return {Integer(std::move(whole), a.negative_ != b.negative_), Integer(std::move(rest), a.negative_)};
}

std::strong_ordering operator<=>(const Integer& a, const Integer& b) {
  if (a.sign() != b.sign()) return a.sign() <=> b.sign();
  return a.negative_ ? Integer::compare(b.limbs_, a.limbs_) : Integer::compare(a.limbs_, b.limbs_);
}

Integer greatest_common_divisor(Integer a, Integer b) {
  if (a.sign() < 0) a = -std::move(a);
  if (b.sign() < 0) b = -std::move(b);
  while (!b.is_zero()) {
    Integer rest = divide(a, b).second;
    a = std::exchange(b, std::move(rest));
  }
  return a;
}

Fraction::Fraction(Integer numerator, Integer denominator) {
  SCRIP_CHECK(!denominator.is_zero());
  Integer common = greatest_common_divisor(numerator, denominator);
  if (denominator.sign() < 0) common = -std::move(common);
  numerator_ = divide(numerator, common).first;
  denominator_ = divide(denominator, common).first;
}

std::int64_t Fraction::scaled(std::int64_t scale) const {
  const Integer two(2);
  const Integer numerator = numerator_ * Integer(scale) * two;
  const Integer half = numerator.sign() < 0 ? -denominator_ : denominator_;
  const std::string text = divide(numerator + half, denominator_ * two).first.text();
  SCRIP_CHECK(text.size() <= 18);
  return std::stoll(text);
}

std::string Fraction::text() const {
  return denominator_ == Integer(1) ? numerator_.text() : numerator_.text() + "/" + denominator_.text();
}

Fraction operator+(const Fraction& a, const Fraction& b) {
  return {a.numerator_ * b.denominator_ + b.numerator_ * a.denominator_, a.denominator_ * b.denominator_};
}
Fraction operator-(const Fraction& a, const Fraction& b) {
  return {a.numerator_ * b.denominator_ - b.numerator_ * a.denominator_, a.denominator_ * b.denominator_};
}
Fraction operator*(const Fraction& a, const Fraction& b) {
  return {a.numerator_ * b.numerator_, a.denominator_ * b.denominator_};
}
Fraction operator/(const Fraction& a, const Fraction& b) {
  return {a.numerator_ * b.denominator_, a.denominator_ * b.numerator_};
}
std::strong_ordering operator<=>(const Fraction& a, const Fraction& b) {
  return a.numerator_ * b.denominator_ <=> b.numerator_ * a.denominator_;
}

}  // namespace scrip::control
