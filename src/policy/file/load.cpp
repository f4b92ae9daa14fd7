#include "policy/file/load.h"

#include <set>
#include <utility>

#include "base/limits.h"
#include "policy/file/load_award.h"
#include "policy/file/load_selection.h"
#include "policy/file/meant_value.h"
#include "policy/file/reader.h"
#include "policy/measures.h"
#include "policy/texts.h"

namespace scrip::policy {
namespace {

void load_identity(Reader& root, Policy& policy) {
  const std::string format = root.required_text("scrip");
  if (!format.empty() && format != "programme 1") {
    root.problem(ErrorCode::version_unsupported, "scrip", say("'{0}' is not a format this release knows", format),
                 verbatim("scrip: programme 1"));
  }
  policy.id = root.id("id", "-");
  policy.version = root.required_text("version");
  policy.name = root.required_both("name");
  policy.issuer = root.required_both("issuer");
  policy.summary = root.both("summary");
  root.each_named("sources", limits::policy_rules_max, [&](Reader& reader, const std::string& id) {
    policy.sources.push_back({.id = id,
                              .title = reader.required_both("title"),
                              .url = reader.required_text("url"),
                              .grade = reader.text("grade")});
  });
  std::vector<std::string> ids;
  for (const auto& source : policy.sources) ids.push_back(source.id);
  root.problems().know_sources(std::move(ids));
  if (policy.sources.empty()) {
    root.problem(ErrorCode::missing_field, "sources", say("a programme names at least one published source"));
  }
}

void load_period(Reader& root, Policy& policy) {
  const yaml::Node* node = root.find("period");
  if (node == nullptr) {
    root.problem(ErrorCode::missing_field, "period", say("'{0}' is missing", "period"),
                 verbatim("period: {from: 2026-01-01, until: 2027-01-01}"));
    return;
  }
  Reader period(*node, root.path_of("period"), root.problems());
  if (period.find("from") == nullptr) period.problem(ErrorCode::missing_field, "from", say("the first day is missing"));
  policy.from = period.day("from").value_or(Day{});
  policy.until = period.day("until");
  if (policy.until && *policy.until <= policy.from) {
    period.problem(ErrorCode::time_invalid, "until", say("the period ends before it begins"),
                   say("'until' is the first day that no longer counts"));
  }
  period.finish();
}

bool is_yuan(std::string_view unit) {
  return unit == "RMB" || unit == "yuan" || unit == "元" || unit == "人民币" || unit == "人民币元";
}

void load_unit(Reader& root, Policy& policy) {
  policy.gives = root.one_of<Gives, 2>("gives", {{{"voucher", Gives::voucher}, {"grant", Gives::grant}}});
  const std::string unit = root.required_text("unit");
  if (unit == "device_hours") {
    policy.unit = UnitKind::device_hours;
  } else if (unit == "tokens") {
    policy.unit = UnitKind::tokens;
  } else if (const auto currency = cel::find_currency(unit)) {
    policy.currency = *currency;
  } else if (!unit.empty()) {
    root.problem(ErrorCode::value_invalid, "unit", say("'{0}' is no unit", unit),
                 is_yuan(unit) ? say("did you mean '{0}'?", "CNY")
                               : say("a currency's code such as CNY, device_hours or tokens"));
  }
  policy.redemption = root.one_of<Redemption, 4>("redemption", {{{"deduct", Redemption::deduct},
                                                                 {"reimburse", Redemption::reimburse},
                                                                 {"reserve", Redemption::reserve},
                                                                 {"in_kind", Redemption::in_kind}}});
  const yaml::Node* node = root.find("rounding");
  if (node == nullptr) {
    root.problem(ErrorCode::missing_field, "rounding", say("how the award is rounded is not said"),
                 verbatim("rounding: {to: 0.01, mode: down}"));
    return;
  }
  Reader rounding(*node, root.path_of("rounding"), root.problems());
  const auto to = rounding.literal("to", {LiteralKind::number, LiteralKind::count});
  policy.rounding_to = to ? to->number : cel::Decimal{};
  if (policy.rounding_to.units <= 0 || policy.rounding_to.units % micro != 0) {
    rounding.problem(ErrorCode::out_of_range, "to",
                     say("the step of rounding is above zero and has at most six decimals"), verbatim("to: 0.01"));
    policy.rounding_to = cel::to_decimal(1);
  }
  policy.rounding = rounding.one_of<Rounding, 4>("mode", {{{"down", Rounding::down},
                                                           {"up", Rounding::up},
                                                           {"half_up", Rounding::half_up},
                                                           {"half_even", Rounding::half_even}}});
  rounding.finish();
}

// An amount of the programme's unit.
std::optional<cel::Decimal> load_amount(Reader& reader, std::string_view name, const Policy& policy) {
  const auto value = policy.unit == UnitKind::money ? reader.literal(name, {LiteralKind::money})
                                                    : reader.literal(name, {LiteralKind::hours, LiteralKind::count});
  if (!value) return std::nullopt;
  if (policy.unit == UnitKind::money && policy.currency != cel::Currency{} && value->currency != policy.currency) {
    reader.problem(ErrorCode::wrong_currency, name,
                   say("the programme gives {0}, this is {1}", policy.currency.code(), value->currency.code()));
  }
  if (value->number.units < 0) reader.problem(ErrorCode::out_of_range, name, say("an amount is not below zero"));
  return value->number;
}

void load_funders(Reader& reader, Pool& pool) {
  std::optional<Ratio> sum = Ratio{0, 1};
  reader.each("funders", 16, [&](Reader& funder) {
    pool.funders.push_back(
        {.id = funder.id("id"), .name = funder.required_both("name"), .share = funder.share("share", {1, 1})});
    if (sum) sum = checked_add(*sum, pool.funders.back().share);
  });
  if (!pool.funders.empty() && sum != Ratio{1, 1}) {
    reader.problem(
        ErrorCode::value_invalid, "funders",
        say("the funders' shares sum to {0}, not to 100%", sum ? verbatim(format(*sum)) : say("something else")));
  }
}

void load_budget(Reader& root, Policy& policy) {
  root.each("budget", 64, [&](Reader& reader) {
    Pool pool{.id = reader.id("id", "_-"), .place = reader.place()};
    pool.amount = load_amount(reader, "amount", policy);
    pool.per = reader.one_of<PoolPeriod, 3>("per", {{{"programme", PoolPeriod::programme},
                                                     {"calendar_year", PoolPeriod::calendar_year},
                                                     {"call", PoolPeriod::call}}});
    pool.pays_awards = reader.one_of<bool, 2>("pays", {{{"awards", true}, {"running_costs", false}}});
    load_funders(reader, pool);
    pool.when = reader.expression("when");
    pool.origin = reader.origin();
    policy.pools.push_back(std::move(pool));
  });
}

// Digits with a unit or without, such as "1,00,000 CNY": who writes that means no text.
bool looks_like_a_number(std::string_view text) {
  if (meant_value(text)) return true;
  const std::size_t end = text.find_first_not_of("-0123456789.,/");
  if (end == 0 || text.find_first_of("0123456789") >= end) return false;
  if (end == std::string_view::npos) return true;
  std::string_view unit = text.substr(end);
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  return unit == "%" || unit == "h" || cel::find_currency(unit).has_value();
}

std::optional<Literal> parameter_value(Reader& reader) {
  const yaml::Node* node = reader.find("value");
  if (node == nullptr) {
    reader.problem(ErrorCode::missing_field, "value", say("'{0}' is missing", "value"));
    return std::nullopt;
  }
  Literal value{.kind = LiteralKind::text, .text = {}, .texts = {}};
  if (node->kind == yaml::Node::Kind::list) {
    value.kind = LiteralKind::texts;
    value.texts = reader.texts("value");
    return value;
  }
  if (node->kind != yaml::Node::Kind::scalar) {
    reader.problem(ErrorCode::value_invalid, "value", say("a plain value or a list of texts is expected here"));
    return std::nullopt;
  }
  if (auto literal = parse_literal(node->text)) return literal;
  if (looks_like_a_number(node->text)) {
    reader.problem(
        ErrorCode::value_invalid, "value", say("'{0}' is no number that can be kept exactly", node->text),
        hint_for(node->text,
                 say("30%, 2/3, 0.75, 36, 2,000,000 CNY, 5,000 h or 2025-07-28; at most 10^24 and twelve decimals")));
    return std::nullopt;
  }
  value.text = node->text;
  return value;
}

void load_parameters(Reader& root, Policy& policy) {
  root.each_named("parameters", limits::policy_facts_max, [&](Reader& reader, const std::string& id) {
    Parameter parameter{.id = id, .place = reader.place()};
    parameter.by = reader.text("by");
    if (reader.find("values") != nullptr) {
      reader.each("values", limits::policy_rules_max, [&](Reader& item) {
        const auto from = item.day("from");
        const auto value = parameter_value(item);
        if (!from) item.problem(ErrorCode::missing_field, "from", say("the day from which it holds is missing"));
        if (!from || !value) return;
        if (!parameter.values.empty()) {
          if (*from <= parameter.values.back().from) {
            item.problem(ErrorCode::time_invalid, "from", say("values by date are in ascending order"));
          }
          if (value->kind != parameter.values.front().value.kind ||
              value->currency != parameter.values.front().value.currency) {
            item.problem(ErrorCode::value_invalid, "value", say("all values of a parameter are of one kind"),
                         say("the first is {0}", described(parameter.values.front().value.kind)));
          }
        }
        parameter.values.push_back({*from, *value});
      });
    } else if (auto value = parameter_value(reader)) {
      parameter.values.push_back({policy.from, std::move(*value)});
    }
    parameter.origin = reader.origin();
    if (parameter.values.empty()) {
      if (reader.find("values") != nullptr)
        reader.problem(ErrorCode::missing_field, "values", say("there is no value"));
    } else if (parameter.by.empty() && parameter.values.front().from > policy.from) {
      // With a date fact of its own the period of application says nothing about which values are asked for.
      reader.problem(ErrorCode::time_invalid, "values",
                     say("there is no value for the first days of the programme's period"));
    }
    policy.parameters.push_back(std::move(parameter));
  });
}

// A measure is of what Scrip sees itself, and of the fact's type.
void check_measure(Reader& reader, const Fact& fact) {
  if (fact.measure.empty()) return;
  const auto type = type_of_measure(fact.measure);
  if (!type) {
    reader.problem(ErrorCode::value_invalid, "measure", say("there is no measure '{0}'", fact.measure),
                   say("one of: {0}", listed(measure_names())));
  } else if (*type != fact.type) {
    reader.problem(ErrorCode::value_invalid, "measure", say("'{0}' is of another type", fact.measure),
                   verbatim("type: " + std::string(name(*type))));
  } else if (fact.from != AskedFrom::register_ && fact.from != AskedFrom::meter) {
    reader.problem(ErrorCode::value_invalid, "measure",
                   say("only what comes from the register or the meter is measured"), verbatim("from: meter"));
  }
}

void load_facts(Reader& root, Policy& policy) {
  root.each_named("facts", limits::policy_facts_max, [&](Reader& reader, const std::string& id) {
    Fact fact{.id = id, .place = reader.place()};
    std::string type = reader.required_text("type");
    if (type.starts_with("money ")) {
      const auto currency = cel::find_currency(std::string_view(type).substr(6));
      if (!currency)
        reader.problem(ErrorCode::value_invalid, "type", say("'{0}' names no currency", type), verbatim("money CNY"));
      fact.currency = currency.value_or(policy.currency);
      type = "money";
    } else if (type == "money") {
      fact.currency = policy.currency;
      if (policy.unit != UnitKind::money) {
        reader.problem(ErrorCode::wrong_currency, "type",
                       say("the programme's unit is no money: say of which currency"), verbatim("type: money CNY"));
      }
    }
    static constexpr std::array<std::pair<std::string_view, FactType>, 11> types{{{"yes_no", FactType::yes_no},
                                                                                  {"choice", FactType::choice},
                                                                                  {"choices", FactType::choices},
                                                                                  {"text", FactType::text},
                                                                                  {"texts", FactType::texts},
                                                                                  {"count", FactType::count},
                                                                                  {"number", FactType::number},
                                                                                  {"share", FactType::share},
                                                                                  {"money", FactType::money},
                                                                                  {"hours", FactType::hours},
                                                                                  {"date", FactType::date}}};
    if (type == "money") {
      fact.type = FactType::money;
    } else {
      fact.type = reader.one_of<FactType>("type", types);
    }
    reader.each_named("choices", limits::policy_rules_max, [&](Reader& choice, const std::string& choice_id) {
      fact.choices.push_back({choice_id, {.en = choice.required_text("en"), .zh = choice.required_text("zh")}});
    });
    const bool chooses = fact.type == FactType::choice || fact.type == FactType::choices;
    if (chooses == fact.choices.empty()) {
      reader.problem(ErrorCode::value_invalid, "choices",
                     chooses ? say("what can be chosen is missing") : say("only a choice has choices"));
    }
    fact.ask = reader.required_both("ask");
    fact.proof = reader.both("proof");
    fact.from = reader.one_of<AskedFrom, 7>("from", {{{"applicant", AskedFrom::applicant},
                                                      {"provider", AskedFrom::provider},
                                                      {"officer", AskedFrom::officer},
                                                      {"assessor", AskedFrom::assessor},
                                                      {"committee", AskedFrom::committee},
                                                      {"register", AskedFrom::register_},
                                                      {"meter", AskedFrom::meter}}});
    fact.measure = reader.text("measure");
    check_measure(reader, fact);
    fact.optional = reader.yes("optional", false);
    fact.needed_when = reader.expression("needed_when");
    policy.facts.push_back(std::move(fact));
  });
}

void load_eligibility(Reader& root, Policy& policy) {
  root.each("eligibility", limits::policy_rules_max, [&](Reader& reader) {
    EligibilityRule rule{.id = reader.id("id"), .place = reader.place()};
    rule.when = reader.expression("when");
    rule.require = reader.required_expression("require");
    rule.about = reader.one_of<About, 4>("about", {{{"applicant", About::applicant},
                                                    {"provider", About::provider},
                                                    {"project", About::project},
                                                    {"contract", About::contract}}});
    rule.origin = reader.origin();
    rule.reason = reader.required_both("reason");
    policy.eligibility.push_back(std::move(rule));
  });
}

// Ids are what answers and cases refer to, so no two things of one file share one.
class Ids {
 public:
  Ids(Problems& problems) : problems_(problems) {}
  void add(const std::string& id, Place place, std::string_view what) {
    if (id.empty() || seen_.insert(id).second) return;
    problems_.add(ErrorCode::duplicate_key, place, std::string(what),
                  say("'{0}' is the id of something else already", id));
  }

