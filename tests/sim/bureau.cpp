#include "tests/sim/bureau.h"

#include <array>
#include <utility>

#include "engine/award_history.h"
#include "proof/hash.h"
#include "tests/sim/town.h"

namespace scrip::sim {

using namespace engine;
using programme::ApplicationStatus;
using programme::AwardStatus;
using programme::DecisionOutcome;
using programme::VoucherStatus;

namespace {

Hash256 hash_of(std::string_view text) { return proof::sha256(as_bytes(text)); }

constexpr std::array<std::string_view, 7> people{"officer-0",   "officer-1", "officer-2", "applicant-0",
                                                 "applicant-1", "expert-0",  "expert-1"};
constexpr std::array<std::string_view, 3> calls{"grants-open", "grants-round", "grants-lottery"};

class Orders {
 public:
  Orders(Random& random, const State& state) : random_(random), state_(state) {}

  Order next() {
    if (state_.applications.empty() || random_.chance(1, 6)) return {some("applicant-"), draft()};
    if (random_.chance(1, 25)) return about_calls();
    if (!state_.awards.empty() && random_.chance(1, 3)) return about_awards();
    const auto& application = state_.applications[random_.below(state_.applications.size())];
    if (random_.chance(1, 4)) return anything(application);
    return likely(application);
  }

 private:
  std::string some(std::string_view kind) { return std::string(kind) + std::to_string(random_.below(2)); }
  // Now and then somebody who has no business here.
  std::string by(std::string_view kind) {
    return random_.chance(1, 10) ? std::string(people[random_.below(people.size())]) : some(kind);
  }
  Hash256 fresh() { return hash_of("fresh " + std::to_string(random_.next())); }
  Amount up_to(Amount most) { return Amount{random_.between(1, std::max<std::int64_t>(most.micro_units, 1))}; }

  DraftApplication draft() {
    const auto number = random_.below(40);
    return {.key = "grant-" + std::to_string(number),
            .call = std::string(calls[random_.chance(1, 30) ? random_.below(3) : number % 3]),
            .organisation = "grantee-" + std::to_string(random_.chance(1, 30) ? random_.below(3) : number / 3 % 3),
            .facts = fresh(),
            .documents = {},
            .contract = "contract-" + std::to_string(random_.below(9)),
            .project = {}};
  }

  AssessApplication assessment(const ApplicationState& application) {
    const bool eligible = !random_.chance(1, 6);
    AssessApplication command{.application = application.terms.key,
                              .policy = "grants@1",
                              .facts = random_.chance(1, 15) ? fresh() : application.terms.facts,
                              .history = history_digest(state_, application.terms.organisation, application.terms.id),
                              .eligible = eligible,
                              .amount = eligible ? Amount{random_.between(1, 800 * micro)} : Amount{},
                              .unit = Unit::money,
                              .rate = {},
                              .rules = {},
                              .caps = {},
                              .explanation = fresh(),
                              .assessed_on = day("2026-01-01")};
    if (random_.chance(1, 15)) command.history = {};
    return command;
  }

  ProposeDecision proposal(const ApplicationState& application) {
    ProposeDecision command{.application = application.terms.key,
                            .outcome = DecisionOutcome::refuse,
                            .amount = {},
                            .award = {},
                            .reason = {.english = "because", .chinese = {}}};
    const bool eligible = application.assessment && application.assessment->eligible;
    if (random_.chance(1, 8) || (!eligible && random_.chance(9, 10))) return command;
    command.outcome = DecisionOutcome::award;
    Amount most = eligible ? application.assessment->amount : Amount{micro};
    if (application.result && random_.chance(3, 4)) most = std::min(most, application.result->amount);
    command.amount = random_.chance(1, 10) ? most + Amount{1} : random_.chance(1, 3) ? up_to(most) : most;
    if (command.amount.is_zero()) command.amount = Amount{1};
    return command;
  }

