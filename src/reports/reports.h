#pragma once
// What people ask of a journal, answered from its state: every list, balance and explanation. Pure: the same state
// gives the same table on every machine, in a stated order. Costs are linear in the tables of the state that are shown.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/state.h"
#include "reports/table.h"

namespace scrip::reports {

// What to show; empty fields do not restrict. Keys that do not exist are errors (voucher_not_found, ...), and so is a
// field that a table cannot be restricted by (value_invalid): to show all of it instead would mislead.
struct Filter {
  std::string_view organisation;  // who pays, holds or is owed
  std::string_view programme;
  std::string_view voucher;
  std::string_view site;
  std::string_view job;  // needs `site`: the job's key there, or the job_id that tables show
  std::optional<Month> month;  // of posting: the statement it stands in
};

// The names that table() knows, in the order they are exported: authority, organisations, resources, sites, payers,
// programmes, budget_lines, rate_cards, vouchers, holds, jobs, charges, suspense, adjustments, statements, accounts.
[[nodiscard]] const std::vector<std::string_view>& table_names();

// Ids are shown as the keys they stand for, jobs as `job_id`: the hash of site and key, because the state keeps no more
// (holds, suspense and adjustments also have the job's own key). Rows stand in the order of the journal: by id, then by
// position. Amounts are in the authority's currency, or in device-seconds or tokens where the row's `unit` says so.
//
//   accounts    by kind, owner, programme and unit, those with a zero balance too
//   rate_cards  a row for each tariff period of each resource
//   holds       a row for each voucher that a hold sets money aside from
//   charges     a row for each line of each bill. `covered_money` is what vouchers pay, `vouchers` which one how much
//               ("V-1:12.50;V-2:3.00"), `own_share` the rest; `refunded` is of the bill, `refunded_covered` the part of
//               it that went back to vouchers. A line that several vouchers cover is shown whole under each of them.
//
// Errors: value_invalid (no such table; a filter that does not apply), missing_field (a job without its site), and the
// not-found codes of the filter's keys.
[[nodiscard]] Result<Table> table(const engine::State& state, std::string_view name, const Filter& filter = {});

// One row per voucher (or, with `by_wallet`, per organisation and unit): face, available, committed (held), in flight
// (captured but not closed), settled, returned. The five parts add up to the face value.
// Filter: organisation, programme, voucher. Errors: as table().
[[nodiscard]] Result<Table> balances(const engine::State& state, const Filter& filter, bool by_wallet);

// The charges summed up, one row per group. "job", "site", "organisation", "month" and "resource": quantity, bill,
// covered, own share, refunds. "voucher" and "programme" (one row a unit): what they absorbed and covered, and what was
// returned of it. Groups without charges have no row. Filter: as the table `charges`; with a voucher or programme,
// lines that it covers are counted whole in the first kind of group, and only its own part in the second. Errors:
// value_invalid (no such group), and as table().
[[nodiscard]] Result<Table> charges_by(const engine::State& state, std::string_view group, const Filter& filter);

// What is owed, open (in periods not yet closed) and closed, net of refunds: to each site's operator, by programme and
// by companies themselves (no programme: all of their bills less what vouchers take off; what is reimbursed later is
// not taken off); and to companies that are reimbursed (no site). `prepaid` is money that sits with an operator and is
// not used up in closed periods, below zero. Where nothing is owed or prepaid there is no row. Filter: organisation
// (the creditor), programme, site. Errors: as table().
[[nodiscard]] Result<Table> owed(const engine::State& state, const Filter& filter);

// How a job's bill came about, line by line: the quantity, the rate cards and prices that apply on that day, the exact
// sum and its rounding, which voucher absorbed which stretch at which share, and for every other voucher of the wallet
// why it did not cover (expired, other site, nothing left, ...). Texts in the language asked for. `job` is the job's
// key at the site, or its job_id. Errors: site_not_found, job_not_found.
[[nodiscard]] Result<std::string> explain_job(const engine::State& state, std::string_view site, std::string_view job,
                                              Language language);

}  // namespace scrip::reports
