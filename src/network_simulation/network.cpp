#include "network_simulation/network.h"

#include <algorithm>

#include "base/limits.h"
#include "base/wide.h"
#include "network_simulation/limits.h"
#include "network_simulation/texts.h"

namespace scrip::network_simulation {
namespace {

template <class Number>
Result<void> within(Number value, Number least, Number most, const std::string& field, std::uint64_t line = 0) {
  if (value >= least && value <= most) return {};
  return fail(ErrorCode::out_of_range, say("'{0}' is not within {1} to {2}", value, least, most), field, line);
}

Result<void> too_many(std::size_t count, std::size_t most, const Message& what) {
  if (count <= most) return {};
  return fail(ErrorCode::too_large, say("{0} {1}; at most {2}", count, what, most));
}

Result<void> check_site(const Network& network, const Site& site) {
  const std::string field = "site " + site.id;
  SCRIP_TRY_VOID(within(site.servers, 1u, limits::servers_max, field + ".servers"));
  SCRIP_TRY_VOID(within(site.cards, 1u, limits::cards_max, field + ".cards"));
  SCRIP_TRY_VOID(within(site.speed, 1u, limits::speed_max, field + ".speed"));
  SCRIP_TRY_VOID(within(site.price.micro_units, std::int64_t{0}, scrip::limits::price_max, field + ".price"));
  if (site.chip_class >= network.classes.size())
    return fail(ErrorCode::value_invalid, say("no such class"), field + ".class");
  return {};
}

Result<void> check_network(const Network& network) {
  if (network.sites.empty()) return fail(ErrorCode::missing_field, say("a network needs a site"), "sites");
  SCRIP_TRY_VOID(too_many(network.sites.size(), limits::sites_max, say("sites")));
  SCRIP_TRY_VOID(too_many(network.classes.size(), limits::classes_max, say("classes of chips")));
  SCRIP_TRY_VOID(too_many(network.needs.size(), limits::needs_max, say("sets of classes that jobs ask for")));
  SCRIP_TRY_VOID(too_many(network.closures.size(), limits::closures_max, say("closures")));
  SCRIP_TRY_VOID(too_many(network.organisations, limits::organisations_max, say("organisations")));
  SCRIP_TRY_VOID(within(network.until_s, 0u, limits::end_s_max, "until"));
  SCRIP_TRY_VOID(within(network.vouchers.each.micro_units, std::int64_t{0}, amount_max.micro_units, "vouchers.each"));
  SCRIP_TRY_VOID(within(network.vouchers.covers.ppm, 0u, whole_share.ppm, "vouchers.covers"));
  std::uint64_t devices = 0;
  for (const Site& site : network.sites) {
    SCRIP_TRY_VOID(check_site(network, site));
    devices += site.devices();
  }
  SCRIP_TRY_VOID(too_many(devices, limits::devices_max, say("devices")));
  for (const Closure& closure : network.closures) {
    if (closure.site >= network.sites.size()) return fail(ErrorCode::value_invalid, say("no such site"), "closures");
    if (closure.from_s >= closure.until_s)
      return fail(ErrorCode::value_invalid, say("ends before it begins"), "closures");
  }
  return {};
}

Result<void> check_job(const Network& network, const Job& job, std::uint64_t line) {
  SCRIP_TRY_VOID(within(job.submitted_s, 0u, limits::time_s_max, "submitted", line));
  SCRIP_TRY_VOID(within(job.duration_s, 1u, limits::duration_s_max, "duration", line));
  SCRIP_TRY_VOID(within(job.devices, 1u, limits::job_devices_max, "devices", line));
  if (job.home >= network.sites.size()) return fail(ErrorCode::value_invalid, say("no such site"), "home", line);
  if (job.need >= network.needs.size()) return fail(ErrorCode::value_invalid, say("no such need"), "need", line);
  if (job.organisation >= network.organisations) {
    return fail(ErrorCode::value_invalid, say("no such organisation"), "organisation", line);
  }
  return {};
}

// How long each job could take, and what all of them together could be charged: each at the highest price, on the
// slowest chips, in the largest servers; what is cut is taken back.
Result<void> check_bounds(const Network& network, const std::vector<Job>& jobs) {
  std::int64_t price = 0;
  std::uint32_t slowest = limits::speed_max;
  std::uint32_t cards = 1;
  for (const Site& site : network.sites) {
    price = std::max(price, site.price.micro_units);
    slowest = std::min(slowest, site.speed);
    cards = std::max(cards, site.cards);
  }
  Int128 device_s = 0;
  const Int128 most = Int128{amount_max.micro_units} * 3'600 / std::max<std::int64_t>(1, price);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const std::uint64_t longest_s = duration_at(jobs[i].duration_s, network.sites[jobs[i].home].speed, slowest);
    SCRIP_TRY_VOID(within<std::uint64_t>(longest_s, 1, limits::end_s_max, "duration on the slowest chips", i + 1));
    device_s += Int128{jobs[i].devices + cards - 1} * static_cast<Int128>(longest_s);
    if (price > 0 && device_s > most) {
      return fail(ErrorCode::amount_overflow, say("all jobs together could cost more than the largest amount"));
    }
  }
  return {};
}

}  // namespace

Result<void> check(const Network& network, const std::vector<Job>& jobs) {
  SCRIP_TRY_VOID(check_network(network));
  SCRIP_TRY_VOID(too_many(jobs.size(), limits::jobs_max, say("jobs")));
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    SCRIP_TRY_VOID(check_job(network, jobs[i], i + 1));
    if (i > 0 && jobs[i].submitted_s < jobs[i - 1].submitted_s) {
      return fail(ErrorCode::value_invalid, say("jobs are in the order of their submission"), "submitted", i + 1);
    }
  }
  return check_bounds(network, jobs);
}

}  // namespace scrip::network_simulation
