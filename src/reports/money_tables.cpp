// Tables of money: programmes, budget lines, vouchers, statements and the ledger's accounts; and balances.

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "base/wide.h"
#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/decimal.h"
#include "reports/payables.h"
#include "reports/reports.h"
#include "reports/tables.h"

namespace scrip::reports {

using engine::State;
using engine::VoucherState;
using ledger::AccountKind;

namespace {

// The budget lines that paid for a voucher.
std::string lines_of(const State& state, const VoucherState& voucher) {
  std::vector<BudgetLineId> lines;
  for (const auto& part : voucher.parts) lines.push_back(part.budget_line);
  return keys_of(state, lines);
}

std::string uses_of(const programme::Voucher& terms) {
  std::string out;
  for (const auto use : {registry::Use::unspecified, registry::Use::training, registry::Use::inference}) {
    if ((terms.uses >> static_cast<unsigned>(use) & 1) == 0) continue;
    if (!out.empty()) out += ';';
    out += name(use);
  }
  return out;
}

// What became of a budget line. Money that came back is issued again, so these sums have no bound but time: they are
// wide. What is available = appropriation - set_aside - issued + returned.
struct LineUse {
  Int128 set_aside = 0;  // for awards, and not issued yet
  Int128 issued = 0;
  Int128 spent = 0;      // of it, captured
  Int128 returned = 0;
};

// What a voucher spent falls on the lines that paid for it in proportion to what has not come back to them, as its
// rest will: so the two always add up to what each paid.
void add_voucher(const VoucherState& voucher, std::vector<LineUse>& lines) {
  std::vector<std::int64_t> outstanding;
  for (const auto& part : voucher.parts) outstanding.push_back((part.paid - part.returned).micro_units);
  const auto spent = programme::share_out(voucher.in_flight + voucher.settled, outstanding);
  for (std::size_t i = 0; i < spent.size(); ++i) {
    LineUse& line = lines[index(voucher.parts[i].budget_line)];
    line.issued += voucher.parts[i].paid.micro_units;
    line.returned += voucher.parts[i].returned.micro_units;
    line.spent += spent[i].micro_units;
  }
}

std::vector<LineUse> use_of_lines(const State& state) {
  std::vector<LineUse> lines(state.budget_lines.size());
  for (const VoucherState& voucher : state.vouchers) add_voucher(voucher, lines);
  for (const auto& award : state.awards) {
    for (const auto& line : award.lines) {
      LineUse& use = lines[index(line.budget_line)];
      use.set_aside += line.left().micro_units;
      use.returned += line.returned.micro_units;
      if (!award.vouchers.empty()) continue;
      use.issued += line.issued.micro_units;  // as instalments, which are spent once they are owed
      use.spent += (line.issued - line.returned).micro_units;
    }
  }
  return lines;
}

// Whose an account is, by what its kind says of its owner.
struct Owner {
  std::string key;
  OrganisationId organisation = no_id<OrganisationId>;
  ProgrammeId programme = no_id<ProgrammeId>;
  VoucherId voucher = no_id<VoucherId>;
  SiteId site = no_id<SiteId>;
};

Owner owner_of(const State& state, const ledger::Account& account) {
  Owner owner{.key = {}};
  if (account.second != ledger::nobody) owner.programme = ProgrammeId{account.second};
  switch (account.kind) {
    case AccountKind::appropriation:
    case AccountKind::budget_line: {
      const auto& line = state.budget_lines[account.owner];
      owner.key = line.key;
      owner.programme = line.programme;
      break;
    }
    case AccountKind::commitment:
    case AccountKind::clawback_pending: {
      const auto& terms = state.awards[account.owner].terms;
      owner.key = terms.key;
      owner.programme = terms.programme;
      owner.organisation = terms.organisation;
      break;
    }
    case AccountKind::voucher:
    case AccountKind::voucher_held: {
      const auto& terms = state.vouchers[account.owner].terms;
      owner.key = terms.key;
      owner.voucher = terms.id;
      owner.programme = terms.programme;
      owner.organisation = terms.organisation;
      break;
    }
    case AccountKind::claimant_in_flight:
    case AccountKind::claimant_payable:
    case AccountKind::company_share:
    case AccountKind::grant_payable:
    case AccountKind::payment_in_flight:
    case AccountKind::paid:
    case AccountKind::clawback_receivable:
      owner.organisation = OrganisationId{account.owner};
      owner.key = key_of(state, owner.organisation);
      break;
    case AccountKind::operator_in_flight:
    case AccountKind::operator_payable:
    case AccountKind::placed:
    case AccountKind::placed_in_flight:
    case AccountKind::delivered_in_flight:
    case AccountKind::delivered:
    case AccountKind::operator_share:
      owner.site = SiteId{account.owner};
      owner.key = key_of(state, owner.site);
      owner.organisation = state.registry.sites()[account.owner].operator_id;
      break;
  }
  return owner;
}

std::vector<ledger::Account> sorted_accounts(const State& state) {
  auto accounts = state.ledger.accounts();
  std::sort(accounts.begin(), accounts.end(), [](const ledger::Account& a, const ledger::Account& b) {
    return std::tuple{a.kind, a.owner, a.second, a.unit} < std::tuple{b.kind, b.owner, b.second, b.unit};
  });
  return accounts;
}

// The parts of a face value; sums of many vouchers.
struct Parts {
  std::uint64_t vouchers = 0;
  Int128 face = 0;
  Int128 available = 0;
  Int128 committed = 0;
  Int128 in_flight = 0;
  Int128 settled = 0;
  Int128 returned = 0;

