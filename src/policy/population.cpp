#include "policy/population.h"

#include <algorithm>

#include "base/check.h"
#include "policy/compile.h"
#include "policy/texts.h"

namespace scrip::policy {
using cel::ColumnKind;
using cel::Value;

std::optional<std::int64_t> millionths_of(const Value& value) {
  if (!value.is(cel::Kind::decimal) && !value.is(cel::Kind::money)) return std::nullopt;
  return cel::to_micro(value.as_decimal());
}

cel::Column FactColumn::column(std::size_t row) const {
  cel::Column made{.kind = kind};
  switch (kind) {
    case ColumnKind::boolean:
      made.data = booleans.data() + row;
      break;
    case ColumnKind::integer:
    case ColumnKind::micro:
    case ColumnKind::wide:
      made.data = numbers.data() + row;
      break;
    case ColumnKind::date:
    case ColumnKind::text:
      made.data = codes.data() + row;
      break;
    case ColumnKind::absent:
      break;
  }
  if (!exceptions.empty()) made.exceptions = exceptions.data() + row;
  return made;
}

Result<Population> Population::for_policies(std::span<const Policy* const> policies, cel::Dictionary& texts) {
  Population made(texts);
  for (const Policy* policy : policies) {
    for (const Fact& fact : policy->facts) {
      std::vector<std::string> choices;
      for (const auto& choice : fact.choices) choices.push_back(choice.id);
      const auto found = made.fact(fact.id);
      if (!found) {
        made.facts.push_back({.id = fact.id,
                              .type = fact.type,
                              .currency = fact.currency,
                              .choices = std::move(choices),
                              .kind = cel::column_kind(type_of(fact))});
        continue;
      }
      FactColumn& column = made.facts[*found];
      if (column.type != fact.type || column.currency != fact.currency) {
        return fail(ErrorCode::value_invalid, say("the two programmes ask '{0}' in different ways", fact.id), fact.id);
      }
      for (auto& choice : choices) {
        if (std::ranges::find(column.choices, choice) == column.choices.end()) column.choices.push_back(choice);
      }
    }
  }
  return made;
}

void Population::resize(std::size_t rows) {
  const std::size_t before = applied_on.size();
  applied_on.resize(rows);
  const std::int32_t none = texts_->intern("");
  for (auto* ids : {&applicant, &contract, &project}) {
    if (!ids->empty()) ids->resize(rows, none);
  }
  if (!score.empty()) score.resize(rows, -1);
  for (FactColumn& fact : facts) {
    switch (fact.kind) {
      case ColumnKind::boolean:
        fact.booleans.resize(rows);
        break;
      case ColumnKind::integer:
      case ColumnKind::micro:
      case ColumnKind::wide:
        fact.numbers.resize(rows);
        break;
      case ColumnKind::date:
      case ColumnKind::text:
        fact.codes.resize(rows);
        break;
      case ColumnKind::absent:
        break;
    }
    fact.exceptions.resize(before, 0);
    fact.exceptions.resize(rows, cel::row_missing);
    fact.others.erase(fact.others.lower_bound(rows), fact.others.end());
  }
}

std::optional<std::size_t> Population::fact(std::string_view id) const {
  const auto found = std::ranges::find(facts, id, &FactColumn::id);
  if (found == facts.end()) return std::nullopt;
  return static_cast<std::size_t>(found - facts.begin());
}

void Population::set(std::size_t fact, std::size_t row, const Value& value) {
  SCRIP_CHECK(fact < facts.size() && row < rows());
  FactColumn& column = facts[fact];
  std::uint8_t exception = 0;
  column.others.erase(row);
  if (value.is(cel::Kind::missing)) {
    exception = cel::row_missing;
  } else if (column.kind == ColumnKind::boolean && value.is(cel::Kind::boolean)) {
    column.booleans[row] = value.as_bool() ? 1 : 0;
  } else if (column.kind == ColumnKind::integer && value.is(cel::Kind::int64)) {
    column.numbers[row] = value.as_int();
  } else if (column.kind == ColumnKind::date && value.is(cel::Kind::date)) {
    column.codes[row] = count(value.as_date());
  } else if (column.kind == ColumnKind::text && value.is(cel::Kind::string)) {
    column.codes[row] = texts_->intern(value.as_string());
  } else {
    const auto millionths = column.kind == ColumnKind::micro ? millionths_of(value) : std::nullopt;
    if (millionths) {
      column.numbers[row] = *millionths;
    } else {
      exception = cel::row_failed;
      column.others.insert_or_assign(row, value);
    }
  }
  if (column.exceptions.empty() && exception != 0) column.exceptions.resize(rows(), 0);
  if (!column.exceptions.empty()) column.exceptions[row] = exception;
}

Value Population::value(std::size_t fact, std::size_t row) const {
  const FactColumn& column = facts[fact];
  if (!column.exceptions.empty() && column.exceptions[row] != 0) {
    const auto found = column.others.find(row);
    return found == column.others.end() ? Value::missing() : found->second;
  }
  switch (column.kind) {
    case ColumnKind::boolean:
      return Value::boolean(column.booleans[row] != 0);
    case ColumnKind::integer:
      return Value::integer(column.numbers[row]);
    case ColumnKind::micro: {
      const cel::Decimal decimal = cel::from_micro(column.numbers[row]);
      return column.type == FactType::money ? Value::money(column.currency, decimal) : Value::decimal(decimal);
    }
    case ColumnKind::date:
      return Value::date(Day{column.codes[row]});
    case ColumnKind::text:
      return Value::string((*texts_)[column.codes[row]]);
    default:
      return Value::missing();
  }
}

std::string_view Population::text(const std::vector<std::int32_t>& codes, std::size_t row) const {
  return codes.empty() ? std::string_view() : (*texts_)[codes[row]];
}

}  // namespace scrip::policy
