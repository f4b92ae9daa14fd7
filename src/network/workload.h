#pragma once
// What somebody wants to run: so many devices for so long, a model to train, or a model to serve. Numbers are exact
// integers; what is left at zero is not said, and the estimator (estimator.h) states what it assumes instead.

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace scrip::network {

// Numbers are stored: never reused.
enum class WorkloadKind : std::uint8_t { devices = 0, train = 1, serve = 2 };
enum class Precision : std::uint8_t { bits16 = 0, bits8 = 1 };  // FP16 or BF16; FP8 or INT8
// How soon an answer is expected: within a day, within seconds, as one reads.
enum class LatencyClass : std::uint8_t { batch = 0, standard = 1, interactive = 2 };

struct Workload {
  WorkloadKind kind = WorkloadKind::devices;
  std::uint32_t devices = 0;     // of `devices`: how many; else at least so many, 0: as few as will do
  std::int64_t duration_s = 0;   // how long; of training: within how long, 0: limits::training_s_default
  std::int64_t parameters = 0;   // of the model
  std::int64_t active_parameters = 0;  // used for one token (mixture of experts); 0: all
  std::int64_t tokens = 0;       // of training, all passes together
  std::uint32_t sequence = 0;    // tokens of one sequence; 0: limits::sequence_default
  std::uint32_t layers = 0;      // 0: by the model's size
  std::uint32_t hidden = 0;      // width of a layer; 0: by the model's size
  Precision precision = Precision::bits16;
  std::int64_t requests_per_day = 0;  // of serving, as all below
  std::int64_t tokens_in = 0;    // of one request
  std::int64_t tokens_out = 0;   // of one answer
  LatencyClass latency = LatencyClass::standard;

  friend bool operator==(const Workload&, const Workload&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("kind", self.kind);
    visit("devices", self.devices);
    visit("duration_s", self.duration_s);
    visit("parameters", self.parameters);
    visit("active_parameters", self.active_parameters);
    visit("tokens", self.tokens);
    visit("sequence", self.sequence);
    visit("layers", self.layers);
    visit("hidden", self.hidden);
    visit("precision", self.precision);
    visit("requests_per_day", self.requests_per_day);
    visit("tokens_in", self.tokens_in);
    visit("tokens_out", self.tokens_out);
    visit("latency", self.latency);
  }
};

// Errors: missing_field, out_of_range (limits::devices_wanted_max and so on), value_invalid (a figure that does not
// belong to the kind), with the field at fault.
[[nodiscard]] Result<void> check(const Workload& workload);

[[nodiscard]] std::string_view name(WorkloadKind kind);
[[nodiscard]] std::string_view name(Precision precision);
[[nodiscard]] std::string_view name(LatencyClass latency);
// Errors: value_invalid, with what is possible.
[[nodiscard]] Result<WorkloadKind> parse_workload_kind(std::string_view text);
[[nodiscard]] Result<Precision> parse_precision(std::string_view text);
[[nodiscard]] Result<LatencyClass> parse_latency(std::string_view text);
// "405B", "1.5T", "7,000,000,000" is refused: digits, at most one point, and K, M, B (10^9) or T. Errors:
// value_invalid, out_of_range.
[[nodiscard]] Result<std::int64_t> parse_count(std::string_view text);

}  // namespace scrip::network
