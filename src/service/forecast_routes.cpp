// How a programme is taken up, and where it goes.

#include "reports/forecast.h"
#include "service/handlers.h"
#include "service/names.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::JsonObject;

std::string json_of(const reports::Range& range) {
  return JsonObject().add("low", range.low).add("mean", range.mean).add("high", range.high).text();
}

std::string months_json(const std::vector<reports::ForecastMonth>& months) {
  std::vector<std::string> rows;
  for (const auto& month : months) {
    rows.push_back(JsonObject()
                       .add("month", month.month)
                       .add("appropriated", month.appropriated)
                       .add("committed", month.committed)
                       .add("issued", month.issued)
                       .add("spent", month.spent)
                       .text());
  }
  return json_array(rows);
}

std::string projection_json(const std::optional<reports::Projection>& projection) {
  if (!projection) return "null";
  std::vector<std::string> steps;
  for (const auto& step : projection->months) {
    steps.push_back(JsonObject().add("month", step.month).raw("spent", json_of(step.spent)).text());
  }
  return JsonObject()
      .add("from", projection->months.front().month)
      .add("until", projection->months.back().month)
      .add("basis", projection->basis)
      .raw("monthly", json_of(projection->monthly))
      .raw("months", json_array(steps))
      .raw("spent_at_end", json_of(projection->months.back().spent))
      .raw("left_at_end", json_of(projection->left))
      .text();
}

std::string unit_json(const reports::UnitForecast& unit) {
  std::vector<std::string> assumptions;
  for (const auto& each : unit.assumptions) assumptions.push_back(json_text_pair(each.english, each.chinese));
  return JsonObject()
      .add("unit", name(unit.unit))
      .add("appropriated", unit.appropriated)
      .add("committed", unit.committed)
      .add("issued", unit.issued)
      .add("spent", unit.spent)
      .raw("months", months_json(unit.months))
      .raw("projection", projection_json(unit.projection))
      .raw("assumptions", json_array(assumptions))
      .text();
}

Result<programme::Programme> programme_of(const Service& service, const Call& call) {
  const auto& key = call.name("programme");
  const auto* found = service.state().find_programme(key);
  if (found == nullptr) return fail(ErrorCode::programme_not_found, "'" + key + "'", "programme");
  return *found;
}

}  // namespace

Result<http::Response> get_forecast(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({}));
  const auto found = SCRIP_TRY(programme_of(service, call));
  std::vector<std::string> units;
  for (const auto& unit : reports::forecast(service.state(), found.id, call.now)) units.push_back(unit_json(unit));
  return json_answer(JsonObject()
                         .add("programme", found.key)
                         .raw("names", names_json(service, found.id))
                         .add("currency", service.currency())
                         .add("as_of", call.now)
                         .raw("units", json_array(units))
                         .text());
}

Result<http::Response> list_forecast_months(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter"}));
  const auto found = SCRIP_TRY(programme_of(service, call));
  auto table = reports::forecast_table(reports::forecast(service.state(), found.id, call.now));
  return list_answer(service, call, std::move(table), {.to_all = true});
}

}  // namespace scrip::service
