#include "cel/currency.h"

namespace scrip::cel {
namespace {

// ISO 4217, list one (funds codes and precious metals left out).
constexpr std::string_view codes =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP "
    "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF "
    "IDR "
    "ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK "
    "MNT "
    "MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR "
    "SBD "
    "SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED "
    "VES "
    "VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG ";
static_assert(codes.size() % 4 == 0);

constexpr std::string_view without_minor = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF ";
constexpr std::string_view with_three_digits = "BHD IQD JOD KWD LYD OMR TND ";

bool lists(std::string_view list, std::string_view code) {
  for (std::size_t at = 0; at < list.size(); at += 4) {
    if (list.substr(at, 3) == code) return true;
  }
  return false;
}

}  // namespace

std::string Currency::code() const {
  if (packed == 0) return {};
  return {static_cast<char>(packed >> 16), static_cast<char>(packed >> 8 & 0xff), static_cast<char>(packed & 0xff)};
}

std::optional<Currency> find_currency(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  std::size_t low = 0;  // of the half of the sorted list that the code can be in
  for (std::size_t count = codes.size() / 4; count > 0;) {
    const std::size_t half = count / 2;
    const bool above = codes.substr((low + half) * 4, 3) < code;
    low += above ? half + 1 : 0;
    count = above ? count - half - 1 : half;
  }
  if (low * 4 == codes.size() || codes.substr(low * 4, 3) != code) return std::nullopt;
  std::uint32_t packed = 0;
  for (const char c : code) packed = packed << 8 | static_cast<std::uint8_t>(c);
  return Currency{packed};
}

int minor_digits(Currency currency) {
  const std::string code = currency.code();
  if (lists(without_minor, code)) return 0;
  return lists(with_three_digits, code) ? 3 : 2;
}

std::string_view currency_codes() { return codes; }

}  // namespace scrip::cel
