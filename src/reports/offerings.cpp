#include "reports/offerings.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/limits.h"
#include "engine/reservation.h"
#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/texts.h"

namespace scrip::reports {
namespace {

using engine::State;
using Stock = std::pair<SiteId, ResourceId>;

Result<std::optional<SiteId>> site_asked(const State& state, std::string_view key) {
  if (key.empty()) return std::optional<SiteId>{};
  const auto* site = state.registry.find_site(key);
  if (site == nullptr) return fail(ErrorCode::site_not_found, "'" + std::string(key) + "'", "site");
  return std::optional<SiteId>{site->id};
}

// Devices promised today, of each stock that is promised now or later.
std::map<Stock, std::uint64_t> promised_on(const State& state, std::optional<SiteId> site, Day today) {
  std::map<Stock, std::uint64_t> promised;
  for (const auto& declared : state.network.capacity) {
    const auto& terms = declared.terms;
    if (terms.use != registry::CapacityUse::programmes || terms.until <= today) continue;
    if (site && terms.site != *site) continue;
    promised[{terms.site, terms.resource}] += terms.from <= today ? terms.devices : 0;
  }
  for (const auto& declared : state.network.capacity) {
    const auto& terms = declared.terms;
    const auto found = promised.find({terms.site, terms.resource});
    if (terms.use != registry::CapacityUse::maintenance || !terms.holds_on(today) || found == promised.end()) continue;
    found->second -= std::min<std::uint64_t>(found->second, terms.devices);
  }
  return promised;
}

// Of the promised ones those that an offer could begin with at this instant.
std::uint64_t free_at(const State& state, const Stock& stock, Instant now) {
  const auto left = engine::availability_of(state, stock.first, stock.second, nullptr);
  return static_cast<std::uint64_t>(std::max<std::int64_t>(left.least_free({now, now + Milliseconds{1}}), 0));
}

std::string domestic_now(const State& state, ResourceId resource, Day today) {
  const auto& targets = state.chips.targets;
  const auto test = targets.empty() ? registry::OriginTest::origin_of_goods : targets.front().test;
  const auto passes = state.chips.origins.passes(resource, test, today);
  if (!passes) return cell(name(engine::Domestic::unknown));
  return cell(name(*passes ? engine::Domestic::yes : engine::Domestic::no));
}

// Empty where nobody says.
std::string per_server(const State& state, const Stock& stock) {
  const auto said = state.network.topologies.find(stock);
  return said == state.network.topologies.end() ? "" : cell(std::uint64_t{said->second.devices_per_server});
}
std::string per_island(const State& state, const Stock& stock) {
  const auto servers = state.network.topology_of(stock.first, stock.second).servers_per_island;
  return servers == 0 ? "" : cell(std::uint64_t{servers});
}

// The resources of a site that are promised to programmes on some day of the period.
std::set<ResourceId> promised_within(const State& state, SiteId site, const OfferingDays& asked) {
  std::set<ResourceId> resources;
  for (const auto& declared : state.network.capacity) {
    const auto& terms = declared.terms;
    const bool within = terms.from < asked.until && terms.until > asked.from;
    if (terms.site == site && terms.use == registry::CapacityUse::programmes && within)
      resources.insert(terms.resource);
  }
  return resources;
}

}  // namespace

Result<Table> offerings(const State& state, std::string_view site, Instant now) {
  Table table{.name = "offerings",
              .columns = {column::site, column::resource, column::programmes, column::taken, column::free,
                          column::price, column::is_domestic, column::devices_per_server, column::servers_per_island},
              .rows = {}};
  const Day today = state.authority->zone.day_of(now);
  for (const auto& [stock, promised] : promised_on(state, SCRIP_TRY(site_asked(state, site)), today)) {
    const auto free = std::min(free_at(state, stock, now), promised);
    const auto& at = state.registry.sites()[index(stock.first)];
    const auto price = state.rate_cards.price_at(at, stock.second, now);
    table.rows.push_back({key_of(state, stock.first), key_of(state, stock.second), cell(promised),
                          cell(promised - free), cell(free), price ? cell(price->price) : std::string{},
                          domestic_now(state, stock.second, today), per_server(state, stock),
                          per_island(state, stock)});
  }
  return table;
}

Result<Table> offering_days(const State& state, const OfferingDays& asked) {
  if (asked.from >= asked.until) return fail(ErrorCode::time_invalid, say("it ends before it begins"), "until");
  if (count(asked.until) - count(asked.from) > limits::capacity_days_max) {
    return fail(ErrorCode::out_of_range, say("at most 366 days at a time"), "from");
  }
  const auto site = SCRIP_TRY(site_asked(state, asked.site));
  if (!site) return fail(ErrorCode::missing_field, say("a site's key"), "site");
  const auto* only = asked.resource.empty() ? nullptr : state.registry.find_resource(asked.resource);
  if (only == nullptr && !asked.resource.empty()) {
    return fail(ErrorCode::resource_not_found, "'" + std::string(asked.resource) + "'", "resource");
  }
  Table table{.name = "offering_days",
              .columns = {column::site, column::resource, column::day, column::programmes, column::taken, column::free},
              .rows = {}};
  const auto& zone = state.authority->zone;
  for (const ResourceId resource : promised_within(state, *site, asked)) {
    if (only != nullptr && only->id != resource) continue;
    const auto left = engine::availability_of(state, *site, resource, nullptr);
    for (Day day = asked.from; day < asked.until; day = next(day)) {
      const Period whole{.from = zone.start_of(day), .until = zone.start_of(next(day))};
      const auto promised = left.most_promised(whole);
      if (promised == 0) continue;
      const auto free = std::max<std::int64_t>(left.least_free(whole), 0);
      table.rows.push_back({key_of(state, *site), key_of(state, resource), cell(day), cell(promised),
                            cell(promised - free), cell(free)});
    }
  }
  return table;
}

Result<Table> accredited_sites(const State& state, std::string_view site, Day today) {
  const auto only = SCRIP_TRY(site_asked(state, site));
  Table table{.name = "accredited_sites",
              .columns = {column::site, column::programme, column::valid_from, column::valid_until},
              .rows = {}};
  for (const auto& accreditation : state.network.accreditations) {
    const auto& terms = accreditation.terms;
    const auto& decision = accreditation.decision;
    const bool stands =
        accreditation.status == programme::AccreditationStatus::accredited && decision && decision->valid_until > today;
    if (!stands || (only && terms.site != *only)) continue;
    table.rows.push_back({key_of(state, terms.site), key_of(state, terms.programme), cell(decision->valid_from),
                          cell(decision->valid_until)});
  }
  return table;
}

}  // namespace scrip::reports
