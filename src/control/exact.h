#pragma once
// Whole numbers and fractions without a bound, for sums over cycles of holdings that have to be exact. Schoolbook
// arithmetic: fit for numbers of a few thousand bits.
//
// Source: Knuth, The Art of Computer Programming, volume 2, 4.3.1 (algorithms A, S, M, D) and 4.5.2 (Euclid).

#include <compare>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace scrip::control {

class Integer {
 public:
  Integer() = default;
  explicit Integer(std::int64_t value);

  [[nodiscard]] bool is_zero() const { return limbs_.empty(); }
  [[nodiscard]] int sign() const { return limbs_.empty() ? 0 : (negative_ ? -1 : 1); }
  [[nodiscard]] std::size_t bits() const;
  [[nodiscard]] std::string text() const;  // decimal

  friend Integer operator-(Integer value);
  friend Integer operator+(const Integer& a, const Integer& b);
  friend Integer operator-(const Integer& a, const Integer& b);
  friend Integer operator*(const Integer& a, const Integer& b);
  // Towards zero; the rest has the dividend's sign. Precondition (checked): b is not zero.
  friend std::pair<Integer, Integer> divide(const Integer& a, const Integer& b);
  friend std::strong_ordering operator<=>(const Integer& a, const Integer& b);
  friend bool operator==(const Integer& a, const Integer& b) = default;

 private:
  using Limbs = std::vector<std::uint32_t>;  // lowest first, no zero at the end
  Integer(Limbs limbs, bool negative);
  static std::strong_ordering compare(const Limbs& a, const Limbs& b);
  static Limbs sum(const Limbs& a, const Limbs& b);
  static Limbs difference(const Limbs& larger, const Limbs& smaller);
  static std::pair<Limbs, Limbs> quotient(const Limbs& a, const Limbs& b);

  Limbs limbs_;
  bool negative_ = false;  // never for zero
};

[[nodiscard]] Integer greatest_common_divisor(Integer a, Integer b);

// In lowest terms, with a denominator above zero.
class Fraction {
 public:
  Fraction() : denominator_(1) {}
  explicit Fraction(std::int64_t value) : numerator_(value), denominator_(1) {}
  // Precondition (checked): the denominator is not zero.
  Fraction(Integer numerator, Integer denominator);

  [[nodiscard]] const Integer& numerator() const { return numerator_; }
  [[nodiscard]] const Integer& denominator() const { return denominator_; }
  [[nodiscard]] bool is_zero() const { return numerator_.is_zero(); }
  [[nodiscard]] std::size_t bits() const { return numerator_.bits() + denominator_.bits(); }
  // This times `scale`, rounded half away from zero. Precondition (checked): it fits.
  [[nodiscard]] std::int64_t scaled(std::int64_t scale) const;
  [[nodiscard]] std::string text() const;  // "1/3", "1"

  friend Fraction operator+(const Fraction& a, const Fraction& b);
  friend Fraction operator-(const Fraction& a, const Fraction& b);
  friend Fraction operator*(const Fraction& a, const Fraction& b);
  friend Fraction operator/(const Fraction& a, const Fraction& b);
  friend std::strong_ordering operator<=>(const Fraction& a, const Fraction& b);
  friend bool operator==(const Fraction& a, const Fraction& b) = default;

 private:
  Integer numerator_, denominator_;
};

}  // namespace scrip::control
