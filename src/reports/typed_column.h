#pragma once
// A column as a value of the state: what tables show of it, and what lists are ordered and searched by.

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/state.h"
#include "reports/table.h"

namespace scrip::reports {

// A number that is not there: shown as "", and before all others.
inline constexpr std::int64_t no_number = std::numeric_limits<std::int64_t>::min();

// Has a number, a text, or both: then the number is what it is ordered by, the text what is shown.
template <class Row>
struct TypedColumn {
  Column column;
  std::int64_t (*number)(const engine::State&, const Row&) = nullptr;
  std::string (*text)(const engine::State&, const Row&) = nullptr;
};

// A number as the canonical text of its kind, and back: amounts and quantities are in micro-units, instants in
// milliseconds, days and months as they are counted. Nothing for another text.
[[nodiscard]] std::string show_number(ColumnKind kind, std::int64_t number);
[[nodiscard]] std::optional<std::int64_t> read_number(ColumnKind kind, std::string_view text);

template <class Row>
[[nodiscard]] std::string cell_of(const TypedColumn<Row>& column, const engine::State& state, const Row& row) {
  return column.text != nullptr ? column.text(state, row) : show_number(column.column.kind, column.number(state, row));
}

template <class Row>
[[nodiscard]] std::vector<std::string> cells_of(std::span<const TypedColumn<Row>> columns, const engine::State& state,
                                                const Row& row) {
  std::vector<std::string> cells;
  cells.reserve(columns.size());
  for (const auto& column : columns) cells.push_back(cell_of(column, state, row));
  return cells;
}

template <class Row>
[[nodiscard]] std::vector<Column> columns_of(std::span<const TypedColumn<Row>> typed) {
  std::vector<Column> columns;
  for (const auto& each : typed) columns.push_back(each.column);
  return columns;
}

// --- the tables that lists of millions of rows are made of ---

struct ChargeRow {
  const engine::Job* job;
  const engine::Line* line;
};
[[nodiscard]] std::span<const TypedColumn<engine::ApplicationState>> application_columns();
[[nodiscard]] std::span<const TypedColumn<engine::Job>> job_columns();
[[nodiscard]] std::span<const TypedColumn<ChargeRow>> charge_columns();

}  // namespace scrip::reports