  void add(const State& state, const VoucherState& voucher) {
    const engine::Balance balance = engine::balance_of(state, voucher);
    ++vouchers;
    face += voucher.terms.face.micro_units;
    available += balance.available.micro_units;
    committed += balance.committed.micro_units;
    in_flight += balance.in_flight.micro_units;
    settled += balance.settled.micro_units;
    returned += voucher.returned.micro_units;
  }
  void append_to(std::vector<std::string>& row) const {
    for (const Int128 part : {face, available, committed, in_flight, settled, returned}) row.push_back(decimal(part));
  }
};

// What of a statement is with the bank, or paid.
Amount sum_of_dues(const State& state, const engine::StatementApproval& approval, settlement::PaymentStatus status) {
  Amount sum;
  for (const DueId id : approval.dues) {
    const auto& due = state.settlement.dues[index(id)];
    if (due.payment == no_id<PaymentId>) continue;
    if (state.settlement.payments[index(due.payment)].status == status) sum += due.left();
  }
  return sum;
}

Table balances_of_vouchers(const State& state, const Scope& scope) {
  Table table{
      .name = "balances",
      .columns = {column::voucher, column::organisation, column::programme, column::status, column::unit, column::face,
                  column::available, column::committed, column::in_flight, column::settled, column::returned},
      .rows = {}};
  for (const VoucherState& voucher : state.vouchers) {
    const auto& terms = voucher.terms;
    if (!scope.holds(terms) || !scope.holds(terms.organisation)) continue;
    auto& row = table.rows.emplace_back();
    row = {terms.key, key_of(state, terms.organisation), key_of(state, terms.programme), cell(name(voucher.status)),
           cell(name(terms.unit))};
    Parts parts;
    parts.add(state, voucher);
    parts.append_to(row);
  }
  return table;
}

Table balances_of_wallets(const State& state, const Scope& scope) {
  Table table{.name = "balances",
              .columns = {column::organisation, column::unit, column::vouchers_held, column::face, column::available,
                          column::committed, column::in_flight, column::settled, column::returned},
              .rows = {}};
  std::map<std::pair<OrganisationId, Unit>, Parts> wallets;
  for (const VoucherState& voucher : state.vouchers) {
    const auto& terms = voucher.terms;
    if (!scope.holds(terms) || !scope.holds(terms.organisation)) continue;
    wallets[{terms.organisation, terms.unit}].add(state, voucher);
  }
  for (const auto& [wallet, parts] : wallets) {
    auto& row = table.rows.emplace_back();
    row = {key_of(state, wallet.first), cell(name(wallet.second)), cell(parts.vouchers)};
    parts.append_to(row);
  }
  return table;
}

}  // namespace

Table programmes_table(const State& state, const Scope& scope) {
  Table table{.name = {}, .columns = {column::programme, column::name, column::mode}, .rows = {}};
  for (const auto& programme : state.programmes) {
    if (!scope.holds(programme.id)) continue;
    table.rows.push_back({programme.key, programme.name, cell(name(programme.mode))});
  }
  return table;
}

Table budget_lines_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::budget_line, column::programme, column::funder, column::unit, column::appropriation,
                          column::set_aside, column::issued, column::spent, column::returned, column::available},
              .rows = {}};
  const auto used = use_of_lines(state);
  for (const auto& line : state.budget_lines) {
    if (!scope.holds(line.programme)) continue;
    const AccountId account =
        state.ledger.find(AccountKind::budget_line, line.unit, static_cast<std::uint32_t>(line.id));
    table.rows.push_back({line.key, key_of(state, line.programme), line.funder, cell(name(line.unit)),
                          cell(line.appropriation), decimal(used[index(line.id)].set_aside),
                          decimal(used[index(line.id)].issued), decimal(used[index(line.id)].spent),
                          decimal(used[index(line.id)].returned), cell(state.ledger.balance(account))});
  }
  return table;
}

