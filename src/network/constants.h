#pragma once
// The estimator's constants. docs/estimator.md lists them with their sources.

#include <cstdint>

namespace scrip::network {

inline constexpr std::int64_t work_per_parameter_and_token = 6;
inline constexpr std::int64_t work_of_attention = 12;  // x layers x width x sequence, a token
inline constexpr std::int64_t forward_work_per_parameter = 2;
inline constexpr std::int64_t bytes_of_weights_and_gradients = 4;
inline constexpr std::int64_t bytes_of_optimiser = 12;
inline constexpr std::int64_t bytes_of_activations = 34;  // x sequence x width, a layer
inline constexpr std::int64_t usable_memory_ppm = 900'000;
inline constexpr std::int64_t width_of_a_layer = 128;  // width = 128 x layers, where neither is said
inline constexpr std::int64_t parameters_of_a_layer = 12;  // x width x width
inline constexpr std::int64_t cache_groups = 8;  // grouped-query attention: the cache has an eighth of the width
inline constexpr std::int64_t weights_most_ppm =
    750'000;  // of a group's usable memory, beyond which a larger one is tried
inline constexpr std::int64_t bandwidth_reached_ppm = 600'000;
inline constexpr std::int64_t prefill_reached_ppm = 400'000;
inline constexpr std::int64_t prefill_reached_8bit_ppm = 600'000;  // of the 16-bit peak
inline constexpr std::int64_t step_ms_interactive = 50;  // 20 tokens a second for each reader
inline constexpr std::int64_t step_ms_standard = 100;
inline constexpr std::int64_t peak_interactive = 3;  // busiest hour over the day's mean
inline constexpr std::int64_t peak_standard = 2;
inline constexpr std::int64_t batch_max = 512;

}  // namespace scrip::network
