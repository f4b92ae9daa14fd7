// What is owed to whom, from the ledger's accounts.

#include <map>
#include <vector>

#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/reports.h"
#include "reports/scope.h"

namespace scrip::reports {

using engine::State;
using ledger::Account;
using ledger::AccountKind;

namespace {

// A creditor under a programme. What is with the bank or paid stands with the payee, of all its sites together. Sites
// come first, each with the companies' own shares (no programme) last.
struct Claim {
  SiteId site = no_id<SiteId>;  // none: a company that is reimbursed
  OrganisationId creditor = no_id<OrganisationId>;
  ProgrammeId programme = no_id<ProgrammeId>;  // none: companies' own shares
  Unit unit = Unit::money;
  friend auto operator<=>(const Claim&, const Claim&) = default;
};

struct Owed {
  Amount open;
  Amount closed;
  Amount prepaid;
  Amount in_flight;  // with the bank
  Amount paid;       // less what was repaid

  [[nodiscard]] bool is_nothing() const {
    return open.is_zero() && closed.is_zero() && prepaid.is_zero() && in_flight.is_zero() && paid.is_zero();
  }
};

using Claims = std::map<Claim, Owed>;

Claim claim_of_site(const State& state, const Account& account) {
  const auto& site = state.registry.sites()[account.owner];
  return {.site = site.id,
          .creditor = site.operator_id,
          .programme = account.second == ledger::nobody ? no_id<ProgrammeId> : ProgrammeId{account.second},
          .unit = account.unit};
}

Claim claim_of_company(const Account& account) {
  return {.creditor = OrganisationId{account.owner}, .programme = ProgrammeId{account.second}, .unit = account.unit};
}

void add_account(const State& state, const Account& account, Claims& claims) {
  switch (account.kind) {
    case AccountKind::operator_in_flight:
    case AccountKind::placed_in_flight:
    case AccountKind::delivered_in_flight:
    case AccountKind::operator_share:  // what of it is closed is moved over later
      claims[claim_of_site(state, account)].open += account.balance;
      return;
    case AccountKind::operator_payable:
    case AccountKind::delivered:
      claims[claim_of_site(state, account)].closed += account.balance;
      return;
    case AccountKind::placed:
      claims[claim_of_site(state, account)].prepaid += account.balance;
      return;
    case AccountKind::claimant_in_flight:
      claims[claim_of_company(account)].open += account.balance;
      return;
    case AccountKind::claimant_payable:
      claims[claim_of_company(account)].closed += account.balance;
      return;
    case AccountKind::grant_payable:
      claims[claim_of_company(account)].closed += account.balance;
      return;
    case AccountKind::payment_in_flight:
      claims[claim_of_company(account)].in_flight += account.balance;
      return;
    case AccountKind::paid:
      claims[claim_of_company(account)].paid += account.balance;
      return;
    case AccountKind::appropriation:
    case AccountKind::budget_line:
    case AccountKind::commitment:
    case AccountKind::voucher:
    case AccountKind::voucher_held:
    case AccountKind::company_share:
    case AccountKind::clawback_receivable:
    case AccountKind::clawback_pending:
      return;
  }
}

// The ledger keeps companies' own shares in one account a site; which of it is closed stands in the lines.
void split_own_shares(const State& state, Claims& claims) {
  std::vector<Amount> closed(state.registry.sites().size());
  for (const engine::Job& job : state.jobs) {
    for (const engine::Line& line : job.lines) {
      if (line.status != engine::LineStatus::closed) continue;
      closed[index(job.site)] += owed_by_company(state, line) - refunded_to_company(state, line);
    }
  }
  for (auto& [claim, owed] : claims) {
    if (claim.programme != no_id<ProgrammeId>) continue;
    owed.closed = closed[index(claim.site)];
    owed.open -= owed.closed;
  }
}

}  // namespace

Result<Table> owed(const State& state, const Filter& filter) {
  const Scope scope = SCRIP_TRY(resolve(state, filter, by_organisation | by_programme | by_site, "owed"));
  Claims claims;
  for (const Account& account : state.ledger.accounts()) add_account(state, account, claims);
  split_own_shares(state, claims);

  Table table{.name = "owed",
              .columns = {column::site, column::creditor, column::programme, column::mode, column::unit, column::open,
                          column::closed, column::prepaid, column::total, column::in_flight, column::paid},
              .rows = {}};
  for (const auto& [claim, owed] : claims) {
    if (!scope.holds(claim.site) || !scope.holds(claim.creditor) || !scope.holds(claim.programme)) continue;
    if (owed.is_nothing()) continue;
    const bool own = claim.programme == no_id<ProgrammeId>;
    table.rows.push_back({key_of(state, claim.site), key_of(state, claim.creditor), key_of(state, claim.programme),
                          own ? std::string{} : cell(name(state.programmes[index(claim.programme)].mode)),
                          cell(name(claim.unit)), cell(owed.open), cell(owed.closed), cell(owed.prepaid),
                          cell(owed.open + owed.closed + owed.prepaid), cell(owed.in_flight), cell(owed.paid)});
  }
  return table;
}

}  // namespace scrip::reports
