#pragma once
// What a site knows of the reservations at it (docs/reservations.md), and whether a job may run under one.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace scrip::site {

struct Reserved {
  std::string key;
  std::string organisation;
  std::string resource;  // the chip model at Scrip
  std::string status;    // as Scrip names it: "reserved", "in_use", "used", "cancelled", "broken", "reclaimed"
  std::string reason;    // why it was ended
  std::int64_t devices = 0;
  std::int64_t from_s = 0;   // since 1970
  std::int64_t until_s = 0;  // since 1970, exclusive

  [[nodiscard]] bool stands() const { return status == "reserved" || status == "in_use"; }
  friend bool operator==(const Reserved&, const Reserved&) = default;
};

using Reservations = std::map<std::string, Reserved, std::less<>>;

// What a job asks of a reservation. Fields that the submit hook does not know are empty, and are not judged.
struct UnderReservation {
  std::string organisation;
  std::string resource;
  std::int64_t units = 0;  // thousandths of a device
};

// Whether it may. That it has not begun is no error: the job waits. Errors, with a sentence for the one who submits:
// forbidden (another organisation's), reservation_state (ended, or over), value_invalid (another chip, too many
// devices).
[[nodiscard]] Result<void> judge(const Reserved& reservation, const UnderReservation& job, std::int64_t now_s);

// A reservation that a site broke has its job's quote under this name.
[[nodiscard]] std::string quote_instead_of(std::string_view reservation);

// One line each; what is read of what was written is the same.
[[nodiscard]] std::string written(const Reservations& reservations);
[[nodiscard]] Reservations read_written(std::string_view text);

}  // namespace scrip::site
