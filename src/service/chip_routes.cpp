// Chips with their figures, their origin by test and day, and the targets of domestic compute.

#include <charconv>

#include "engine/origin.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::JsonObject;
using engine::State;
using registry::ChipFigure;
using registry::ChipQuantity;

std::string figure_json(const ChipFigure& figure, const ChipFigure* used) {
  return JsonObject()
      .add("figure", figure.id)
      .add("bound", name(figure.bound))
      .add("value", registry::format_chip_value(figure.value))
      .add("basis", name(figure.basis))
      .add("grade", name(figure.grade))
      .add("source", figure.source)
      .add("dated", figure.dated)
      .add("note", figure.note)
      .add("used", used != nullptr && used->id == figure.id)
      .add("withdrawn", figure.withdrawn)
      .text();
}

// All that is said of one quantity; "used" is null where no figure can be used: it is not published.
std::string quantity_json(const State& state, ResourceId resource, ChipQuantity quantity, Day today) {
  const auto& all = state.chips.figures;
  const bool is_price = quantity == ChipQuantity::price;  // which changes with time: no contradiction
  const auto* used =
      is_price ? registry::price_on(all, resource, today) : registry::used_figure(all, resource, quantity);
  std::vector<std::string> figures;
  bool contradicts = false;
  for (const auto& figure : all) {
    if (figure.resource != resource || figure.quantity != quantity) continue;
    contradicts |= !is_price && used != nullptr && !figure.withdrawn && figure.basis == used->basis &&
                   figure.bound == used->bound && figure.value != used->value;
    figures.push_back(figure_json(figure, used));
  }
  JsonObject object;
  object.add("quantity", name(quantity)).add("unit", registry::unit_of(quantity));
  if (used == nullptr) {
    object.raw("used", "null");
  } else {
    object.add("used", registry::format_chip_value(used->value));
  }
  return object.add("contradicted", contradicts).raw("figures", json_array(figures)).text();
}

std::string origins_json(const State& state, ResourceId resource, Day today) {
  std::vector<std::string> tests;
  for (std::uint8_t i = 0; i < registry::origin_test_count; ++i) {
    const auto test = static_cast<registry::OriginTest>(i);
    std::vector<std::string> records;
    for (const auto& record : state.chips.origins.records()) {
      if (record.resource != resource || record.test != test) continue;
      records.push_back(JsonObject()
                            .add("passes", record.passes)
                            .add("from", record.from)
                            .add("source", record.source)
                            .add("evidence", record.evidence)
                            .add("basis", name(record.basis))
                            .text());
    }
    const auto answer = engine::origin_on(state, resource, test, today);
    tests.push_back(JsonObject()
                        .add("test", name(test))
                        .raw("passes_today", answer.passes ? codec::json(*answer.passes) : "null")
                        .add("basis_today", answer.passes ? name(answer.basis) : std::string_view{})
                        .add("because", answer.source)
                        .add("stakes", answer.stakes)
                        .raw("records", json_array(records))
                        .text());
  }
  return json_array(tests);
}

Result<FigureId> figure_of(const Call& call) {
  const auto& text = call.name("figure");
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return FigureId{number};
  return fail(ErrorCode::figure_not_found, "'" + text + "'", "figure");
}

Result<registry::OriginTest> test_of(const Body& body) {
  return for_field("test", registry::parse_origin_test(SCRIP_TRY(body.text("test"))));
}

Result<Hash256> evidence_of(const Body& body) {
  const auto text = SCRIP_TRY(body.text_or("evidence", {}));
  if (text.empty()) return Hash256{};
  return for_field("evidence", hash_from_hex(text));
}

}  // namespace

