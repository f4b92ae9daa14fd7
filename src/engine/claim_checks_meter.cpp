// What the meter saw of the cards.

#include <algorithm>
#include <map>

#include "engine/claim_checks.h"

namespace scrip::engine::claim_checks {
namespace {

using subsidy::ClaimedDevice;

bool was_seen(const Look& look, const registry::Device& known, SiteId site, Day from) {
  return std::ranges::any_of(look.state.devices.days[index(known.id)], [&](const registry::DeviceDay& day) {
    return day.site == site && day.day >= from && day.present_s > 0;
  });
}

bool was_busy(const Look& look, const ClaimedDevice& claimed) {
  const auto* known = look.state.devices.find(claimed.vendor, claimed.serial);
  if (known == nullptr) return false;
  return std::ranges::any_of(look.state.devices.days[index(known->id)], [&](const registry::DeviceDay& day) {
    return day.day >= claimed.delivered && day.busy_s > 0;
  });
}

}  // namespace

void seen_by_meter(Look& look) {
  for (std::size_t i = 0; i < look.devices.size(); ++i) {
    const ClaimedDevice& claimed = look.devices[i];
    const auto* known = look.state.devices.find(claimed.vendor, claimed.serial);
    if (known == nullptr) continue;
    const std::string serial(claimed.serial), vendor(claimed.vendor);
    const auto& model = look.state.registry.resources()[index(known->resource)].key;
    if (model != claimed.resource) {
      look.add(FindingCode::model_differs, subject_of(SubjectKind::device, i),
               {serial, vendor, std::string(claimed.resource), model});
    }
    const SiteId site = look.state.registry.find_site(claimed.site)->id;
    const registry::DeviceDay* older = nullptr;
    const registry::DeviceDay* elsewhere = nullptr;
    for (const auto& day : look.state.devices.days[index(known->id)]) {
      if (day.present_s == 0) continue;
      if (older == nullptr && day.day < look.content.contract.signed_on) older = &day;
      if (elsewhere == nullptr && day.day >= look.content.contract.signed_on && day.site != site) elsewhere = &day;
    }
    if (older != nullptr) {
      look.add(FindingCode::older_than_contract, subject_of(SubjectKind::device, i),
               {serial, vendor, look.site_key(older->site), format_day(older->day),
                format_day(look.content.contract.signed_on)});
    }
    if (elsewhere != nullptr) {
      look.add(FindingCode::seen_elsewhere, subject_of(SubjectKind::device, i),
               {serial, vendor, look.site_key(elsewhere->site), format_day(elsewhere->day), std::string(claimed.site)});
    }
  }
}

// A card that its site has never seen, but one of another maker with the same number, which nobody else presents.
void seen_of_another_maker(Look& look) {
  std::map<std::string_view, std::size_t> by_serial;
  for (std::size_t i = 0; i < look.devices.size(); ++i) by_serial.emplace(look.devices[i].serial, i);
  for (const registry::Device& other : look.state.devices.devices) {
    const auto found = by_serial.find(other.serial);
    if (found == by_serial.end() || other.vendor == look.devices[found->second].vendor) continue;
    const ClaimedDevice& claimed = look.devices[found->second];
    const SiteId site = look.state.registry.find_site(claimed.site)->id;
    const auto* itself = look.state.devices.find(claimed.vendor, claimed.serial);
    if (!was_seen(look, other, site, claimed.delivered)) continue;
    if (itself != nullptr && was_seen(look, *itself, site, claimed.delivered)) continue;
    if (look.state.claims.other_with_device(look.claim, subsidy::device_key(other.vendor, other.serial)) != nullptr)
      continue;
    look.add(FindingCode::model_differs, subject_of(SubjectKind::device, found->second),
             {std::string(claimed.serial), std::string(claimed.vendor), std::string(claimed.resource),
              look.state.registry.resources()[index(other.resource)].key});
  }
}

void never_at_work(Look& look) {
  const auto within = look.asked.terms.runs_within_days;
  if (within == 0) return;
  std::map<std::uint32_t, std::pair<std::size_t, std::size_t>> idle;  // by delivery: idle, all
  for (const auto& claimed : look.devices) {
    if (count(look.asked.on) - count(claimed.delivered) < static_cast<std::int32_t>(within)) continue;
    auto& [none, all] = idle[claimed.delivery];
    ++all;
    none += was_busy(look, claimed) ? 0u : 1u;
  }
  for (const auto& [delivery, counts] : idle) {
    if (counts.first == 0) continue;
    look.add(FindingCode::never_runs, {.kind = SubjectKind::delivery, .item = delivery},
             {std::to_string(counts.first), std::to_string(counts.second), std::to_string(within)});
  }
}

}  // namespace scrip::engine::claim_checks
