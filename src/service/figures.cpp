// Public figures: what was spent on what. No organisation is named, and no figure is of one organisation alone unless
// it is the only one.

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "reports/cells.h"
#include "reports/reports.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/names.h"
#include "service/self_reliance.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::JsonObject;
using engine::State;

struct Sum {
  Amount gross, covered, device_seconds, tokens;
  void add(const engine::Line& line, registry::ResourceKind kind) {
    gross += line.gross;
    if (kind == registry::ResourceKind::accelerator) device_seconds += line.quantity;
    if (kind == registry::ResourceKind::token) tokens += line.quantity;
    for (const auto& allocation : line.allocations) covered += allocation.covered_money;
  }
  void put(JsonObject& object) const {
    object.add("gross", gross)
        .add("covered_money", covered)
        .add("own_share", gross - covered)
        .add("device_hours", reports::hours(device_seconds.micro_units))
        .add("tokens", reports::quantity(tokens));
  }
};

struct Sums {
  std::map<Month, Sum> months;
  std::map<std::pair<std::string, std::string>, Sum> vendors;  // by vendor and kind
  std::map<std::tuple<Month, std::string, std::string>, Sum> month_vendors;
  std::map<registry::Use, Sum> uses;
  std::map<SiteId, Sum> sites;
};

Sums sums_of(const State& state) {
  Sums sums;
  for (const auto& job : state.jobs) {
    for (const auto& line : job.lines) {
      const auto& resource = state.registry.resources()[index(line.resource)];
      const std::string kind(name(resource.kind));
      sums.months[line.posting].add(line, resource.kind);
      sums.vendors[{resource.vendor, kind}].add(line, resource.kind);
      sums.month_vendors[{line.posting, resource.vendor, kind}].add(line, resource.kind);
      sums.uses[job.use].add(line, resource.kind);
      sums.sites[job.site].add(line, resource.kind);
    }
  }
  return sums;
}

template <class Map, class Key>
std::string rows_of(const Map& map, Key add_key) {
  std::vector<std::string> rows;
  for (const auto& [key, sum] : map) {
    JsonObject row;
    add_key(row, key);
    sum.put(row);
    rows.push_back(row.text());
  }
  return json_array(rows);
}

std::string programmes_of(Service& service) {
  const State& state = service.state();
  std::map<std::pair<std::string, std::string>, std::array<Amount, 5>> sums;  // by programme and unit
  const auto table = reports::table(state, "budget_lines");
  for (const auto& row : table->rows) {
    auto& sum = sums[{row[1], row[3]}];
    for (std::size_t i = 0; i < 4; ++i) sum[i] += parse_amount(row[4 + i]).value_or(Amount{});
    sum[4] += parse_amount(row[9]).value_or(Amount{});
  }
  std::vector<std::string> programmes;
  for (const auto& [key, sum] : sums) {
    programmes.push_back(JsonObject()
                             .add("programme", key.first)
                             .add("name", state.find_programme(key.first)->name)
                             .raw("names", names_json(service, state.find_programme(key.first)->id))
                             .add("unit", key.second)
                             .add("appropriation", sum[0])
                             .add("set_aside", sum[1])
                             .add("issued", sum[2])
                             .add("spent", sum[3])
                             .add("available", sum[4])
                             .text());
  }
  return json_array(programmes);
}

struct Cases {
  std::uint64_t submitted = 0, decided = 0, awarded = 0;
  std::vector<std::int64_t> waited_days;
};

Cases cases_of(const State& state) {
  Cases cases;
  for (const auto& application : state.applications) {
    if (application.submitted_at) ++cases.submitted;
    if (application.award != no_id<AwardId>) ++cases.awarded;
    if (!application.decided || !application.submitted_at) continue;
    ++cases.decided;
    cases.waited_days.push_back(
        std::chrono::floor<std::chrono::days>(application.decided->at - *application.submitted_at).count());
  }
  std::ranges::sort(cases.waited_days);
  return cases;
}

std::string waiting_json(const Cases& cases) {
  JsonObject waiting;
  waiting.add("decided", cases.decided);
  const auto& days = cases.waited_days;
  waiting.raw("median", days.empty() ? "null" : std::to_string(days[days.size() / 2]));
  waiting.raw("longest", days.empty() ? "null" : std::to_string(days.back()));
  return waiting.text();
}

std::uint64_t supported(const State& state) {
  std::set<OrganisationId> organisations;
  for (const auto& voucher : state.vouchers) organisations.insert(voucher.terms.organisation);
  return organisations.size();
}

}  // namespace

namespace {

std::string figures_json(Service& service, std::string_view reliance) {
  const State& state = service.state();
  const Sums sums = sums_of(state);
  const Cases cases = cases_of(state);
  const auto site_key = [&](JsonObject& row, SiteId site) {
    row.add("site", reports::key_of(state, site)).add("name", state.registry.sites()[index(site)].name);
  };
  JsonObject figures;
  figures.add("currency", service.currency())
      .add("as_of", state.last_time)
      .raw("programmes", programmes_of(service))
      .raw("by_month", rows_of(sums.months, [](JsonObject& row, Month month) { row.add("month", month); }))
      .raw("by_vendor",
           rows_of(sums.vendors,
                   [](JsonObject& row, const auto& key) { row.add("vendor", key.first).add("kind", key.second); }))
      .raw("by_month_and_vendor",
           rows_of(sums.month_vendors,
                   [](JsonObject& row, const auto& key) {
                     row.add("month", std::get<0>(key)).add("vendor", std::get<1>(key)).add("kind", std::get<2>(key));
                   }))
      .raw("by_use", rows_of(sums.uses, [](JsonObject& row, registry::Use use) { row.add("use", name(use)); }))
      .raw("by_site", rows_of(sums.sites, site_key))
      .add("organisations_supported", supported(state))
      .raw("applications", JsonObject()
                               .add("submitted", cases.submitted)
                               .add("decided", cases.decided)
                               .add("awarded", cases.awarded)
                               .text())
      .raw("waiting_days", waiting_json(cases))
      .raw("self_reliance", reliance);
  return figures.text();
}

}  // namespace

Result<http::Response> get_figures(Service& service, Call& call) {
  const State& state = service.state();
  const auto test = reports::usual_test(state);
  const auto& kept = service.kept().text("figures", state, service.surroundings().clock, [&] {
    return figures_json(service, self_reliance_json(service, test, call.now));
  });
  auto response = json_answer(kept.text);
  response.headers.push_back({"cache-control", "public, max-age=10"});
  return response;
}

}  // namespace scrip::service
