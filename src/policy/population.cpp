#include "policy/population.h"

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "base/random.h"
#include "policy/compile.h"
#include "policy/texts.h"

namespace scrip::policy {
namespace {

using cel::ColumnKind;
using cel::Value;

constexpr std::uint64_t golden = 0x9e3779b97f4a7c15ULL;  // SplitMix64's step: row n is n steps further on
constexpr std::uint32_t million = 1'000'000;

std::uint64_t draw_at(std::uint64_t seed, std::uint64_t row) { return Random(seed + row * golden).next(); }

// A number in [0, bound). The bias is below bound / 2^64.
std::uint64_t below(std::uint64_t draw, std::uint64_t bound) {
  return static_cast<std::uint64_t>(UInt128{draw} * bound >> 64);
}

// A stream of draws for each name. Source of the mixing: FNV-1a.
std::uint64_t seed_of(std::uint64_t seed, std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return Random(seed ^ hash).next();
}

// The sum of four 16-bit numbers: between 0 and 4 x 65535, around its half.
constexpr std::int64_t sum_half = 2 * 65'535;
constexpr std::int64_t sum_deviation = 37'837;  // sqrt(4 x (65536^2 - 1) / 12)

std::int64_t bell(std::uint64_t draw) {
  std::int64_t sum = 0;
  for (int i = 0; i < 4; ++i) sum += static_cast<std::int64_t>(draw >> (16 * i) & 0xffff);
  return sum - sum_half;
}

// log2 as straight lines between the powers of two, with 32 bits after the point, and back.
constexpr int log_bits = 32;
std::uint64_t log_of(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  const int whole = static_cast<int>(std::bit_width(bits)) - 1;
  const std::uint64_t rest = bits - (std::uint64_t{1} << whole);
  const UInt128 fraction = (UInt128{rest} << log_bits) >> whole;
  return (static_cast<std::uint64_t>(whole) << log_bits) + static_cast<std::uint64_t>(fraction);
}
std::int64_t exp_of(std::uint64_t log) {
  const int whole = static_cast<int>(log >> log_bits);
  const std::uint64_t fraction = log & ((std::uint64_t{1} << log_bits) - 1);
  const UInt128 mantissa = (UInt128{1} << log_bits) + fraction;
  return static_cast<std::int64_t>((mantissa << whole) >> log_bits);
}

// The number that a decimal or an amount of money is in a column.
std::optional<std::int64_t> millionths_of(const Value& value) {
  if (!value.is(cel::Kind::decimal) && !value.is(cel::Kind::money)) return std::nullopt;
  return cel::to_micro(value.as_decimal());
}

std::unexpected<Error> unfit(const FactColumn& column, const Distribution& how, Message why) {
  return fail(ErrorCode::value_invalid, std::move(why), column.id, how.line);
}

}  // namespace

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

// --- drawing ---

Result<Generator::Drawn> Generator::prepare(Distribution distribution, const FactColumn& column, std::uint64_t seed,
                                            cel::Dictionary& texts) {
  Drawn drawn{
      .fact = 0, .seed = seed_of(seed, column.id), .distribution = std::move(distribution), .until = {}, .codes = {}};
  Distribution& how = drawn.distribution;
  if (how.missing_ppm > million) return unfit(column, how, say("more rows than there are would not have it"));
  if (how.shape == Shape::constant) how.choices = {{how.value, 1}};
  const bool listed = how.shape == Shape::constant || how.shape == Shape::weights;
  std::uint64_t total = 0;
  for (const auto& [value, weight] : how.choices) {
    total += weight;
    drawn.until.push_back(total);
    if (column.kind == ColumnKind::boolean && value.is(cel::Kind::boolean)) {
      drawn.codes.push_back(value.as_bool() ? 1 : 0);
    } else if (column.kind == ColumnKind::text && value.is(cel::Kind::string)) {
      drawn.codes.push_back(texts.intern(value.as_string()));
    } else if (column.kind == ColumnKind::date && value.is(cel::Kind::date)) {
      drawn.codes.push_back(count(value.as_date()));
    } else if (column.kind == ColumnKind::integer && value.is(cel::Kind::int64)) {
      drawn.codes.push_back(value.as_int());
    } else if (column.kind == ColumnKind::micro && millionths_of(value)) {
      drawn.codes.push_back(millionths_of(value).value_or(0));
    } else {
      return unfit(column, how, say("a value does not fit the fact"));
    }
  }
  if (listed && total == 0) return unfit(column, how, say("there is nothing to draw from: the weights are zero"));
  if (listed) return drawn;
  if (column.kind == ColumnKind::boolean || column.kind == ColumnKind::text || column.kind == ColumnKind::absent) {
    return unfit(column, how, say("this fact is drawn by weights"));
  }
  if (how.low > how.high) return unfit(column, how, say("the lowest value is above the highest"));
  if (how.low < -amount_max.micro_units || how.high > amount_max.micro_units || how.step > amount_max.micro_units ||
      how.spread > amount_max.micro_units) {
    return unfit(column, how, say("a limit is beyond the largest number"));
  }
  if (how.step <= 0) return unfit(column, how, say("the step must be above zero"));
  if (how.shape == Shape::log_uniform && how.low <= 0)
    return unfit(column, how, say("the lowest value must be above zero"));
  if (how.shape == Shape::normal && how.spread < 0) return unfit(column, how, say("the spread cannot be below zero"));
  const bool days = column.kind == ColumnKind::date;
  if (days && (how.low < count(Day{-25'567}) || how.high > count(Day{84'005}))) {
    return unfit(column, how, say("dates go from 1900 to 2199"));
  }
  return drawn;
}

Result<Generator> Generator::make(Recipe recipe, Population& population) {
  Generator made;
  FactColumn day{.id = "applied_on", .type = FactType::date, .kind = ColumnKind::date};
  made.applied_on_ = SCRIP_TRY(prepare(recipe.applied_on, day, recipe.seed, population.texts()));
  for (const auto& [id, distribution] : recipe.facts) {
    const auto fact = population.fact(id);
    if (!fact) {
      return fail(ErrorCode::unknown_field, say("no programme asks a fact called '{0}'", id), id, distribution.line);
    }
    Drawn drawn = SCRIP_TRY(prepare(distribution, population.facts[*fact], recipe.seed, population.texts()));
    drawn.fact = *fact;
    made.facts_.push_back(std::move(drawn));
  }
  for (std::uint32_t i = 0; i < recipe.applicants; ++i) {
    made.applicants_.push_back(population.texts().intern("A" + std::to_string(i + 1)));
  }
  (void)population.texts().intern("");
  made.recipe_ = std::move(recipe);
  return made;
}

template <class T>
void Generator::draw(const Drawn& drawn, std::uint64_t first, std::size_t rows, T* out) {
  const Distribution& how = drawn.distribution;
  const std::uint64_t seed = drawn.seed;
  switch (how.shape) {
    case Shape::constant:
      std::fill_n(out, rows, static_cast<T>(drawn.codes.front()));
      return;
    case Shape::weights: {
      const std::uint64_t total = drawn.until.back();
      const std::size_t last = drawn.until.size() - 1;
      for (std::size_t i = 0; i < rows; ++i) {
        const std::uint64_t number = below(draw_at(seed, first + i), total);
        std::size_t choice = 0;
        for (std::size_t j = 0; j < last; ++j) choice += number >= drawn.until[j] ? 1u : 0u;
        out[i] = static_cast<T>(drawn.codes[choice]);
      }
      return;
    }
    case Shape::uniform: {
      const std::uint64_t steps = static_cast<std::uint64_t>((how.high - how.low) / how.step) + 1;
      for (std::size_t i = 0; i < rows; ++i) {
        const std::uint64_t number = below(draw_at(seed, first + i), steps);
        out[i] = static_cast<T>(how.low + how.step * static_cast<std::int64_t>(number));
      }
      return;
    }
    case Shape::normal:
      for (std::size_t i = 0; i < rows; ++i) {
        const Int128 off = Int128{how.spread} * bell(draw_at(seed, first + i)) / sum_deviation;
        const Int128 value = std::clamp(how.middle + off, Int128{how.low}, Int128{how.high});
        out[i] = static_cast<T>(static_cast<std::int64_t>(value - (value - how.low) % how.step));
      }
      return;
    case Shape::log_uniform: {
      const std::uint64_t from = log_of(how.low);
      const std::uint64_t width = log_of(how.high) - from + 1;
      for (std::size_t i = 0; i < rows; ++i) {
        const std::int64_t value = exp_of(from + below(draw_at(seed, first + i), width));
        const std::int64_t within = std::clamp(value, how.low, how.high);
        out[i] = static_cast<T>(within - (within - how.low) % how.step);
      }
      return;
    }
  }
}

void Generator::fill(std::uint64_t first, std::size_t rows, Population& population) const {
  if (population.rows() != rows) {
    population.resize(0);
    population.resize(rows);
  }
  draw(applied_on_, first, rows, population.applied_on.data());
  for (const Drawn& drawn : facts_) {
    FactColumn& column = population.facts[drawn.fact];
    column.others.clear();
    switch (column.kind) {
      case ColumnKind::boolean:
        draw(drawn, first, rows, column.booleans.data());
        break;
      case ColumnKind::integer:
      case ColumnKind::micro:
        draw(drawn, first, rows, column.numbers.data());
        break;
      default:
        draw(drawn, first, rows, column.codes.data());
    }
    if (drawn.distribution.missing_ppm == 0) {
      column.exceptions.clear();
      continue;
    }
    column.exceptions.resize(rows);
    const std::uint64_t seed = Random(drawn.seed).next();
    for (std::size_t i = 0; i < rows; ++i) {
      const bool missing = below(draw_at(seed, first + i), million) < drawn.distribution.missing_ppm;
      column.exceptions[i] = missing ? cel::row_missing : 0;
    }
  }
  const std::uint64_t seed = seed_of(recipe_.seed, "applicant");
  population.applicant.resize(applicants_.empty() ? 0 : rows);
  for (std::size_t i = 0; i < population.applicant.size(); ++i) {
    population.applicant[i] = applicants_[below(draw_at(seed, first + i), applicants_.size())];
  }
}

}  // namespace scrip::policy
