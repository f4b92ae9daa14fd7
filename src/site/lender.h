#pragma once
// Slices of money lent to the site in advance: a hold for each, from which the site may pay jobs while it cannot reach
// Scrip. What is given never exceeds the hold, by the highest price that the site's rate cards had; when Scrip is back,
// each job gets a hold of its own and the slice is whole again.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/amount.h"
#include "base/result.h"
#include "site/config.h"
#include "site/spool.h"

namespace scrip::site {

class Lender {
 public:
  Lender(const Config& config, Spool& spool) : config_(config), spool_(spool) {}

  void set_prices(std::map<std::string, Amount> prices) { prices_ = std::move(prices); }
  [[nodiscard]] const std::map<std::string, Amount>& prices() const { return prices_; }

  // Pays for up to so much more of the job's time, or what there is for; the seconds it pays for, 0: nothing. The job
  // and the slice are changed together.
  [[nodiscard]] Result<std::int64_t> lend(JobRow& job, std::int64_t seconds, std::int64_t now_s);
  // What the job was lent goes back to the slice: it has a hold of its own, or nothing more can be done.
  [[nodiscard]] Result<void> give_back(JobRow& job);

  // Asks for slices that are missing, and for time for those that end soon.
  [[nodiscard]] Result<void> ask(std::int64_t now_s);
  // Gives up the slice that the job was paid from, so that the money is there for the job's own hold. False: there is
  // no such slice.
  [[nodiscard]] Result<bool> take_back(const JobRow& job);
  [[nodiscard]] Result<void> succeeded(const RequestRow& request);
  [[nodiscard]] Result<void> refused(const RequestRow& request, std::int64_t now_s);

 private:
  [[nodiscard]] static std::string key_of(const std::string& organisation, const std::string& resource) {
    return organisation + "/" + resource;
  }
  const Config& config_;
  Spool& spool_;
  std::map<std::string, Amount> prices_;  // the highest, by resource
  std::map<std::string, std::int64_t> asked_s_;  // when a slice was last refused
};

// The price of so many unit-seconds at a price per device-hour, rounded up; none where it is out of range.
[[nodiscard]] std::optional<std::int64_t> price_of(Amount per_hour, std::int64_t units, std::int64_t seconds);

}  // namespace scrip::site
