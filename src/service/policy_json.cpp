#include "service/policy_json.h"

#include <algorithm>

#include "cel/decimal.h"
#include "policy/explain.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using codec::json_array;
using codec::json_text;
using codec::JsonObject;
using policy::Policy;

constexpr std::size_t facts_bytes_max = 256u << 10;

std::string_view name(policy::AskedFrom from) {
  switch (from) {
    case policy::AskedFrom::applicant:
      return "applicant";
    case policy::AskedFrom::provider:
      return "provider";
    case policy::AskedFrom::officer:
      return "officer";
    case policy::AskedFrom::assessor:
      return "assessor";
    case policy::AskedFrom::committee:
      return "committee";
    case policy::AskedFrom::register_:
      return "register";
    case policy::AskedFrom::meter:
      return "meter";
  }
  return "applicant";
}

std::string_view name(policy::About about) {
  switch (about) {
    case policy::About::applicant:
      return "applicant";
    case policy::About::provider:
      return "provider";
    case policy::About::project:
      return "project";
    case policy::About::contract:
      return "contract";
  }
  return "applicant";
}

std::string_view name(policy::CapCounts counts) {
  switch (counts) {
    case policy::CapCounts::amount:
      return "amount";
    case policy::CapCounts::awards:
      return "awards";
    case policy::CapCounts::years:
      return "years";
  }
  return "amount";
}

std::string_view name(policy::Redemption redemption) {
  switch (redemption) {
    case policy::Redemption::deduct:
      return "deduct";
    case policy::Redemption::reimburse:
      return "reimburse";
    case policy::Redemption::reserve:
      return "reserve";
    case policy::Redemption::in_kind:
      return "in_kind";
  }
  return "deduct";
}

std::string_view name(policy::UnitKind unit) {
  switch (unit) {
    case policy::UnitKind::money:
      return "money";
    case policy::UnitKind::device_hours:
      return "device_hours";
    case policy::UnitKind::tokens:
      return "tokens";
  }
  return "money";
}

std::string currency_json(const Policy& policy) {
  return policy.unit == policy::UnitKind::money ? json_text(policy.currency.code()) : "null";
}

std::string day_json(const std::optional<Day>& day) { return day ? json_text(format_day(*day)) : "null"; }

std::string fact_json(const policy::Fact& fact) {
  std::vector<std::string> choices;
  for (const auto& choice : fact.choices) {
    choices.push_back(JsonObject().add("id", choice.id).raw("label", json_of(choice.label)).text());
  }
  return JsonObject()
      .add("id", fact.id)
      .add("type", policy::name(fact.type))
      .raw("currency", fact.type == policy::FactType::money ? json_text(fact.currency.code()) : "null")
      .raw("choices", json_array(choices))
      .raw("ask", json_of(fact.ask))
      .raw("proof", json_of(fact.proof))
      .add("from", name(fact.from))
      .add("optional", fact.optional)
      .add("needed_when", fact.needed_when.source)
      .add("measure", fact.measure)
      .text();
}

std::string rule_json(const policy::EligibilityRule& rule) {
  return JsonObject()
      .add("id", rule.id)
      .add("article", rule.origin.article)
      .add("source", rule.origin.source)
      .raw("reason", json_of(rule.reason))
      .add("about", name(rule.about))
      .add("require", rule.require.source)
      .add("when", rule.when.source)
      .text();
}

std::string cap_json(const policy::Cap& cap, const std::string& part) {
  return JsonObject()
      .add("id", cap.id)
      .add("part", part)
      .add("at_most", cap.at_most.source)
      .add("counts", name(cap.counts))
      .add("per", policy::name(cap.per))
      .add("within", policy::name(cap.within))
      .add("article", cap.origin.article)
      .raw("reason", json_of(cap.reason))
      .text();
}

std::string rate_json(const policy::RateRow& row, const std::string& part) {
  const std::string rate =
      row.rate.empty() ? row.between_low.source + " .. " + row.between_high.source : row.rate.source;
  return JsonObject()
      .add("part", part)
      .add("id", row.id)
      .add("rate", rate)
      .add("when", row.when.source)
      .add("article", row.origin.article)
      .raw("reason", json_of(row.reason))
      .text();
}

