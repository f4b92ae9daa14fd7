// Programmes and their rounds: rules checked, compared and published, calls opened, rounds shared out.

#include <algorithm>

#include "casework/casework.h"
#include "policy/diff.h"
#include "policy/file/cases.h"
#include "policy/file/load.h"
#include "service/handlers.h"
#include "service/policy_json.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::json_text;
using codec::JsonObject;

constexpr Day for_ever{84'000};  // 2199-12-26: as far as validity goes
constexpr std::int64_t appeal_days_max = 3'660;

struct Checked {
  std::optional<policy::CompiledPolicy> compiled;
  policy::Policy policy;
  std::vector<policy::Problem> problems;
};

Checked check(const std::string& text) {
  auto loaded = policy::load_policy(text);
  Checked checked{.compiled = {}, .policy = loaded.policy, .problems = std::move(loaded.problems)};
  if (!checked.problems.empty()) return checked;
  auto compiled = policy::compile(std::move(loaded.policy));
  if (compiled) {
    checked.compiled = std::move(*compiled);
  } else {
    checked.problems = std::move(compiled.error());
  }
  return checked;
}

const programme::Policy* newest_policy(const engine::State& state, std::string_view programme) {
  const auto* found = state.find_programme(programme);
  const programme::Policy* newest = nullptr;
  for (const auto& policy : state.policies) {
    if (found != nullptr && policy.programme == found->id) newest = &policy;
  }
  return newest;
}

std::string changes_json(const policy::Policy& before, const policy::Policy& after) {
  std::vector<std::string> changes;
  for (const auto& change : policy::changes(before, after)) {
    changes.push_back(
        JsonObject().add("field", change.field).add("before", change.before).add("after", change.after).text());
  }
  return json_array(changes);
}

// The facts of an application as far as the new rules understand them.
policy::ApplicationFacts moved_to(const policy::Policy& before, const policy::CompiledPolicy& after,
                                  const policy::ApplicationFacts& facts) {
  policy::ApplicationFacts moved = facts;
  moved.facts.assign(after.policy.facts.size(), cel::Value::missing());
  for (std::size_t i = 0; i < before.facts.size(); ++i) {
    const auto fact = after.fact(before.facts[i].id);
    if (fact && after.policy.facts[*fact].type == before.facts[i].type) moved.facts[*fact] = facts.facts[i];
  }
  return moved;
}

struct Compared {
  std::size_t applications = 0;
  std::vector<std::string> otherwise;
};

// The programme's assessed applications under the new rules.
Compared compare(Service& service, std::string_view programme, const policy::CompiledPolicy& after) {
  constexpr std::size_t compared_max = 2'000;  // so that a check ends while someone waits for it
  Compared compared;
  const auto& state = service.state();
  const auto* found = state.find_programme(programme);
  for (const auto& application : state.applications) {
    const auto& call = state.calls[index(application.terms.call)].terms;
    if (found == nullptr || call.programme != found->id || !application.assessment) continue;
    if (compared.applications == compared_max) break;
    const auto rules = service.policies().find(state.policies[index(call.policy)].document);
    const auto assessed = casework::assess(state, service.policies(), service.store(), application.terms.key);
    if (!rules || !assessed) continue;
    ++compared.applications;
    const auto now = policy::assess(after, moved_to((*rules)->policy, after, assessed->facts));
    const auto& then = assessed->assessment;
    if (then.decision == now.decision && then.amount == now.amount) continue;
    compared.otherwise.push_back(JsonObject()
                                     .add("application", application.terms.key)
                                     .add("before", policy::name(then.decision))
                                     .add("after", policy::name(now.decision))
                                     .add("amount_before", cel::format(then.amount))
                                     .add("amount_after", cel::format(now.amount))
                                     .text());
  }
  return compared;
}

std::unexpected<Error> error_of(const std::vector<policy::Problem>& problems) {
  const auto& first = problems.front();
  return fail(first.code, with_remedy(first.message, first.hint), first.field, first.place.line);
}

Result<std::vector<engine::OpenCall::Line>> lines_of(const Body& body) {
  std::vector<engine::OpenCall::Line> lines;
  for (const Body& each : SCRIP_TRY(body.objects("lines"))) {
    SCRIP_TRY_VOID(each.only({"budget_line", "share"}));
    lines.push_back({.budget_line = SCRIP_TRY(each.text("budget_line")),
                     .share = SCRIP_TRY(for_field("share", parse_share(SCRIP_TRY(each.text("share")))))});
  }
  return lines;
}

// The day from which a version applies: ?from=, or the programme's first.
Result<Day> effective_from(const Call& call, Day otherwise) {
  const auto text = call.parameter("from");
  return text.empty() ? Result<Day>(otherwise) : for_field("from", parse_day(text));
}

// A round that the same request shared out before: its documents and results are kept.
Result<http::Response> allocated_before(Service& service, const engine::CallState& shared, std::uint64_t sequence) {
  const auto& state = service.state();
  std::vector<std::string> results;
  for (const auto& result : shared.round->results) {
    results.push_back(JsonObject()
                          .add("application", state.applications[index(result.application)].terms.key)
                          .add("rank", result.rank)
                          .add("tier", result.tier)
                          .add("amount", result.amount)
                          .text());
  }
  const auto written = SCRIP_TRY(service.written({.events = {}, .sequence = sequence, .repeated = true}));
  return json_answer(JsonObject()
                         .raw("written", written)
                         .add("inputs", SCRIP_TRY(casework::get_document(service.store(), shared.round->inputs)))
                         .add("outcome", SCRIP_TRY(casework::get_document(service.store(), shared.round->outcome)))
                         .raw("results", json_array(results))
                         .text());
}

std::string results_json(const engine::AllocateRound& command) {
  std::vector<std::string> results;
  for (const auto& result : command.results) {
    results.push_back(JsonObject()
                          .add("application", result.application)
                          .add("rank", result.rank)
                          .add("tier", result.tier)
                          .add("amount", result.amount)
                          .text());
  }
  return json_array(results);
}

}  // namespace

