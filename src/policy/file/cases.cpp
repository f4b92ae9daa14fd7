#include "policy/file/cases.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/limits.h"
#include "policy/file/reader.h"
#include "policy/texts.h"

namespace scrip::policy {
namespace {

using Kind = yaml::Node::Kind;

Message listed_or_none(const std::vector<std::string>& ids) {
  return ids.empty() ? say("none") : listed({ids.begin(), ids.end()});
}

std::unexpected<Error> not_a(const Fact& fact, std::string_view text, std::string_view example) {
  return fail(ErrorCode::value_invalid,
              joined(say("'{0}' does not fit", text), hint_for(text, say("write it as in: {0}", example))), fact.id);
}

Result<Literal> parse_as(const Fact& fact, std::string_view text, std::initializer_list<LiteralKind> kinds,
                         std::string_view example) {
  auto value = parse_literal(text);
  if (!value || std::find(kinds.begin(), kinds.end(), value->kind) == kinds.end()) return not_a(fact, text, example);
  return std::move(*value);
}

Result<void> check_choice(const Fact& fact, std::string_view text) {
  std::vector<std::string_view> names;
  for (const auto& choice : fact.choices) {
    if (choice.id == text) return {};
    names.push_back(choice.id);
  }
  Message hint = suggestion(text, names);
  if (hint.empty()) hint = say("one of: {0}", listed(names));
  return fail(ErrorCode::value_invalid, joined(say("'{0}' cannot be chosen", text), hint), fact.id);
}

constexpr std::array<std::string_view, 8> purchase_names{"domestic",   "tolerance",        "window_days",
                                                         "claims_min", "cards_per_server", "runs_within_days",
                                                         "acceptance", "listing"};

std::string in_order(std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  std::string all;
  for (const auto& id : ids) all += (all.empty() ? "" : ", ") + id;
  return all;
}

// In the order of purchase_names, as a case writes them.
std::array<std::string, purchase_names.size()> asked_of(const Purchase& purchase) {
  const auto truth = [](bool value) { return value ? "yes" : "no"; };
  return {in_order(purchase.domestic),
          format(purchase.price_tolerance),
          std::to_string(purchase.price_window_days),
          std::to_string(purchase.price_claims_min),
          std::to_string(purchase.cards_per_server),
          std::to_string(purchase.runs_within_days),
          truth(purchase.acceptance),
          truth(purchase.listing)};
}

class CaseReader {
 public:
  CaseReader(const Policy& policy, Problems& problems) : policy_(policy), problems_(problems) {}

  // What an applicant states.
  ApplicationFacts read_application(Reader& reader) {
    ApplicationFacts application{.applied_on = policy_.from};
    application.contract = reader.text("contract");
    application.project = reader.text("project");
    application.facts.assign(policy_.facts.size(), cel::Value::missing());
    read_facts(reader, application);
    reader.each("other_support", limits::policy_list_max, [&](Reader& item) {
      application.other_support.push_back({.programme = item.text("programme"),
                                           .level = item.text("level"),
                                           .kind = item.text("kind"),
                                           .amount = amount(item, "amount"),
                                           .contract = item.text("contract"),
                                           .project = item.text("project")});
    });
    return application;
  }

  Case read(Reader& reader) {
    Case made{.name = reader.required_text("case"), .application = read_application(reader), .place = reader.place()};
    ApplicationFacts& application = made.application;
    if (const auto day = reader.day("applied_on")) application.applied_on = *day;
    reader.each("history", limits::policy_list_max, [&](Reader& item) {
      if (item.find("on") == nullptr)
        item.problem(ErrorCode::missing_field, "on", say("the day of the award is missing"));
      application.history.push_back({.on = item.day("on").value_or(Day{}),
                                     .amount = amount(item, "amount"),
                                     .contract = item.text("contract"),
                                     .project = item.text("project")});
    });
    read_parameters(reader, application);
    if (const yaml::Node* node = reader.find("expect"); node != nullptr) {
      Reader expect(*node, reader.path_of("expect"), problems_);
      made.expected = read_expected(expect);
      expect.finish();
    } else {
      reader.problem(ErrorCode::missing_field, "expect", say("what the rules must decide is missing"),
                     verbatim("expect: {decision: award, amount: ...}"));
    }
    return made;
  }

