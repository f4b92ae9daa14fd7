// The agent's side of exporters: jobs whose devices do nothing, and devices that the register does not know.

#include <algorithm>

#include "site/agent.h"
#include "site/log.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

constexpr std::string_view idle_kind = "job_idle";
constexpr std::string_view register_kind = "device_register";
constexpr std::int64_t compare_every_s = 3'600;
constexpr std::int64_t readings_old = 3;  // scrapes without a reading, and nobody knows what a device does

// As people write a share: "5" or "0.5" of percent.
std::string percent_text(std::int64_t permille) {
  const std::string whole = std::to_string(permille / 10);
  return permille % 10 == 0 ? whole : whole + "." + std::to_string(permille % 10);
}

}  // namespace

// A job whose devices all did next to nothing for the stated time: its user is told in its output, once each time.
Result<void> Agent::look_for_idle(const JobRow& job, const QueuedJob& row) {
  const bool watched = std::ranges::any_of(config_.exporters, [](const Exporter& each) { return !each.node.empty(); });
  if (!watched || row.used_s < config_.idle_s) return {};
  auto places = places_.find(job.key);
  if (places == places_.end()) {
    auto found = slurm_.places_of(row.name());
    if (!found) {
      done(std::unexpected(found.error()), "places", job);
      return {};
    }
    places = places_.emplace(job.key, std::move(*found)).first;
  }
  const auto since_s = devices_.idle().since_s(places->second, now_s_, readings_old * config_.scrape_s);
  if (!since_s) return is_busy(job.key);
  if (now_s_ - std::max(*since_s, row.start_s) < config_.idle_s || !idle_jobs_.insert(job.key).second) return {};
  const Message text = say("its devices did less than {0} % of what they can for {1} s",
                           percent_text(config_.idle_below_permille), config_.idle_s);
  SCRIP_TRY_VOID(alert(std::string(idle_kind), job.key, text));
  const Message notice =
      say("Scrip: the devices of this job did less than {0} % of what they can for {1} s; they are "
          "paid for all the same",
          percent_text(config_.idle_below_permille), config_.idle_s);
  done(slurm_.notify(row.name(), notice.text(config_.language)), "notify", job);
  return {};
}

Result<void> Agent::is_busy(const std::string& job) {
  if (idle_jobs_.erase(job) != 0) SCRIP_TRY_VOID(spool_.clear_alert(idle_kind, job));
  return {};
}

// Once in an hour: which devices are here by the register, and which by the exporters. What agrees again is no alert.
Result<void> Agent::compare_devices() {
  if (!scrip_answers_ || !devices_.all_answered() || (compared_s_ != 0 && now_s_ - compared_s_ < compare_every_s))
    return {};
  const auto registered = scrip_.devices();
  if (!registered) return {};
  std::vector<std::string> models;
  for (const Exporter& exporter : config_.exporters) models.push_back(exporter.resource);
  const auto findings = compare(*registered, devices_.seen_since(now_s_ - compare_every_s), models);
  compared_s_ = now_s_;
  for (const std::string& subject : SCRIP_TRY(spool_.alerts_of(register_kind))) {
    if (!findings.contains(subject)) SCRIP_TRY_VOID(spool_.clear_alert(register_kind, subject));
  }
  for (const auto& [subject, text] : findings) SCRIP_TRY_VOID(alert(std::string(register_kind), subject, text));
  return {};
}

}  // namespace scrip::site
