#include "network/estimator.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <utility>

#include "base/limits.h"
#include "network/constants.h"
#include "network/texts.h"
#include "registry/chip.h"

namespace scrip::network {
namespace {

constexpr std::int64_t minute_s = 60;
constexpr std::int64_t day_s = 86'400;
constexpr Int128 million = 1'000'000;

Int128 ceiling(Int128 numerator, Int128 denominator) { return divide(numerator, denominator, Rounding::up); }

std::int64_t active(const Workload& workload) {
  return workload.active_parameters != 0 ? workload.active_parameters : workload.parameters;
}

struct Shape {
  std::int64_t layers = 0;
  std::int64_t hidden = 0;
  std::int64_t sequence = 0;
};

// layers = cube root of (parameters / (12 x 128^2)), to the nearest.
std::int64_t layers_of(std::int64_t parameters) {
  const std::int64_t per_cube = parameters_of_a_layer * width_of_a_layer * width_of_a_layer;
  std::int64_t layers = 1;
  while (per_cube * (2 * layers + 1) * (2 * layers + 1) * (2 * layers + 1) <= 8 * Int128{parameters}) ++layers;
  return layers;
}

Shape shape_of(const Workload& workload) {
  Shape shape{.layers = workload.layers, .hidden = workload.hidden, .sequence = workload.sequence};
  if (shape.sequence == 0) shape.sequence = limits::sequence_default;
  if (shape.layers == 0) shape.layers = layers_of(active(workload));
  if (shape.hidden == 0) shape.hidden = width_of_a_layer * layers_of(active(workload));
  return shape;
}

std::int64_t usable_bytes(const ChipFacts& chip) {
  return static_cast<std::int64_t>(Int128{chip.memory_thousandths} * million * usable_memory_ppm / million);
}

// Operations a second of one device, at this share of its peak.
Int128 speed(const ChipFacts& chip, std::int64_t reached_ppm) {
  return Int128{chip.flops_thousandths} * 1'000 * reached_ppm;
}

// What share of the 16-bit peak answering reaches where it computes.
std::int64_t computing_reached(const Workload& workload) {
  return workload.precision == Precision::bits8 ? prefill_reached_8bit_ppm : prefill_reached_ppm;
}

std::unexpected<Error> too_small(const ChipFacts& chip) {
  return fail(ErrorCode::value_invalid,
              say("the model does not fit into {0} GB of each device, however it is spread",
                  registry::format_chip_value(chip.memory_thousandths)),
              "memory");
}
std::unexpected<Error> unknown(Message what) { return fail(ErrorCode::value_invalid, std::move(what), "figures"); }
std::unexpected<Error> too_many() {
  return fail(ErrorCode::value_invalid, say("it takes more devices than there are anywhere"), "devices");
}

// Whole servers above one server, powers of two below.
std::int64_t round_up_devices(std::int64_t devices, std::int64_t per_server) {
  if (devices > per_server) return static_cast<std::int64_t>(ceiling(devices, per_server)) * per_server;
  std::int64_t rounded = 1;
  while (rounded < devices) rounded *= 2;
  return rounded;
}

struct Layout {
  std::int64_t tensor = 1;
  std::int64_t pipeline = 1;
  std::int64_t bytes = 0;
};

Int128 training_bytes(const Workload& workload, const Shape& shape, const Layout& layout, std::int64_t devices) {
  const Int128 group = layout.tensor * layout.pipeline;
  return ceiling(Int128{bytes_of_weights_and_gradients} * workload.parameters, group) +
         ceiling(Int128{bytes_of_optimiser} * workload.parameters, devices) +
         ceiling(Int128{bytes_of_activations} * shape.sequence * shape.hidden * shape.layers, layout.tensor);
}

// The smallest group that holds the model, first within a server, then over several, and the devices rounded up to
// whole groups: of those that fit the one with the fewest devices.
bool find_layout(const Workload& workload, const Shape& shape, const ChipFacts& chip, std::int64_t& devices,
                 Layout& found) {
  std::int64_t fewest = 0;
  for (std::int64_t tensor = 1; tensor <= chip.devices_per_server; tensor *= 2) {
    const bool whole_server = tensor * 2 > chip.devices_per_server;
    for (std::int64_t pipeline = 1; pipeline <= (whole_server ? shape.layers : 1); pipeline *= 2) {
      Layout layout{.tensor = tensor, .pipeline = pipeline};
      const auto rounded = static_cast<std::int64_t>(ceiling(devices, tensor * pipeline)) * tensor * pipeline;
      const Int128 bytes = training_bytes(workload, shape, layout, rounded);
      if (bytes > usable_bytes(chip) || (fewest != 0 && rounded >= fewest)) continue;
      layout.bytes = static_cast<std::int64_t>(bytes);
      found = layout;
      fewest = rounded;
    }
  }
  if (fewest != 0) devices = fewest;
  return fewest != 0;
}

Result<Plan> plan_training(const Workload& workload, const ChipFacts& chip) {
  if (chip.flops_thousandths == 0 || chip.utilisation_ppm == 0) return unknown(say("its speed is not in the register"));
  if (chip.memory_thousandths == 0) return unknown(say("its memory is not in the register"));
  const Shape shape = shape_of(workload);
  const Int128 work = training_work(workload);
  const Int128 each = speed(chip, chip.utilisation_ppm);
  const std::int64_t within = workload.duration_s != 0 ? workload.duration_s : limits::training_s_default;
  const Int128 in_time = ceiling(work, each * within);
  if (in_time > limits::devices_wanted_max) return too_many();
  std::int64_t devices = round_up_devices(
      std::max<std::int64_t>({static_cast<std::int64_t>(in_time), workload.devices, 1}), chip.devices_per_server);
  Layout layout;
  while (!find_layout(workload, shape, chip, devices, layout)) {
    // The activations of one server do not shrink with more servers: then nothing helps.
    const Layout widest{.tensor = chip.devices_per_server, .pipeline = shape.layers};
    if (training_bytes(workload, shape, widest, limits::devices_wanted_max) > usable_bytes(chip))
      return too_small(chip);
    devices = round_up_devices(devices * 2, chip.devices_per_server);
    if (devices > limits::devices_wanted_max) return too_small(chip);
  }
  if (devices > limits::devices_wanted_max) return too_many();
  const Int128 seconds = ceiling(ceiling(work, each * devices), minute_s) * minute_s;
  return Plan{.devices = static_cast<std::uint32_t>(devices),
              .duration_s = static_cast<std::int64_t>(std::max(seconds, Int128{minute_s})),
              .tensor = static_cast<std::uint32_t>(layout.tensor),
              .pipeline = static_cast<std::uint32_t>(layout.pipeline),
              .copies = static_cast<std::uint32_t>(devices / (layout.tensor * layout.pipeline)),
              .memory_bytes = layout.bytes,
              .usable_bytes = usable_bytes(chip),
              .work = work,
              .utilisation_ppm = chip.utilisation_ppm,
              .layers = static_cast<std::uint32_t>(shape.layers),
              .hidden = static_cast<std::uint32_t>(shape.hidden)};
}

// One copy of a model that answers requests.
struct Copy {
  std::int64_t devices = 1;
  Int128 weights = 0;  // bytes of all its devices together
  Int128 cache = 0;    // bytes of one request
};

// Microseconds of one step that makes a token for each of `batch` requests.
Int128 step_us(const Workload& workload, const ChipFacts& chip, const Copy& copy, std::int64_t batch) {
  const Int128 bytes_a_second = Int128{chip.bandwidth_thousandths} * bandwidth_reached_ppm * copy.devices;
  const Int128 reading = ceiling((copy.weights + batch * copy.cache) * million, bytes_a_second);
  const Int128 computing = ceiling(Int128{forward_work_per_parameter} * active(workload) * batch * million,
                                   speed(chip, computing_reached(workload)) * copy.devices);
  return std::max(reading, computing);
}

std::int64_t step_ms_max(LatencyClass latency) {
  if (latency == LatencyClass::interactive) return step_ms_interactive;
  return latency == LatencyClass::standard ? step_ms_standard : std::int64_t{1'000'000};
}

std::int64_t peak_of(LatencyClass latency) {
  if (latency == LatencyClass::interactive) return peak_interactive;
  return latency == LatencyClass::standard ? peak_standard : 1;
}

// The most requests at a time that memory and latency allow; zero: not one.
std::int64_t batch_of(const Workload& workload, const ChipFacts& chip, const Copy& copy) {
  const Int128 room = Int128{usable_bytes(chip)} * copy.devices - copy.weights;
  if (room < copy.cache) return 0;
  std::int64_t batch = static_cast<std::int64_t>(std::min(room / copy.cache, Int128{batch_max}));
  while (batch > 0 && step_us(workload, chip, copy, batch) > Int128{step_ms_max(workload.latency)} * 1'000) --batch;
  return batch;
}

// So many copies of a size as the busiest hour asks for.
struct Serving {
  Copy copy;
  std::int64_t batch = 0;
  Int128 copies = 0;
  [[nodiscard]] Int128 devices() const { return copies * copy.devices; }
};

Serving serving_with(const Workload& workload, const ChipFacts& chip, const Copy& copy, std::int64_t batch) {
  const Int128 step = step_us(workload, chip, copy, batch);
  const Int128 prompt = ceiling(Int128{forward_work_per_parameter} * active(workload) * workload.tokens_in * million,
                                speed(chip, computing_reached(workload)) * copy.devices);
  const Int128 request_us = prompt + ceiling(step * workload.tokens_out, batch);
  const Int128 busy_us = request_us * workload.requests_per_day * peak_of(workload.latency);
  return {.copy = copy,
          .batch = batch,
          .copies = std::max(ceiling(busy_us, Int128{day_s} * million), ceiling(workload.devices, copy.devices))};
}

// Of the groups from the smallest that holds the model and one request to the smallest in which weights leave a part of
// the memory free, the one that needs the fewest devices altogether: a group that weights fill answers few requests at
// a time.
bool find_serving(const Workload& workload, const ChipFacts& chip, Copy copy, Serving& found) {
  for (; copy.devices <= 8 * std::int64_t{chip.devices_per_server}; copy.devices *= 2) {
    const std::int64_t batch = batch_of(workload, chip, copy);
    if (batch == 0) continue;
    const Serving made = serving_with(workload, chip, copy, batch);
    if (found.batch == 0 || made.devices() < found.devices()) found = made;
    if (copy.weights * million <= Int128{usable_bytes(chip)} * copy.devices * weights_most_ppm) break;
  }
  return found.batch > 0;
}

Result<Plan> plan_serving(const Workload& workload, const ChipFacts& chip) {
  if (chip.flops_thousandths == 0) return unknown(say("its speed is not in the register"));
  if (chip.memory_thousandths == 0) return unknown(say("its memory is not in the register"));
  if (chip.bandwidth_thousandths == 0) return unknown(say("its memory bandwidth is not in the register"));
  const Shape shape = shape_of(workload);
  const std::int64_t bytes = workload.precision == Precision::bits8 ? 1 : 2;
  const Copy one{.weights = Int128{workload.parameters} * bytes,
                 .cache = Int128{2} * bytes * shape.layers * ceiling(shape.hidden, cache_groups) *
                          (workload.tokens_in + workload.tokens_out)};
  Serving made;
  if (!find_serving(workload, chip, one, made)) return too_small(chip);
  if (made.devices() > limits::devices_wanted_max) return too_many();
  const Copy& copy = made.copy;
  const Int128 held = ceiling(copy.weights + made.batch * copy.cache, copy.devices);
  const auto tensor = std::min<std::int64_t>(copy.devices, std::bit_floor(chip.devices_per_server));
  return Plan{.devices = static_cast<std::uint32_t>(made.devices()),
              .duration_s = static_cast<std::int64_t>(ceiling(workload.duration_s, minute_s)) * minute_s,
              .tensor = static_cast<std::uint32_t>(tensor),
              .pipeline = static_cast<std::uint32_t>(copy.devices / tensor),
              .copies = static_cast<std::uint32_t>(made.copies),
              .memory_bytes = static_cast<std::int64_t>(held),
              .usable_bytes = usable_bytes(chip),
              .work = Int128{forward_work_per_parameter} * active(workload) * workload.requests_per_day *
                      (workload.tokens_in + workload.tokens_out),
              .utilisation_ppm = static_cast<std::uint32_t>(computing_reached(workload)),
              .layers = static_cast<std::uint32_t>(shape.layers),
              .hidden = static_cast<std::uint32_t>(shape.hidden),
              .batch = static_cast<std::uint32_t>(made.batch)};
}

constexpr std::string_view training_memory = "Rajbhandari et al. 2020, arXiv:1910.02054";
constexpr std::string_view our_own{};  // no source
constexpr std::array training_assumptions{
    Assumption{"work_per_parameter_and_token", work_per_parameter_and_token, "",
               "Kaplan et al. 2020, arXiv:2001.08361"},
    Assumption{"work_of_attention", work_of_attention, "", "Chowdhery et al. 2022, arXiv:2204.02311, appendix B"},
    Assumption{"bytes_of_weights_and_gradients", bytes_of_weights_and_gradients, "bytes", training_memory},
    Assumption{"bytes_of_optimiser", bytes_of_optimiser, "bytes", training_memory},
    Assumption{"bytes_of_activations", bytes_of_activations, "bytes", "Korthikanti et al. 2022, arXiv:2205.05198"},
    Assumption{"usable_memory", usable_memory_ppm, "ppm", our_own},
    Assumption{"devices_per_server", ChipFacts{}.devices_per_server, "", our_own},
    Assumption{"width_of_a_layer", width_of_a_layer, "",
               "Brown et al. 2020, arXiv:2005.14165, table 2.1 (largest model)"},
};
constexpr std::array serving_assumptions{
    Assumption{"forward_work_per_parameter", forward_work_per_parameter, "", "Kaplan et al. 2020, arXiv:2001.08361"},
    Assumption{"usable_memory", usable_memory_ppm, "ppm", our_own},
    Assumption{"devices_per_server", ChipFacts{}.devices_per_server, "", our_own},
    Assumption{"width_of_a_layer", width_of_a_layer, "",
               "Brown et al. 2020, arXiv:2005.14165, table 2.1 (largest model)"},
    Assumption{"cache_groups", cache_groups, "", our_own},
    Assumption{"weights_most", weights_most_ppm, "ppm", our_own},
    Assumption{"bandwidth_reached", bandwidth_reached_ppm, "ppm", our_own},
    Assumption{"prefill_reached", prefill_reached_ppm, "ppm", our_own},
    Assumption{"prefill_reached_8bit", prefill_reached_8bit_ppm, "ppm",
               "NVIDIA, TensorRT-LLM performance overview: see docs/estimator.md"},
    Assumption{"step_interactive", step_ms_interactive, "ms", our_own},
    Assumption{"step_standard", step_ms_standard, "ms", our_own},
    Assumption{"peak_interactive", peak_interactive, "", our_own},
    Assumption{"peak_standard", peak_standard, "", our_own},
};

}  // namespace

std::span<const Assumption> assumptions(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::devices:
      return {};
    case WorkloadKind::train:
      return training_assumptions;
    case WorkloadKind::serve:
      return serving_assumptions;
  }
  return {};
}

Utilisation stated_utilisation(std::string_view chip) {
  if (chip == "a100" || chip == "a800") {
    return {.ppm = 380'000, .source = say("Llama 2 7B, 13B, 70B and BLOOM 176B")};
  }
  if (chip == "h100") return {.ppm = 300'000, .source = say("Llama 3 70B")};
  if (chip == "h800") return {.ppm = 340'000, .source = say("DeepSeek-V3")};
  return {.ppm = 300'000, .source = say("PaLM 540B, by the clock: the lowest of the large published runs")};
}

Int128 training_work(const Workload& workload) {
  const Shape shape = shape_of(workload);
  return (Int128{work_per_parameter_and_token} * active(workload) +
          Int128{work_of_attention} * shape.layers * shape.hidden * shape.sequence) *
         workload.tokens;
}

std::uint32_t reached_ppm(Int128 work, Int128 device_ms, std::int64_t flops_thousandths) {
  // work / (device_ms / 1000 x flops_thousandths x 10^9) x 10^6, in two steps so that nothing overflows.
  const Int128 at_peak = device_ms * flops_thousandths;  // in 10^6 operations
  if (at_peak <= 0) return 0;
  return static_cast<std::uint32_t>(std::min(divide(work, at_peak, Rounding::half_up), million));
}

Result<Plan> plan(const Workload& workload, const ChipFacts& chip) {
  switch (workload.kind) {
    case WorkloadKind::devices:
      return Plan{.devices = workload.devices,
                  .duration_s = static_cast<std::int64_t>(ceiling(workload.duration_s, minute_s)) * minute_s};
    case WorkloadKind::train:
      return plan_training(workload, chip);
    case WorkloadKind::serve:
      return plan_serving(workload, chip);
  }
  return too_many();
}

}  // namespace scrip::network
