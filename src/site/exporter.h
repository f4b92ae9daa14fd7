#pragma once
// Devices as exporters for Prometheus publish them: NVIDIA's dcgm-exporter and Ascend's npu-exporter.
//
// Source: the text format of Prometheus, version 0.0.4; DCGM_FI_DEV_GPU_UTIL of dcgm-exporter (percent); "no value" is
// printed as a huge number there; the label `gpu` is the device's number. npu_chip_info_utilization of npu-exporter
// (percent of the AI cores); the label `id` is its number (hiascend.com, MindCluster 6.0, "Prometheus Metrics").

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/config.h"

namespace scrip::site {

struct DeviceSample {
  std::string serial;
  std::optional<std::int64_t> busy_permille;  // none: the exporter has no value
  std::optional<std::int64_t> number;         // on its node; none: the exporter does not say
  friend bool operator==(const DeviceSample&, const DeviceSample&) = default;
};

// One sample a device, in the order they stand; a device without the label is left out. Errors: syntax_error, with its
// line, of the metric that is read only: whatever else an exporter publishes is passed over.
[[nodiscard]] Result<std::vector<DeviceSample>> read_exporter(std::string_view text, const Exporter& exporter);

}  // namespace scrip::site
