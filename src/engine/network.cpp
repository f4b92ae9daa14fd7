#include "engine/network.h"

#include <algorithm>

namespace scrip::engine {
namespace {

template <class Table, class Key>
auto find_by(const Table& table, std::string_view wanted, Key key) -> const typename Table::value_type* {
  const auto found = std::ranges::find_if(table, [&](const auto& each) { return key(each) == wanted; });
  return found == table.end() ? nullptr : &*found;
}

// Counts what an event takes up and notes where it came from.
struct NoteTaker {
  State& state;

  template <class OtherEvent>
  void operator()(const OtherEvent&) {}

  void operator()(const BudgetLineAdded& event) {
    const auto& line = event.budget_line;
    state.origins.budget_lines.push_back(state.last_sequence);
    month_of(line.programme, line.unit).appropriated += line.appropriation;
  }
  void operator()(const DecisionProposed& event) {
    auto& decisions = state.origins.decisions;
    if (decisions.size() <= index(event.application)) decisions.resize(index(event.application) + 1);
    decisions[index(event.application)] = state.last_sequence;
  }
  void operator()(const AwardApproved& event) {
    state.origins.awards.push_back(state.last_sequence);
    month_of(event.award.programme, event.award.unit).committed += event.award.amount;
  }
  void operator()(const AwardAmended& event) {
    const auto& award = state.awards[index(event.award)];
    month_of(award.terms.programme, award.terms.unit).committed += event.amount - award.amount;
  }
  void operator()(const AwardStatusChanged& event) {
    const auto& award = state.awards[index(event.award)];
    if (event.status != programme::AwardStatus::revoked && event.status != programme::AwardStatus::closed) return;
    Amount left;
    for (const auto& line : award.lines) left += line.left();
    month_of(award.terms.programme, award.terms.unit).committed -= left;
  }
  void operator()(const VoucherIssued& event) { issued(event.voucher); }
  void operator()(const AwardVoucherIssued& event) { issued(event.voucher); }

 private:
  void issued(const programme::Voucher& voucher) {
    state.origins.vouchers.push_back(state.last_sequence);
    month_of(voucher.programme, voucher.unit).issued += voucher.face;
  }

  // The row of this month; the newest are at the end.
  TakeUp& month_of(ProgrammeId programme, Unit unit) {
    const Month month = scrip::month_of(state.authority->zone.day_of(state.last_time));
    auto& rows = state.take_up;
    for (auto row = rows.rbegin(); row != rows.rend() && row->month == month; ++row) {
      if (row->programme == programme && row->unit == unit) return *row;
    }
    return rows.emplace_back(TakeUp{.programme = programme, .unit = unit, .month = month});
  }
};

}  // namespace

const RateProposal* NetworkState::find_rate_proposal(std::string_view key) const {
  return find_by(rate_proposals, key, [](const RateProposal& each) -> const std::string& { return each.card.key; });
}
const CapacityState* NetworkState::find_capacity(std::string_view key) const {
  return find_by(capacity, key, [](const CapacityState& each) -> const std::string& { return each.terms.key; });
}
const AccreditationState* NetworkState::find_accreditation(std::string_view key) const {
  return find_by(accreditations, key,
                 [](const AccreditationState& each) -> const std::string& { return each.terms.key; });
}

registry::Topology NetworkState::topology_of(SiteId site, ResourceId resource) const {
  const auto found = topologies.find({site, resource});
  return found == topologies.end() ? registry::Topology{} : found->second;
}

bool NetworkState::accepts(ProgrammeId programme, SiteId site, Day day) const {
  const auto rule = accreditation_from.find(programme);
  if (rule == accreditation_from.end() || day < rule->second) return true;
  return std::ranges::any_of(accreditations, [&](const AccreditationState& each) {
    return each.terms.site == site && each.terms.programme == programme && each.counts_on(day);
  });
}

bool waits_for_accreditation(const State& state, OrganisationId organisation, const UseOf& use) {
  if (state.network.accreditation_from.empty()) return false;
  bool waits = false;
  for (const VoucherId id : state.wallets[index(organisation)]) {
    const auto& voucher = state.vouchers[index(id)];
    if (voucher.status != programme::VoucherStatus::active) continue;
    const auto reason = why_not_covered(state, voucher.terms, use);
    if (reason == NotCovered::none) return false;
    waits = waits || reason == NotCovered::site_not_accredited;
  }
  return waits;
}

void take_note(State& state, const Event& event) { event.visit(NoteTaker{state}); }

}  // namespace scrip::engine