Result<http::Response> check_policy(Service& service, Call& call) {
  const Checked checked = check(call.request.body);
  const auto* before = newest_policy(service.state(), checked.policy.id);
  std::string changes = "[]";
  Compared compared;
  if (checked.compiled && before != nullptr) {
    const auto* published = SCRIP_TRY(service.policies().find(before->document));
    changes = changes_json(published->policy, checked.compiled->policy);
    compared = compare(service, checked.policy.id, *checked.compiled);
  }
  return json_answer(JsonObject()
                         .add("valid", checked.problems.empty())
                         .add("programme", checked.policy.id)
                         .add("version", checked.policy.version)
                         .raw("problems", problems_json(checked.problems))
                         .add("warnings", std::vector<std::string>{})
                         .raw("changes", changes)
                         .raw("compared_with", before == nullptr ? "null" : json_text(before->key))
                         .raw("decided_otherwise", json_array(compared.otherwise))
                         .add("applications_compared", compared.applications)
                         .text());
}

Result<http::Response> publish_policy(Service& service, Call& call) {
  const Checked checked = check(call.request.body);
  if (!checked.problems.empty()) return error_of(checked.problems);
  const auto& policy = checked.compiled->policy;
  if (policy.unit == policy::UnitKind::money && policy.currency.code() != service.currency()) {
    return fail(ErrorCode::wrong_currency,
                say("{0}, the authority's is {1}", policy.currency.code(), service.currency()), "unit");
  }
  engine::PublishPolicy command{.programme = policy.id,
                                .version = policy.version,
                                .document = {},
                                .effective_from = SCRIP_TRY(effective_from(call, policy.from)),
                                .valid_from = policy.from,
                                .valid_until = policy.until.value_or(for_ever),
                                .gives = casework::gives_of(policy)};
  const auto* existing = service.state().find_programme(policy.id);
  if (existing == nullptr) {
    constexpr programme::RedemptionMode modes[] = {
        programme::RedemptionMode::deduct, programme::RedemptionMode::reimburse, programme::RedemptionMode::reserve,
        programme::RedemptionMode::in_kind};
    const engine::AddProgramme add{
        .key = policy.id, .name = policy.name.en, .mode = modes[static_cast<std::size_t>(policy.redemption)]};
    (void)SCRIP_TRY(service.submit(call, add, "/programme"));
  }
  SCRIP_TRY_VOID(engine::check_right(service.state(), call.caller.person, command, call.counting()));
  command.document = SCRIP_TRY(casework::put_document(service.store(), call.request.body));
  return service.write(call, command);
}

Result<http::Response> get_policy_file(Service& service, Call& call) {
  const auto& key = call.name("policy");
  const auto* found = service.state().find_policy(key);
  if (found == nullptr) return fail(ErrorCode::policy_not_found, "'" + key + "'", "policy");
  http::Response response;
  response.content_type = "application/yaml; charset=utf-8";
  response.body = SCRIP_TRY(casework::get_document(service.store(), found->document));
  return response;
}

