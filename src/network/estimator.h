#pragma once
// From a model to devices and hours. Exact integers throughout; each constant has its source beside it, and
// docs/estimator.md has the formulas, the published runs they were held against, and the error of each.
//
// Training   work = 6 x active parameters x tokens (Kaplan et al. 2020) + 12 x layers x width x sequence x tokens for
//            attention (Chowdhery et al. 2022, appendix B); time = work / (devices x peak x utilisation).
//            memory = 16 bytes a parameter (weights, gradients, Adam; Rajbhandari et al. 2020), the 12 of the optimiser
//            spread over data-parallel copies, + 34 x sequence x width x layers / tensor of activations (Korthikanti et
//            al. 2022, selective recomputation, one sequence at a time).
// Serving    decoding reads the weights and the key-value cache once a step: time of a step = bytes / bandwidth, or
//            2 x active parameters x batch / speed if that is longer; prompts cost 2 x active parameters a token.
//
// Source  arXiv:2001.08361, arXiv:2204.02311, arXiv:1910.02054, arXiv:2205.05198

#include <cstdint>
#include <span>
#include <string_view>

#include "base/message.h"
#include "base/result.h"
#include "base/wide.h"
#include "network/workload.h"

namespace scrip::network {

// A chip model as the estimator sees it. Zero: not known.
struct ChipFacts {
  std::int64_t flops_thousandths = 0;  // of a TFLOPS, dense 16-bit
  std::int64_t memory_thousandths = 0;  // of a GB (10^9 bytes)
  std::int64_t bandwidth_thousandths = 0;  // of a GB/s
  std::uint32_t utilisation_ppm = 0;  // of the peak speed, by training
  std::uint32_t devices_per_server = 8;  // 1 .. 1,024
};

// What the estimator takes for granted, with where it is from. All are printed with each plan.
struct Assumption {
  std::string_view name;  // stable, such as "bytes_per_parameter"
  std::int64_t value = 0;
  std::string_view unit;  // "", "ppm", "bytes", "s"
  std::string_view source;  // as papers are cited; empty: nobody's figure, we assume it
};
[[nodiscard]] std::span<const Assumption> assumptions(WorkloadKind kind);

// The share of its peak speed that training reaches on a chip, by the chip's key, where runs were published; the lowest
// of the published for any other.
struct Utilisation {
  std::uint32_t ppm = 0;
  Message source;
};
[[nodiscard]] Utilisation stated_utilisation(std::string_view chip);

struct Plan {
  std::uint32_t devices = 0;
  std::int64_t duration_s = 0;  // whole minutes
  std::uint32_t tensor = 1;  // devices that share each layer, within a server
  std::uint32_t pipeline = 1;  // groups that share the layers
  std::uint32_t copies = 1;  // of the whole model
  std::int64_t memory_bytes = 0;  // of one device
  std::int64_t usable_bytes = 0;
  Int128 work = 0;  // floating-point operations; of serving: of one day
  std::uint32_t utilisation_ppm = 0;  // zero: devices were asked for as they are
  std::uint32_t layers = 0;  // said, or by the model's size
  std::uint32_t hidden = 0;
  std::uint32_t batch = 0;  // of serving: requests answered at a time by one copy
};

// The smallest plan that fits the memory and ends in time. The workload has passed check().
// Errors: value_invalid with the field "memory" (it does not fit), "figures" (a figure of the chip is not known) or
// "devices" (more than limits::devices_wanted_max).
[[nodiscard]] Result<Plan> plan(const Workload& workload, const ChipFacts& chip);

// The work of training in floating-point operations.
[[nodiscard]] Int128 training_work(const Workload& workload);
// What share of the peak speed a finished training reached; parts per million, at most 10^6; zero: nothing was used.
[[nodiscard]] std::uint32_t reached_ppm(Int128 work, Int128 device_ms, std::int64_t flops_thousandths);

}  // namespace scrip::network