std::string voucher_json(const std::optional<policy::VoucherTerms>& terms) {
  if (!terms) return "null";
  const std::string covers = terms->covers_as_awarded ? "as_awarded"
                                                      : std::to_string(terms->covers.numerator) + "/" +
                                                            std::to_string(terms->covers.denominator);
  return JsonObject()
      .add("covers", covers)
      .add("uses", terms->uses)
      .add("valid_months", terms->valid_months)
      .raw("valid_until", day_json(terms->valid_until))
      .add("grace_days", terms->grace_days)
      .text();
}

std::string sources_json(const Policy& policy) {
  std::vector<std::string> sources;
  for (const auto& source : policy.sources) {
    sources.push_back(
        JsonObject().add("id", source.id).raw("title", json_of(source.title)).add("url", source.url).text());
  }
  return json_array(sources);
}

std::string money(cel::Decimal amount) {
  std::string text = cel::format(amount);
  const auto point = text.find('.');
  if (point == std::string::npos) return text + ".00";
  while (text.size() - point < 3) text += '0';
  return text;
}

std::string parts_json(const policy::Assessment& assessment) {
  std::vector<std::string> parts;
  for (const auto& part : assessment.parts) {
    parts.push_back(JsonObject()
                        .add("id", part.id)
                        .add("applies", part.applies)
                        .add("asked", money(part.asked))
                        .add("base", money(part.base))
                        .add("row", part.row)
                        .add("rate", part.rate)
                        .add("amount", money(part.amount))
                        .text());
  }
  return json_array(parts);
}

std::string limits_json(const Policy& policy, const policy::Assessment& assessment) {
  std::vector<std::string> limits;
  for (const auto& limit : assessment.limits) {
    const RuleText text = rule_text(policy, limit.id);
    limits.push_back(JsonObject()
                         .add("id", limit.id)
                         .add("applies", limit.applies)
                         .add("limit", money(limit.limit))
                         .add("counted", money(limit.counted))
                         .add("before", money(limit.before))
                         .add("after", money(limit.after))
                         .add("refuses", limit.refuses)
                         .add("article", text.article)
                         .raw("reason", json_of(text.reason))
                         .text());
  }
  return json_array(limits);
}

std::string node_json(const yaml::Node& node) {
  switch (node.kind) {
    case yaml::Node::Kind::null:
      return "null";
    case yaml::Node::Kind::scalar:
      return json_text(node.text);
    case yaml::Node::Kind::list: {
      std::vector<std::string> items;
      for (const auto& item : node.items) items.push_back(node_json(item));
      return json_array(items);
    }
    case yaml::Node::Kind::map: {
      JsonObject object;
      for (std::size_t i = 0; i < node.items.size(); ++i) object.raw(node.names[i], node_json(node.items[i]));
      return object.text();
    }
  }
  return "null";
}

// An instalment or a rule of taking back: its id, its article, when it holds and why.
template <class Later>
JsonObject later_json(const Later& later) {
  JsonObject object;
  object.add("id", later.id)
      .add("article", later.origin.article)
      .add("when", later.when.source)
      .raw("reason", json_of(later.reason));
  return object;
}

}  // namespace

std::string json_of(const policy::Text& text) { return json_text_pair(text.en, text.zh); }

RuleText rule_text(const Policy& policy, std::string_view id) {
  for (const auto& rule : policy.eligibility) {
    if (rule.id == id) return {rule.origin.article, rule.reason};
  }
  for (const auto& cap : policy.caps) {
    if (cap.id == id) return {cap.origin.article, cap.reason};
  }
  for (const auto& part : policy.parts) {
    for (const auto& cap : part.caps) {
      if (cap.id == id) return {cap.origin.article, cap.reason};
    }
  }
  for (const auto& rule : policy.stacking) {
    if (rule.id == id) return {rule.origin.article, rule.reason};
  }
  return {};
}

