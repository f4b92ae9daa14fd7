#include "tests/sim/office.h"

#include <gtest/gtest.h>

#include "base/check.h"
#include "engine/award_history.h"
#include "proof/hash.h"

namespace scrip::sim {

using namespace engine;
using programme::DecisionOutcome;

Hash256 some_hash(std::string_view text) { return proof::sha256(as_bytes(text)); }

Office::Office(std::string context) : Town(std::move(context)) {
  must(AddBudgetLine{"state", "deduct", "state", Unit::money, amount("500000")});
  must(PublishPolicy{.programme = "deduct",
                     .version = "1",
                     .document = some_hash("policy 1"),
                     .effective_from = day("2026-01-01"),
                     .valid_from = day("2026-01-01"),
                     .valid_until = day("2027-01-01")});
  must(a_call("call"));
}

std::string Office::as(std::string_view actor, const Command& command) {
  const auto reply = execute(command, {.actor = std::string(actor), .idempotency_key = {}});
  return reply ? "" : std::string(name(reply.error().code));
}

void Office::must_as(std::string_view actor, const Command& command) { EXPECT_EQ(as(actor, command), ""); }

void Office::draft(std::string_view key, std::string_view organisation, std::string_view call) {
  must_as("applicant", draft_called(key, organisation, call));
}
void Office::submit(std::string_view key) { must_as("applicant", SubmitApplication{std::string(key)}); }
void Office::complete(std::string_view key, std::string_view organisation, std::string_view call) {
  draft(key, organisation, call);
  submit(key);
  must_as("clerk", ConfirmComplete{std::string(key)});
}
void Office::assess(std::string_view key, std::string_view amount_text) {
  must_as("clerk", assessment_of(state(), key, amount_text));
}
void Office::propose(std::string_view key, std::string_view amount_text) {
  must_as("officer", proposal_of(key, amount_text));
}
void Office::approve(std::string_view key) {
  const auto& decision = application(key).proposal->decision;
  must_as("director",
          ApproveDecision{.application = std::string(key), .outcome = decision.outcome, .amount = decision.amount});
}
void Office::award(std::string_view key, std::string_view amount_text, std::string_view organisation) {
  complete(key, organisation);
  assess(key, amount_text);
  propose(key, amount_text);
  approve(key);
}

const ApplicationState& Office::application(std::string_view key) const {
  const auto* found = state().find_application(key);
  SCRIP_CHECK(found != nullptr);
  return *found;
}
const AwardState& Office::award_called(std::string_view key) const {
  const auto* found = state().find_award(key);
  SCRIP_CHECK(found != nullptr);
  return *found;
}
Amount Office::left_on(std::string_view budget_line) const {
  const auto* line = state().find_budget_line(budget_line);
  return account(ledger::AccountKind::budget_line, line->unit, static_cast<std::uint32_t>(line->id));
}
Amount Office::commitment(std::string_view award) const {
  const auto& terms = award_called(award).terms;
  return account(ledger::AccountKind::commitment, terms.unit, static_cast<std::uint32_t>(terms.id));
}

OpenCall a_call(std::string_view key) {
  return {.key = std::string(key),
          .programme = "deduct",
          .policy = "deduct@1",
          .lines = {{"deduct", Share{600'000}}, {"state", Share{400'000}}},
          .opens = at("2026-03-01T00:00:00Z"),
          .closes = at("2026-04-01T00:00:00Z"),
          .appeal_days = 30};
}

DraftApplication draft_called(std::string_view key, std::string_view organisation, std::string_view call) {
  return {.key = std::string(key),
          .call = std::string(call),
          .organisation = std::string(organisation),
          .facts = some_hash(key),
          .documents = {{.hash = some_hash("a contract"), .kind = "contract"}},
          .contract = "contract of " + std::string(key),
          .project = {}};
}

AssessApplication assessment_of(const State& state, std::string_view key, std::string_view amount_text) {
  const auto* application = state.find_application(key);
  SCRIP_CHECK(application != nullptr);
  const auto& call = state.calls[index(application->terms.call)].terms;
  const Amount found = amount(amount_text);
  const bool eligible = found > Amount{};
  using programme::RuleOutcome;
  return {
      .application = std::string(key),
      .policy = state.policies[index(call.policy)].key,
      .facts = application->terms.facts,
      .history = history_digest(state, application->terms.organisation, application->terms.id),
      .eligible = eligible,
      .amount = found,
      .unit = call.unit,
      .rate = "30%",
      .rules = {{.rule = "registered", .outcome = RuleOutcome::met, .article = "art. 3"},
                {.rule = "size", .outcome = eligible ? RuleOutcome::met : RuleOutcome::not_met, .article = "art. 4"}},
      .caps = {{.cap = "year", .limit = amount("200000")}},
      .explanation = some_hash("explanation"),
      .assessed_on = day("2026-03-09")};
}

ProposeDecision proposal_of(std::string_view key, std::string_view amount_text) {
  return {.application = std::string(key),
          .outcome = DecisionOutcome::award,
          .amount = amount(amount_text),
          .award = {},
          .reason = {.english = "It meets every rule.", .chinese = "符合全部条件。"}};
}
ProposeDecision refusal_of(std::string_view key) {
  return {.application = std::string(key),
          .outcome = DecisionOutcome::refuse,
          .amount = {},
          .award = {},
          .reason = {.english = {}, .chinese = "不符合第四条。"}};
}
ApproveDecision approval_of(std::string_view key, std::string_view amount_text) {
  return {.application = std::string(key), .outcome = DecisionOutcome::award, .amount = amount(amount_text)};
}
IssueAward voucher_of(std::string_view award, std::string_view key, std::string_view face) {
  auto voucher = voucher_called(key);
  voucher.budget_line.clear();
  voucher.organisation.clear();
  voucher.face = amount(face);
  return {.award = std::string(award), .voucher = std::move(voucher)};
}

}  // namespace scrip::sim
