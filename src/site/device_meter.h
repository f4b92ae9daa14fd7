#pragma once
// Days of devices: how long each was seen, and how long it was at work, by its exporter (docs/claims.md,
// "Device-days").

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "site/config.h"
#include "site/exporter.h"
#include "site/exporter_reader.h"
#include "site/idle.h"
#include "site/limits.h"
#include "site/register_check.h"
#include "site/spool.h"

namespace scrip::site {

class DeviceMeter {
 public:
  DeviceMeter(const Config& config, Spool& spool, std::int64_t wait_s = limits::exporter_wait_s)
      : config_(config), spool_(spool), reader_(config.exporters, wait_s), idle_(config.idle_below_permille) {}

  // Has every exporter read once in Config::scrape_s, takes what was read since the last step, and once in an hour asks
  // for what was seen to be reported. It waits for no exporter. One that does not answer is no error: its devices were
  // not seen. Errors: those of the spool.
  [[nodiscard]] Result<void> step(std::int64_t now_s);

  // Counts the time since the device was last seen, at most twice the time between two readings.
  [[nodiscard]] Result<void> seen(const Exporter& exporter, const std::vector<DeviceSample>& samples,
                                  std::int64_t now_s);

  [[nodiscard]] const IdleDevices& idle() const { return idle_; }
  // What was seen since then.
  [[nodiscard]] std::vector<KnownDevice> seen_since(std::int64_t since_s) const;
  // Whether every exporter answered in the last reading that is over.
  [[nodiscard]] bool all_answered() const { return all_answered_; }
  // Whether some exporter is still waited for.
  [[nodiscard]] bool is_reading() const { return reader_.is_reading(); }

 private:
  [[nodiscard]] Result<void> take_readings(std::int64_t now_s);
  [[nodiscard]] Result<void> report(std::int64_t now_s);

  const Config& config_;
  Spool& spool_;
  ExporterReader reader_;
  struct Seen {
    KnownDevice device;
    std::int64_t last_s = 0;
  };
  std::map<std::string, Seen> seen_;  // by vendor and serial number
  IdleDevices idle_;
  std::size_t answered_ = 0;  // exporters, in the reading that goes on
  bool all_answered_ = false;
  std::int64_t read_s_ = 0;
  std::int64_t reported_s_ = 0;
};

}  // namespace scrip::site
