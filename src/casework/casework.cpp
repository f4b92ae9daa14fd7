#include "casework/casework.h"

#include <algorithm>

#include "casework/later.h"
#include "casework/measured.h"
#include "casework/purchase.h"
#include "codec/entry.h"
#include "engine/award_history.h"
#include "policy/explain.h"
#include "policy/file/cases.h"
#include "policy/file/load.h"
#include "proof/hash.h"

namespace scrip::casework {
namespace {

constexpr std::int64_t seconds_per_hour = 3'600;

Error error_of(const std::vector<policy::Problem>& problems) {
  const auto& first = problems.front();
  return Error::at(first.code, first.field, with_remedy(first.message, first.hint), first.place.line);
}

programme::RuleOutcome outcome_of(policy::Outcome outcome) {
  switch (outcome) {
    case policy::Outcome::met:
      return programme::RuleOutcome::met;
    case policy::Outcome::not_met:
      return programme::RuleOutcome::not_met;
    case policy::Outcome::not_applicable:
      return programme::RuleOutcome::not_applicable;
    case policy::Outcome::incomplete:
      return programme::RuleOutcome::incomplete;
  }
  return programme::RuleOutcome::incomplete;
}

std::string joined(const std::vector<std::string>& ids) {
  std::string text;
  for (const auto& id : ids) text += (text.empty() ? "" : ", ") + id;
  return text;
}

// Earlier awards of the programme are history; those of the authority's other programmes are support from elsewhere.
void add_history(const engine::State& state, const engine::ApplicationState& application, const policy::Policy& policy,
                 policy::ApplicationFacts& facts) {
  const auto& call = state.calls[index(application.terms.call)].terms;
  const std::string& programme = state.programmes[index(call.programme)].key;
  for (const auto& record : engine::award_history(state, application.terms.organisation, application.terms.id)) {
    if (record.unit != ledger_unit(policy)) continue;
    const cel::Decimal amount = from_ledger(policy, record.amount - record.returned);
    if (record.programme == programme) {
      facts.history.push_back(
          {.on = record.decided_on, .amount = amount, .contract = record.contract, .project = record.project});
    } else {
      facts.other_support.push_back({.programme = record.programme,
                                     .level = "own",
                                     .kind = "compute",
                                     .amount = amount,
                                     .contract = record.contract,
                                     .project = record.project});
    }
  }
}

void add_results(const policy::Policy& policy, const policy::Assessment& assessment,
                 engine::AssessApplication& command) {
  for (std::size_t i = 0; i < assessment.rules.size(); ++i) {
    command.rules.push_back({.rule = assessment.rules[i].id,
                             .outcome = outcome_of(assessment.rules[i].outcome),
                             .article = policy.eligibility[i].origin.article});
  }
  // A limit or built-in rule that refuses is a rule that is not met, too.
  for (const auto& id : assessment.refused_by) {
    const bool known = std::any_of(command.rules.begin(), command.rules.end(),
                                   [&](const programme::RuleResult& rule) { return rule.rule == id; });
    if (!known) command.rules.push_back({.rule = id, .outcome = programme::RuleOutcome::not_met, .article = {}});
  }
  for (const auto& part : assessment.parts) {
    if (part.applies && command.rate.empty()) command.rate = part.rate;
  }
}

Result<void> add_caps(const policy::Policy& policy, const policy::Assessment& assessment,
                      engine::AssessApplication& command) {
  for (const auto& limit : assessment.limits) {
    const auto& cut = assessment.limited_by;
    if (std::find(cut.begin(), cut.end(), limit.id) == cut.end()) continue;
    command.caps.push_back({.cap = limit.id, .limit = SCRIP_TRY(to_ledger(policy, limit.limit))});
  }
  return {};
}

}  // namespace

Unit ledger_unit(const policy::Policy& policy) {
  switch (policy.unit) {
    case policy::UnitKind::money:
      return Unit::money;
    case policy::UnitKind::device_hours:
      return Unit::device_time;
    case policy::UnitKind::tokens:
      return Unit::tokens;
  }
  return Unit::money;
}

programme::Gives gives_of(const policy::Policy& policy) {
  return policy.gives == policy::Gives::grant ? programme::Gives::grant : programme::Gives::voucher;
}

Result<Amount> to_ledger(const policy::Policy& policy, cel::Decimal amount) {
  std::optional<cel::Decimal> counted = amount;
  if (policy.unit == policy::UnitKind::device_hours) {
    counted = cel::checked_multiply(amount, cel::to_decimal(seconds_per_hour));
  }
  const auto converted = counted ? cel::to_amount(*counted, Rounding::down) : std::nullopt;
  if (!converted) return fail(ErrorCode::amount_overflow, cel::format(amount), "amount");
  return converted->amount;
}

cel::Decimal from_ledger(const policy::Policy& policy, Amount amount) {
  const cel::Decimal counted = cel::to_decimal(amount);
  if (policy.unit != policy::UnitKind::device_hours) return counted;
  return cel::checked_divide(counted, cel::to_decimal(seconds_per_hour)).value_or(counted);
}

Result<Hash256> put_document(ports::Store& store, std::string_view text) {
  const ByteView bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  const Hash256 hash = proof::sha256(bytes);
  SCRIP_TRY_VOID(store.put_document(hash, bytes));
  return hash;
}

Result<std::string> get_document(ports::Store& store, const Hash256& hash) {
  const auto bytes = SCRIP_TRY(store.get_document(hash));
  if (!bytes) return fail(ErrorCode::document_missing, to_hex(hash));
  return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

std::string facts_document(std::string_view salt, std::string_view facts) {
  return "salt: \"" + std::string(salt) + "\"\n" + std::string(facts);
}

Result<const policy::CompiledPolicy*> Policies::find(const Hash256& document) {
  const std::string key = to_hex(document);
  if (const auto found = compiled_.find(key); found != compiled_.end()) return &found->second;
  auto loaded = policy::load_policy(SCRIP_TRY(get_document(store_, document)));
  if (!loaded.problems.empty()) return std::unexpected(error_of(loaded.problems));
  auto compiled = policy::compile(std::move(loaded.policy));
  if (!compiled) return std::unexpected(error_of(compiled.error()));
  return &compiled_.emplace(key, std::move(*compiled)).first->second;
}

Result<Assessed> assess(const engine::State& state, Policies& policies, ports::Store& store,
                        std::string_view application) {
  const engine::ApplicationState* found = state.find_application(application);
  if (found == nullptr) {
    return fail(ErrorCode::application_not_found, "'" + std::string(application) + "'", "application");
  }
  const auto& call = state.calls[index(found->terms.call)].terms;
  const auto& published = state.policies[index(call.policy)];
  const auto* compiled = SCRIP_TRY(policies.find(published.document));
  auto loaded = policy::load_facts(SCRIP_TRY(get_document(store, found->terms.facts)), compiled->policy);
  if (!loaded.problems.empty()) return std::unexpected(error_of(loaded.problems));

  Assessed made{
      .command = {}, .assessment = {}, .facts = std::move(loaded.application), .explained = {}, .explanation = {}};
  made.facts.applied_on = state.authority->zone.day_of(found->submitted_at.value_or(state.last_time));
  made.facts.contract = found->terms.contract;
  made.facts.project = found->terms.project;
  add_history(state, *found, compiled->policy, made.facts);
  set_measured(compiled->policy,
               measure(state, {.application = found->terms.id, .on = state.authority->zone.day_of(state.last_time)}),
               made.facts);
  made.assessment = policy::assess(*compiled, made.facts);
  if (made.assessment.decision == policy::Decision::incomplete) {
    return fail(ErrorCode::fact_missing, joined(made.assessment.missing), "facts");
  }
  if (made.assessment.decision == policy::Decision::invalid) {
    return fail(ErrorCode::expression_failed, made.assessment.invalid, "facts");
  }
  made.explained = {.en = policy::explain(*compiled, made.facts, made.assessment, Language::english),
                    .zh = policy::explain(*compiled, made.facts, made.assessment, Language::chinese)};
  made.explanation = made.explained.en + "\n" + made.explained.zh;
  made.command = {.application = std::string(application),
                  .policy = published.key,
                  .facts = found->terms.facts,
                  .history = engine::history_digest(state, found->terms.organisation, found->terms.id),
                  .eligible = made.assessment.decision == policy::Decision::award,
                  .amount = SCRIP_TRY(to_ledger(compiled->policy, made.assessment.amount)),
                  .unit = ledger_unit(compiled->policy),
                  .rate = {},
                  .rules = {},
                  .caps = {},
                  .explanation = {},
                  .assessed_on = made.facts.applied_on};
  add_results(compiled->policy, made.assessment, made.command);
  SCRIP_TRY_VOID(add_caps(compiled->policy, made.assessment, made.command));
  const ByteView bytes(reinterpret_cast<const std::uint8_t*>(made.explanation.data()), made.explanation.size());
  made.command.explanation = proof::sha256(bytes);
  return made;
}

namespace {

// The same day so many months later; the last of the month where it has no such day.
Day months_after(Day day, int months) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{count(day)}}};
  auto later = date + std::chrono::months{months};
  if (!later.ok()) later = later.year() / later.month() / std::chrono::last;
  return Day{static_cast<std::int32_t>(std::chrono::sys_days{later}.time_since_epoch().count())};
}

