// The share of domestic compute over time, by site and chip, with the path to the target: for anyone. No organisation
// is named. And the same as open data: CSV files with their description (Data Package).

#include <algorithm>

#include "engine/origin.h"
#include "proof/hash.h"
#include "reports/cells.h"
#include "reports/self_reliance.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/self_reliance.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::JsonObject;
using engine::State;
using registry::OriginTest;
using reports::ByOrigin;
using reports::SelfReliance;

std::string share_json(const ByOrigin& sums) {
  const auto share = sums.share();
  return share ? codec::json(*share) : "null";
}

template <class Format>
std::string by_origin_json(const ByOrigin& sums, Format format) {
  return JsonObject()
      .add("domestic", format(sums.passes))
      .add("foreign", format(sums.fails))
      .add("unknown", format(sums.unknown))
      .raw("share", share_json(sums))
      .text();
}

std::string hours_text(Int128 micro_seconds) { return reports::hours(micro_seconds); }

void put(JsonObject& object, const reports::OriginSums& sums) {
  object.raw("device_hours", by_origin_json(sums.device_seconds, hours_text))
      .raw("petaflops_hours", by_origin_json(sums.flops, reports::petaflops_hours))
      .add("unrated_device_hours", hours_text(sums.unrated));
}

std::string json_of(const reports::DeclaredByOrigin& sums) {
  const auto whole = [](Int128 devices) { return static_cast<std::uint64_t>(devices); };
  return JsonObject()
      .raw("devices", by_origin_json(sums.devices, whole))
      .raw("petaflops", by_origin_json(sums.flops, reports::petaflops))
      .add("unrated_devices", whole(sums.unrated))
      .text();
}

std::string json_of(const std::optional<SelfReliance::Projection>& projection) {
  if (!projection) return "null";
  std::vector<std::string> points;
  for (const auto& point : projection->points) {
    points.push_back(JsonObject().add("month", point.month).add("share", point.share).text());
  }
  return JsonObject()
      .add("basis", projection->basis)
      .raw("points", json_array(points))
      .add("reaches_target", projection->reaches_target)
      .text();
}

std::string path_json(const std::vector<engine::TargetStep>& path) {
  std::vector<std::string> steps;
  for (const auto& step : path) {
    steps.push_back(JsonObject().add("by", step.by).add("share", step.share).add("source", step.source).text());
  }
  return json_array(steps);
}

std::string months_json(const std::vector<SelfReliance::MonthSums>& months) {
  std::vector<std::string> rows;
  for (const auto& month : months) {
    JsonObject row;
    row.add("month", month.month).add("full", month.is_full);
    put(row, month.sums);
    rows.push_back(row.text());
  }
  return json_array(rows);
}

// null: nobody has said where it is.
std::string place_json(const State& state, SiteId site) {
  const auto* place = state.places.find(site);
  if (place == nullptr) return "null";
  return JsonObject()
      .add("latitude", engine::format_degrees(place->latitude))
      .add("longitude", engine::format_degrees(place->longitude))
      .text();
}

std::string sites_json(const State& state, const SelfReliance& figures) {
  std::vector<std::string> rows;
  for (const auto& site : figures.sites) {
    JsonObject row;
    row.add("site", reports::key_of(state, site.site)).add("name", state.registry.sites()[index(site.site)].name);
    row.raw("place", place_json(state, site.site)).add("city", state.places.city_of(site.site));
    put(row, site.sums);
    rows.push_back(row.raw("declared", json_of(site.declared)).text());
  }
  return json_array(rows);
}

std::string chips_json(const State& state, const SelfReliance& figures) {
  std::vector<std::string> rows;
  for (const auto& chip : figures.chips) {
    const auto& resource = state.registry.resources()[index(chip.resource)];
    const auto passes = engine::origin_on(state, chip.resource, figures.test, figures.as_of).passes;
    JsonObject row;
    row.add("chip", resource.key)
        .add("name", resource.name)
        .add("vendor", resource.vendor)
        .raw("passes_today", passes ? codec::json(*passes) : "null");
    put(row, chip.sums);
    rows.push_back(row.text());
  }
  return json_array(rows);
}

