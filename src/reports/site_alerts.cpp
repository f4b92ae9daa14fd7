#include "reports/site_alerts.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/limits.h"
#include "codec/binary.h"
#include "reports/catalogue.h"
#include "reports/cells.h"

namespace scrip::reports {
namespace {

constexpr std::uint8_t format = 1;  // the first byte of a note

std::pair<std::string_view, std::string_view> name_of(const SiteAlert& alert) { return {alert.kind, alert.subject}; }

// When it began as it was told before, if it stands.
std::optional<Instant> told_since(const SiteAlerts& known, const SiteAlert& alert) {
  for (const auto& each : known.alerts) {
    if (!each.ended_at && name_of(each) == name_of(alert)) return each.since;
  }
  return std::nullopt;
}

}  // namespace

void take_alerts(SiteAlerts& known, std::vector<SiteAlert> standing, Instant now) {
  std::set<std::pair<std::string_view, std::string_view>> named;
  for (auto& alert : standing) {
    named.insert(name_of(alert));
    alert.since = std::min({alert.since, now, told_since(known, alert).value_or(now)});
  }
  std::vector<SiteAlert> ended;
  for (auto& alert : known.alerts) {
    if (!alert.ended_at && named.contains(name_of(alert))) continue;
    if (!alert.ended_at) alert.ended_at = now;
    ended.push_back(std::move(alert));
  }
  std::ranges::stable_sort(ended, std::ranges::greater{}, [](const SiteAlert& alert) { return *alert.ended_at; });
  if (ended.size() > limits::site_alerts_ended_max) ended.resize(limits::site_alerts_ended_max);
  std::ranges::stable_sort(standing, std::ranges::greater{}, &SiteAlert::since);
  known.told_at = now;
  known.alerts = std::move(standing);
  std::ranges::move(ended, std::back_inserter(known.alerts));
}

std::uint64_t standing(const SiteAlerts& known) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(known.alerts, [](const SiteAlert& alert) { return !alert.ended_at; }));
}

std::string alerts_note(std::string_view site) { return "site_alerts/" + std::string(site); }

Bytes encode_alerts(const SiteAlerts& alerts) {
  Bytes bytes;
  codec::Writer writer(bytes);
  writer.byte(format);
  writer.value(alerts);
  return bytes;
}

SiteAlerts decode_alerts(ByteView bytes) {
  codec::Reader reader(bytes);
  SiteAlerts alerts;
  if (reader.byte() != format) return {};
  reader.value(alerts);
  return reader.at_end() ? alerts : SiteAlerts{};
}

Table site_alerts(const engine::State& state, const std::map<SiteId, SiteAlerts>& alerts) {
  Table table{.name = "site_alerts",
              .columns = {column::site, column::alert, column::subject, column::english, column::chinese, column::since,
                          column::ended_at},
              .rows = {}};
  for (const auto& [site, known] : alerts) {
    for (const auto& alert : known.alerts) {
      table.rows.push_back({key_of(state, site), alert.kind, alert.subject, alert.english, alert.chinese,
                            cell(alert.since), alert.ended_at ? cell(*alert.ended_at) : std::string{}});
    }
  }
  return table;
}

}  // namespace scrip::reports
