#include "connectors/read_options.h"

#include <algorithm>

#include "connectors/texts.h"

namespace scrip::connectors {
namespace {

std::unexpected<Error> not_one_of(std::string_view text, std::string_view allowed, std::string field) {
  return fail(ErrorCode::value_invalid, say("'{0}' is not one of {1}", text, allowed), std::move(field));
}

}  // namespace

Result<Charge> parse_charge(std::string_view text) {
  std::string plain{text};
  std::replace(plain.begin(), plain.end(), '-', '_');
  if (plain == "devices_else_cores") return Charge::devices_else_cores;
  if (plain == "devices") return Charge::devices;
  if (plain == "cores") return Charge::cores;
  if (plain == "both") return Charge::both;
  return not_one_of(text, "devices_else_cores, devices, cores, both", "charge");
}

Result<TimeUnit> parse_time_unit(std::string_view text) {
  if (text == "auto") return TimeUnit::automatic;
  if (text == "s") return TimeUnit::seconds;
  if (text == "ms") return TimeUnit::milliseconds;
  return not_one_of(text, "auto, s, ms", "time_unit");
}

Result<Billed> parse_billed(std::string_view text) {
  if (text == "sent") return Billed::sent;
  if (text == "computed") return Billed::computed;
  return not_one_of(text, "sent, computed", "billed");
}

}  // namespace scrip::connectors
