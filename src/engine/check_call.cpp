// What events of policies, calls and rounds must satisfy before they are applied.

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "engine/check.h"
#include "proof/hash.h"

namespace scrip::engine {

using programme::ApplicationStatus;
using programme::CallMethod;

Result<void> check_lifecycle(const State& state, const PolicyPublished& event) {
  const auto& policy = event.policy;
  SCRIP_TRY_VOID(require(is_next(state.policies, policy.id), "the policy's id is not the next"));
  SCRIP_TRY_VOID(require(state.find_policy(policy.key) == nullptr, "the policy's key is taken"));
  SCRIP_TRY_VOID(require(exists(state.programmes, policy.programme), "no such programme"));
  SCRIP_TRY_VOID(require(policy.key == state.programmes[index(policy.programme)].key + "@" + policy.version,
                         "the policy's key is not its programme's with its version"));
  SCRIP_TRY_VOID(require(policy.gives <= programme::Gives::grant, "a policy gives nothing of the kind"));
  return require(sane(policy.effective_from) && sane(policy.valid_from) && sane(policy.valid_until) &&
                     policy.valid_from < policy.valid_until,
                 "the policy's period is no period");
}

namespace {

Result<void> check_lines(const State& state, const programme::Call& call) {
  SCRIP_TRY_VOID(require(!call.lines.empty() && call.lines.size() <= limits::call_lines_max,
                         "a call has a number of budget lines within its limit"));
  std::uint64_t sum = 0;
  std::set<BudgetLineId> seen;
  for (const auto& line : call.lines) {
    SCRIP_TRY_VOID(require(exists(state.budget_lines, line.budget_line), "no such budget line"));
    const auto& budget = state.budget_lines[index(line.budget_line)];
    SCRIP_TRY_VOID(require(budget.programme == call.programme && budget.unit == call.unit,
                           "a budget line is of another programme or unit than the call"));
    SCRIP_TRY_VOID(require(seen.insert(line.budget_line).second, "a budget line is there twice"));
    SCRIP_TRY_VOID(require(line.share.ppm > 0, "a share is above 0 %"));
    sum += line.share.ppm;
  }
  return require(sum == whole_share.ppm, "the shares of the call's lines do not make a whole");
}

}  // namespace

Result<void> check_lifecycle(const State& state, const CallOpened& event) {
  const auto& call = event.call;
  SCRIP_TRY_VOID(require(is_next(state.calls, call.id), "the call's id is not the next"));
  SCRIP_TRY_VOID(require(state.find_call(call.key) == nullptr, "the call's key is taken"));
  SCRIP_TRY_VOID(require(exists(state.programmes, call.programme), "no such programme"));
  SCRIP_TRY_VOID(require(exists(state.policies, call.policy), "no such policy"));
  SCRIP_TRY_VOID(
      require(state.policies[index(call.policy)].programme == call.programme, "the policy is another programme's"));
  SCRIP_TRY_VOID(check_lines(state, call));
  SCRIP_TRY_VOID(require(call.method <= CallMethod::batch, "no such method"));
  SCRIP_TRY_VOID(require(call.appeal_days <= limits::appeal_days_max, "too many days to appeal"));
  SCRIP_TRY_VOID(require(sane(call.opens), "the call opens out of range"));
  return require(!call.closes || (*call.closes > call.opens && sane(*call.closes)), "the call closes out of range");
}

Result<void> check_lifecycle(const State& state, const DeadlineSet& event) {
  SCRIP_TRY_VOID(require(exists(state.calls, event.call), "no such call"));
  const CallState& call = state.calls[index(event.call)];
  SCRIP_TRY_VOID(require(!call.is_closed(state.last_time), "the call has closed"));
  return require(event.closes >= state.last_time && event.closes > call.terms.opens && sane(event.closes),
                 "the call closes out of range");
}

Result<void> check_lifecycle(const State& state, const SeedCommitted& event) {
  SCRIP_TRY_VOID(require(exists(state.calls, event.call), "no such call"));
  const CallState& call = state.calls[index(event.call)];
  SCRIP_TRY_VOID(require(event.commitment != Hash256{}, "there is no commitment"));
  SCRIP_TRY_VOID(require(call.seed_commitment == Hash256{}, "the call has committed to a seed"));
  return require(!call.is_closed(state.last_time), "the call has closed");
}

Result<void> check_lifecycle(const State& state, const RoundAllocated& event) {
  SCRIP_TRY_VOID(require(exists(state.calls, event.call), "no such call"));
  const CallState& call = state.calls[index(event.call)];
  SCRIP_TRY_VOID(require(call.terms.method == CallMethod::batch && !call.round, "the call has no round to share out"));
  SCRIP_TRY_VOID(require(call.is_closed(state.last_time), "the call is still open"));
  const bool fits = call.seed_commitment == Hash256{}
                        ? event.round.seed.empty()
                        : proof::sha256(as_bytes(event.round.seed)) == call.seed_commitment;
  SCRIP_TRY_VOID(require(fits, "the seed is not the one that the call committed to"));
  std::set<ApplicationId> seen;
  for (const auto& result : event.round.results) {
    SCRIP_TRY_VOID(require(exists(state.applications, result.application), "no such application"));
    const auto& application = state.applications[index(result.application)];
    SCRIP_TRY_VOID(require(application.terms.call == event.call, "an application is of another call"));
    SCRIP_TRY_VOID(require(application.status == ApplicationStatus::assessed && application.assessment->eligible,
                           "an application is not assessed and eligible"));
    SCRIP_TRY_VOID(require(seen.insert(result.application).second, "an application is there twice"));
    SCRIP_TRY_VOID(require(result.amount >= Amount{} && result.amount <= application.assessment->amount,
                           "an application gets more than it was assessed at"));
  }
  for (const ApplicationId id : state.applications_of[index(event.call)]) {
    const auto& application = state.applications[index(id)];
    const bool takes_part = application.status == ApplicationStatus::assessed && application.assessment->eligible;
    SCRIP_TRY_VOID(require(!takes_part || seen.contains(id), "an application is left out"));
  }
  return {};
}

}  // namespace scrip::engine
