// The draw of a round: the commitment before, the seed and everything that follows from it after.

#include "casework/casework.h"
#include "service/handlers.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using codec::JsonObject;

Result<const engine::CallState*> call_in_sight(const Service& service, const Call& call) {
  const auto& key = call.name("call");
  const auto* found = service.state().find_call(key);
  if (found == nullptr || !call.sight(service.state()).sees(found->terms.programme)) {
    return fail(ErrorCode::call_not_found, "'" + key + "'", "call");
  }
  return found;
}

std::string results_json(const engine::State& state, const programme::Round& round) {
  std::vector<std::string> results;
  for (const auto& result : round.results) {
    results.push_back(JsonObject()
                          .add("application", state.applications[index(result.application)].terms.key)
                          .add("rank", result.rank)
                          .add("tier", result.tier)
                          .add("amount", result.amount)
                          .text());
  }
  return codec::json_array(results);
}

}  // namespace

Result<http::Response> commit_seed(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"commitment"}));
  const auto text = SCRIP_TRY(body.text("commitment"));
  return service.write(call, engine::CommitSeed{.call = call.name("call"),
                                                .commitment = SCRIP_TRY(for_field("commitment", hash_from_hex(text)))});
}

Result<http::Response> get_round(Service& service, Call& call) {
  SCRIP_TRY_VOID(call.only({}));
  const auto* found = SCRIP_TRY(call_in_sight(service, call));
  if (!found->round) return fail(ErrorCode::round_unfinished, say("it was not shared out yet"), "call");
  const auto& round = *found->round;
  return json_answer(JsonObject()
                         .add("call", found->terms.key)
                         .add("method", round.method)
                         .add("seed_commitment", found->seed_commitment)
                         .add("seed", round.seed)
                         .add("inputs_hash", round.inputs)
                         .add("outcome_hash", round.outcome)
                         .add("inputs", SCRIP_TRY(casework::get_document(service.store(), round.inputs)))
                         .add("outcome", SCRIP_TRY(casework::get_document(service.store(), round.outcome)))
                         .raw("results", results_json(service.state(), round))
                         .text());
}

}  // namespace scrip::service
