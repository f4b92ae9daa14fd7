// Single devices: their steps, and what the meter saw.

#include "base/limits.h"
#include "engine/vendor_names.h"
#include "service/claim_json.h"
#include "service/handlers.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

Result<engine::DeviceName> name_of(const Body& body) {
  return engine::DeviceName{.vendor = SCRIP_TRY(body.text("vendor")),
                            .serial = SCRIP_TRY(body.text("serial")),
                            .resource = SCRIP_TRY(body.text_or("resource", {}))};
}

Result<std::uint32_t> seconds_of(const Body& body, std::string_view field) {
  const auto seconds = SCRIP_TRY(body.integer_or(field, -1));
  if (seconds >= 0 && seconds <= 86'400) return static_cast<std::uint32_t>(seconds);
  return fail(ErrorCode::out_of_range, say("0 to 86,400 seconds"), std::string(field));
}

}  // namespace

Result<http::Response> get_device(Service& service, Call& call) {
  const auto& state = service.state();
  const auto vendor = engine::maker_key(state, nullptr, call.name("vendor"));
  const auto serial = registry::serial_key(call.name("serial"));
  const auto* found = vendor && serial ? state.devices.find(*vendor, *serial) : nullptr;
  if (found == nullptr || !call.sight(state).sees(engine::Subject{.organisation = found->owner, .site = found->site})) {
    return fail(ErrorCode::device_not_found, "'" + call.name("serial") + "'", "serial");
  }
  return json_answer(device_json(state, *found));
}

Result<http::Response> record_devices(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"kind", "site", "day", "reason", "devices"}));
  const auto kind = SCRIP_TRY(body.text("kind"));
  engine::RecordDevices command{
      .kind = SCRIP_TRY(for_field("kind", registry::parse_device_step(kind))),
      .site = SCRIP_TRY(body.text_or("site", {})),
      .day = body.has("day") ? SCRIP_TRY(body.day("day")) : service.state().authority->zone.day_of(call.now),
      .reason = SCRIP_TRY(body.text_or("reason", {})),
      .devices = {}};
  for (const Body& each : SCRIP_TRY(body.objects("devices"))) {
    SCRIP_TRY_VOID(each.only({"vendor", "serial", "resource"}));
    command.devices.push_back(SCRIP_TRY(name_of(each)));
  }
  return service.write(call, command);
}

Result<http::Response> report_device_days(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"site", "rows"}));
  engine::ReportDeviceDays command{.site = SCRIP_TRY(body.text("site")), .rows = {}};
  for (const Body& each : SCRIP_TRY(body.objects("rows"))) {
    SCRIP_TRY_VOID(each.only({"vendor", "serial", "resource", "day", "present_s", "busy_s"}));
    command.rows.push_back({.device = SCRIP_TRY(name_of(each)),
                            .day = SCRIP_TRY(each.day("day")),
                            .present_s = SCRIP_TRY(seconds_of(each, "present_s")),
                            .busy_s = SCRIP_TRY(seconds_of(each, "busy_s"))});
  }
  return service.write(call, command);
}

}  // namespace scrip::service
