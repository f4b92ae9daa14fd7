#include "policy/file/load_award.h"

#include <utility>

#include "base/limits.h"
#include "policy/texts.h"

namespace scrip::policy {
namespace {

using Kind = yaml::Node::Kind;

void load_base(Reader& reader, Part& part) {
  const yaml::Node* node = reader.find("base");
  if (node == nullptr) {
    reader.problem(ErrorCode::missing_field, "base", say("what the award is a share of is not said"),
                   verbatim("base: {is: contract_amount, meaning: contract_value, source: ...}"));
    return;
  }
  Reader base(*node, reader.path_of("base"), reader.problems());
  part.base = base.required_expression("is");
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> meanings{
      {{"contract_value", "contract_value"},
       {"actually_incurred", "actually_incurred"},
       {"metered_use", "metered_use"},
       {"list_price", "list_price"},
       {"investment", "investment"},
       {"performance", "performance"},
       {"requested", "requested"}}};
  part.base_meaning = base.one_of("meaning", meanings);
  part.base_origin = base.origin();
  base.finish();
}

void load_size(Reader& reader, Part& part) {
  const yaml::Node* node = reader.find("size");
  if (node == nullptr) return;
  static constexpr std::array<std::pair<std::string_view, Outside>, 2> below{
      {{"refuse", Outside::refuse}, {"clip", Outside::clip}}};
  static constexpr std::array<std::pair<std::string_view, Outside>, 2> above{
      {{"clip", Outside::clip}, {"refuse", Outside::refuse}}};
  Reader size(*node, reader.path_of("size"), reader.problems());
  part.size = {.at_least = size.expression("at_least"),
               .at_most = size.expression("at_most"),
               .below = size.one_of("below", below),
               .above = size.one_of("above", above),
               .origin = size.origin(),
               .place = size.place()};
  if (part.size.at_least.empty() && part.size.at_most.empty()) {
    size.problem(ErrorCode::missing_field, "at_least", say("neither a least nor a largest size is given"));
  }
  if (part.size.below == Outside::clip && !part.size.at_least.empty()) {
    size.problem(ErrorCode::value_invalid, "below", say("what is too small cannot be clipped to be larger"),
                 verbatim("below: refuse"));
  }
  size.finish();
}

// "30" is 30 times the base, which nobody means.
void check_rate(Reader& reader, const Expression& rate) {
  const auto& literal = rate.literal;
  if (!literal || literal->kind != LiteralKind::count || literal->number <= cel::to_decimal(1)) return;
  const std::string number = cel::format(literal->number);
  reader.problem(ErrorCode::out_of_range, "rate", say("a rate of {0} is {0} times the base", number),
                 say("did you mean '{0}'?", number + "%"));
}

RateRow load_row(Reader& reader) {
  RateRow row{.id = reader.id("id"), .place = reader.place()};
  row.when = reader.expression("when");
  row.otherwise = reader.yes("otherwise", false);
  row.rate = reader.required_expression("rate");
  check_rate(reader, row.rate);
  if (reader.find("between") != nullptr) {
    const auto ends = reader.items("between", 2);
    if (ends.size() != 2 || ends[0]->kind != Kind::scalar || ends[1]->kind != Kind::scalar) {
      reader.problem(ErrorCode::value_invalid, "between", say("a band has two ends"), verbatim("between: [70%, 90%]"));
    } else {
      row.between_low = expression_of(*ends[0]);
      row.between_high = expression_of(*ends[1]);
    }
  }
  row.origin = reader.origin();
  row.reason = reader.both("reason");
  if (row.otherwise && !row.when.empty()) {
    reader.problem(ErrorCode::value_invalid, "otherwise", say("a row applies 'when' something holds, or 'otherwise'"));
  }
  return row;
}

void load_rates(Reader& reader, Part& part) {
  const yaml::Node* node = reader.find("rate");
  part.precedence = reader.one_of<Precedence, 4>("precedence", {{{"", Precedence::none},
                                                                 {"first", Precedence::first},
                                                                 {"highest", Precedence::highest},
                                                                 {"lowest", Precedence::lowest}}});
  if (node == nullptr) return;
  if (node->kind == Kind::scalar) {
    reader.problem(ErrorCode::value_invalid, "rate", say("a rate says where it comes from"),
                   say("rate: [{id: all, rate: {0}, source: ..., reason: {...}}]", node->text));
    return;
  }
  reader.each("rate", limits::policy_rules_max, [&](Reader& row) { part.rates.push_back(load_row(row)); });
  for (std::size_t i = 0; i < part.rates.size(); ++i) {
    const RateRow& row = part.rates[i];
    const bool last = i + 1 == part.rates.size();
    if (row.otherwise && !last) {
      reader.problems().add(ErrorCode::value_invalid, row.place, reader.path_of("rate") + "[" + row.id + "]",
                            say("'otherwise' is the last row"));
    }
    if (!row.otherwise && row.when.empty() && part.rates.size() > 1) {
      reader.problems().add(ErrorCode::missing_field, row.place, reader.path_of("rate") + "[" + row.id + "].when",
                            say("when the row applies is not said"),
                            say("when: ..., or otherwise: yes in the last row"));
    }
  }
}

void load_within(Reader& reader, Cap& cap) {
  const yaml::Node* node = reader.find("within");
  if (node == nullptr) return;
  if (node->kind == Kind::map) {
    Reader within(*node, reader.path_of("within"), reader.problems());
    cap.within = CapWithin::rolling_years;
    if (within.find("rolling_years") == nullptr) {
      within.problem(ErrorCode::missing_field, "rolling_years", say("over how many years is not said"));
    }
    cap.rolling_years = static_cast<int>(within.whole("rolling_years", 1, 1, 100));
    within.finish();
    return;
  }
  cap.within = reader.one_of<CapWithin, 3>("within", {{{"claim", CapWithin::claim},
                                                       {"calendar_year", CapWithin::calendar_year},
                                                       {"programme", CapWithin::programme}}});
}

Cap load_cap(Reader& reader) {
  Cap cap{.id = reader.id("id"), .place = reader.place()};
  const Expression amount = reader.expression("at_most");
  const Expression awards = reader.expression("awards_at_most");
  const Expression years = reader.expression("years_at_most");
  const int given = int{!amount.empty()} + int{!awards.empty()} + int{!years.empty()};
  if (given != 1) {
    reader.problem(ErrorCode::value_invalid, "at_most", say("a cap has exactly one limit"),
                   say("at_most: an amount, awards_at_most: a number, or years_at_most: a number"));
  }
  if (!awards.empty()) cap.counts = CapCounts::awards;
  if (!years.empty()) cap.counts = CapCounts::years;
  cap.at_most = !awards.empty() ? awards : !years.empty() ? years : amount;
  cap.per = reader.one_of<CapPer, 4>("per", {{{"claim", CapPer::claim},
                                              {"contract", CapPer::contract},
                                              {"project", CapPer::project},
                                              {"applicant", CapPer::applicant}}});
  load_within(reader, cap);
  if (cap.per != CapPer::claim && cap.within == CapWithin::claim) {
    reader.problem(ErrorCode::missing_field, "within", say("over which time earlier awards count is not said"),
                   say("within: calendar_year, programme, or {rolling_years: 3}"));
  }
  if (cap.per == CapPer::claim && (cap.within != CapWithin::claim || cap.counts != CapCounts::amount)) {
    reader.problem(ErrorCode::value_invalid, "per", say("a cap on one claim has no earlier awards to count"),
                   say("per: contract, project or applicant"));
  }
  cap.except_when = reader.expression("except_when");
  cap.over = reader.one_of<Over, 2>("over", {{{"cut", Over::cut}, {"refuse", Over::refuse}}});
  cap.origin = reader.origin();
  cap.reason = reader.required_both("reason");
  return cap;
}

std::vector<Cap> load_caps(Reader& reader) {
  std::vector<Cap> caps;
  reader.each("caps", limits::policy_rules_max, [&](Reader& cap) { caps.push_back(load_cap(cap)); });
  return caps;
}

void load_part(Reader& reader, Part& part) {
  part.place = reader.place();
  load_base(reader, part);
  load_size(reader, part);
  load_rates(reader, part);
}

StackingRule load_stacking_rule(Reader& reader) {
  StackingRule rule{.id = reader.id("id"), .place = reader.place()};
  rule.with = reader.required_expression("with");
  rule.on = reader.one_of<CapPer, 3>(
      "on", {{{"contract", CapPer::contract}, {"project", CapPer::project}, {"applicant", CapPer::applicant}}});
  const std::string allow = reader.text("allow");
  if (!allow.empty() && allow != "none") {
    reader.problem(ErrorCode::value_invalid, "allow", say("'{0}' is not known here", allow),
                   say("allow: none, or together_at_most: ..."));
  }
  rule.ban = allow == "none";
  rule.together_at_most = reader.expression("together_at_most");
  if (rule.ban == !rule.together_at_most.empty()) {
    reader.problem(ErrorCode::value_invalid, "together_at_most", say("a stacking rule bans or has a ceiling"),
                   say("allow: none, or together_at_most: 60%"));
  }
  rule.origin = reader.origin();
  rule.reason = reader.required_both("reason");
  return rule;
}

}  // namespace

void load_award(Reader& root, Policy& policy) {
  root.each("stacking", limits::policy_rules_max,
            [&](Reader& rule) { policy.stacking.push_back(load_stacking_rule(rule)); });
  const yaml::Node* node = root.find("award");
  if (node == nullptr) {
    root.problem(ErrorCode::missing_field, "award", say("what an award comes to is not said"));
    return;
  }
  Reader award(*node, root.path_of("award"), root.problems());
  if (award.find("parts") != nullptr) {
    award.each("parts", limits::policy_rules_max, [&](Reader& reader) {
      Part part{.id = reader.id("id")};
      part.when = reader.expression("when");
      load_part(reader, part);
      part.caps = load_caps(reader);
      policy.parts.push_back(std::move(part));
    });
    if (policy.parts.empty()) award.problem(ErrorCode::missing_field, "parts", say("an award has at least one part"));
  } else {
    load_part(award, policy.parts.emplace_back());
  }
  policy.caps = load_caps(award);
  award.finish();
}

}  // namespace scrip::policy
