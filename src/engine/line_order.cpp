// Who is served first.

#include <algorithm>
#include <deque>

#include "engine/line_plan.h"

namespace scrip::engine {
namespace {

constexpr std::int64_t micro_per_ms = 1'000;  // device-seconds are kept in micro-units

std::uint32_t standing_of(const AllocationRule& rule, OrganisationId organisation) {
  const auto found = std::ranges::lower_bound(rule.standings, organisation, {}, &LineStanding::organisation);
  return found != rule.standings.end() && found->organisation == organisation ? found->value : rule.usual;
}

// Device-seconds of the organisation's reservations from now on.
Amount reserved_by(const State& state, OrganisationId organisation, Instant now) {
  Amount sum;
  for (const auto& reservation : state.reservations.reservations) {
    const auto& terms = reservation.terms;
    if (terms.organisation != organisation || !reservation.stands() || terms.window.until <= now) continue;
    const std::int64_t left_ms = (terms.window.until - std::max(terms.window.from, now)).count();
    const auto added = checked_add(sum, Amount{left_ms * terms.devices * micro_per_ms});
    sum = added.value_or(amount_max);
  }
  return sum;
}

LineRank rank_of(const State& state, const WaitState& entry, Instant now) {
  const auto& terms = entry.terms;
  LineRank rank{.wait = terms.id, .used = {}, .ticket = {}};
  const auto* rule = state.line.rule_for(terms.programme);
  if (rule == nullptr) return rank;
  rank.order = rule->order;
  switch (rule->order) {
    case LineOrder::first_come:
      break;
    case LineOrder::priority:
      rank.standing = standing_of(*rule, terms.organisation);
      break;
    case LineOrder::fair_share:
      rank.standing = standing_of(*rule, terms.organisation);
      rank.used = used_by(state, terms.organisation, rule->days, now);
      break;
    case LineOrder::deadline:
      rank.deadline = terms.request.latest;
      break;
    case LineOrder::lottery:
      rank.ticket = entry.ticket;
      break;
  }
  return rank;
}

}  // namespace

Amount used_by(const State& state, OrganisationId organisation, std::uint32_t days, Instant now) {
  Amount sum = reserved_by(state, organisation, now);
  const Day today = state.authority->zone.day_of(now);
  for (std::int32_t back = 0; back < static_cast<std::int32_t>(days); ++back) {
    const auto found = state.line.used.find(LineState::used_key(organisation, Day{count(today) - back}));
    if (found != state.line.used.end()) sum = checked_add(sum, found->second).value_or(amount_max);
  }
  return sum;
}

bool ranks_before(const LineRank& a, const LineRank& b) {
  switch (a.order) {
    case LineOrder::first_come:
      return false;
    case LineOrder::priority:
      return a.standing < b.standing;
    case LineOrder::fair_share:  // used / weight, without dividing
      return Int128{a.used.micro_units} * b.standing < Int128{b.used.micro_units} * a.standing;
    case LineOrder::deadline:
      return a.deadline < b.deadline;
    case LineOrder::lottery:
      if (!a.ticket || !b.ticket) return a.ticket.has_value() && !b.ticket.has_value();
      return *a.ticket < *b.ticket;
  }
  return false;
}

std::vector<LineRank> ranked(const State& state, std::span<const WaitState* const> entries, Instant now) {
  std::map<ProgrammeId, std::deque<LineRank>> lines;
  for (const auto* entry : entries) lines[entry->terms.programme].push_back(rank_of(state, *entry, now));
  for (auto& [programme, line] : lines) {
    std::ranges::sort(line, [](const LineRank& a, const LineRank& b) {
      return ranks_before(a, b) || (!ranks_before(b, a) && a.wait < b.wait);
    });
  }
  std::vector<LineRank> order;
  while (order.size() < entries.size()) {
    std::deque<LineRank>* next = nullptr;
    for (auto& [programme, line] : lines) {
      if (!line.empty() && (next == nullptr || line.front().wait < next->front().wait)) next = &line;
    }
    order.push_back(next->front());
    next->pop_front();
  }
  return order;
}

std::vector<LineRank> line_order(const State& state, Instant now) { return ranked(state, waiting_in(state), now); }

}  // namespace scrip::engine
