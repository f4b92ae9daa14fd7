#include "reports/payables.h"

#include <map>
#include <utility>

namespace scrip::reports {
namespace {

bool owes_money(const engine::State& state, const engine::Statement& statement) {
  using programme::RedemptionMode;
  if (statement.programme == no_id<ProgrammeId> || statement.unit != Unit::money) return false;
  const auto mode = state.programmes[index(statement.programme)].mode;
  return mode == RedemptionMode::deduct || mode == RedemptionMode::reimburse;
}

}  // namespace

std::vector<Payable> payables(const engine::State& state) {
  std::vector<Payable> all(state.statements.size());
  std::map<std::pair<SiteId, ProgrammeId>, Amount> carried;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& statement = state.statements[i];
    if (!owes_money(state, statement)) continue;
    all[i].owes_money = true;
    for (const DueId due : state.settlement.statements[i].dues) {
      all[i].payable += state.settlement.dues[index(due)].amount;
    }
    Amount& rest = carried[{statement.site, statement.programme}];
    rest += statement.total - all[i].payable;
    all[i].carried = rest;
  }
  return all;
}

}  // namespace scrip::reports