// A share as vouchers have it: in millionths, the nearest below what the ratio says.
Share share_of(const policy::Ratio& ratio) {
  return Share{static_cast<std::uint32_t>(Int128{ratio.numerator} * whole_share.ppm / ratio.denominator)};
}

}  // namespace

Result<engine::IssueAward> voucher_of(const engine::State& state, Policies& policies, std::string_view award,
                                      std::string key, Day from) {
  const engine::AwardState* found = state.find_award(award);
  if (found == nullptr) return fail(ErrorCode::award_not_found, "'" + std::string(award) + "'", "award");
  const auto& application = state.applications[index(found->terms.application)];
  const auto& call = state.calls[index(application.terms.call)].terms;
  const auto* compiled = SCRIP_TRY(policies.find(state.policies[index(call.policy)].document));
  engine::IssueAward made{.award = std::string(award), .voucher = {}};
  made.voucher.key = std::move(key);
  made.voucher.face = found->amount - found->issued();
  made.voucher.valid_from = from;
  if (!compiled->policy.voucher) return made;
  const policy::VoucherTerms& terms = *compiled->policy.voucher;
  made.voucher.share = share_of(terms.covers);
  if (terms.covers_as_awarded && application.assessment) {
    const auto rate = policy::parse_literal(application.assessment->rate);
    if (rate && rate->kind == policy::LiteralKind::share) made.voucher.share = share_of(rate->ratio);
  }
  for (const auto& use : terms.uses) made.voucher.uses.push_back(SCRIP_TRY(registry::parse_use(use)));
  if (terms.valid_months > 0) made.voucher.valid_until = months_after(from, terms.valid_months);
  if (terms.valid_until) made.voucher.valid_until = *terms.valid_until;
  made.voucher.grace_days = static_cast<std::uint16_t>(terms.grace_days);
  return made;
}

