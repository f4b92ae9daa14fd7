// What sites have for programmes: free devices now and day by day, prices, and where programmes pay.

#include "reports/offerings.h"

#include "service/list.h"
#include "service/names.h"
#include "service/offering_handlers.h"

namespace scrip::service {

Result<http::Response> list_offerings(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter", "site"}));
  auto table = SCRIP_TRY(reports::offerings(service.state(), call.parameter("site"), call.now));
  return list_answer(service, call, std::move(table), {.to_all = true});
}

Result<http::Response> list_offering_days(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter", "site", "resource", "from", "until"}));
  constexpr std::int32_t days_shown = 28;
  const auto& state = service.state();
  const auto site = call.parameter("site");
  const auto resource = call.parameter("resource");
  reports::OfferingDays asked{
      .site = site, .resource = resource, .from = state.authority->zone.day_of(call.now), .until = {}};
  if (const auto text = call.parameter("from"); !text.empty()) {
    asked.from = SCRIP_TRY(for_field("from", parse_day(text)));
  }
  asked.until = Day{count(asked.from) + days_shown};
  if (const auto text = call.parameter("until"); !text.empty()) {
    asked.until = SCRIP_TRY(for_field("until", parse_day(text)));
  }
  return list_answer(service, call, SCRIP_TRY(reports::offering_days(state, asked)), {.to_all = true});
}

Result<http::Response> list_accredited_sites(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({"limit", "cursor", "sort", "filter", "site"}));
  const auto& state = service.state();
  const Day today = state.authority->zone.day_of(call.now);
  auto table = SCRIP_TRY(reports::accredited_sites(state, call.parameter("site"), today));
  const auto options = with_names(service, table, {.to_all = true});
  return list_answer(service, call, std::move(table), options);
}

}  // namespace scrip::service
