// Applicants drawn from distributions, in whole numbers throughout.

#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "base/check.h"
#include "base/random.h"
#include "base/wide.h"
#include "policy/compile.h"
#include "policy/population.h"
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

std::unexpected<Error> unfit(const FactColumn& column, const Distribution& how, Message why) {
  return fail(ErrorCode::value_invalid, std::move(why), column.id, how.line);
}

}  // namespace

Result<Generator::Drawn> Generator::prepare(Distribution distribution, const FactColumn& column,
                                            const Population& population, std::uint64_t seed) {
  Drawn drawn{.seed = seed_of(seed, column.id), .distribution = std::move(distribution), .until = {}, .codes = {}};
  Distribution& how = drawn.distribution;
  if (how.shape == Shape::depends) {
    SCRIP_TRY_VOID(prepare_dependent(drawn, column, population, seed));
    return drawn;
  }
  if (!how.factor.empty()) {
    drawn.factor = seed_of(seed, "factor " + how.factor);
    if (how.shape == Shape::normal || how.shape == Shape::constant) {
      return unfit(column, how, say("uniform, log_uniform and weights can follow a factor, and no other"));
    }
  }
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
      drawn.codes.push_back(population.texts().intern(value.as_string()));
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

// Where `by` is neither drawn yet nor a choice there is nothing to go by.
Result<void> Generator::prepare_dependent(Drawn& drawn, const FactColumn& column, const Population& population,
                                          std::uint64_t seed) {
  const Distribution& how = drawn.distribution;
  const auto by = population.fact(how.by);
  const bool is_drawn = by && std::ranges::find(facts_, *by, &Drawn::fact) != facts_.end();
  if (!is_drawn) return unfit(column, how, say("'{0}' is no fact that is drawn before this one", how.by));
  const FactColumn& other = population.facts[*by];
  if (other.kind != ColumnKind::boolean && other.kind != ColumnKind::text) {
    return unfit(column, how, say("'{0}' is neither a choice nor a yes or no", how.by));
  }
  drawn.by = *by;
  for (const Value& value : how.when) {
    drawn.codes.push_back(value.is(cel::Kind::boolean) ? std::int64_t{value.as_bool()}
                                                       : population.texts().intern(value.as_string()));
  }
  for (const Distribution& then : how.then) drawn.then.push_back(SCRIP_TRY(prepare(then, column, population, seed)));
  return {};
}

// A factor that one fact alone follows is most likely misspelt.
Result<void> Generator::check_factors() const {
  std::map<std::string, std::set<std::string>> followers;
  std::map<std::string, const Distribution*> anyone;
  const auto note = [&](const auto& self, const std::string& fact, const Distribution& how) -> void {
    if (!how.factor.empty()) {
      followers[how.factor].insert(fact);
      anyone[how.factor] = &how;
    }
    for (const Distribution& then : how.then) self(self, fact, then);
  };
  for (const auto& [fact, how] : recipe_.facts) note(note, fact, how);
  if (recipe_.score) note(note, "score", *recipe_.score);
  note(note, "applied_on", recipe_.applied_on);
  for (const auto& [factor, facts] : followers) {
    if (facts.size() > 1) continue;
    return fail(ErrorCode::value_invalid, say("nothing else follows the factor '{0}'", factor), *facts.begin(),
                anyone[factor]->line);
  }
  return {};
}

Result<Generator> Generator::make(Recipe recipe, Population& population) {
  Generator made;
  const FactColumn day{.id = "applied_on", .type = FactType::date, .kind = ColumnKind::date};
  made.applied_on_ = SCRIP_TRY(made.prepare(recipe.applied_on, day, population, recipe.seed));
  for (const auto& [id, distribution] : recipe.facts) {
    const auto fact = population.fact(id);
    if (!fact) {
      return fail(ErrorCode::unknown_field, say("no programme asks a fact called '{0}'", id), id, distribution.line);
    }
    Drawn drawn = SCRIP_TRY(made.prepare(distribution, population.facts[*fact], population, recipe.seed));
    drawn.fact = *fact;
    made.facts_.push_back(std::move(drawn));
  }
  if (recipe.score) {
    const FactColumn score{.id = "score", .type = FactType::number, .kind = ColumnKind::micro};
    made.score_ = SCRIP_TRY(made.prepare(*recipe.score, score, population, recipe.seed));
  }
  for (std::uint32_t i = 0; i < recipe.applicants; ++i) {
    made.applicants_.push_back(population.texts().intern("A" + std::to_string(i + 1)));
  }
  (void)population.texts().intern("");
  made.recipe_ = std::move(recipe);
  SCRIP_TRY_VOID(made.check_factors());
  return made;
}

template <class T>
void Generator::draw(const Drawn& drawn, std::uint64_t first, std::size_t rows, T* out) {
  const Distribution& how = drawn.distribution;
  const auto number_at = [&](std::uint64_t row) {
    if (how.follows_ppm == 0) return draw_at(drawn.seed, row);
    const std::uint64_t follows = how.follows_ppm < 0 ? static_cast<std::uint64_t>(-std::int64_t{how.follows_ppm})
                                                      : static_cast<std::uint64_t>(how.follows_ppm);
    const std::uint64_t own = draw_at(drawn.seed, row);
    if (below(draw_at(drawn.seed ^ golden, row), million) >= follows) return own;
    const std::uint64_t shared = draw_at(drawn.factor, row);
    return how.follows_ppm < 0 ? ~shared : shared;
  };
  switch (how.shape) {
    case Shape::depends:
      return;  // fill_dependent
    case Shape::constant:
      std::fill_n(out, rows, static_cast<T>(drawn.codes.front()));
      return;
    case Shape::weights: {
      const std::uint64_t total = drawn.until.back();
      const std::size_t last = drawn.until.size() - 1;
      for (std::size_t i = 0; i < rows; ++i) {
        const std::uint64_t number = below(number_at(first + i), total);
        std::size_t choice = 0;
        for (std::size_t j = 0; j < last; ++j) choice += number >= drawn.until[j] ? 1u : 0u;
        out[i] = static_cast<T>(drawn.codes[choice]);
      }
      return;
    }
    case Shape::uniform: {
      const std::uint64_t steps = static_cast<std::uint64_t>((how.high - how.low) / how.step) + 1;
      for (std::size_t i = 0; i < rows; ++i) {
        const std::uint64_t number = below(number_at(first + i), steps);
        out[i] = static_cast<T>(how.low + how.step * static_cast<std::int64_t>(number));
      }
      return;
    }
    case Shape::normal:
      for (std::size_t i = 0; i < rows; ++i) {
        const Int128 off = Int128{how.spread} * bell(number_at(first + i)) / sum_deviation;
        const Int128 value = std::clamp(how.middle + off, Int128{how.low}, Int128{how.high});
        out[i] = static_cast<T>(static_cast<std::int64_t>(value - (value - how.low) % how.step));
      }
      return;
    case Shape::log_uniform: {
      const std::uint64_t from = log_of(how.low);
      const std::uint64_t width = log_of(how.high) - from + 1;
      for (std::size_t i = 0; i < rows; ++i) {
        const std::int64_t value = exp_of(from + below(number_at(first + i), width));
        const std::int64_t within = std::clamp(value, how.low, how.high);
        out[i] = static_cast<T>(within - (within - how.low) % how.step);
      }
      return;
    }
  }
}

template <class T>
void Generator::fill_column(const Drawn& drawn, const Population& population, std::uint64_t first, std::size_t rows,
                            const Target<T>& target) {
  if (drawn.distribution.shape == Shape::depends) return fill_dependent(drawn, population, first, rows, target);
  draw(drawn, first, rows, target.numbers);
  target.exceptions->clear();
  if (drawn.distribution.missing_ppm == 0) return;
  target.exceptions->resize(rows);
  const std::uint64_t seed = Random(drawn.seed).next();
  for (std::size_t i = 0; i < rows; ++i) {
    const bool missing = below(draw_at(seed, first + i), million) < drawn.distribution.missing_ppm;
    (*target.exceptions)[i] = missing ? cel::row_missing : 0;
  }
}

// Every branch is drawn for all rows, which keeps row n what it is in every batch; each row then takes its own.
template <class T>
void Generator::fill_dependent(const Drawn& drawn, const Population& population, std::uint64_t first, std::size_t rows,
                               const Target<T>& target) {
  const FactColumn& by = population.facts[drawn.by];
  std::vector<std::size_t> branch(rows, drawn.codes.size());
  for (std::size_t i = 0; i < rows; ++i) {
    if (!by.exceptions.empty() && by.exceptions[i] != 0) continue;
    const std::int64_t code = by.kind == ColumnKind::boolean ? std::int64_t{by.booleans[i]} : by.codes[i];
    branch[i] = static_cast<std::size_t>(std::ranges::find(drawn.codes, code) - drawn.codes.begin());
  }
  target.exceptions->assign(rows, cel::row_missing);
  std::vector<T> numbers(rows);
  std::vector<std::uint8_t> exceptions;
  for (std::size_t k = 0; k < drawn.then.size(); ++k) {
    fill_column<T>(drawn.then[k], population, first, rows, {numbers.data(), &exceptions});
    for (std::size_t i = 0; i < rows; ++i) {
      if (branch[i] != k) continue;
      target.numbers[i] = numbers[i];
      (*target.exceptions)[i] = exceptions.empty() ? std::uint8_t{0} : exceptions[i];
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
        fill_column<std::uint8_t>(drawn, population, first, rows, {column.booleans.data(), &column.exceptions});
        break;
      case ColumnKind::integer:
      case ColumnKind::micro:
        fill_column<std::int64_t>(drawn, population, first, rows, {column.numbers.data(), &column.exceptions});
        break;
      default:
        fill_column<std::int32_t>(drawn, population, first, rows, {column.codes.data(), &column.exceptions});
    }
  }
  if (score_) {
    std::vector<std::int64_t> points(rows);
    std::vector<std::uint8_t> exceptions;
    fill_column<std::int64_t>(*score_, population, first, rows, {points.data(), &exceptions});
    population.score.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      const bool given = exceptions.empty() || exceptions[i] == 0;
      population.score[i] = given ? static_cast<std::int32_t>(points[i] / 1'000) : -1;  // millionths to thousandths
    }
  }
  const std::uint64_t seed = seed_of(recipe_.seed, "applicant");
  population.applicant.resize(applicants_.empty() ? 0 : rows);
  for (std::size_t i = 0; i < population.applicant.size(); ++i) {
    population.applicant[i] = applicants_[below(draw_at(seed, first + i), applicants_.size())];
  }
}

}  // namespace scrip::policy
