#include "engine/line_state.h"

#include "engine/line.h"
#include "engine/texts.h"

namespace scrip::engine {

const WaitState* LineState::find(std::string_view key) const {
  const auto found = by_key.find(key);
  return found == by_key.end() ? nullptr : &entries[index(found->second)];
}

const AllocationRuleState* LineState::find_rule(std::string_view key) const {
  const auto found = rule_by_key.find(key);
  return found == rule_by_key.end() ? nullptr : &rules[index(found->second)];
}

const AllocationRule* LineState::rule_for(ProgrammeId programme) const {
  const auto found = rule_of.find(programme);
  return found == rule_of.end() ? nullptr : &rules[index(found->second)].terms;
}

namespace {

void rebuild_entries(State& state) {
  LineState& line = state.line;
  for (const auto& entry : line.entries) {
    const auto& terms = entry.terms;
    line.by_key[terms.key] = terms.id;
    if (entry.status == WaitStatus::waiting) {
      line.waiting.insert(terms.id);
      line.ends.emplace(terms.request.latest, terms.id);
    } else if (entry.status == WaitStatus::offered) {
      const auto& quote = state.reservations.quotes[index(entry.quote)];
      const auto& offer = quote.offers.front();
      line.held.emplace(quote.id, terms.id);
      line.held_at[{offer.site, offer.resource}].insert(terms.id);
      line.ends.emplace(quote.valid_until, terms.id);
    }
  }
}

void rebuild_used(State& state) {
  for (const auto& job : state.jobs) {
    for (const auto& each : job.lines) {
      if (state.registry.resources()[index(each.resource)].kind != registry::ResourceKind::accelerator) continue;
      state.line.used[LineState::used_key(job.payer, each.day)] += each.quantity;
    }
  }
}

}  // namespace

void rebuild_line_indexes(State& state) {
  LineState& line = state.line;
  line.by_key.clear();
  line.rule_by_key.clear();
  line.waiting.clear();
  line.held.clear();
  line.held_at.clear();
  line.ends.clear();
  line.running_at.clear();
  line.used.clear();
  rebuild_entries(state);
  for (const auto& rule : line.rules) line.rule_by_key[rule.terms.key] = rule.terms.id;
  for (const auto& [id, devices] : line.running) {
    const Hold& hold = state.holds[index(id)];
    line.running_at[{hold.site, hold.resource}].insert(id);
  }
  rebuild_used(state);
}

std::string_view name(LineOrder order) {
  switch (order) {
    case LineOrder::first_come:
      return "first_come";
    case LineOrder::priority:
      return "priority";
    case LineOrder::fair_share:
      return "fair_share";
    case LineOrder::deadline:
      return "deadline";
    case LineOrder::lottery:
      return "lottery";
  }
  return "first_come";
}

std::string_view name(WaitStatus status) {
  switch (status) {
    case WaitStatus::waiting:
      return "waiting";
    case WaitStatus::offered:
      return "offered";
    case WaitStatus::reserved:
      return "reserved";
    case WaitStatus::left:
      return "left";
    case WaitStatus::lapsed:
      return "lapsed";
    case WaitStatus::expired:
      return "expired";
  }
  return "waiting";
}

std::string_view name(AllocationRuleStatus status) {
  switch (status) {
    case AllocationRuleStatus::proposed:
      return "proposed";
    case AllocationRuleStatus::approved:
      return "approved";
    case AllocationRuleStatus::rejected:
      return "rejected";
  }
  return "proposed";
}

Result<LineOrder> parse_line_order(std::string_view text) {
  for (const auto order :
       {LineOrder::first_come, LineOrder::priority, LineOrder::fair_share, LineOrder::deadline, LineOrder::lottery}) {
    if (text == name(order)) return order;
  }
  return fail(ErrorCode::value_invalid, say("first_come, priority, fair_share, deadline or lottery"), "order");
}

}  // namespace scrip::engine
