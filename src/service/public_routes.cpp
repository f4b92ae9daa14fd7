// What anyone may see: the authority, programmes with their rules, and what the rules say to given facts.

#include <map>

#include "policy/file/cases.h"
#include "policy/file/load.h"
#include "reports/reports.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/names.h"
#include "service/policy_json.h"
#include "service/routes.h"
#include "service/session_json.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using codec::JsonObject;

Result<const programme::Programme*> programme_of(const Service& service, const Call& call) {
  const auto& key = call.name("programme");
  const auto* found = service.state().find_programme(key);
  if (found == nullptr) return fail(ErrorCode::programme_not_found, "'" + key + "'", "programme");
  return found;
}

// The version published last; none: a programme that was set up without rules.
const programme::Policy* newest_policy(const engine::State& state, ProgrammeId programme) {
  const programme::Policy* newest = nullptr;
  for (const auto& policy : state.policies) {
    if (policy.programme == programme) newest = &policy;
  }
  return newest;
}

Result<std::string> rows_of(Service& service, std::string_view name, std::string_view programme) {
  const auto table = SCRIP_TRY(reports::table(service.state(), name, {.programme = programme}));
  return json_rows(table, with_names(service, table, {}));
}

std::string rule_json(const engine::State& state, ProgrammeId programme) {
  const auto rule = state.network.accreditation_from.find(programme);
  return rule == state.network.accreditation_from.end() ? "null" : codec::json(rule->second);
}

std::string accredited_sites_json(const engine::State& state, ProgrammeId programme, Day today) {
  std::vector<std::string> sites;
  for (const auto& each : state.network.accreditations) {
    if (each.terms.programme != programme || !each.counts_on(today)) continue;
    const auto& site = state.registry.sites()[index(each.terms.site)];
    sites.push_back(JsonObject()
                        .add("site", site.key)
                        .add("name", site.name)
                        .add("valid_until", each.decision->valid_until)
                        .text());
  }
  return codec::json_array(sites);
}

// What its vouchers covered in money, by month of posting.
std::string spent_by_month(const engine::State& state, ProgrammeId programme) {
  std::map<Month, Amount> spent;
  for (const auto& job : state.jobs) {
    for (const auto& line : job.lines) {
      for (const auto& allocation : line.allocations) {
        if (state.vouchers[index(allocation.voucher)].terms.programme != programme) continue;
        spent[line.posting] += allocation.covered_money;
      }
    }
  }
  std::vector<std::string> months;
  for (const auto& [month, amount] : spent) {
    months.push_back(JsonObject().add("month", month).add("amount", amount).text());
  }
  return codec::json_array(months);
}

}  // namespace

Result<http::Response> get_openapi(Service&, Call&) {
  auto response = json_answer(std::string(openapi_document()));
  response.headers.push_back({"cache-control", "no-cache"});
  return response;
}

Result<http::Response> get_authority(Service& service, Call&) { return json_answer(authority_json(service.state())); }

Result<http::Response> get_programme(Service& service, Call& call) {
  const auto& state = service.state();
  const auto* found = SCRIP_TRY(programme_of(service, call));
  std::string terms = "null";
  if (const auto* newest = newest_policy(state, found->id); newest != nullptr) {
    const auto* compiled = SCRIP_TRY(service.policies().find(newest->document));
    terms = policy_terms_json(compiled->policy, newest->key, newest->document);
  }
  return json_answer(
      JsonObject()
          .add("programme", found->key)
          .add("name", found->name)
          .raw("names", names_json(service, found->id))
          .add("mode", name(found->mode))
          .add("currency", service.currency())
          .raw("policy", terms)
          .raw("policies", SCRIP_TRY(rows_of(service, "policies", found->key)))
          .raw("calls", SCRIP_TRY(rows_of(service, "calls", found->key)))
          .raw("budget_lines", SCRIP_TRY(rows_of(service, "budget_lines", found->key)))
          .raw("spent_by_month", service.kept()
                                     .text("spent/" + found->key, state, service.surroundings().clock,
                                           [&] { return spent_by_month(state, found->id); })
                                     .text)
          .raw("accreditation_required_from", rule_json(state, found->id))
          .raw("accredited_sites", accredited_sites_json(state, found->id, state.authority->zone.day_of(call.now)))
          .text());
}

Result<http::Response> try_programme(Service& service, Call& call) {
  const auto& state = service.state();
  const auto* found = SCRIP_TRY(programme_of(service, call));
  const auto* newest = newest_policy(state, found->id);
  if (newest == nullptr) return fail(ErrorCode::policy_not_found, say("'{0}' has published no rules", found->key));
  const auto* compiled = SCRIP_TRY(service.policies().find(newest->document));
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"facts", "contract", "project", "other_support"}));
  auto loaded = policy::load_facts(SCRIP_TRY(facts_text(body)), compiled->policy);
  if (!loaded.problems.empty()) {
    const auto& first = loaded.problems.front();
    return fail(first.code, first.message, first.field);
  }
  loaded.application.applied_on = state.authority->zone.day_of(call.now);
  if (const auto on = call.parameter("on"); !on.empty()) {
    loaded.application.applied_on = SCRIP_TRY(for_field("on", parse_day(on)));
  }
  loaded.application.contract = SCRIP_TRY(body.text_or("contract", {}));
  loaded.application.project = SCRIP_TRY(body.text_or("project", {}));
  const auto assessment = policy::assess(*compiled, loaded.application);
  return json_answer(assessment_json(*compiled, loaded.application, assessment));
}

}  // namespace scrip::service