Result<http::Response> get_chip(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({}));
  const State& state = service.state();
  const auto* resource = state.registry.find_resource(call.name("chip"));
  if (resource == nullptr || resource->kind != registry::ResourceKind::accelerator) {
    return fail(ErrorCode::resource_not_found, "'" + call.name("chip") + "'", "chip");
  }
  const auto* model = state.chips.find_model(resource->id);
  const auto* vendor = model == nullptr ? nullptr : &state.chips.vendors[index(model->vendor)];
  const Day today = state.authority->zone.day_of(call.now);
  std::vector<std::string> quantities;
  for (std::uint8_t i = 0; i < registry::chip_quantity_count; ++i) {
    quantities.push_back(quantity_json(state, resource->id, static_cast<ChipQuantity>(i), today));
  }
  const auto* dense = registry::used_dense_figure(state.chips.figures, resource->id);
  return json_answer(JsonObject()
                         .add("chip", resource->key)
                         .add("name", resource->name)
                         .add("vendor", vendor != nullptr ? vendor->name : resource->vendor)
                         .add("organisation", vendor != nullptr ? vendor->organisation : std::string{})
                         .add("note", model == nullptr ? std::string{} : model->note)
                         .raw("dense_figure", dense == nullptr ? "null" : codec::json(dense->id))
                         .raw("quantities", json_array(quantities))
                         .raw("origins", origins_json(state, resource->id, today))
                         .text());
}

Result<http::Response> withdraw_figure(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"reason"}));
  return service.write(
      call, engine::WithdrawFigure{.figure = SCRIP_TRY(figure_of(call)), .reason = SCRIP_TRY(body.text("reason"))});
}

Result<http::Response> record_origin(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"chip", "test", "passes", "from", "source", "evidence"}));
  if (!body.has("passes")) return fail(ErrorCode::missing_field, say("true or false"), "passes");
  return service.write(call, engine::RecordOrigin{.resource = SCRIP_TRY(body.text("chip")),
                                                  .test = SCRIP_TRY(test_of(body)),
                                                  .passes = SCRIP_TRY(body.truth_or("passes", false)),
                                                  .from = SCRIP_TRY(body.day("from")),
                                                  .source = SCRIP_TRY(body.text("source")),
                                                  .evidence = SCRIP_TRY(evidence_of(body))});
}

// Without a share the step of that day is taken away.
Result<http::Response> set_domestic_target(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"test", "by", "share", "source"}));
  engine::SetDomesticTarget command{.test = SCRIP_TRY(test_of(body)),
                                    .by = SCRIP_TRY(body.day("by")),
                                    .share = {},
                                    .source = SCRIP_TRY(body.text("source"))};
  if (body.has("share")) {
    command.share = SCRIP_TRY(for_field("share", parse_share(SCRIP_TRY(body.text("share")))));
  }
  return service.write(call, command);
}

Result<http::Response> set_control_test(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"from", "jurisdiction", "votes", "foreign_at_most", "source"}));
  engine::SetControlTest command{.from = SCRIP_TRY(body.day("from")),
                                 .jurisdiction = SCRIP_TRY(body.text("jurisdiction")),
                                 .source = SCRIP_TRY(body.text("source"))};
  if (body.has("votes")) command.votes = SCRIP_TRY(for_field("votes", parse_share(SCRIP_TRY(body.text("votes")))));
  if (body.has("foreign_at_most")) {
    command.foreign_at_most =
        SCRIP_TRY(for_field("foreign_at_most", parse_share(SCRIP_TRY(body.text("foreign_at_most")))));
  }
  return service.write(call, command);
}

// Without latitude and longitude nobody says where it is any more.
Result<http::Response> place_site(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"latitude", "longitude"}));
  engine::PlaceSite command{.site = call.name("site"), .place = {}};
  if (body.has("latitude") || body.has("longitude")) {
    const auto degrees = [&](const char* field, std::int32_t most) -> Result<std::int32_t> {
      return for_field(field, engine::parse_degrees(SCRIP_TRY(body.text(field)), most));
    };
    command.place = engine::Place{.latitude = SCRIP_TRY(degrees("latitude", engine::latitude_max)),
                                  .longitude = SCRIP_TRY(degrees("longitude", engine::longitude_max))};
  }
  return service.write(call, command);
}

// An empty city: nobody says it any more.
Result<http::Response> set_site_city(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"city"}));
  return service.write(call,
                       engine::SetSiteCity{.site = call.name("site"), .city = SCRIP_TRY(body.text_or("city", {}))});
}

}  // namespace scrip::service
