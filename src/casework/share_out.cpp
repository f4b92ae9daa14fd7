// From a call's applications to its round, shared out and published.

#include <algorithm>

#include "allocation/round_file.h"
#include "casework/casework.h"
#include "ledger/ledger.h"
#include "policy/round.h"

namespace scrip::casework {
namespace {

// What awards of the call can come to: no line pays more than it holds, each in its share; a multiple of the unit.
Amount affordable(const engine::State& state, const programme::Call& call, Amount smallest_unit) {
  Int128 most = amount_max.micro_units;
  for (const auto& line : call.lines) {
    const auto account =
        state.ledger.find(ledger::AccountKind::budget_line, call.unit, static_cast<std::uint32_t>(line.budget_line));
    const Int128 held = state.ledger.balance(account).micro_units;
    if (line.share.ppm > 0) most = std::min(most, held * whole_share.ppm / line.share.ppm);
  }
  return Amount{static_cast<std::int64_t>(most / smallest_unit.micro_units * smallest_unit.micro_units)};
}

// One assessor's marks in the order of the policy's criteria; 0 points are a mark, too.
std::vector<std::int64_t> marks_of(const policy::Policy& policy, const programme::Score& score) {
  std::vector<std::int64_t> marks;
  for (const auto& criterion : policy.selection.score.criteria) {
    const auto found = std::find_if(score.criteria.begin(), score.criteria.end(),
                                    [&](const auto& each) { return each.criterion == criterion.id; });
    if (found != score.criteria.end()) marks.push_back(found->thousandths);
  }
  return marks;
}

std::vector<policy::Candidate> candidates_of(const engine::State& state, const programme::Call& call,
                                             const policy::Policy& policy) {
  std::vector<policy::Candidate> candidates;
  for (const ApplicationId id : state.applications_of[index(call.id)]) {
    const auto& application = state.applications[index(id)];
    if (application.status != programme::ApplicationStatus::assessed || !application.assessment->eligible) continue;
    policy::Candidate candidate{.key = application.terms.key,
                                .submitted = application.submitted_at.value_or(Instant{}),
                                .asked = application.assessment->amount,
                                .marks = {}};
    for (const auto& score : application.scores) candidate.marks.push_back(marks_of(policy, score));
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

}  // namespace

Result<SharedRound> share_out(const engine::State& state, Policies& policies, std::string_view call,
                              std::string_view seed_text) {
  const engine::CallState* found = state.find_call(call);
  if (found == nullptr) return fail(ErrorCode::call_not_found, "'" + std::string(call) + "'", "call");
  const auto* compiled = SCRIP_TRY(policies.find(state.policies[index(found->terms.policy)].document));
  const policy::Policy& policy = compiled->policy;
  const Amount unit = SCRIP_TRY(to_ledger(policy, policy.rounding_to));
  auto round = SCRIP_TRY(policy::make_round(policy, std::string(call), affordable(state, found->terms, unit), unit,
                                            candidates_of(state, found->terms, policy)));
  if (found->seed_commitment != Hash256{}) round.commitment = found->seed_commitment;
  std::optional<allocation::Seed> seed;
  if (!seed_text.empty()) seed = SCRIP_TRY(allocation::parse_seed(seed_text));
  const auto shared = SCRIP_TRY(allocation::allocate(round, seed));

  SharedRound made{.command = {}, .inputs = SCRIP_TRY(allocation::format_round(round)), .outcome = {}};
  const Hash256 inputs = allocation::digest_of(made.inputs);
  made.outcome = allocation::format_outcome(round, inputs, seed, shared);
  made.command = {.call = std::string(call),
                  .method = std::string(allocation::name(round.method)),
                  .inputs = inputs,
                  .outcome = allocation::digest_of(made.outcome),
                  .seed = std::string(seed_text),
                  .results = {}};
  const auto last = static_cast<std::uint32_t>(round.entries.size());
  for (std::size_t i = 0; i < round.entries.size(); ++i) {
    const auto& outcome = shared.outcomes[i];
    made.command.results.push_back({.application = round.entries[i].key,
                                    .rank = outcome.rank == 0 ? last : outcome.rank,  // without a turn: after all
                                    .tier = round.tiers.empty() ? std::string{} : round.tiers[round.entries[i].tier].id,
                                    .amount = outcome.amount});
  }
  return made;
}

}  // namespace scrip::casework