  RoundCase read_round(Reader& reader) {
    RoundCase made{.name = reader.required_text("round"),
                   .pool = units(reader, "pool"),
                   .seed = reader.text("seed"),
                   .candidates = {},
                   .expected = {},
                   .place = reader.place()};
    reader.each("applications", limits::policy_list_max, [&](Reader& item) {
      Candidate candidate{.key = item.required_text("id"), .asked = units(item, "amount"), .marks = {}};
      const std::string submitted = item.required_text("submitted");
      if (const auto instant = parse_instant(submitted, ZoneOffsets{})) {
        candidate.submitted = *instant;
      } else {
        item.problem(ErrorCode::time_invalid, "submitted", say("'{0}' is no time", submitted),
                     verbatim("2026-03-01T09:00:00"));
      }
      item.each("scores", limits::score_assessors_max,
                [&](Reader& marks) { candidate.marks.push_back(read_marks(marks)); });
      made.candidates.push_back(std::move(candidate));
    });
    if (const yaml::Node* node = reader.find("expect"); node != nullptr) {
      Reader expect(*node, reader.path_of("expect"), problems_);
      for (const auto& candidate : made.candidates) {
        if (expect.find(candidate.key) == nullptr) continue;
        made.expected.emplace_back(candidate.key, units(expect, candidate.key));
      }
      expect.finish();
    }
    return made;
  }