Table vouchers_table(const State& state, const Scope& scope) {
  Table table{
      .name = {},
      .columns = {column::voucher,    column::programme,   column::budget_line, column::award,     column::organisation,
                  column::status,     column::unit,        column::face,        column::share,     column::cap_job,
                  column::cap_month,  column::cap_year,    column::uses,        column::sites,     column::resources,
                  column::valid_from, column::valid_until, column::grace_days,  column::available, column::committed,
                  column::in_flight,  column::settled,     column::returned},
      .rows = {}};
  for (const VoucherState& voucher : state.vouchers) {
    const auto& terms = voucher.terms;
    if (!scope.holds(terms) || !scope.holds(terms.organisation)) continue;
    const engine::Balance balance = engine::balance_of(state, voucher);
    table.rows.push_back({terms.key,
                          key_of(state, terms.programme),
                          lines_of(state, voucher),
                          key_of(state, voucher.award),
                          key_of(state, terms.organisation),
                          cell(name(voucher.status)),
                          cell(name(terms.unit)),
                          cell(terms.face),
                          cell(terms.share),
                          cap(terms.cap_job),
                          cap(terms.cap_month),
                          cap(terms.cap_year),
                          uses_of(terms),
                          keys_of(state, terms.sites),
                          keys_of(state, terms.resources),
                          cell(terms.valid_from),
                          cell(terms.valid_until),
                          cell(std::uint64_t{terms.grace_days}),
                          cell(balance.available),
                          cell(balance.committed),
                          cell(balance.in_flight),
                          cell(balance.settled),
                          cell(voucher.returned)});
  }
  return table;
}

Table statements_table(const State& state, const Scope& scope) {
  Table table{
      .name = {},
      .columns = {column::statement, column::month, column::site, column::programme, column::unit, column::lines,
                  column::adjustments, column::charged, column::refunded, column::total, column::digest, column::status,
                  column::dispute, column::in_flight, column::paid, column::payable, column::carried},
      .rows = {}};
  const auto all = payables(state);
  for (const auto& statement : state.statements) {
    if (!scope.holds(statement.month) || !scope.holds(statement.site) || !scope.holds(statement.programme)) continue;
    const bool own = statement.programme == no_id<ProgrammeId>;
    const auto& approval = state.settlement.statements[index(statement.id)];
    const Payable& owed = all[index(statement.id)];
    table.rows.push_back(
        {cell(std::uint64_t{index(statement.id)}), cell(statement.month), key_of(state, statement.site),
         key_of(state, statement.programme), cell(name(statement.unit)), cell(statement.lines),
         cell(statement.adjustments), cell(statement.charged), cell(statement.refunded), cell(statement.total),
         to_hex(statement.digest), own ? std::string{} : cell(name(approval.status)),
         approval.dispute ? cell(name(approval.dispute->status)) : std::string{},
         cell(sum_of_dues(state, approval, settlement::PaymentStatus::in_flight)),
         cell(sum_of_dues(state, approval, settlement::PaymentStatus::paid)),
         owed.owes_money ? cell(owed.payable) : std::string{}, owed.owes_money ? cell(owed.carried) : std::string{}});
  }
  return table;
}

Table accounts_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::kind, column::owner, column::programme, column::unit, column::balance},
              .rows = {}};
  for (const auto& account : sorted_accounts(state)) {
    const Owner owner = owner_of(state, account);
    if (!scope.holds(owner.organisation) || !scope.holds(owner.programme) || !scope.holds(owner.voucher) ||
        !scope.holds(owner.site)) {
      continue;
    }
    table.rows.push_back({cell(name(account.kind)), owner.key, key_of(state, owner.programme), cell(name(account.unit)),
                          cell(account.balance)});
  }
  return table;
}

Result<Table> balances(const State& state, const Filter& filter, bool by_wallet) {
  const Scope scope = SCRIP_TRY(resolve(state, filter, by_organisation | by_programme | by_voucher, "balances"));
  return by_wallet ? balances_of_wallets(state, scope) : balances_of_vouchers(state, scope);
}

}  // namespace scrip::reports
