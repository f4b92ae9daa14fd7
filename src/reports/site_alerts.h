#pragma once
// What the agents of sites say is wrong there (docs/decisions/0033). It is kept beside the journal, one note of the
// store for each site: it decides nothing, and comes and goes by the hour.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "engine/state.h"
#include "reports/table.h"

namespace scrip::reports {

struct SiteAlert {
  std::string kind;     // stable, such as "job_idle": docs/site.md has the list
  std::string subject;  // a job, a device, or the site
  std::string english, chinese;
  Instant since{};
  std::optional<Instant> ended_at;  // none: it stands

  static void fields(auto& self, auto&& visit) {
    visit("kind", self.kind);
    visit("subject", self.subject);
    visit("english", self.english);
    visit("chinese", self.chinese);
    visit("since", self.since);
    visit("ended_at", self.ended_at);
  }
};

// Of one site: those that stand first, then those that ended, the newest first.
struct SiteAlerts {
  Instant told_at{};           // when the site said so last
  std::string signature_base;  // of what it signed last; empty: nothing
  std::vector<SiteAlert> alerts;

  static void fields(auto& self, auto&& visit) {
    visit("told_at", self.told_at);
    visit("signature_base", self.signature_base);
    visit("alerts", self.alerts);
  }
};

// The site says that these stand, and no others: what it no longer names has ended. Of what ended the newest
// limits::site_alerts_ended_max are kept. What began after `now` by a clock that is ahead began now, and no later than
// it was told before.
void take_alerts(SiteAlerts& known, std::vector<SiteAlert> standing, Instant now);
[[nodiscard]] std::uint64_t standing(const SiteAlerts& known);

// The note of the store that a site's alerts are in, and its bytes. What does not read is no alerts: the site says them
// again.
[[nodiscard]] std::string alerts_note(std::string_view site);
[[nodiscard]] Bytes encode_alerts(const SiteAlerts& alerts);
[[nodiscard]] SiteAlerts decode_alerts(ByteView bytes);

// A row for each, by site.
[[nodiscard]] Table site_alerts(const engine::State& state, const std::map<SiteId, SiteAlerts>& alerts);

}  // namespace scrip::reports
