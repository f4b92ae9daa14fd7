#include "base/grouped.h"

#include <algorithm>

namespace scrip {

std::string grouped(std::string_view number) {
  const std::size_t sign = number.starts_with('-') ? 1 : 0;
  const std::size_t point = std::min(number.find('.'), number.size());
  const bool plain =
      std::all_of(number.begin() + static_cast<std::ptrdiff_t>(sign),
                  number.begin() + static_cast<std::ptrdiff_t>(point), [](char c) { return c >= '0' && c <= '9'; });
  if (!plain || point == sign) return std::string(number);
  std::string out(number.substr(0, sign));
  for (std::size_t i = sign; i < point; ++i) {
    if (i != sign && (point - i) % 3 == 0) out += ',';
    out += number[i];
  }
  return out.append(number.substr(point));
}

}  // namespace scrip
