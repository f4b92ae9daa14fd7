#include "site/device_meter.h"

#include <algorithm>
#include <ctime>

#include "codec/json.h"
#include "site/limits.h"
#include "site/log.h"

namespace scrip::site {
namespace {

constexpr std::int64_t report_s = 3'600;
constexpr std::int64_t busy_from_permille = 10;  // below a hundredth a device is idle

// The day on the site's wall clock, as 2026-11-22.
std::string day_of(std::int64_t at_s) {
  const std::time_t at = at_s;
  std::tm local{};
  ::localtime_r(&at, &local);
  char text[16];
  const auto size = std::strftime(text, sizeof(text), "%Y-%m-%d", &local);
  return {text, size};
}

}  // namespace

Result<void> DeviceMeter::seen(const Exporter& exporter, const std::vector<DeviceSample>& samples, std::int64_t now_s) {
  auto transaction = SCRIP_TRY(spool_.begin());
  for (const DeviceSample& sample : samples) {
    Seen& known = seen_[exporter.vendor + "\t" + sample.serial];
    known.device = {.vendor = exporter.vendor, .serial = sample.serial, .resource = exporter.resource};
    std::int64_t& last_s = known.last_s;
    if (!exporter.node.empty() && sample.number) {
      idle_.seen({.node = exporter.node, .number = *sample.number}, sample.busy_permille, now_s);
    }
    const std::int64_t present_s = last_s == 0 ? 0 : std::clamp<std::int64_t>(now_s - last_s, 0, 2 * config_.scrape_s);
    last_s = now_s;
    const bool busy = sample.busy_permille.value_or(0) >= busy_from_permille;
    SCRIP_TRY_VOID(spool_.add(DeviceDayRow{.vendor = exporter.vendor,
                                           .serial = sample.serial,
                                           .resource = exporter.resource,
                                           .day = day_of(now_s),
                                           .present_s = present_s,
                                           .busy_s = busy ? present_s : 0}));
  }
  return transaction.commit();
}

Result<void> DeviceMeter::step(std::int64_t now_s) {
  if (config_.exporters.empty()) return {};
  const bool is_over = !reader_.is_reading();  // asked first: then all of it can be taken
  SCRIP_TRY_VOID(take_readings(now_s));
  if (is_over && read_s_ != 0) all_answered_ = answered_ == config_.exporters.size();
  if (is_over && now_s - read_s_ >= config_.scrape_s) {
    read_s_ = now_s;
    answered_ = 0;
    reader_.begin();
  }
  return now_s - reported_s_ >= report_s ? report(now_s) : Result<void>{};
}

Result<void> DeviceMeter::take_readings(std::int64_t now_s) {
  for (const ExporterReading& reading : reader_.take()) {
    const Exporter& exporter = config_.exporters[reading.exporter];
    if (reading.samples) {
      ++answered_;
      SCRIP_TRY_VOID(seen(exporter, *reading.samples, now_s));
    } else {
      log(Level::warning, "exporter_is_away", {{"url", exporter.url}, {"why", reading.samples.error().detail}});
    }
  }
  return {};
}

std::vector<KnownDevice> DeviceMeter::seen_since(std::int64_t since_s) const {
  std::vector<KnownDevice> devices;
  for (const auto& [key, each] : seen_) {
    if (each.last_s >= since_s) devices.push_back(each.device);
  }
  return devices;
}

// All of the days that changed since they were last reported: of the same day the later report holds.
Result<void> DeviceMeter::report(std::int64_t now_s) {
  const auto days = SCRIP_TRY(spool_.days_to_report(limits::device_rows_max));
  reported_s_ = now_s;
  if (days.empty()) return {};
  std::vector<std::string> rows;
  for (const DeviceDayRow& day : days) {
    rows.push_back(codec::JsonObject()
                       .raw("vendor", codec::json_text(day.vendor))
                       .raw("serial", codec::json_text(day.serial))
                       .raw("resource", codec::json_text(day.resource))
                       .raw("day", codec::json_text(day.day))
                       .add("present_s", day.present_s)
                       .add("busy_s", day.busy_s)
                       .text());
  }
  auto transaction = SCRIP_TRY(spool_.begin());
  SCRIP_TRY_VOID(spool_.add(RequestRow{
      .kind = RequestRow::Kind::device_days,
      .subject = "device-days",
      .path = "/device-days",
      .body =
          codec::JsonObject().raw("site", codec::json_text(config_.site)).raw("rows", codec::json_array(rows)).text(),
      .key = {}}));
  for (const DeviceDayRow& day : days) SCRIP_TRY_VOID(spool_.mark_reported(day));
  return transaction.commit();
}

}  // namespace scrip::site
