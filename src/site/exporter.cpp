#include "site/exporter.h"

#include <algorithm>

#include "connectors/values.h"
#include "site/limits.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

std::string_view metric_of(ExporterKind kind) {
  switch (kind) {
    case ExporterKind::dcgm:
      return "DCGM_FI_DEV_GPU_UTIL";
    case ExporterKind::npu:
      return "npu_chip_info_utilization";
  }
  return {};
}

std::string_view number_label(ExporterKind kind) {
  switch (kind) {
    case ExporterKind::dcgm:
      return "gpu";
    case ExporterKind::npu:
      return "id";
  }
  return {};
}

struct Labels {
  std::string serial;
  std::string number;
};

// Takes {a="x",b="y"} off the line; the values of the labels that are wanted. Errors: false.
bool take_labels(std::string_view& line, const Exporter& exporter, Labels& labels) {
  if (!line.starts_with('{')) return true;
  line.remove_prefix(1);
  while (!line.starts_with('}')) {
    const auto equals = line.find("=\"");
    if (equals == line.npos) return false;
    std::string_view name = line.substr(0, equals);
    while (name.starts_with(' ') || name.starts_with(',')) name.remove_prefix(1);
    line.remove_prefix(equals + 2);
    std::string text;
    while (!line.empty() && line.front() != '"') {
      const bool escaped = line.front() == '\\' && line.size() > 1;
      if (escaped) line.remove_prefix(1);
      text += escaped && line.front() == 'n' ? '\n' : line.front();
      line.remove_prefix(1);
    }
    if (line.empty()) return false;
    line.remove_prefix(1);
    while (line.starts_with(',') || line.starts_with(' ')) line.remove_prefix(1);
    if (name == number_label(exporter.kind)) labels.number = text;
    if (name == exporter.label) labels.serial = std::move(text);
    if (line.empty()) return false;
  }
  line.remove_prefix(1);
  return true;
}

// Percent as thousandths of the whole, cut; none for what is no share: NaN, exponents, more than a hundred.
std::optional<std::int64_t> permille_of(std::string_view text) {
  std::int64_t tenths = 0;
  bool behind_point = false;
  int decimals = 0;
  int digits = 0;
  for (const char c : text) {
    if (c == '.' && !behind_point) {
      behind_point = true;
    } else if (c >= '0' && c <= '9') {
      if (behind_point && ++decimals > 1) continue;
      if (++digits > 5) return std::nullopt;
      tenths = tenths * 10 + (c - '0');
    } else {
      return std::nullopt;
    }
  }
  if (digits == 0) return std::nullopt;
  if (decimals == 0) tenths *= 10;
  return tenths <= 1'000 ? std::optional(tenths) : std::nullopt;
}

bool is_serial(std::string_view text) {
  return !text.empty() && text.size() <= limits::serial_bytes_max &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

Result<std::vector<DeviceSample>> read_exporter(std::string_view text, const Exporter& exporter) {
  const std::string_view metric = metric_of(exporter.kind);
  std::vector<DeviceSample> samples;
  std::uint64_t number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    ++number;
    if (!line.starts_with(metric)) continue;
    line.remove_prefix(metric.size());
    if (!line.starts_with('{') && !line.starts_with(' ')) continue;  // a longer name
    Labels labels;
    if (!take_labels(line, exporter, labels)) {
      return fail(ErrorCode::syntax_error, say("the labels of a metric do not read"), "exporters", number);
    }
    while (line.starts_with(' ')) line.remove_prefix(1);
    line = line.substr(0, line.find_first_of(" \r"));
    if (!is_serial(labels.serial)) continue;
    // A device that is divided has a line for each part: it is as busy as its busiest.
    const auto same = std::ranges::find(samples, labels.serial, &DeviceSample::serial);
    const auto busy = permille_of(line);
    const auto place = connectors::parse_count(labels.number, "exporters");
    if (same == samples.end())
      samples.push_back({.serial = std::move(labels.serial),
                         .busy_permille = busy,
                         .number = place ? std::optional(*place) : std::nullopt});
    else
      same->busy_permille = std::max(same->busy_permille, busy);
  }
  return samples;
}

}  // namespace scrip::site
