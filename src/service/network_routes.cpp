// Who and what there is: resources, sites, programmes; the prices that sites propose; what they declare to have.

#include "base/limits.h"
#include "rating/tariff.h"
#include "reports/capacity_days.h"
#include "reports/catalogue.h"
#include "runtime/zones.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

Result<std::vector<engine::RatePrice>> prices_of(const engine::State& state, const Body& body) {
  std::vector<engine::RatePrice> prices;
  for (const Body& each : SCRIP_TRY(body.objects("prices"))) {
    SCRIP_TRY_VOID(each.only({"resource", "price"}));
    const auto key = SCRIP_TRY(each.text("resource"));
    const auto* resource = state.registry.find_resource(key);
    if (resource == nullptr) return fail(ErrorCode::resource_not_found, "'" + key + "'", "resource");
    auto bands = rating::parse_tariff_text(SCRIP_TRY(each.text("price")), resource->kind, state.authority->currency);
    prices.push_back({.resource = key, .bands = SCRIP_TRY(for_field("price", std::move(bands)))});
  }
  return prices;
}

// Where more was used than declared, what to say about it.
std::string warning_json(const reports::Table& table, const std::vector<std::string>& row) {
  const auto cell = [&](std::string_view name) -> const std::string& {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].name == name) return row[i];
    }
    return row.front();
  };
  if (cell("over") != "true") return "null";
  const auto whole_hours = [&](std::string_view name) { return cell(name).substr(0, cell(name).find('.')); };
  const auto said = [&](Language language) {
    return reports::say(language, reports::Phrase::capacity_over, whole_hours("used_hours"),
                        whole_hours("declared_hours"));
  };
  return json_text_pair(said(Language::english), said(Language::chinese));
}

}  // namespace

Result<http::Response> add_resource(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"resource", "name", "vendor", "kind", "aliases"}));
  const auto kind = SCRIP_TRY(body.text_or("kind", "accelerator"));
  return service.write(call,
                       engine::AddResource{.key = SCRIP_TRY(body.text("resource")),
                                           .name = SCRIP_TRY(body.text("name")),
                                           .vendor = SCRIP_TRY(body.text_or("vendor", {})),
                                           .kind = SCRIP_TRY(for_field("kind", registry::parse_resource_kind(kind))),
                                           .aliases = SCRIP_TRY(body.texts("aliases"))});
}

Result<http::Response> add_site(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"site", "name", "operator", "zone", "city"}));
  engine::AddSite command{.key = SCRIP_TRY(body.text("site")),
                          .name = SCRIP_TRY(body.text("name")),
                          .operator_key = SCRIP_TRY(body.text("operator")),
                          .zone_name = SCRIP_TRY(body.text_or("zone", {})),
                          .zone = {},
                          .city = SCRIP_TRY(body.text_or("city", {}))};
  // A site that is there keeps its offsets, so that a newer time zone database does not make it another site.
  const auto* existing = service.state().registry.find_site(command.key);
  if (existing != nullptr && existing->zone_name == command.zone_name) {
    command.zone = existing->zone;
  } else if (!command.zone_name.empty()) {
    command.zone = SCRIP_TRY(for_field("zone", runtime::load_zone(command.zone_name)));
  }
  return service.write(call, command);
}

Result<http::Response> add_programme(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"programme", "name", "mode"}));
  const auto mode = SCRIP_TRY(body.text("mode"));
  return service.write(
      call, engine::AddProgramme{.key = SCRIP_TRY(body.text("programme")),
                                 .name = SCRIP_TRY(body.text("name")),
                                 .mode = SCRIP_TRY(for_field("mode", programme::parse_redemption_mode(mode)))});
}