namespace {

// What of an assessment comes out otherwise when it is made again.
std::string difference(const programme::Assessment& then, const engine::AssessApplication& now) {
  if (then.eligible != now.eligible) return then.eligible ? "it was eligible" : "it was not eligible";
  if (then.amount != now.amount) return format_amount(then.amount) + " became " + format_amount(now.amount);
  if (then.rules != now.rules) return "the rules' results differ";
  if (then.caps != now.caps) return "the caps differ";
  if (then.history != now.history) return "the history differs";
  if (then.explanation != now.explanation) return "the explanation differs";
  return {};
}

// Whether a claim was checked against what its policy asks.
std::string audit_claim(const engine::State& state, Policies& policies, const std::string& key,
                        const subsidy::Check& check) {
  const auto again = check_of(state, policies, key, nullptr);
  if (!again) return again.error().detail;
  if (again->policy != check.policy) return "claim " + key + ": it was checked under another policy";
  return again->terms == check.terms ? std::string{} : "claim " + key + ": the policy asks something else of purchases";
}

// What rules an event came of, run again; none: it came of no rules.
std::optional<Audited> audit(const engine::State& state, Policies& policies, ports::Store& store,
                             const engine::Event& event, Instant at) {
  Audited result{.entry = 0, .application = {}, .same = false, .difference = {}};
  const auto key_of = [&](AwardId award) {
    return state.applications[index(state.awards[index(award)].terms.application)].terms.key;
  };
  if (const auto* assessed = event.as<engine::ApplicationAssessed>()) {
    result.application = state.applications[index(assessed->application)].terms.key;
    const auto again = assess(state, policies, store, result.application);
    result.difference = again ? difference(assessed->assessment, again->command) : again.error().detail;
    result.same = again && result.difference.empty();
    return result;
  }
  if (const auto* checked = event.as<engine::ClaimChecked>()) {
    const auto& claim = state.claims.claims[index(checked->claim)];
    result.application = state.applications[index(claim.application)].terms.key;
    result.difference = audit_claim(state, policies, claim.key, checked->check);
  } else if (const auto* proposed = event.as<engine::InstalmentProposed>()) {
    result.application = key_of(proposed->instalment.award);
    result.difference = audit_instalment(state, policies, store, proposed->instalment);
  } else if (const auto* clawback = event.as<engine::ClawbackProposed>()) {
    if (clawback->clawback.rule.empty()) return std::nullopt;
    result.application = key_of(clawback->clawback.award);
    result.difference = audit_clawback(state, policies, store, clawback->clawback, state.authority->zone.day_of(at));
  } else {
    return std::nullopt;
  }
  result.same = result.difference.empty();
  return result;
}

}  // namespace

Result<std::vector<Audited>> audit_decisions(ports::Store& store) {
  std::vector<Audited> audited;
  auto state = std::make_unique<engine::State>();
  Policies policies(store);
  std::optional<Error> failed;
  const auto visit = [&](std::uint64_t sequence, ByteView bytes) {
    auto entry = codec::decode_entry(bytes);
    if (!entry) {
      failed = entry.error();
      return false;
    }
    if (const auto* control = std::get_if<std::vector<engine::Event>>(&entry->body)) {
      for (const auto& event : *control) {
        auto result = audit(*state, policies, store, event, entry->header.time);
        if (!result) continue;
        result->entry = sequence;
        audited.push_back(std::move(*result));
      }
    }
    if (auto replayed = codec::replay(*state, *entry, engine::Replay::take); !replayed) {
      failed = replayed.error();
      return false;
    }
    return true;
  };
  SCRIP_TRY_VOID(store.read(1, ports::to_the_end, visit));
  if (failed) return std::unexpected(std::move(*failed));
  return audited;
}

}  // namespace scrip::casework
