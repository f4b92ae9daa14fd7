#include "casework/later.h"

#include <algorithm>
#include <optional>

#include "casework/measured.h"
#include "casework/texts.h"
#include "cel/value.h"
#include "engine/settlement.h"
#include "policy/file/cases.h"
#include "policy/later.h"
#include "proof/hash.h"

namespace scrip::casework {
namespace {

// An award with the rules of its call and all that is known of it.
struct Known {
  const engine::AwardState* award = nullptr;
  const programme::Policy* published = nullptr;
  const policy::CompiledPolicy* rules = nullptr;
  policy::ApplicationFacts facts;
};

bool comes_later(const policy::Fact& fact) {
  return fact.measure.empty() && fact.from != policy::AskedFrom::applicant && fact.from != policy::AskedFrom::provider;
}

Result<policy::ApplicationFacts> facts_of(ports::Store& store, const Hash256& document, const policy::Policy& policy) {
  auto loaded = policy::load_facts(SCRIP_TRY(get_document(store, document)), policy);
  if (loaded.problems.empty()) return std::move(loaded.application);
  const auto& first = loaded.problems.front();
  return std::unexpected(Error::at(first.code, first.field, with_remedy(first.message, first.hint), first.place.line));
}

// What was stated with the application, and what is known since.
Result<void> add_later(ports::Store& store, const Hash256& document, Known& known) {
  if (document == Hash256{}) return {};
  const auto& policy = known.rules->policy;
  const auto later = SCRIP_TRY(facts_of(store, document, policy));
  for (std::size_t i = 0; i < later.facts.size(); ++i) {
    if (later.facts[i].is(cel::Kind::missing)) continue;
    if (!comes_later(policy.facts[i])) {
      return fail(ErrorCode::value_invalid,
                  say("'{0}' is stated with the application, or measured", policy.facts[i].id), "facts");
    }
    known.facts.facts[i] = later.facts[i];
  }
  return {};
}

Result<Known> know(const engine::State& state, Policies& policies, ports::Store& store, std::string_view award,
                   const Hash256& later, Day on) {
  Known known{.award = state.find_award(award), .facts = {}};
  if (known.award == nullptr) return fail(ErrorCode::award_not_found, "'" + std::string(award) + "'", "award");
  if (engine::gives_of(state, *known.award) != programme::Gives::grant) {
    return fail(ErrorCode::award_kind, say("'{0}' gives vouchers", award), "award");
  }
  const auto& application = state.applications[index(known.award->terms.application)];
  known.published = &state.policies[index(state.calls[index(application.terms.call)].terms.policy)];
  known.rules = SCRIP_TRY(policies.find(known.published->document));
  known.facts = SCRIP_TRY(facts_of(store, application.terms.facts, known.rules->policy));
  known.facts.facts.resize(known.rules->policy.facts.size(), cel::Value::missing());
  known.facts.applied_on = state.authority->zone.day_of(application.submitted_at.value_or(state.last_time));
  SCRIP_TRY_VOID(add_later(store, later, known));
  set_measured(known.rules->policy,
               measure(state, {.application = application.terms.id, .award = known.award->terms.id, .on = on}),
               known.facts);
  return known;
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const auto comma = list.find(", ");
    parts.emplace_back(list.substr(0, comma));
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 2);
  }
  return parts;
}

// The condition as it is written, the facts it asks for as they are known, what came of it.
policy::Text explain(const Known& known, const cel::Program& program, const policy::Expression& when,
                     const Condition& condition) {
  policy::Text text{.en = "Condition: " + when.source + "\n", .zh = "条件：" + when.source + "\n"};
  const auto& facts = known.rules->policy.facts;
  for (const std::uint32_t slot : program.slots_used()) {
    if (slot >= facts.size()) continue;
    const cel::Value& value = known.facts.facts[slot];
    const bool missing = value.is(cel::Kind::missing);
    const std::string shown = missing ? std::string{} : cel::format(value);
    text.en += "  " + facts[slot].id + " = " + (missing ? "not known" : shown) + "\n";
    text.zh += "  " + facts[slot].id + " = " + (missing ? "未知" : shown) + "\n";
  }
  text.en += condition.holds ? "It holds.\n" : "It does not hold.\n";
  text.zh += condition.holds ? "条件成立。\n" : "条件不成立。\n";
  return text;
}

Result<Condition> judge(const Known& known, const cel::Program& program, const policy::Expression& when) {
  Condition condition{.missing = {}, .explained = {}};
  const auto holds = policy::holds(*known.rules, known.facts, program);
  if (holds) {
    condition.holds = *holds;
  } else if (holds.error().code == ErrorCode::fact_missing) {
    condition.missing = split(holds.error().field);
  } else {
    return std::unexpected(holds.error());
  }
  condition.explained = explain(known, program, when, condition);
  return condition;
}

