#include "policy/coverage.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "cel/parse.h"
#include "policy/texts.h"
#include "policy/visit.h"

namespace scrip::policy {
namespace {

// A number, date or share as it was written, and its two neighbours.
struct Nudge {
  std::string written;
  std::string other;
};

bool same(const Assessment& a, const Assessment& b) {
  return a.decision == b.decision && a.amount == b.amount && a.refused_by == b.refused_by &&
         a.limited_by == b.limited_by && a.pool == b.pool && a.lane == b.lane;
}

cel::Decimal step_of(const Literal& literal) {
  switch (literal.kind) {
    case LiteralKind::share:
      return cel::Decimal{cel::decimal_one / 100};
    case LiteralKind::money:
      return cel::minor_digits(literal.currency) == 0 ? cel::to_decimal(1) : cel::Decimal{cel::decimal_one / 100};
    case LiteralKind::hours:
    case LiteralKind::number:
      return cel::Decimal{cel::decimal_one / 100};
    default:
      return cel::to_decimal(1);
  }
}

// The value one step up or down; nothing for what has no steps.
std::optional<Literal> nudged(const Literal& literal, int direction) {
  Literal made = literal;
  switch (literal.kind) {
    case LiteralKind::date:
      made.day = Day{count(literal.day) + direction};
      return made;
    case LiteralKind::share: {
      const auto ratio = checked_add(literal.ratio, Ratio{direction, 100});
      if (!ratio || ratio->numerator < 0) return std::nullopt;
      made.ratio = *ratio;
      made.number = to_decimal(*ratio).value_or(literal.number);
      return made;
    }
    case LiteralKind::money:
    case LiteralKind::hours:
    case LiteralKind::number:
    case LiteralKind::count: {
      const cel::Decimal step = step_of(literal);
      const auto number = cel::checked_add(literal.number, direction > 0 ? step : -step);
      if (!number || (literal.number.units >= 0 && number->units < 0)) return std::nullopt;
      made.number = *number;
      return made;
    }
    case LiteralKind::yes_no:
    case LiteralKind::text:
    case LiteralKind::texts:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string written(const Literal& literal) {
  switch (literal.kind) {
    case LiteralKind::date:
      return format_day(literal.day);
    case LiteralKind::share:
      return format(literal.ratio);
    case LiteralKind::money:
      return cel::format_grouped(literal.number, cel::minor_digits(literal.currency)) + " " + literal.currency.code();
    case LiteralKind::hours:
      return cel::format_grouped(literal.number) + " h";
    default:
      return cel::format(literal.number);
  }
}

class Coverage {
 public:
  Coverage(const CompiledPolicy& compiled, const std::vector<ApplicationFacts>& cases)
      : policy_(compiled.policy), cases_(cases) {
    for (const auto& application : cases) original_.push_back(assess(compiled, application));
  }

  std::vector<Gap> run() {
    rules();
    rows();
    limits();
    parameters();
    expressions();
    return std::move(gaps_);
  }

 private:
  void gap(Place place, std::string field, Message message) {
    gaps_.push_back({place, std::move(field), std::move(message)});
  }

  bool any(const auto& holds) const { return std::any_of(original_.begin(), original_.end(), holds); }

  void rules() {
    for (std::size_t i = 0; i < policy_.eligibility.size(); ++i) {
      const EligibilityRule& rule = policy_.eligibility[i];
      const auto has = [i](Outcome outcome) {
        return [i, outcome](const Assessment& a) { return i < a.rules.size() && a.rules[i].outcome == outcome; };
      };
      if (!any(has(Outcome::not_met))) gap(rule.place, "eligibility[" + rule.id + "]", say("no case breaks this rule"));
      if (!any(has(Outcome::met))) gap(rule.place, "eligibility[" + rule.id + "]", say("no case meets this rule"));
    }
  }

  void rows() {
    for (std::size_t i = 0; i < policy_.parts.size(); ++i) {
      for (const RateRow& row : policy_.parts[i].rates) {
        const bool taken = any([&](const Assessment& a) { return i < a.parts.size() && a.parts[i].row == row.id; });
        if (!taken) gap(row.place, "award.rate[" + row.id + "]", say("no case takes this row"));
      }
    }
  }

  void limits() {
    std::map<std::string, Place> all;
    for (const auto& cap : policy_.caps) all.emplace(cap.id, cap.place);
    for (const auto& part : policy_.parts) {
      for (const auto& cap : part.caps) all.emplace(cap.id, cap.place);
    }
    for (const auto& rule : policy_.stacking) all.emplace(rule.id, rule.place);
    for (const auto& [id, place] : all) {
      const auto named = [&id](const std::vector<std::string>& ids) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
      };
      const bool reached = any([&](const Assessment& a) { return named(a.limited_by) || named(a.refused_by); });
      if (!reached) gap(place, id, say("no case reaches this limit"));
    }
  }

  // Whether some case decides otherwise under the changed policy; one that does not even compile is noticed, too.
  bool noticed(Policy changed) const {
    const auto compiled = compile(std::move(changed));
    if (!compiled) return true;
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      if (!same(original_[i], assess(*compiled, cases_[i]))) return true;
    }
    return false;
  }

  void note(Place place, const std::string& field, const std::string& from, const std::string& to) {
    gap(place, field, say("{0} could be {1} without any case noticing", from, to));
  }

  void parameters() {
    for (std::size_t i = 0; i < policy_.parameters.size(); ++i) {
      const Parameter& parameter = policy_.parameters[i];
      for (std::size_t j = 0; j < parameter.values.size(); ++j) {
        for (const int direction : {-1, 1}) {
          const auto value = nudged(parameter.values[j].value, direction);
          if (!value) continue;
          Policy changed = policy_;
          changed.parameters[i].values[j].value = *value;
          if (noticed(std::move(changed))) continue;
          note(parameter.place, "parameters[" + parameter.id + "]", written(parameter.values[j].value),
               written(*value));
        }
      }
    }
  }

  void expressions() {
    std::size_t position = 0;
    for_each_expression(policy_, [&](const Expression& expression, const std::string& field) {
      const std::size_t at = position++;
      if (expression.empty()) return;
      if (expression.literal) {
        plain_value(expression, field, at);
      } else {
        numbers_in(expression, field, at);
      }
    });
  }

  void change(std::size_t at, Place place, const std::string& field, const Expression& changed, const Nudge& nudge) {
    Policy policy = policy_;
    std::size_t position = 0;
    for_each_expression(policy, [&](Expression& expression, const std::string&) {
      if (position++ == at) expression = changed;
    });
    if (!noticed(std::move(policy))) note(place, field, nudge.written, nudge.other);
  }

  void plain_value(const Expression& expression, const std::string& field, std::size_t at) {
    for (const int direction : {-1, 1}) {
      const auto value = nudged(*expression.literal, direction);
      if (!value) continue;
      change(at, expression.place, field, {value->source(), expression.place, *value},
             {written(*expression.literal), written(*value)});
    }
  }

  // The literals of an expression: whole and decimal numbers, and the text inside date("...").
  void numbers_in(const Expression& expression, const std::string& field, std::size_t at) {
    const auto ast = cel::parse(expression.source, cel::Dialect::policy);
    if (!ast) return;
    for (const cel::Node& node : ast->nodes) {
      if (node.kind != cel::NodeKind::literal) continue;
      if (node.value.is(cel::Kind::string) && !looks_like_day(node.value.as_string())) continue;
      const std::size_t length = token_length(expression.source, node.offset);
      if (length == 0) continue;
      const std::string token = expression.source.substr(node.offset, length);
      for (const int direction : {-1, 1}) {
        const std::string other = neighbour(token, node.value, in_money(*ast, node), direction);
        if (other.empty()) continue;
        Expression changed = expression;
        changed.source.replace(node.offset, length, other);
        change(at, expression.place, field, changed, {token, other});
      }
    }
  }

  static bool looks_like_day(std::string_view text) { return text.size() == 10 && text[4] == '-' && text[7] == '-'; }

  // Money counts in its smallest coin, also where a whole number is written: cny(2000000).
  static bool in_money(const cel::Ast& ast, const cel::Node& literal) {
    const auto id = static_cast<cel::NodeId>(&literal - ast.nodes.data());
    return std::any_of(ast.nodes.begin(), ast.nodes.end(), [&](const cel::Node& node) {
      const bool maker = node.kind == cel::NodeKind::call && node.name.size() == 3 && node.children.size() == 1;
      return maker && node.children.front() == id;
    });
  }

  static std::size_t token_length(std::string_view source, std::size_t offset) {
    if (offset >= source.size()) return 0;
    if (source[offset] == '"' || source[offset] == '\'') {
      const std::size_t end = source.find(source[offset], offset + 1);
      return end == std::string_view::npos ? 0 : end + 1 - offset;
    }
    std::size_t end = offset;
    while (end < source.size() && ((source[end] >= '0' && source[end] <= '9') || source[end] == '.')) ++end;
    return end - offset;
  }

  static std::string neighbour(const std::string& token, const cel::Value& value, bool money, int direction) {
    if (value.is(cel::Kind::string)) {
      const auto day = parse_day(value.as_string());
      return day ? "\"" + format_day(Day{count(*day) + direction}) + "\"" : std::string{};
    }
    const auto number = cel::parse_decimal(token);
    if (!number) return {};
    const std::size_t point = token.find('.');
    Int128 step = cel::decimal_one;
    if (money) {
      step /= 100;
    } else if (point != std::string::npos) {
      for (std::size_t i = point + 1; i < token.size(); ++i) step /= 10;
    }
    const cel::Decimal other{number->units + direction * step};
    if (other.units < 0) return {};
    const bool decimal = money || point != std::string::npos;
    return cel::format(other, decimal ? 1 : 0);
  }

  const Policy& policy_;
  const std::vector<ApplicationFacts>& cases_;
  std::vector<Assessment> original_;
  std::vector<Gap> gaps_;
};

}  // namespace

std::vector<Gap> find_gaps(const CompiledPolicy& compiled, const std::vector<ApplicationFacts>& cases) {
  return Coverage(compiled, cases).run();
}

}  // namespace scrip::policy