 private:
  std::set<std::string> seen_;
  Problems& problems_;
};

void check_ids(const Policy& policy, Problems& problems) {
  Ids names(problems);  // what expressions can name
  for (const char* built_in : {"applied_on", "base", "amount", "other"}) names.add(built_in, {}, "");
  for (const auto& fact : policy.facts) names.add(fact.id, fact.place, "facts");
  for (const auto& parameter : policy.parameters) names.add(parameter.id, parameter.place, "parameters");
  Ids rules(problems);  // what a refusal or a cut can name
  for (const char* built_in : {"period", "base", "size", "rate", "amount"}) rules.add(built_in, {}, "");
  for (const auto& rule : policy.eligibility) rules.add(rule.id, rule.place, "eligibility");
  for (const auto& rule : policy.stacking) rules.add(rule.id, rule.place, "stacking");
  for (const auto& cap : policy.caps) rules.add(cap.id, cap.place, "award.caps");
  for (const auto& part : policy.parts) {
    rules.add(part.id, part.place, "award.parts");
    for (const auto& cap : part.caps) rules.add(cap.id, cap.place, "award.parts.caps");
    Ids rows(problems);
    for (const auto& row : part.rates) rows.add(row.id, row.place, "rate");
  }
  Ids pools(problems);
  for (const auto& pool : policy.pools) pools.add(pool.id, pool.place, "budget");
  Ids lanes(problems);
  for (const auto& lane : policy.selection.lanes) lanes.add(lane.id, lane.place, "selection.lanes");
  Ids terms(problems);
  for (const auto& item : policy.instalments) terms.add(item.id, item.place, "instalments");
  for (const auto& item : policy.reclaim) terms.add(item.id, item.place, "reclaim");
}

}  // namespace

Loaded load_policy(const std::string& text) {
  Loaded loaded;
  const auto root = parse_file(text, loaded.problems);
  if (!root) return loaded;
  Problems problems;
  Reader reader(*root, {}, problems);
  if (root->kind == yaml::Node::Kind::map) {
    Policy& policy = loaded.policy;
    load_identity(reader, policy);
    load_period(reader, policy);
    load_unit(reader, policy);
    load_budget(reader, policy);
    load_parameters(reader, policy);
    load_facts(reader, policy);
    load_eligibility(reader, policy);
    load_award(reader, policy);
    load_selection(reader, policy);
    load_terms(reader, policy);
    reader.finish();
    check_ids(policy, problems);
  }
  loaded.problems = problems.take();
  return loaded;
}

}  // namespace scrip::policy
