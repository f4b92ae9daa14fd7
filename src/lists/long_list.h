#pragma once
// A list of millions of rows that is read page by page, in any order and by any condition, in milliseconds: each column
// that was ever asked for is kept beside the state as an array of numbers. The first use of a column costs a pass over
// the state; afterwards only the rows that an entry touched are read again.

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/check.h"
#include "engine/state.h"
#include "lists/dictionary.h"
#include "lists/select.h"
#include "reports/typed_column.h"

namespace scrip::lists {

struct Condition {
  std::string_view column;
  std::function<bool(std::string_view cell)> takes;
  std::optional<std::string> equals;  // what `takes` compares with, where it is that: the quick way for numbers
};

struct Ask {
  std::vector<Condition> all;
  std::vector<std::vector<Condition>> any;  // of each group at least one
  std::string_view order_by;  // empty: as the list stands
  bool descending = false;
  std::size_t from = 0;
  std::size_t limit = 0;
};

struct Page {
  std::vector<std::vector<std::string>> rows;  // cells of all columns but the hidden ones
  std::size_t total = 0;  // rows that fulfil the conditions
};

// Rows:
//   using Row = ..;                                        what a column's functions are given
//   std::span<const reports::TypedColumn<Row>> columns()   those shown first
//   std::size_t shown()                                    how many of them are
//   void update(const State&, std::vector<RowNumber>&)     takes in what was marked; names the rows that it touched
//   std::size_t size()                                     rows, with those that are gone
//   bool is_gone(const State&, RowNumber), bool any_gone()
//   Row row(const State&, RowNumber)
template <class Rows>
class LongList {
 public:
  [[nodiscard]] Rows& rows() { return rows_; }
  // Forgets what is kept of all columns: after a change that touches more rows than it names.
  void forget() { kept_.clear(); }

  // The columns that a condition or an order may name are those of Rows; others are a bug.
  [[nodiscard]] Page page(const engine::State& state, const Ask& ask) {
    refresh(state);
    Page page;
    for (const RowNumber row : select(state, ask, page.total)) {
      page.rows.push_back(reports::cells_of(rows_.columns().first(rows_.shown()), state, rows_.row(state, row)));
    }
    return page;
  }

 private:
  // What is kept of one column.
  struct Values {
    std::vector<std::int64_t> numbers;  // where the column has a number
    std::vector<std::uint32_t> entries;  // else, of the dictionary
    Dictionary dictionary;
  };
  using Typed = reports::TypedColumn<typename Rows::Row>;

  [[nodiscard]] const Typed& typed(std::string_view name) const {
    const auto found =
        std::ranges::find_if(rows_.columns(), [&](const Typed& each) { return each.column.name == name; });
    SCRIP_CHECK(found != rows_.columns().end());
    return *found;
  }

  void set(const engine::State& state, const Typed& column, Values& values, RowNumber number) const {
    const auto& row = rows_.row(state, number);
    if (column.number != nullptr) {
      values.numbers[number] = column.number(state, row);
    } else {
      values.entries[number] = values.dictionary.number_of(column.text(state, row));
    }
  }

  void grow(const Typed& column, Values& values) const {
    if (column.number != nullptr) {
      values.numbers.resize(rows_.size(), reports::no_number);
    } else {
      values.entries.resize(rows_.size(), values.dictionary.number_of({}));
    }
  }

  Values& values_of(const engine::State& state, const Typed& column) {
    const auto found =
        std::ranges::find_if(kept_, [&](const auto& each) { return each.first->column.name == column.column.name; });
    if (found != kept_.end()) return found->second;
    auto& values =
        kept_.emplace_back(std::piecewise_construct, std::forward_as_tuple(&column), std::forward_as_tuple()).second;
    grow(column, values);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const auto row = static_cast<RowNumber>(i);
      if (!rows_.is_gone(state, row)) set(state, column, values, row);
    }
    return values;
  }

  void refresh(const engine::State& state) {
    std::vector<RowNumber> touched;
    rows_.update(state, touched);
    if (touched.empty()) return;
    for (auto& [column, values] : kept_) {
      grow(*column, values);
      for (const RowNumber row : touched) {
        if (!rows_.is_gone(state, row)) set(state, *column, values, row);
      }
    }
  }

  [[nodiscard]] std::vector<std::uint8_t> taken_texts(const Values& values, const Condition& condition) const {
    std::vector<std::uint8_t> takes(values.dictionary.size());
    for (std::size_t i = 0; i < takes.size(); ++i) {
      takes[i] = static_cast<std::uint8_t>(condition.takes(values.dictionary.text(static_cast<std::uint32_t>(i))));
    }
    return takes;
  }

  // By the text that is shown, where no number stands for it.
  void keep_shown(const engine::State& state, const Typed& column, const Condition& condition, Kept& kept) const {
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (kept[i] == 0) continue;
      const auto& row = rows_.row(state, static_cast<RowNumber>(i));
      kept[i] = static_cast<std::uint8_t>(condition.takes(reports::cell_of(column, state, row)));
    }
  }

  void keep(const engine::State& state, const Condition& condition, Kept& kept) {
    const Typed& column = typed(condition.column);
    if (column.number == nullptr) {
      const Values& values = values_of(state, column);
      keep_taken(kept, values.entries, taken_texts(values, condition));
    } else if (condition.equals && column.text == nullptr) {
      const auto number = reports::read_number(column.column.kind, *condition.equals);
      if (number) {
        keep_equal(kept, values_of(state, column).numbers, *number);
      } else {
        std::ranges::fill(kept, std::uint8_t{0});
      }
    } else {
      keep_shown(state, column, condition, kept);
    }
  }

  [[nodiscard]] Kept kept_by(const engine::State& state, const Ask& ask) {
    Kept kept(rows_.size(), 1);
    if (rows_.any_gone()) {
      for (std::size_t i = 0; i < kept.size(); ++i) {
        kept[i] = static_cast<std::uint8_t>(!rows_.is_gone(state, static_cast<RowNumber>(i)));
      }
    }
    for (const auto& group : ask.any) {
      Kept some(rows_.size(), 0);
      for (const Condition& condition : group) {
        const Values& values = values_of(state, typed(condition.column));
        add_taken(some, values.entries, taken_texts(values, condition));
      }
      keep_both(kept, some);
    }
    for (const Condition& condition : ask.all) keep(state, condition, kept);
    return kept;
  }

  [[nodiscard]] std::vector<RowNumber> select(const engine::State& state, const Ask& ask, std::size_t& total) {
    const bool whole = ask.all.empty() && ask.any.empty() && !rows_.any_gone();
    if (whole && ask.order_by.empty()) {
      total = rows_.size();
      std::vector<RowNumber> rows;
      for (std::size_t i = ask.from; i < std::min(total, ask.from + ask.limit); ++i) {
        rows.push_back(static_cast<RowNumber>(i));
      }
      return rows;
    }
    const Kept kept = kept_by(state, ask);
    total = count_kept(kept);
    if (ask.order_by.empty()) return page_of(kept, ask.from, ask.limit);
    const Typed& column = typed(ask.order_by);
    Values& values = values_of(state, column);
    Order order{.values = values.numbers, .numbers = values.entries, .ranks = {}, .descending = ask.descending};
    if (column.number == nullptr) order.ranks = values.dictionary.ranks();
    return page_of(kept, order, ask.from, ask.limit);
  }

  Rows rows_;
  std::deque<std::pair<const Typed*, Values>> kept_;
};

}  // namespace scrip::lists