Result<http::Response> add_budget_line(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"budget_line", "programme", "funder", "unit", "appropriation"}));
  return service.write(
      call,
      engine::AddBudgetLine{.key = SCRIP_TRY(body.text("budget_line")),
                            .programme = SCRIP_TRY(body.text("programme")),
                            .funder = SCRIP_TRY(body.text("funder")),
                            .unit = SCRIP_TRY(for_field("unit", programme::parse_unit(SCRIP_TRY(body.text("unit"))))),
                            .appropriation = SCRIP_TRY(body.amount("appropriation"))});
}

Result<http::Response> open_call(Service& service, Call& call) {
  const auto& state = service.state();
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only(
      {"call", "programme", "policy", "lines", "opens", "closes", "method", "appeal_days", "seed_commitment"}));
  engine::OpenCall command{.key = SCRIP_TRY(body.text("call")),
                           .programme = SCRIP_TRY(body.text("programme")),
                           .policy = SCRIP_TRY(body.text_or("policy", {})),
                           .lines = SCRIP_TRY(lines_of(body)),
                           .opens = SCRIP_TRY(body.instant("opens", state.authority->zone))};
  if (command.policy.empty()) {
    const auto* newest = newest_policy(state, command.programme);
    if (newest == nullptr) return fail(ErrorCode::policy_not_found, say("'{0}' has none", command.programme), "policy");
    command.policy = newest->key;
  }
  if (body.has("closes")) command.closes = SCRIP_TRY(body.instant("closes", state.authority->zone));
  const auto method = SCRIP_TRY(body.text_or("method", "continuous"));
  command.method = SCRIP_TRY(for_field("method", programme::parse_call_method(method)));
  if (body.has("seed_commitment")) {
    command.seed_commitment =
        SCRIP_TRY(for_field("seed_commitment", hash_from_hex(SCRIP_TRY(body.text("seed_commitment")))));
  }
  const auto days = SCRIP_TRY(body.integer_or("appeal_days", 0));
  if (days < 0 || days > appeal_days_max) return fail(ErrorCode::out_of_range, say("0 to 3,660 days"), "appeal_days");
  command.appeal_days = static_cast<std::uint16_t>(days);
  return service.write(call, command);
}

Result<http::Response> set_deadline(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"closes"}));
  return service.write(
      call, engine::SetDeadline{.call = call.name("call"),
                                .closes = SCRIP_TRY(body.instant("closes", service.state().authority->zone))});
}

Result<http::Response> close_call(Service& service, Call& call) {
  SCRIP_TRY_VOID(SCRIP_TRY(call.body()).only({}));
  return service.write(call, engine::SetDeadline{.call = call.name("call"), .closes = {}});
}

Result<http::Response> allocate_round(Service& service, Call& call) {
  const auto& state = service.state();
  const auto& key = call.name("call");
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"seed"}));
  SCRIP_TRY_VOID(engine::check_right(state, call.caller.person, engine::AllocateRound{.call = key}, call.counting()));
  const auto* existing = state.find_call(key);
  const auto repeated = SCRIP_TRY(service.journal().find_request(service.request_of(call)));
  if (repeated && existing != nullptr && existing->round) return allocated_before(service, *existing, *repeated);
  const auto shared =
      SCRIP_TRY(casework::share_out(state, service.policies(), key, SCRIP_TRY(body.text_or("seed", {}))));
  JsonObject answer;
  const bool dry = call.asks_for("dry_run");
  if (dry) {
    answer.raw("written", "null");
  } else {
    (void)SCRIP_TRY(casework::put_document(service.store(), shared.inputs));
    (void)SCRIP_TRY(casework::put_document(service.store(), shared.outcome));
    answer.raw("written", SCRIP_TRY(service.written(SCRIP_TRY(service.submit(call, shared.command)))));
  }
  answer.add("inputs", shared.inputs).add("outcome", shared.outcome).raw("results", results_json(shared.command));
  auto response = json_answer(answer.text());
  response.after_commit = !dry;
  return response;
}

Result<http::Response> add_organisation(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"organisation", "name", "identifier_scheme", "identifier"}));
  return service.write(call, engine::AddOrganisation{.key = SCRIP_TRY(body.text("organisation")),
                                                     .name = SCRIP_TRY(body.text("name")),
                                                     .identifier_scheme = SCRIP_TRY(body.text("identifier_scheme")),
                                                     .identifier = SCRIP_TRY(body.text("identifier"))});
}

Result<http::Response> map_payer(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"site", "account", "organisation", "use"}));
  engine::MapPayer command{.site = SCRIP_TRY(body.text("site")),
                           .account = SCRIP_TRY(body.text("account")),
                           .organisation = SCRIP_TRY(body.text("organisation"))};
  if (body.has("use")) command.use = SCRIP_TRY(for_field("use", registry::parse_use(SCRIP_TRY(body.text("use")))));
  return service.write(call, command);
}

}  // namespace scrip::service