std::string programme_key(const State& state, ProgrammeId programme) {
  return programme == no_id<ProgrammeId> ? std::string{} : reports::key_of(state, programme);
}

std::string programmes_json(const State& state, const SelfReliance& figures) {
  std::vector<std::string> rows;
  for (const auto& each : figures.programmes) {
    JsonObject row;
    row.add("month", each.month).add("programme", programme_key(state, each.programme));
    put(row, each.sums);
    rows.push_back(row.text());
  }
  return json_array(rows);
}

std::string bought_json(const State& state, const SelfReliance& figures) {
  std::vector<std::string> rows;
  for (const auto& each : reports::bought_compute(state, figures.test, figures.as_of)) {
    rows.push_back(JsonObject()
                       .add("month", each.month)
                       .add("programme", programme_key(state, each.programme))
                       .add("devices", each.devices)
                       .add("domestic", each.domestic)
                       .add("petaflops", reports::petaflops(each.flops))
                       .add("busy_hours", reports::hours(each.busy_s * micro))
                       .text());
  }
  return json_array(rows);
}

std::string json_of(const State& state, const SelfReliance& figures, Instant as_of) {
  std::vector<std::string> tests;
  for (const auto test : reports::tests_in_use(state)) tests.push_back(codec::json(test));
  std::vector<std::string> assumptions;
  for (const auto& each : figures.assumptions) assumptions.push_back(json_text_pair(each.english, each.chinese));
  JsonObject all;
  all.add("test", figures.test).raw("tests", json_array(tests)).add("as_of", as_of);
  put(all, figures.all);
  return all.raw("declared", json_of(figures.declared))
      .raw("path", path_json(figures.path))
      .raw("by_month", months_json(figures.months))
      .raw("capacity_by_month", months_json(figures.capacity_months))
      .raw("by_site", sites_json(state, figures))
      .raw("by_chip", chips_json(state, figures))
      .raw("by_programme", programmes_json(state, figures))
      .raw("bought", bought_json(state, figures))
      .raw("projection", JsonObject()
                             .raw("device_hours", json_of(figures.device_hours))
                             .raw("petaflops_hours", json_of(figures.flops))
                             .text())
      .raw("assumptions", json_array(assumptions))
      .text();
}

Result<OriginTest> test_of(const Service& service, const Call& call) {
  const auto text = call.parameter("test");
  if (text.empty()) return reports::usual_test(service.state());
  return for_field("test", registry::parse_origin_test(text));
}

// --- open data ---

struct File {
  std::string_view name;
  std::string_view by;
  std::string_view title;
};
constexpr File files[] = {
    {"months.csv", "month", "Compute used by month and origin of chips"},
    {"sites.csv", "site", "Compute used by site and origin of chips"},
    {"chips.csv", "chip", "Compute used by chip model"},
    {"programmes.csv", "programme", "Compute used by month and the programme that paid for it"},
    {"site_months.csv", "site_month", "Compute used by month, site and origin of chips"},
    {"cities.csv", "city", "Compute used by city and origin of chips"},
    {"city_months.csv", "city_month", "Compute used by month, city and origin of chips"},
    {"capacity_months.csv", "capacity_month", "Capacity declared by month and origin of chips"},
    {"capacity_site_months.csv", "capacity_site_month", "Capacity declared by month, site and origin of chips"},
    {"capacity_city_months.csv", "capacity_city_month", "Capacity declared by month, city and origin of chips"},
    {"bought.csv", "bought", "Cards bought with a programme's grants, by month"}};

// The type in a Table Schema (Frictionless, 2017): exact decimals are numbers, shares the text that is in the file.
std::string_view schema_type(reports::ColumnKind kind) {
  switch (kind) {
    case reports::ColumnKind::quantity:
    case reports::ColumnKind::amount:
      return "number";
    case reports::ColumnKind::integer:
      return "integer";
    case reports::ColumnKind::boolean:
      return "boolean";
    case reports::ColumnKind::day:
      return "date";
    case reports::ColumnKind::month:
      return "yearmonth";
    case reports::ColumnKind::instant:
      return "datetime";
    case reports::ColumnKind::text:
    case reports::ColumnKind::hash:
    case reports::ColumnKind::share:
      return "string";
  }
  return "string";
}

