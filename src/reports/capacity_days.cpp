#include "reports/capacity_days.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "base/limits.h"
#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/texts.h"

namespace scrip::reports {
namespace {

using engine::State;
using registry::CapacityUse;

struct Figures {
  std::array<std::uint64_t, 3> devices{};  // by CapacityUse
  Amount used;                             // device-seconds
};

using Key = std::tuple<SiteId, ResourceId, Day>;
using Rows = std::map<Key, Figures>;

struct Wanted {
  std::optional<SiteId> site;
  std::optional<ResourceId> resource;
  [[nodiscard]] bool holds(SiteId where, ResourceId what) const {
    return (!site || *site == where) && (!resource || *resource == what);
  }
};

Result<Wanted> wanted_of(const State& state, const CapacityDays& asked) {
  Wanted wanted;
  if (!asked.site.empty()) {
    const auto* site = state.registry.find_site(asked.site);
    if (site == nullptr) return fail(ErrorCode::site_not_found, "'" + std::string(asked.site) + "'", "site");
    wanted.site = site->id;
  }
  if (!asked.resource.empty()) {
    const auto* resource = state.registry.find_resource(asked.resource);
    if (resource == nullptr) {
      return fail(ErrorCode::resource_not_found, "'" + std::string(asked.resource) + "'", "resource");
    }
    wanted.resource = resource->id;
  }
  return wanted;
}

void add_declared(const State& state, const CapacityDays& asked, const Wanted& wanted, Rows& rows) {
  for (const auto& declared : state.network.capacity) {
    const auto& terms = declared.terms;
    if (!wanted.holds(terms.site, terms.resource)) continue;
    const Day until = std::min(terms.until, asked.until);
    for (Day day = std::max(terms.from, asked.from); day < until; day = next(day)) {
      rows[{terms.site, terms.resource, day}].devices[static_cast<std::size_t>(terms.use)] += terms.devices;
    }
  }
}

void add_used(const State& state, const CapacityDays& asked, const Wanted& wanted, Rows& rows) {
  for (const auto& job : state.jobs) {
    for (const auto& line : job.lines) {
      if (line.day < asked.from || line.day >= asked.until || !wanted.holds(job.site, line.resource)) continue;
      if (state.registry.resources()[index(line.resource)].kind == registry::ResourceKind::token) continue;
      rows[{job.site, line.resource, line.day}].used += line.quantity;
    }
  }
}

constexpr std::int64_t day_s = 86'400;

// So many devices for a day, in device-seconds of millionths: within Int128 however many there are.
Int128 seconds_of(std::uint64_t devices) { return Int128{micro} * day_s * devices; }

std::string share_text(Amount used, Int128 declared) {
  if (declared == 0) return {};
  const Int128 ppm = divide(Int128{used.micro_units} * 1'000'000, declared, Rounding::half_up);
  return format_share(Share{static_cast<std::uint32_t>(std::min<Int128>(ppm, 4'000'000'000))});
}

}  // namespace

Result<Table> capacity_days(const State& state, const CapacityDays& asked) {
  if (asked.from >= asked.until) return fail(ErrorCode::time_invalid, say("it ends before it begins"), "until");
  if (count(asked.until) - count(asked.from) > limits::capacity_days_max) {
    return fail(ErrorCode::out_of_range, say("at most 366 days at a time"), "from");
  }
  const Wanted wanted = SCRIP_TRY(wanted_of(state, asked));
  Rows rows;
  add_declared(state, asked, wanted, rows);
  add_used(state, asked, wanted, rows);
  Table table{
      .name = "capacity_days",
      .columns = {column::site, column::resource, column::day, column::programmes, column::own_use, column::maintenance,
                  column::declared_hours, column::used_hours, column::used_share, column::over},
      .rows = {}};
  for (const auto& [key, figures] : rows) {
    const auto devices = [&](CapacityUse use) { return figures.devices[static_cast<std::size_t>(use)]; };
    const auto out = std::min(devices(CapacityUse::maintenance), devices(CapacityUse::programmes));
    const Int128 declared = seconds_of(devices(CapacityUse::programmes) - out);
    table.rows.push_back({key_of(state, std::get<SiteId>(key)), key_of(state, std::get<ResourceId>(key)),
                          cell(std::get<Day>(key)), cell(devices(CapacityUse::programmes)),
                          cell(devices(CapacityUse::own_use)), cell(devices(CapacityUse::maintenance)), hours(declared),
                          hours(figures.used.micro_units), share_text(figures.used, declared),
                          cell(figures.used.micro_units > declared)});
  }
  return table;
}

}  // namespace scrip::reports
