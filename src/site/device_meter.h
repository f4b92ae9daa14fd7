#pragma once
// Days of devices: how long each was seen, and how long it was at work, by its exporter (docs/claims.md,
// "Device-days").

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "client/http_client.h"
#include "site/config.h"
#include "site/exporter.h"
#include "site/idle.h"
#include "site/register_check.h"
#include "site/spool.h"

namespace scrip::site {

class DeviceMeter {
 public:
  DeviceMeter(const Config& config, Spool& spool) : config_(config), spool_(spool), idle_(config.idle_below_permille) {}

  // Reads every exporter once in Config::scrape_s, and once in an hour asks for what was seen to be reported.
  // An exporter that does not answer is no error: its devices were not seen. Errors: those of the spool.
  [[nodiscard]] Result<void> step(std::int64_t now_s);

  // Counts the time since the device was last seen, at most twice the time between two readings.
  [[nodiscard]] Result<void> seen(const Exporter& exporter, const std::vector<DeviceSample>& samples,
                                  std::int64_t now_s);

  [[nodiscard]] const IdleDevices& idle() const { return idle_; }
  // What was seen since then.
  [[nodiscard]] std::vector<KnownDevice> seen_since(std::int64_t since_s) const;
  // Whether every exporter answered when it was last read.
  [[nodiscard]] bool all_answered() const { return read_s_ != 0 && all_answered_; }

 private:
  [[nodiscard]] Result<void> report(std::int64_t now_s);

  const Config& config_;
  Spool& spool_;
  client::HttpClient client_;
  struct Seen {
    KnownDevice device;
    std::int64_t last_s = 0;
  };
  std::map<std::string, Seen> seen_;  // by vendor and serial number
  IdleDevices idle_;
  bool all_answered_ = false;
  std::int64_t read_s_ = 0;
  std::int64_t reported_s_ = 0;
};

}  // namespace scrip::site
