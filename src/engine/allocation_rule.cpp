// A programme's rule for the waiting line, by two persons; and its draws.

#include <algorithm>

#include "allocation/draw.h"
#include "base/limits.h"
#include "engine/line.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

bool has_standings(LineOrder order) { return order == LineOrder::priority || order == LineOrder::fair_share; }

Result<void> check_standing(std::uint32_t value, const char* field) {
  if (value >= 1 && value <= limits::line_standing_max) return {};
  return fail(ErrorCode::out_of_range, say("a class or weight is 1 to 1,000"), field);
}

Result<void> check_asked(const ProposeAllocationRule& command) {
  SCRIP_TRY_VOID(check_key(command.key, "rule"));
  if (command.order > LineOrder::lottery) return fail(ErrorCode::value_invalid, say("no such order"), "order");
  SCRIP_TRY_VOID(check_standing(command.usual, "usual"));
  if (command.standings.size() > limits::line_standings_max) {
    return fail(ErrorCode::too_large, say("at most 10,000 organisations"), "standings");
  }
  if (!has_standings(command.order) && (!command.standings.empty() || command.usual != 1)) {
    return fail(ErrorCode::value_invalid, say("classes belong to priority, weights to fair_share"), "standings");
  }
  if (command.days < 1 || command.days > limits::line_days_max) {
    return fail(ErrorCode::out_of_range, say("1 to 366 days"), "days");
  }
  if (command.ahead_s < 60 || command.ahead_s > limits::reservation_rule_s_max) {
    return fail(ErrorCode::out_of_range, say("a minute to 366 days"), "ahead");
  }
  const bool draws = command.order == LineOrder::lottery;
  if (draws && command.commitment == Hash256{}) {
    return fail(ErrorCode::missing_field, say("the seed's SHA-256"), "commitment");
  }
  if (!draws && command.commitment != Hash256{}) {
    return fail(ErrorCode::value_invalid, say("only a lottery commits to a seed"), "commitment");
  }
  return {};
}

Result<std::vector<LineStanding>> standings_of(const State& state, const ProposeAllocationRule& command) {
  std::vector<LineStanding> standings;
  for (const auto& [organisation, value] : command.standings) {
    SCRIP_TRY_VOID(check_standing(value, "standings"));
    standings.push_back({.organisation = SCRIP_TRY(organisation_called(state, organisation))->id, .value = value});
  }
  std::ranges::sort(standings, {}, &LineStanding::organisation);
  const auto twice = std::ranges::adjacent_find(standings, {}, &LineStanding::organisation);
  if (twice == standings.end()) return standings;
  return fail(ErrorCode::value_invalid, say("an organisation is listed twice"), "standings");
}

Result<const AllocationRuleState*> proposed_rule(const State& state, const std::string& key) {
  const auto* found = state.line.find_rule(key);
  if (found == nullptr) return fail(ErrorCode::allocation_rule_not_found, "'" + key + "'", "rule");
  if (found->status == AllocationRuleStatus::proposed) return found;
  return fail(ErrorCode::allocation_rule_state, say("it is {0}", described(name(found->status))), "rule");
}

}  // namespace

Result<Events> judge(const State& state, const ProposeAllocationRule& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  SCRIP_TRY_VOID(check_asked(command));
  const auto* programme = SCRIP_TRY(programme_called(state, command.programme));
  AllocationRule rule{.id = id_at<AllocationRuleId>(state.line.rules.size()),
                      .key = command.key,
                      .programme = programme->id,
                      .order = command.order,
                      .usual = command.usual,
                      .standings = SCRIP_TRY(standings_of(state, command)),
                      .days = command.days,
                      .ahead_s = command.ahead_s,
                      .commitment = command.commitment};
  if (const auto* existing = state.line.find_rule(command.key); existing != nullptr) {
    rule.id = existing->terms.id;
    return existing->terms == rule ? Result<Events>(Events{}) : reused(command.key);
  }
  if (command.order == LineOrder::lottery && !allocation::is_round_key(programme->key)) {
    return fail(ErrorCode::value_invalid, say("lots are drawn under a key of visible ASCII"), "programme");
  }
  if (state.line.rules.size() >= limits::allocation_rules_max) {
    return fail(ErrorCode::limit_reached, say("{0} rules", state.line.rules.size()), "rule");
  }
  return Events{AllocationRuleProposed{std::move(rule)}};
}