Result<http::Response> propose_rate_card(Service& service, Call& call) {
  const auto& state = service.state();
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"rate_card", "site", "from", "until", "prices"}));
  engine::ProposeRateCard command{
      .key = SCRIP_TRY(body.text("rate_card")), .site = SCRIP_TRY(body.text("site")), .period = {}, .prices = {}};
  SCRIP_TRY_VOID(engine::check_right(state, call.caller.person, command, call.counting()));
  const auto* site = state.registry.find_site(command.site);
  if (site == nullptr) return fail(ErrorCode::site_not_found, "'" + command.site + "'", "site");
  command.period = {.from = SCRIP_TRY(body.instant("from", site->zone)),
                    .until = SCRIP_TRY(body.instant("until", site->zone))};
  command.prices = SCRIP_TRY(prices_of(state, body));
  return service.write(call, command);
}

Result<http::Response> approve_rate_card(Service& service, Call& call) {
  SCRIP_TRY_VOID(SCRIP_TRY(call.body()).only({}));
  return service.write(call, engine::ApproveRateCard{.rate_card = call.name("rate_card")});
}

Result<http::Response> reject_rate_card(Service& service, Call& call) {
  return service.write(call,
                       engine::RejectRateCard{.rate_card = call.name("rate_card"), .reason = SCRIP_TRY(call.reason())});
}

Result<http::Response> declare_capacity(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"capacity", "site", "resource", "devices", "from", "until", "use"}));
  const auto devices = SCRIP_TRY(body.integer_or("devices", 0));
  if (devices < 1 || devices > std::int64_t{limits::capacity_devices_max}) {
    return fail(ErrorCode::out_of_range, say("1 to 10,000,000 devices"), "devices");
  }
  const auto use = SCRIP_TRY(body.text("use"));
  return service.write(call,
                       engine::DeclareCapacity{.key = SCRIP_TRY(body.text("capacity")),
                                               .site = SCRIP_TRY(body.text("site")),
                                               .resource = SCRIP_TRY(body.text("resource")),
                                               .devices = static_cast<std::uint32_t>(devices),
                                               .from = SCRIP_TRY(body.day("from")),
                                               .until = SCRIP_TRY(body.day("until")),
                                               .use = SCRIP_TRY(for_field("use", registry::parse_capacity_use(use)))});
}

Result<http::Response> end_capacity(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"until", "reason"}));
  return service.write(call, engine::EndCapacity{.capacity = call.name("capacity"),
                                                 .until = SCRIP_TRY(body.day("until")),
                                                 .reason = SCRIP_TRY(body.text("reason"))});
}

Result<http::Response> set_topology(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"resource", "devices_per_server", "servers_per_island"}));
  const auto number = [&](std::string_view field) -> Result<std::uint32_t> {
    const auto value = SCRIP_TRY(body.integer_or(field, 0));
    constexpr std::int64_t most = limits::capacity_devices_max;  // refused, as anything beyond it
    return static_cast<std::uint32_t>(value < 0 ? most : std::min(value, most));
  };
  return service.write(
      call, engine::SetTopology{.site = call.name("site"),
                                .resource = SCRIP_TRY(body.text("resource")),
                                .topology = {.devices_per_server = SCRIP_TRY(number("devices_per_server")),
                                             .servers_per_island = SCRIP_TRY(number("servers_per_island"))}});
}

Result<http::Response> list_capacity_days(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter", "site", "resource", "from", "until"}));
  constexpr std::int32_t days_shown = 31;
  const auto& state = service.state();
  reports::CapacityDays asked{.site = call.parameter("site"),
                              .resource = call.parameter("resource"),
                              .from = {},
                              .until = next(state.authority->zone.day_of(call.now))};
  if (const auto text = call.parameter("until"); !text.empty()) {
    asked.until = SCRIP_TRY(for_field("until", parse_day(text)));
  }
  asked.from = Day{count(asked.until) - days_shown};
  if (const auto text = call.parameter("from"); !text.empty()) {
    asked.from = SCRIP_TRY(for_field("from", parse_day(text)));
  }
  auto table = SCRIP_TRY(reports::capacity_days(state, asked));
  const reports::Table columns{.name = table.name, .columns = table.columns, .rows = {}};
  const auto add_warning = [&columns](const std::vector<std::string>& row, codec::JsonObject& item) {
    item.raw("warning", warning_json(columns, row));
  };
  return list_answer(service, call, std::move(table), {.add_fields = add_warning});
}

}  // namespace scrip::service
