#include "site/reserved.h"

#include <array>

#include "base/time.h"
#include "connectors/values.h"
#include "site/payment.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

std::string instant_text(std::int64_t at_s) { return format_instant(instant_at(at_s * 1000)); }

Message why_ended(const Reserved& reservation) {
  if (reservation.status == "broken") {
    return say("this site cancelled the reservation '{0}' ({1}); the new quote for it is '{2}'", reservation.key,
               reservation.reason, quote_instead_of(reservation.key));
  }
  if (reservation.status == "reclaimed") {
    return say("no job came for the reservation '{0}' in time, so it was taken back", reservation.key);
  }
  if (reservation.status == "cancelled") return say("the reservation '{0}' was cancelled", reservation.key);
  return say("the reservation '{0}' was used already", reservation.key);
}

// Fields are cut at tabs and rows at ends of lines; a reason is free text.
std::string plain(std::string text) {
  for (char& c : text) {
    if (c == '\t' || c == '\n') c = ' ';
  }
  return text;
}

}  // namespace

std::string quote_instead_of(std::string_view reservation) { return std::string(reservation) + "~1"; }

Result<void> judge(const Reserved& reservation, const UnderReservation& job, std::int64_t now_s) {
  const auto no = [](ErrorCode code, Message why) { return fail(code, std::move(why), "reservation"); };
  if (job.organisation != reservation.organisation) {
    return no(ErrorCode::forbidden,
              say("the reservation '{0}' is not that of '{1}'", reservation.key, job.organisation));
  }
  if (!reservation.stands()) return no(ErrorCode::reservation_state, why_ended(reservation));
  if (now_s >= reservation.until_s) {
    return no(ErrorCode::reservation_state,
              say("the reservation '{0}' ended at {1}", reservation.key, instant_text(reservation.until_s)));
  }
  if (!job.resource.empty() && job.resource != reservation.resource) {
    return no(ErrorCode::value_invalid, say("the reservation '{0}' is of '{1}', not of '{2}'", reservation.key,
                                            reservation.resource, job.resource));
  }
  if (job.units > reservation.devices * 1000) {
    return no(ErrorCode::value_invalid, say("the reservation '{0}' is of {1} devices, not of {2}", reservation.key,
                                            reservation.devices, units_text(job.units)));
  }
  return {};
}

std::string written(const Reservations& reservations) {
  std::string text;
  for (const auto& [key, row] : reservations) {
    for (const std::string& field : {key, row.organisation, row.resource, row.status, std::to_string(row.devices),
                                     std::to_string(row.from_s), std::to_string(row.until_s)}) {
      text += plain(field) + "\t";
    }
    text += plain(row.reason) + "\n";
  }
  return text;
}

Reservations read_written(std::string_view text) {
  Reservations all;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    std::array<std::string_view, 7> fields;
    bool whole = true;
    for (std::string_view& field : fields) {
      const auto tab = line.find('\t');
      whole = whole && tab != line.npos;
      field = line.substr(0, tab);
      line.remove_prefix(tab == line.npos ? line.size() : tab + 1);
    }
    const auto devices = connectors::parse_count(fields[4], "devices");
    const auto from_s = connectors::parse_count(fields[5], "from");
    const auto until_s = connectors::parse_count(fields[6], "until");
    if (!whole || !devices || !from_s || !until_s) continue;
    all.insert_or_assign(std::string(fields[0]), Reserved{.key = std::string(fields[0]),
                                                          .organisation = std::string(fields[1]),
                                                          .resource = std::string(fields[2]),
                                                          .status = std::string(fields[3]),
                                                          .reason = std::string(line),
                                                          .devices = *devices,
                                                          .from_s = *from_s,
                                                          .until_s = *until_s});
  }
  return all;
}

}  // namespace scrip::site