Result<Events> judge(const State& state, const ApproveAllocationRule& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* rule = SCRIP_TRY(proposed_rule(state, command.rule));
  if (context.actor == rule->proposer) {
    return fail(ErrorCode::four_eyes, say("'{0}' proposed it", context.actor), "actor");
  }
  return Events{AllocationRuleDecided{.rule = rule->terms.id, .status = AllocationRuleStatus::approved, .reason = {}}};
}

Result<Events> judge(const State& state, const RejectAllocationRule& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* rule = SCRIP_TRY(proposed_rule(state, command.rule));
  return Events{AllocationRuleDecided{
      .rule = rule->terms.id, .status = AllocationRuleStatus::rejected, .reason = command.reason}};
}

// A ticket depends on the seed, which nobody who joined could know, the programme and the entry's own key.
Result<Events> judge(const State& state, const DrawLine& command, const EntryContext&) {
  const auto* programme = SCRIP_TRY(programme_called(state, command.programme));
  const auto seed = allocation::parse_seed(command.seed);
  if (!seed) return fail(ErrorCode::value_invalid, say("64 lower-case hexadecimal digits"), "seed");
  if (command.commitment == Hash256{}) {
    return fail(ErrorCode::missing_field, say("the SHA-256 of the next draw's seed"), "commitment");
  }
  const auto* rule = state.line.rule_for(programme->id);
  const auto committed = state.line.commitment_of.find(programme->id);
  if (rule == nullptr || rule->order != LineOrder::lottery || committed == state.line.commitment_of.end()) {
    return fail(ErrorCode::allocation_rule_state, say("the programme's line draws no lots"), "programme");
  }
  if (allocation::commitment_of(*seed) != committed->second) {
    return fail(ErrorCode::seed_mismatch, say("its SHA-256 is not {0}", to_hex(committed->second)), "seed");
  }
  if (command.commitment == committed->second) {
    return fail(ErrorCode::value_invalid, say("the next draw has another seed"), "commitment");
  }
  LineDrawn drawn{.programme = programme->id, .seed = command.seed, .commitment = command.commitment, .tickets = {}};
  const allocation::Drawing drawing(*seed, allocation::Purpose::lottery, programme->key);
  for (const WaitId id : state.line.waiting) {
    const auto& entry = state.line.entries[index(id)];
    if (entry.terms.programme != programme->id || entry.ticket) continue;
    drawn.tickets.push_back({.wait = id, .ticket = drawing.ticket(entry.terms.key)});
  }
  return Events{std::move(drawn)};
}

void apply_lifecycle(State& state, const AllocationRuleProposed& event) {
  state.line.rule_by_key.emplace(event.rule.key, event.rule.id);
  state.line.rules.push_back({.terms = event.rule,
                              .proposer = state.last_actor,
                              .proposed_at = state.last_time,
                              .decided_by = {},
                              .decided_at = {},
                              .reason = {}});
}

void apply_lifecycle(State& state, const AllocationRuleDecided& event) {
  auto& rule = state.line.rules[index(event.rule)];
  rule.status = event.status;
  rule.decided_by = state.last_actor;
  rule.decided_at = state.last_time;
  rule.reason = event.reason;
  if (event.status != AllocationRuleStatus::approved) return;
  const auto programme = rule.terms.programme;
  state.line.rule_of[programme] = event.rule;
  if (rule.terms.order == LineOrder::lottery) {
    state.line.commitment_of[programme] = rule.terms.commitment;
  } else {
    state.line.commitment_of.erase(programme);
  }
}

void apply_lifecycle(State& state, const LineDrawn& event) {
  for (const auto& each : event.tickets) state.line.entries[index(each.wait)].ticket = each.ticket;
  state.line.commitment_of[event.programme] = event.commitment;
}

}  // namespace scrip::engine