  ApproveDecision approval(const ApplicationState& application) {
    ApproveDecision command{.application = application.terms.key, .outcome = DecisionOutcome::award, .amount = {}};
    if (application.proposal) {
      command.outcome = application.proposal->decision.outcome;
      command.amount = application.proposal->decision.amount;
    }
    if (random_.chance(1, 20)) command.amount += Amount{1};
    return command;
  }

  AssignAssessor assignment(const ApplicationState& application) {
    const bool second = random_.chance(1, 2);
    return {.application = application.terms.key,
            .person = random_.chance(1, 8) ? "applicant-0"
                      : second             ? "expert-1"
                                           : "expert-0",
            .organisation = second ? "grantee-1" : "",
            .conflicts = {}};
  }

  // The step that its status waits for, mostly.
  Order likely(const ApplicationState& application) {
    const std::string& key = application.terms.key;
    switch (application.status) {
      case ApplicationStatus::draft:
      case ApplicationStatus::returned:
        return {some("applicant-"), SubmitApplication{key}};
      case ApplicationStatus::submitted:
        return {by("officer-"), ConfirmComplete{key}};
      case ApplicationStatus::complete:
        if (random_.chance(1, 4)) return {by("officer-"), assignment(application)};
        return {by("officer-"), assessment(application)};
      case ApplicationStatus::assessed:
        if (random_.chance(1, 5)) return {by("officer-"), assessment(application)};
        if (random_.chance(1, 4)) return {by("expert-"), RecordScore{key, {{"team", 70'000}}}};
        return {by("officer-"), proposal(application)};
      case ApplicationStatus::allocated:
        return {by("officer-"), random_.chance(1, 6) ? Command{assessment(application)} : proposal(application)};
      case ApplicationStatus::proposed:
        if (random_.chance(1, 6)) return {by("officer-"), RejectProposal{key, "why"}};
        return {by("officer-"), approval(application)};
      case ApplicationStatus::awarded:
      case ApplicationStatus::refused:
        if (random_.chance(1, 2)) return {by("officer-"), proposal(application)};
        return {some("applicant-"), FileAppeal{key, "why"}};
      case ApplicationStatus::appealed:
        return {random_.chance(1, 2) ? "officer-2" : by("officer-"), DecideAppeal{key, random_.chance(1, 2), "why"}};
      case ApplicationStatus::withdrawn:
        return {some("applicant-"), SubmitApplication{key}};
    }
    std::unreachable();
  }

  Order anything(const ApplicationState& application) {
    const std::string& key = application.terms.key;
    const std::string actor(people[random_.below(people.size())]);
    switch (random_.below(14)) {
      case 0:
        return {actor, SubmitApplication{key}};
      case 1:
        return {actor, ReturnApplication{key, "why", state_.last_time + Milliseconds{random_.between(1, 90'000'000)}}};
      case 2:
        return {actor, ConfirmComplete{key}};
      case 3:
        return {actor, random_.chance(1, 3) ? Command{WithdrawApplication{key, "why"}} : FileAppeal{key, "why"}};
      case 4:
        return {actor, assessment(application)};
      case 5:
        return {actor, assignment(application)};
      case 6:
        return {actor, RemoveAssessor{key, some("expert-"), "why"}};
      case 7:
        return {some("expert-"), RecordScore{key, {{"team", 70'000}}}};
      case 8:
        return {actor, proposal(application)};
      case 9:
        return {actor, approval(application)};
      case 10:
        return {actor, RejectProposal{key, "why"}};
      case 11:
        return {actor, FileAppeal{key, "why"}};
      case 12:
        return {actor, DecideAppeal{key, random_.chance(1, 2), "why"}};
      default:
        return {actor, draft()};
    }
  }

  Order about_calls() {
    const std::string call(calls[1 + random_.below(2)]);
    if (random_.chance(1, 3)) {
      return {"officer-0", SetDeadline{call, state_.last_time + Milliseconds{random_.between(1, 900'000'000)}}};
    }
    AllocateRound round{.call = call,
                        .method = "by hand",
                        .inputs = fresh(),
                        .outcome = fresh(),
                        .seed = (call == "grants-lottery") != random_.chance(1, 10) ? "seed" : "",
                        .results = {}};
    for (const ApplicationId id : state_.applications_of[index(state_.find_call(call)->terms.id)]) {
      const auto& application = state_.applications[index(id)];
      if (application.status != ApplicationStatus::assessed || !application.assessment->eligible) continue;
      if (random_.chance(1, 30)) continue;
      const Amount amount = random_.chance(1, 4) ? Amount{} : up_to(application.assessment->amount);
      round.results.push_back({application.terms.key, 1, "", random_.chance(1, 60) ? amount + amount : amount});
    }
    return {"officer-0", std::move(round)};
  }

  Order about_awards() {
    const auto& award = state_.awards[random_.below(state_.awards.size())];
    const std::string& key = award.terms.key;
    const Amount left = award.amount - award.issued();
    switch (random_.below(8)) {
      case 0:
        return {by("officer-"), ReduceAward{key, up_to(award.amount), "why"}};
      case 1: {
        constexpr std::array statuses{AwardStatus::active, AwardStatus::suspended, AwardStatus::active,
                                      AwardStatus::revoked, AwardStatus::closed};
        return {by("officer-"), ChangeAwardStatus{key, statuses[random_.below(statuses.size())], "why"}};
      }
      case 2:
        if (award.vouchers.empty()) break;
        {
          constexpr std::array statuses{VoucherStatus::active, VoucherStatus::suspended, VoucherStatus::revoked};
          const auto& voucher = state_.vouchers[index(award.vouchers[random_.below(award.vouchers.size())])];
          return {by("officer-"), ChangeVoucherStatus{voucher.terms.key, statuses[random_.below(3)], "why"}};
        }
      default:
        break;
    }
    IssueVoucher voucher{.key = "grant-voucher-" + std::to_string(state_.vouchers.size()),
                         .budget_line = {},
                         .organisation = {},
                         .face = random_.chance(1, 12) ? left + Amount{1} : up_to(left),
                         .uses = {},
                         .sites = {},
                         .resources = {},
                         .valid_from = day("2026-01-01"),
                         .valid_until = day("2030-01-01")};
    return {by("officer-"), IssueAward{key, std::move(voucher)}};
  }

  Random& random_;
  const State& state_;
};

}  // namespace

std::vector<Order> bureau_set_up() {
  std::vector<Order> orders;
  const auto add = [&](Command command) { orders.push_back({"officer-0", std::move(command)}); };
  for (const char* key : {"grantee-0", "grantee-1", "grantee-2"}) add(AddOrganisation{key, key, "local", key});
  add(AddProgramme{"grants", "Grants", programme::RedemptionMode::deduct});
  add(AddBudgetLine{"grants-0", "grants", "city", Unit::money, amount("3000")});
  add(AddBudgetLine{"grants-1", "grants", "state", Unit::money, amount("2000")});
  add(AddBudgetLine{"grants-2", "grants", "fund", Unit::money, amount("1000")});
  add(PublishPolicy{.programme = "grants",
                    .version = "1",
                    .document = hash_of("policy"),
                    .effective_from = day("2026-01-01"),
                    .valid_from = day("2026-01-01"),
                    .valid_until = day("2030-01-01")});
  for (const auto key : calls) {
    OpenCall call{.key = std::string(key),
                  .programme = "grants",
                  .policy = "grants@1",
                  .lines = {{"grants-0", Share{500'000}}, {"grants-1", Share{333'333}}, {"grants-2", Share{166'667}}},
                  .opens = at("2026-01-02T00:00:00Z"),
                  .closes = {},
                  .method = key == "grants-open" ? programme::CallMethod::continuous : programme::CallMethod::batch,
                  .appeal_days = 3'660};
    if (key == "grants-lottery") call.seed_commitment = hash_of("seed");
    add(std::move(call));
  }
  return orders;
}

Order random_order(Random& random, const State& state) { return Orders(random, state).next(); }

}  // namespace scrip::sim
