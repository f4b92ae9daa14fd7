#pragma once
// A policy made ready for columns (simulate.cpp), and the pass of one batch through it (simulate_pass.cpp).

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "policy/simulate.h"

namespace scrip::policy {

using ColumnRule = std::optional<cel::ColumnProgram>;

struct CapPlan {
  const Cap* cap = nullptr;
  std::uint32_t reason = 0;
  ColumnRule at_most;
  ColumnRule except_when;
};

struct RowPlan {
  const RateRow* row = nullptr;
  const CompiledRow* compiled = nullptr;
  ColumnRule when;
  ColumnRule rate;
  ColumnRule low;
  ColumnRule high;
};

struct PartPlan {
  const Part* part = nullptr;
  ColumnRule when;
  ColumnRule base;
  ColumnRule at_least;
  ColumnRule at_most;
  std::vector<RowPlan> rates;
  std::vector<CapPlan> caps;
};

struct RulePlan {
  std::uint32_t reason = 0;
  ColumnRule when;
  ColumnRule require;
};

struct Simulator::Plan {
  const CompiledPolicy* compiled = nullptr;
  std::vector<std::pair<std::uint32_t, Literal>> tried;
  std::vector<std::size_t> facts;            // by fact: its column in the population
  std::vector<const Literal*> fixed;         // by parameter: its one value; none where it depends on the row
  std::vector<std::string> reasons;
  std::vector<SlowExpression> slow;
  std::vector<cel::ColumnShape> shapes;
  std::uint32_t period = 0;  // the reasons that are no rule
  std::uint32_t base = 0;
  std::uint32_t size = 0;
  std::uint32_t rate = 0;
  std::uint32_t amount = 0;
  bool needs_history = false;
  std::vector<bool> reads;  // by slot: whether an expression of the plan does
  std::vector<ColumnRule> needed_when;
  std::vector<RulePlan> rules;
  std::vector<PartPlan> parts;
  std::vector<CapPlan> caps;
  std::vector<ColumnRule> pools;
  std::vector<ColumnRule> lanes;

  [[nodiscard]] std::uint32_t reason(std::string_view id) const;
};

using Bytes = std::array<std::uint8_t, cel::batch_rows_max>;
using Decimals = std::array<cel::Decimal, cel::batch_rows_max>;

// The values of a parameter that depends on the row.
struct ParameterRoom {
  std::array<std::int16_t, cel::batch_rows_max> which;  // subscript of its value; no_choice: none
  std::array<std::int64_t, cel::batch_rows_max> data;   // as a column of any kind
  Bytes exceptions;
};

struct Workspace::Room {
  cel::ColumnScratch scratch;
  std::vector<cel::Column> slots;
  std::vector<std::unique_ptr<Bytes>> fact_exceptions;  // by fact, where needed_when can take facts away
  std::vector<std::unique_ptr<ParameterRoom>> parameters;
  Results results;    // of the batch; only rows that are not exceptional are copied
  Bytes exceptional;  // rows for assess()
  Bytes all;          // every row
  Bytes applies;
  Bytes pending;
  Bytes holds;
  Bytes chosen;
  Decimals base;
  Decimals base_sum;
  Decimals amount;
  Decimals total;
  Decimals number;
  Decimals low;
  Decimals high;
  Decimals rated;
  std::array<std::int64_t, cel::batch_rows_max> base_micro;
  std::array<std::int64_t, cel::batch_rows_max> amount_micro;
  Bytes base_exceptions;
  Bytes amount_exceptions;
};

// Decides the first `rows` rows from `first` on, except those that `skip` (by row of the batch) marks; gives how many
// went one by one.
std::uint64_t pass(const Simulator& simulator, const Simulator::Plan& plan, const Population& population,
                   std::size_t first, std::size_t rows, const std::uint8_t* skip, Results& results,
                   Workspace::Room& room);

}  // namespace scrip::policy
