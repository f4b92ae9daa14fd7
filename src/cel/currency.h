#pragma once
// Currencies by their code in ISO 4217: three capital letters.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scrip::cel {

// A code, packed into 24 bits; comparing two is comparing two numbers. The empty currency is no currency.
struct Currency {
  std::uint32_t packed = 0;

  friend constexpr auto operator<=>(Currency, Currency) = default;
  [[nodiscard]] std::string code() const;  // "CNY"
};

// The currency of a code in capitals ("CNY"), if ISO 4217 lists it as money in use.
[[nodiscard]] std::optional<Currency> find_currency(std::string_view code);

// The decimals a price in this currency is written with: 2 for most, 0 for JPY, 3 for KWD.
[[nodiscard]] int minor_digits(Currency currency);

// Every code, in alphabetical order.
[[nodiscard]] std::string_view currency_codes();  // "AED AFN ...": four bytes each

}  // namespace scrip::cel
