#include "casework/measured.h"

#include <cstdint>

#include "casework/claim_measures.h"
#include "cel/decimal.h"

namespace scrip::casework {
namespace {

constexpr std::int64_t seconds_per_hour = 3'600;

cel::Value hours(Amount device_seconds) {
  const auto value = cel::checked_divide(cel::to_decimal(device_seconds), cel::to_decimal(seconds_per_hour));
  return value ? cel::Value::decimal(*value) : cel::Value::missing();
}

bool is_own(const engine::State& state, SiteId site, OrganisationId organisation) {
  return state.registry.sites()[index(site)].operator_id == organisation;
}

// Devices that the company's sites have listed for programmes on the day.
std::int64_t listed_devices(const engine::State& state, OrganisationId organisation, Day day) {
  std::int64_t devices = 0;
  for (const auto& capacity : state.network.capacity) {
    const auto& terms = capacity.terms;
    if (terms.use != registry::CapacityUse::programmes || !terms.holds_on(day)) continue;
    if (is_own(state, terms.site, organisation)) devices += terms.devices;
  }
  return devices;
}

struct Metered {
  Amount all;
  Amount by_others;
};

// Device-time at the company's sites on the days [from, until].
Metered metered_time(const engine::State& state, OrganisationId organisation, Day from, Day until) {
  Metered metered;
  for (const auto& job : state.jobs) {
    if (!is_own(state, job.site, organisation)) continue;
    for (const auto& line : job.lines) {
      const auto kind = state.registry.resources()[index(line.resource)].kind;
      if (line.day < from || line.day > until || kind != registry::ResourceKind::accelerator) continue;
      metered.all += line.quantity;
      if (job.payer != organisation) metered.by_others += line.quantity;
    }
  }
  return metered;
}

}  // namespace

Measured measure(const engine::State& state, const MeasuredOf& of) {
  Measured measured;
  const auto organisation = state.applications[index(of.application)].terms.organisation;
  const std::int64_t devices = listed_devices(state, organisation, of.on);
  measured["capacity_listed"] = cel::Value::boolean(devices > 0);
  measured["capacity_devices"] = cel::Value::integer(devices);
  measured["metered_hours"] = measured["metered_hours_of_others"] = cel::Value::missing();
  measure_claims(state, of, measured);
  if (of.award == no_id<AwardId>) return measured;
  const Day since = state.authority->zone.day_of(state.awards[index(of.award)].approved_at);
  const Metered metered = metered_time(state, organisation, since, of.on);
  measured["metered_hours"] = hours(metered.all);
  measured["metered_hours_of_others"] = hours(metered.by_others);
  return measured;
}

void set_measured(const policy::Policy& policy, const Measured& measured, policy::ApplicationFacts& facts) {
  facts.facts.resize(policy.facts.size(), cel::Value::missing());
  for (std::size_t i = 0; i < policy.facts.size(); ++i) {
    const auto found = measured.find(policy.facts[i].measure);
    if (found != measured.end()) facts.facts[i] = found->second;
  }
}

}  // namespace scrip::casework