// So much of the award is paid with the instalment and those before it.
Result<settlement::Portion> until_of(const policy::Policy& policy, std::size_t number) {
  policy::Ratio sum{0, 1};
  for (std::size_t i = 0; i <= number; ++i) {
    const auto more = checked_add(sum, policy.instalments[i].share);
    if (!more) return fail(ErrorCode::amount_overflow, say("the shares together"), "instalment");
    sum = *more;
  }
  return settlement::Portion{.numerator = sum.numerator, .denominator = sum.denominator};
}

Result<InstalmentAssessed> assess_known(const Known& known, std::size_t number, const Hash256& facts, Day on) {
  const auto& policy = known.rules->policy;
  const auto& instalment = policy.instalments[number];
  InstalmentAssessed made{.instalment = instalment.id,
                          .number = static_cast<std::uint32_t>(number),
                          .share = policy::format(instalment.share),
                          .reason = instalment.reason,
                          .condition = SCRIP_TRY(judge(known, known.rules->instalments[number], instalment.when)),
                          .command = {},
                          .explanation = {}};
  made.explanation = made.condition.explained.en + "\n" + made.condition.explained.zh;
  const ByteView bytes(reinterpret_cast<const std::uint8_t*>(made.explanation.data()), made.explanation.size());
  made.command = {.award = known.award->terms.key,
                  .instalment = instalment.id,
                  .number = made.number,
                  .until = SCRIP_TRY(until_of(policy, number)),
                  .policy = known.published->key,
                  .facts = facts,
                  .explanation = proof::sha256(bytes),
                  .assessed_on = on};
  return made;
}

}  // namespace

Result<InstalmentAssessed> assess_instalment(const engine::State& state, Policies& policies, ports::Store& store,
                                             std::string_view award, std::string_view instalment, const Hash256& facts,
                                             Day on) {
  const Known known = SCRIP_TRY(know(state, policies, store, award, facts, on));
  const auto& all = known.rules->policy.instalments;
  const auto found = std::ranges::find_if(all, [&](const policy::Instalment& each) { return each.id == instalment; });
  if (found == all.end()) {
    return fail(ErrorCode::instalment_not_found, "'" + std::string(instalment) + "'", "instalment");
  }
  return assess_known(known, static_cast<std::size_t>(found - all.begin()), facts, on);
}

Result<std::vector<InstalmentAssessed>> instalments_of(const engine::State& state, Policies& policies,
                                                       ports::Store& store, std::string_view award, Day on) {
  const Known known = SCRIP_TRY(know(state, policies, store, award, {}, on));
  std::vector<InstalmentAssessed> all;
  for (std::size_t i = 0; i < known.rules->policy.instalments.size(); ++i) {
    all.push_back(SCRIP_TRY(assess_known(known, i, {}, on)));
  }
  return all;
}

Result<ReclaimAssessed> assess_reclaim(const engine::State& state, Policies& policies, ports::Store& store,
                                       std::string_view award, std::string_view rule, const Hash256& facts, Day on) {
  const Known known = SCRIP_TRY(know(state, policies, store, award, facts, on));
  const auto& all = known.rules->policy.reclaim;
  const auto found = std::ranges::find_if(all, [&](const policy::Reclaim& each) { return each.id == rule; });
  if (found == all.end()) {
    return fail(ErrorCode::value_invalid, say("the policy has no rule '{0}'", rule), "rule");
  }
  const auto& program = known.rules->reclaim[static_cast<std::size_t>(found - all.begin())];
  return ReclaimAssessed{.rule = found->id,
                         .takes_all = found->takes_all,
                         .reason = found->reason,
                         .condition = SCRIP_TRY(judge(known, program, found->when))};
}

std::string audit_instalment(const engine::State& state, Policies& policies, ports::Store& store,
                             const settlement::Instalment& made) {
  const std::string& award = state.awards[index(made.award)].terms.key;
  const auto again = assess_instalment(state, policies, store, award, made.name, made.facts, made.assessed_on);
  if (!again) return again.error().detail;
  if (!again->condition.holds) return "its condition does not hold";
  if (again->command.until != made.until || again->command.number != made.number) return "its share differs";
  if (again->command.explanation != made.explanation) return "the explanation differs";
  return {};
}

std::string audit_clawback(const engine::State& state, Policies& policies, ports::Store& store,
                           const settlement::Clawback& made, Day on) {
  if (made.rule.empty()) return {};
  const std::string& award = state.awards[index(made.award)].terms.key;
  const auto again = assess_reclaim(state, policies, store, award, made.rule, made.evidence, on);
  if (!again) return again.error().detail;
  return again->condition.holds ? std::string{} : "its rule does not hold";
}

}  // namespace scrip::casework