std::string policy_terms_json(const Policy& policy, std::string_view key, const Hash256& document) {
  std::vector<std::string> facts;
  for (const auto& fact : policy.facts) facts.push_back(fact_json(fact));
  std::vector<std::string> rules;
  for (const auto& rule : policy.eligibility) rules.push_back(rule_json(rule));
  std::vector<std::string> rates;
  std::vector<std::string> caps;
  for (const auto& part : policy.parts) {
    for (const auto& row : part.rates) rates.push_back(rate_json(row, part.id));
    for (const auto& cap : part.caps) caps.push_back(cap_json(cap, part.id));
  }
  for (const auto& cap : policy.caps) caps.push_back(cap_json(cap, {}));
  std::vector<std::string> instalments;
  for (const auto& each : policy.instalments)
    instalments.push_back(later_json(each).add("share", policy::format(each.share)).text());
  std::vector<std::string> reclaim;
  for (const auto& each : policy.reclaim)
    reclaim.push_back(later_json(each).add("takes", each.takes_all ? "all" : "unused").text());
  std::vector<std::string> obligations;
  for (const auto& obligation : policy.obligations) obligations.push_back(json_of(obligation.text));
  return JsonObject()
      .raw("policy", key.empty() ? "null" : json_text(key))
      .add("version", policy.version)
      .add("document", to_hex(document))
      .raw("name", json_of(policy.name))
      .raw("issuer", json_of(policy.issuer))
      .raw("summary", json_of(policy.summary))
      .add("gives", policy.gives == policy::Gives::voucher ? "voucher" : "grant")
      .add("unit", name(policy.unit))
      .raw("currency", currency_json(policy))
      .add("redemption", name(policy.redemption))
      .add("from", policy.from)
      .raw("until", day_json(policy.until))
      .raw("sources", sources_json(policy))
      .raw("facts", json_array(facts))
      .raw("rules", json_array(rules))
      .raw("rates", json_array(rates))
      .raw("caps", json_array(caps))
      .raw("voucher", voucher_json(policy.voucher))
      .raw("obligations", json_array(obligations))
      .raw("instalments", json_array(instalments))
      .raw("reclaim", json_array(reclaim))
      .text();
}

std::string assessment_json(const policy::CompiledPolicy& compiled, const policy::ApplicationFacts& facts,
                            const policy::Assessment& assessment) {
  const Policy& policy = compiled.policy;
  std::vector<std::string> rules;
  for (const auto& rule : assessment.rules) {
    const RuleText text = rule_text(policy, rule.id);
    rules.push_back(JsonObject()
                        .add("id", rule.id)
                        .add("outcome", policy::name(rule.outcome))
                        .add("article", text.article)
                        .raw("reason", json_of(text.reason))
                        .text());
  }
  return JsonObject()
      .add("programme", policy.id)
      .add("version", policy.version)
      .add("decision", policy::name(assessment.decision))
      .add("amount", money(assessment.amount))
      .add("unit", name(policy.unit))
      .raw("currency", currency_json(policy))
      .raw("rules", json_array(rules))
      .raw("parts", parts_json(assessment))
      .raw("limits", limits_json(policy, assessment))
      .add("refused_by", assessment.refused_by)
      .add("limited_by", assessment.limited_by)
      .add("missing", assessment.missing)
      .add("pool", assessment.pool)
      .add("lane", assessment.lane)
      .add("invalid", assessment.invalid.text())
      .raw("explained", json_text_pair(policy::explain(compiled, facts, assessment, Language::english),
                                       policy::explain(compiled, facts, assessment, Language::chinese)))
      .text();
}

std::string problems_json(const std::vector<policy::Problem>& problems) {
  std::vector<std::string> items;
  for (const auto& problem : problems) {
    items.push_back(JsonObject()
                        .add("code", scrip::name(problem.code))
                        .add("line", problem.place.line)
                        .add("column", problem.place.column)
                        .add("field", problem.field)
                        .add("message", problem.message.text(Language::english))
                        .add("message_zh", problem.message.text(Language::chinese))
                        .add("hint", problem.hint.text(Language::english))
                        .add("hint_zh", problem.hint.text(Language::chinese))
                        .text());
  }
  return json_array(items);
}

Result<std::string> facts_text(const Body& body) {
  (void)SCRIP_TRY(body.object("facts"));
  std::string text;
  for (const char* field : {"facts", "contract", "project", "other_support"}) {
    if (!body.has(field)) continue;
    text += std::string(field) + ": " + SCRIP_TRY(body.raw(field)) + "\n";
  }
  if (text.size() > facts_bytes_max) return fail(ErrorCode::too_large, say("facts of more than 256 KiB"), "facts");
  return text;
}

std::string facts_json(const yaml::Node& document) {
  JsonObject object;
  for (std::size_t i = 0; i < document.items.size(); ++i) {
    if (document.names[i] != "salt") object.raw(document.names[i], node_json(document.items[i]));
  }
  return object.text();
}

}  // namespace scrip::service