 private:
  std::vector<std::int64_t> read_marks(Reader& reader) {
    std::vector<std::int64_t> marks;
    for (const Criterion& criterion : policy_.selection.score.criteria) {
      const auto points = reader.literal(criterion.id, {LiteralKind::count, LiteralKind::number});
      if (!points)
        reader.problem(ErrorCode::missing_field, criterion.id, say("there are no points for this criterion"));
      const bool fits = !points || (points->number.units >= 0 && points->number <= cel::to_decimal(criterion.out_of));
      if (!fits)
        reader.problem(ErrorCode::out_of_range, criterion.id, say("more points than there are, or less than none"));
      marks.push_back(points && fits ? static_cast<std::int64_t>(points->number.units / 1'000'000'000) : 0);
    }
    return marks;
  }

  // An amount as rounds count: millionths of the programme's unit.
  Amount units(Reader& reader, std::string_view name) {
    const auto converted = cel::to_amount(amount(reader, name), Rounding::down);
    if (converted) return converted->amount;
    reader.problem(ErrorCode::amount_overflow, name, say("beyond the largest amount"));
    return {};
  }

  // An amount in the programme's unit; plain numbers are taken, too, where the unit is no money.
  cel::Decimal amount(Reader& reader, std::string_view name) {
    const auto value = policy_.unit == UnitKind::money
                           ? reader.literal(name, {LiteralKind::money})
                           : reader.literal(name, {LiteralKind::hours, LiteralKind::count, LiteralKind::number});
    if (!value) return {};
    if (policy_.unit == UnitKind::money && value->currency != policy_.currency) {
      reader.problem(ErrorCode::wrong_currency, name, say("the programme gives {0}", policy_.currency.code()));
    }
    if (value->number.units < 0) reader.problem(ErrorCode::out_of_range, name, say("an amount is not below zero"));
    return value->number;
  }

  void read_facts(Reader& reader, ApplicationFacts& application) {
    const yaml::Node* node = reader.find("facts");
    if (node == nullptr) return;
    Reader facts(*node, reader.path_of("facts"), problems_);
    for (std::size_t i = 0; i < policy_.facts.size(); ++i) {
      const Fact& fact = policy_.facts[i];
      const yaml::Node* value = facts.find(fact.id);
      if (value == nullptr) continue;
      if (value->kind == Kind::map) {
        facts.problem(ErrorCode::value_invalid, fact.id, say("one value is expected here, not fields of its own"));
        continue;
      }
      auto parsed = value->kind == Kind::list ? parse_fact(fact, facts.texts(fact.id)) : parse_fact(fact, value->text);
      if (parsed) {
        application.facts[i] = std::move(*parsed);
      } else {
        facts.problem(parsed.error().code, fact.id, parsed.error().sentence());
      }
    }
    facts.finish();
  }

  void read_parameters(Reader& reader, ApplicationFacts& application) {
    const yaml::Node* node = reader.find("parameters");
    if (node == nullptr) return;
    Reader parameters(*node, reader.path_of("parameters"), problems_);
    for (std::size_t i = 0; i < policy_.parameters.size(); ++i) {
      const Parameter& parameter = policy_.parameters[i];
      if (parameters.find(parameter.id) == nullptr || parameter.values.empty()) continue;
      const LiteralKind kind = parameter.values.front().value.kind;
      auto value = parameters.literal(parameter.id, {kind});
      if (value && value->currency != parameter.values.front().value.currency) {
        parameters.problem(ErrorCode::wrong_currency, parameter.id,
                           say("the parameter is in {0}", parameter.values.front().value.currency.code()));
      } else if (value) {
        application.parameters.emplace_back(static_cast<std::uint32_t>(i), std::move(*value));
      }
    }
    parameters.finish();
  }

  Expected read_expected(Reader& reader) {
    Expected made;
    const std::string decision = reader.required_text("decision");
    for (const Decision each : {Decision::award, Decision::refuse, Decision::incomplete, Decision::invalid}) {
      if (decision == name(each)) made.decision = each;
    }
    if (!made.decision && !decision.empty()) {
      reader.problem(ErrorCode::value_invalid, "decision", say("'{0}' is no decision", decision),
                     say("award, refuse, incomplete or invalid"));
    }
    if (reader.find("amount") != nullptr) made.amount = amount(reader, "amount");
    if (const auto rate = reader.literal("rate", {LiteralKind::share, LiteralKind::count})) {
      made.rate = format(rate->kind == LiteralKind::share ? rate->ratio : to_ratio(rate->number).value_or(Ratio{}));
    }
    if (reader.find("row") != nullptr) made.row = reader.text("row");
    if (reader.find("limited_by") != nullptr) made.limited_by = reader.texts("limited_by");
    if (reader.find("refused_by") != nullptr) made.refused_by = reader.texts("refused_by");
    if (reader.find("missing") != nullptr) made.missing = reader.texts("missing");
    if (reader.find("pool") != nullptr) made.pool = reader.text("pool");
    if (reader.find("lane") != nullptr) made.lane = reader.text("lane");
    read_expected_purchase(reader, made);
    return made;
  }

  void read_expected_purchase(Reader& reader, Expected& made) {
    const yaml::Node* node = reader.find("purchase");
    if (node == nullptr) return;
    Reader item(*node, reader.path_of("purchase"), problems_);
    for (const std::string_view name : purchase_names) {
      if (item.find(name) == nullptr) continue;
      std::string text;
      if (name == "domestic") {
        text = in_order(item.texts(name));
      } else if (name == "tolerance") {
        text = format(item.share(name, {0, 1}));
      } else {
        text = item.text(name);
      }
      made.purchase.emplace_back(name, std::move(text));
    }
    item.finish();
  }

  const Policy& policy_;
  Problems& problems_;
};

class Differences {
 public:
  void text(std::string_view what, const std::optional<std::string>& expected, const std::string& found) {
    if (!expected || *expected == found) return;
    add(what, verbatim(*expected), found.empty() ? say("none") : verbatim(found));
  }
  void ids(std::string_view what, std::optional<std::vector<std::string>> expected, std::vector<std::string> found) {
    if (!expected) return;
    std::sort(expected->begin(), expected->end());
    std::sort(found.begin(), found.end());
    if (*expected != found) add(what, listed_or_none(*expected), listed_or_none(found));
  }
  void add(std::string_view what, const Message& expected, const Message& found) {
    lines.push_back(say("{0}: expected {1}, decided {2}", what, expected, found));
  }
  std::vector<Message> lines;
};

Message decided(const Policy& policy, const Assessment& assessment) {
  const std::string_view decision = name(assessment.decision);
  switch (assessment.decision) {
    case Decision::award:
      return say("{0} of {1}", decision, format_unit(policy, assessment.amount));
    case Decision::refuse:
      return say("{0} by {1}", decision, listed_or_none(assessment.refused_by));
    case Decision::incomplete:
      return say("{0}, missing {1}", decision, listed_or_none(assessment.missing));
    case Decision::invalid:
      return say("{0} ({1})", decision, assessment.invalid);
  }
  return {};
}

Message refused(const Error& error) { return say("{0}: {1}", name(error.code), error.sentence()); }

}  // namespace

LoadedFacts load_facts(const std::string& text, const Policy& policy) {
  LoadedFacts loaded;
  const auto root = parse_file(text, loaded.problems);
  if (!root) return loaded;
  Problems problems;
  Reader reader(*root, {}, problems);
  if (root->kind == Kind::map) {
    loaded.application = CaseReader(policy, problems).read_application(reader);
    (void)reader.find("salt");
    reader.finish();
  }
  loaded.problems = problems.take();
  return loaded;
}

LoadedCases load_cases(const std::string& text, const Policy& policy) {
  LoadedCases loaded;
  const auto root = parse_file(text, loaded.problems);
  if (!root) return loaded;
  Problems problems;
  Reader reader(*root, {}, problems);
  CaseReader cases(policy, problems);
  std::set<std::string> names;
  if (root->kind == Kind::map) {
    reader.each("cases", limits::policy_cases_max, [&](Reader& item) {
      loaded.cases.push_back(cases.read(item));
      const std::string& name = loaded.cases.back().name;
      if (!names.insert(name).second) item.problem(ErrorCode::duplicate_key, "case", say("another case has this name"));
    });
    reader.each("rounds", limits::policy_rules_max,
                [&](Reader& item) { loaded.rounds.push_back(cases.read_round(item)); });
    reader.finish();
  }
  loaded.problems = problems.take();
  return loaded;
}

std::vector<Message> differences(const Policy& policy, const Expected& expected, const Assessment& assessment) {
  Differences found;
  if (expected.decision && *expected.decision != assessment.decision) {
    found.add("decision", verbatim(name(*expected.decision)), decided(policy, assessment));
    return found.lines;
  }
  if (expected.amount && *expected.amount != assessment.amount) {
    found.add("amount", verbatim(format_unit(policy, *expected.amount)),
              verbatim(format_unit(policy, assessment.amount)));
  }
  const PartResult none{.id = {}, .row = {}, .rate = {}};
  const auto applied = std::find_if(assessment.parts.begin(), assessment.parts.end(),
                                    [](const PartResult& part) { return part.applies; });
  const PartResult& part = applied == assessment.parts.end() ? none : *applied;
  found.text("rate", expected.rate, part.rate);
  found.text("row", expected.row, part.row);
  found.ids("limited_by", expected.limited_by, assessment.limited_by);
  found.ids("refused_by", expected.refused_by, assessment.refused_by);
  found.ids("missing", expected.missing, assessment.missing);
  found.text("pool", expected.pool, assessment.pool);
  found.text("lane", expected.lane, assessment.lane);
  if (expected.purchase.empty()) return found.lines;
  const auto asked = asked_of(policy.purchase.value_or(Purchase{}));
  for (const auto& [name, value] : expected.purchase) {
    const auto place = std::find(purchase_names.begin(), purchase_names.end(), name) - purchase_names.begin();
    found.text("purchase." + name, value, asked[static_cast<std::size_t>(place)]);
  }
  return found.lines;
}

std::vector<Message> differences(const Policy& policy, const RoundCase& round) {
  const auto step = cel::to_amount(policy.rounding_to, Rounding::down);
  const auto made = make_round(policy, "round", round.pool, step ? step->amount : Amount{1}, round.candidates);
  if (!made) return {refused(made.error())};
  std::optional<allocation::Seed> seed;
  if (!round.seed.empty()) {
    const auto parsed = allocation::parse_seed(round.seed);
    if (!parsed) return {refused(parsed.error())};
    seed = *parsed;
  }
  const auto shared = allocation::allocate(*made, seed);
  if (!shared) return {refused(shared.error())};
  Differences found;
  for (const auto& [key, amount] : round.expected) {
    for (std::size_t i = 0; i < made->entries.size(); ++i) {
      if (made->entries[i].key != key || shared->outcomes[i].amount == amount) continue;
      found.add(key, verbatim(format_unit(policy, cel::to_decimal(amount))),
                say("{0} ({1})", format_unit(policy, cel::to_decimal(shared->outcomes[i].amount)),
                    allocation::name(shared->outcomes[i].code)));
    }
  }
  return found.lines;
}

Result<cel::Value> parse_fact(const Fact& fact, std::string_view text) {
  switch (fact.type) {
    case FactType::yes_no:
      return SCRIP_TRY(parse_as(fact, text, {LiteralKind::yes_no}, "yes")).value();
    case FactType::choice:
      SCRIP_TRY_VOID(check_choice(fact, text));
      return cel::Value::string(text);
    case FactType::text:
      if (text.size() > limits::policy_text_bytes_max) {
        return fail(ErrorCode::too_large, say("a text has at most 4,096 bytes"), fact.id);
      }
      return cel::Value::string(text);
    case FactType::choices:
    case FactType::texts:
      return parse_fact(fact, std::vector<std::string>{std::string(text)});
    case FactType::count:
      return SCRIP_TRY(parse_as(fact, text, {LiteralKind::count}, "36")).value();
    case FactType::number:
      return cel::Value::decimal(
          SCRIP_TRY(parse_as(fact, text, {LiteralKind::number, LiteralKind::count}, "0.75")).number);
    case FactType::share:
      return cel::Value::decimal(
          SCRIP_TRY(parse_as(fact, text, {LiteralKind::share, LiteralKind::number, LiteralKind::count}, "30%")).number);
    case FactType::hours:
      return cel::Value::decimal(
          SCRIP_TRY(parse_as(fact, text, {LiteralKind::hours, LiteralKind::number, LiteralKind::count}, "5,000 h"))
              .number);
    case FactType::money: {
      const Literal value = SCRIP_TRY(parse_as(fact, text, {LiteralKind::money}, "2,000,000 " + fact.currency.code()));
      if (value.currency != fact.currency) {
        return fail(ErrorCode::wrong_currency,
                    say("it is asked in {0}, not in {1}", fact.currency.code(), value.currency.code()), fact.id);
      }
      return value.value();
    }
    case FactType::date:
      return SCRIP_TRY(parse_as(fact, text, {LiteralKind::date}, "2026-01-31")).value();
  }
  return cel::Value::missing();
}

Result<cel::Value> parse_fact(const Fact& fact, const std::vector<std::string>& texts) {
  if (fact.type != FactType::choices && fact.type != FactType::texts) {
    return fail(ErrorCode::value_invalid, say("one value is expected, not a list"), fact.id);
  }
  std::vector<cel::Value> values;
  for (const auto& text : texts) {
    if (fact.type == FactType::choices) SCRIP_TRY_VOID(check_choice(fact, text));
    values.push_back(cel::Value::string(text));
  }
  return cel::Value::list(std::move(values));
}

}  // namespace scrip::policy
