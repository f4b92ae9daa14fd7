#pragma once
// Prices by tariff period as people write them.

#include <string>
#include <string_view>
#include <vector>

#include "rating/rate_card.h"

namespace scrip::rating {

// The bands of one resource's price. One band a text:
//
//   8.00 CNY/h                        at any time
//   mon-fri 08:00-22:00 8.00 CNY/h    days (mon-fri, sat,sun, ...) and hours on the site's wall clock, either or both
//   22:00-06:00 3.20 CNY/h            hours that pass midnight: the early part belongs to the days named, too
//   otherwise 5.00 CNY/h              every minute of the week that no other band holds; last
//
// The unit may be left out: it is an hour of a device or core, or a million tokens ("4.00 CNY/M tokens").
// Errors: value_invalid, wrong_currency, wrong_unit; gaps and overlaps are for RateCards::check to find.
[[nodiscard]] Result<std::vector<Band>> parse_tariff(const std::vector<std::string>& texts, registry::ResourceKind kind,
                                                     std::string_view currency);
// The same in one text, with ';' between the bands.
[[nodiscard]] Result<std::vector<Band>> parse_tariff_text(std::string_view text, registry::ResourceKind kind,
                                                          std::string_view currency);

}  // namespace scrip::rating
