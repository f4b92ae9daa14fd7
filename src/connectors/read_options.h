#pragma once
// What a file does not say itself and the person who imports it must.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "metering/usage.h"

namespace scrip::connectors {

enum class Charge : std::uint8_t {
  devices_else_cores,  // a job with devices is charged for them, a job without for its cores
  devices,
  cores,
  both,
};
// In which unit a column of plain numbers counts time. `automatic`: seconds where the file counts from a stated zero,
// else whichever of seconds and milliseconds since 1970 falls between 1990 and 2200.
enum class TimeUnit : std::uint8_t { automatic, seconds, milliseconds };
// Which input tokens of a token log are counted: all that were sent, or only those not found in the prefix cache.
enum class Billed : std::uint8_t { sent, computed };

struct ReadOptions {
  ZoneOffsets zone = {};                  // of times without a zone; empty: UTC, which the report remarks on
  std::optional<Instant> time_zero = {};  // what the times of a file count from, where the file does not say
  std::string account = {};               // for rows that name none
  std::string cluster = {};               // for rows that name none; part of the job's key
  std::string resource = {};              // devices whose model the file does not name; empty: "gpu"
  std::string core_resource = "cpu-core";
  metering::Use use = metering::Use::unspecified;
  Charge charge = Charge::devices_else_cores;
  // Generic resources (gres) that are devices. A node's other gres (licences, shards of a device) are not charged.
  std::vector<std::string> device_gres = {"gpu", "npu", "dcu", "mlu"};

  std::vector<std::pair<std::string, std::string>> columns =
      {};  // generic CSV: {our name, header name or 1-based number}
  TimeUnit time_unit = TimeUnit::automatic;

  std::string model = {};  // token logs: the resources are "<model>/input" and "<model>/output"
  std::string log = {};    // token logs: part of the job's key; empty: the format's name
  Billed billed = Billed::sent;
};

// Errors of all three: value_invalid, naming what is allowed.
[[nodiscard]] Result<Charge> parse_charge(std::string_view text);       // as the enumerators, with '-' or '_'
[[nodiscard]] Result<TimeUnit> parse_time_unit(std::string_view text);  // auto, s, ms
[[nodiscard]] Result<Billed> parse_billed(std::string_view text);       // sent, computed

}  // namespace scrip::connectors