std::string resource_json(const File& file, const reports::Table& table, const std::string& csv, Language language) {
  std::vector<std::string> fields;
  for (const auto& column : table.columns) {
    fields.push_back(JsonObject()
                         .add("name", column.name)
                         .add("type", schema_type(column.kind))
                         .add("title", language == Language::chinese ? column.chinese : column.english)
                         .text());
  }
  const auto hash = proof::sha256(as_bytes(csv));
  return JsonObject()
      .add("name", file.by)
      .add("path", file.name)
      .add("title", file.title)
      .add("format", "csv")
      .add("mediatype", "text/csv")
      .add("encoding", "utf-8")
      .add("bytes", csv.size())
      .add("hash", "sha256:" + to_hex(hash))
      .raw("schema", JsonObject().raw("fields", json_array(fields)).text())
      .text();
}

Result<std::string> package_json(const State& state, const SelfReliance& figures, Instant as_of, Language language) {
  std::vector<std::string> resources;
  for (const auto& file : files) {
    const auto table = SCRIP_TRY(reports::self_reliance_table(state, figures, file.by));
    resources.push_back(resource_json(file, table, reports::to_csv(table), language));
  }
  std::string description;
  for (const auto& each : figures.assumptions) {
    description += (description.empty() ? "" : " ") + (language == Language::chinese ? each.chinese : each.english) +
                   (language == Language::chinese ? "。" : ".");
  }
  return JsonObject()
      .add("profile", "tabular-data-package")
      .add("name", "self-reliance")
      .add("title", state.authority->name)
      .add("description", description)
      .add("created", as_of)
      .add("test", figures.test)
      .raw("resources", json_array(resources))
      .text();
}

}  // namespace

std::string self_reliance_json(Service& service, OriginTest test, Instant now) {
  const State& state = service.state();
  const auto& use = service.kept().use(state, service.surroundings().clock);
  const Day today = state.authority->zone.day_of(now);
  const std::string key = "self-reliance/" + std::string(name(test));
  return service.kept().text_of_use(
      key, use, today, [&] { return json_of(state, reports::self_reliance(state, test, use.days, today), use.as_of); });
}

Result<http::Response> get_self_reliance(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"test"}));
  auto response = json_answer(self_reliance_json(service, SCRIP_TRY(test_of(service, call)), call.now));
  response.headers.push_back({"cache-control", "public, max-age=10"});
  return response;
}

Result<http::Response> sum_self_reliance(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter", "test", "by"}));
  const State& state = service.state();
  const auto test = SCRIP_TRY(test_of(service, call));
  const auto by = call.parameter("by");
  const auto& use = service.kept().use(state, service.surroundings().clock);
  const auto figures = reports::self_reliance(state, test, use.days, state.authority->zone.day_of(call.now));
  auto table = SCRIP_TRY(for_field("by", reports::self_reliance_table(state, figures, by.empty() ? "month" : by)));
  return list_answer(service, call, std::move(table), {.to_all = true});
}

Result<http::Response> get_open_data(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"test"}));
  const State& state = service.state();
  const auto& wanted = call.name("file");
  const auto test = SCRIP_TRY(test_of(service, call));
  const auto* file = std::ranges::find(files, wanted, &File::name);
  const bool is_package = wanted == "datapackage.json";
  if (!is_package && file == std::end(files)) return fail(ErrorCode::not_found, "'" + wanted + "'", "file");
  const auto& use = service.kept().use(state, service.surroundings().clock);
  const auto figures = reports::self_reliance(state, test, use.days, state.authority->zone.day_of(call.now));
  if (is_package) return json_answer(SCRIP_TRY(package_json(state, figures, use.as_of, call.language)));
  http::Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.body = reports::to_csv(SCRIP_TRY(reports::self_reliance_table(state, figures, file->by)));
  response.headers.push_back({"content-disposition", "attachment; filename=\"self-reliance-" + wanted + "\""});
  return response;
}

}  // namespace scrip::service
