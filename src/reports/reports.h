#pragma once
// What people ask of a journal, answered from its state: every list, balance and explanation. Pure: the same state gives
// the same table on every machine, in a stated order.

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/state.h"
#include "reports/table.h"

namespace scrip::reports {

// What to show; empty fields do not restrict. Keys that do not exist are errors (voucher_not_found, ...).
struct Filter {
  std::string_view organisation;
  std::string_view programme;
  std::string_view voucher;
  std::string_view site;
  std::string_view job;  // needs `site`
  std::optional<Month> month;
};

// The names that table() knows, in the order they are exported: authority, organisations, resources, sites, payers,
// programmes, budget_lines, rate_cards, vouchers, holds, jobs, charges, suspense, adjustments, statements, accounts.
[[nodiscard]] const std::vector<std::string_view>& table_names();

// Errors: value_invalid (no such table), and the not-found codes of the filter's keys.
[[nodiscard]] Result<Table> table(const engine::State& state, std::string_view name, const Filter& filter = {});

// One row per voucher (or per wallet with `by_wallet`): face, available, committed (held), in flight (captured but not
// closed), settled, returned. The five parts add up to the face value.
[[nodiscard]] Result<Table> balances(const engine::State& state, const Filter& filter, bool by_wallet);

// One row per job that was charged: quantity, bill, what each voucher covered, own share, refunds.
[[nodiscard]] Result<Table> charges_by(const engine::State& state, std::string_view group, const Filter& filter);
// groups: "job", "voucher", "site", "organisation", "programme", "month", "resource".

// What each site is owed: by programme and by companies themselves, open and closed.
[[nodiscard]] Result<Table> owed(const engine::State& state, const Filter& filter);

// How a job's bill came about, line by line: the quantity, the rate cards and prices that apply on that day, the exact
// sum and its rounding, which voucher absorbed which stretch at which share, and for every other voucher of the wallet
// why it did not cover (expired, other site, nothing left, ...). Texts in the language asked for.
// Errors: site_not_found, job_not_found.
[[nodiscard]] Result<std::string> explain_job(const engine::State& state, std::string_view site, std::string_view job,
                                              Language language);

}  // namespace scrip::reports
