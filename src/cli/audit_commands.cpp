// scrip audit: past decisions worked out again, and a sample of awards that nobody could choose.

#include "casework/casework.h"
#include "cli/audit_sample.h"
#include "cli/families.h"
#include "cli/json.h"
#include "cli/texts.h"
#include "reports/reports.h"

namespace scrip::cli {
namespace {

Result<void> run_audit(Context& context, const NoOptions&) {
  SCRIP_TRY_VOID(context.read());
  const auto audited = SCRIP_TRY(casework::audit_decisions(context.store()));
  std::size_t differ = 0;
  std::vector<std::string> json;
  for (const auto& each : audited) {
    if (!each.same) ++differ;
    json.push_back(JsonObject()
                       .add("entry", each.entry)
                       .add("application", each.application)
                       .add("same", each.same)
                       .add("difference", each.difference)
                       .text());
    if (!each.same) context.tell("entry {}, application {}: {}", each.entry, each.application, each.difference);
  }
  if (context.json()) context.print(json_array(json) + "\n");
  context.tell("{} assessments run again under the rules and facts of their day: {} differ", audited.size(), differ);
  if (differ > 0)
    return fail(ErrorCode::replay_mismatch, say("an assessment comes out otherwise when it is run again"));
  return {};
}

struct Sample {
  std::string call, seed, size;
};

// The awards of a call, as the table of awards has them.
Result<reports::Table> awards_of(const engine::State& state, const engine::CallState& call) {
  auto table = SCRIP_TRY(reports::table(state, "awards"));
  std::erase_if(table.rows, [&](const auto& row) {
    const auto* const application = state.find_application(row[1]);
    return application == nullptr || application->terms.call != call.terms.id;
  });
  return table;
}

Result<void> run_sample(Context& context, const Sample& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto* call = state->find_call(options.call);
  if (call == nullptr) return fail(ErrorCode::call_not_found, "'" + options.call + "'", "call");
  return context.show(SCRIP_TRY(draw_sample(
      {.call = options.call, .seed = options.seed, .size = options.size, .commitment = call->seed_commitment},
      SCRIP_TRY(awards_of(*state, *call)))));
}

}  // namespace

void add_audit_commands(Commands& commands) {
  CLI::App& audit = commands.group("audit", "Past decisions, worked out again");
  commands.add<NoOptions>(audit, "decisions", "Runs every assessment again under the rules and facts of its day",
                          {"scrip audit decisions"}, run_audit);
  commands
      .add<Sample>(audit, "sample", "Draws awards of a call to look at, by the seed that was committed to",
                   {"scrip audit sample spring --size 10 --seed 5f3a...64 digits"}, run_sample)
      .positional("call", &Sample::call, "The call's key")
      .required("--size", &Sample::size, "How many awards; all of them if there are fewer")
      .required("--seed", &Sample::seed, "The seed that was committed to, 64 hexadecimal digits");
}

}  // namespace scrip::cli
