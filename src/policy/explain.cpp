#include "policy/explain.h"

#include <algorithm>

namespace scrip::policy {
namespace {

class Explainer {
 public:
  Explainer(const CompiledPolicy& compiled, const ApplicationFacts& application, const Assessment& assessment,
            Language language)
      : compiled_(compiled),
        policy_(compiled.policy),
        application_(application),
        assessment_(assessment),
        language_(language) {}

  std::string run() {
    line(in(policy_.name) + say(", version ", "，版本 ") + policy_.version);
    line(say("Applied on ", "申请日期 ") + format_day(application_.applied_on));
    line(verdict());
    if (!assessment_.rules.empty()) heading(say("Eligibility", "申请条件"));
    for (std::size_t i = 0; i < assessment_.rules.size(); ++i) rule(i);
    if (!assessment_.parts.empty() && assessment_.decision != Decision::invalid) {
      heading(say("Award", "支持金额"));
      for (std::size_t i = 0; i < assessment_.parts.size(); ++i) part(i);
      for (const auto& limit : assessment_.limits) this->limit(limit);
      if (assessment_.decision == Decision::award) {
        line("  = " + format_unit(policy_, assessment_.amount) + "  " + rounding());
      }
    }
    terms();
    return std::move(text_);
  }

 private:
  std::string say(std::string_view english, std::string_view chinese) const {
    return std::string(language_ == Language::english ? english : chinese);
  }
  const std::string& in(const Text& text) const { return language_ == Language::english ? text.en : text.zh; }
  void line(const std::string& text) { text_ += text + "\n"; }
  void heading(const std::string& text) { text_ += "\n" + text + "\n"; }
  static std::string joined(const std::vector<std::string>& ids) {
    std::string text;
    for (const auto& id : ids) text += (text.empty() ? "" : ", ") + id;
    return text;
  }

  std::string verdict() const {
    switch (assessment_.decision) {
      case Decision::award:
        return say("Decision: award of ", "结论：予以支持 ") + format_unit(policy_, assessment_.amount);
      case Decision::refuse:
        return say("Decision: refuse, because of ", "结论：不予支持，原因：") + joined(assessment_.refused_by);
      case Decision::incomplete:
        return say("Decision: incomplete, these facts are missing: ", "结论：材料不全，缺少：") +
               joined(assessment_.missing);
      case Decision::invalid:
        return say("Decision: invalid: ", "结论：无法审核：") + assessment_.invalid.text(language_);
    }
    return {};
  }

  static std::string_view mark(Outcome outcome) {
    switch (outcome) {
      case Outcome::met:
        return "  + ";
      case Outcome::not_met:
        return "  x ";
      case Outcome::not_applicable:
        return "  - ";
      case Outcome::incomplete:
        return "  ? ";
    }
    return "    ";
  }

  void rule(std::size_t i) {
    const EligibilityRule& rule = policy_.eligibility[i];
    const Outcome outcome = assessment_.rules[i].outcome;
    std::string text = std::string(mark(outcome)) + rule.id + ": ";
    switch (outcome) {
      case Outcome::met:
        text += say("met", "符合");
        break;
      case Outcome::not_met:
        text += say("not met", "不符合");
        break;
      case Outcome::not_applicable:
        text += say("does not apply", "不适用");
        break;
      case Outcome::incomplete:
        text += say("facts are missing", "缺少事实");
        break;
    }
    line(text + "  " + describe(policy_, rule.origin, language_));
    line("      " + in(rule.reason));
    line("      " + values(compiled_.eligibility[i].require));
  }

  // The facts and parameters that an expression looked at: "founded_on = 2024-05-01".
  std::string values(const cel::Program& program) const {
    std::string text;
    for (const std::uint32_t slot : program.slots_used()) {
      const std::string value = value_of(slot);
      if (value.empty()) continue;
      text += (text.empty() ? "" : "; ") + value;
    }
    return text.empty() ? program.checked().ast.source : text;
  }

  std::string value_of(std::uint32_t slot) const {
    if (slot < policy_.facts.size()) {
      const Fact& fact = policy_.facts[slot];
      const bool given = slot < application_.facts.size() && !application_.facts[slot].is(cel::Kind::missing);
      return fact.id + " = " + (given ? value_text(application_.facts[slot]) : say("not given", "未提供"));
    }
    if (slot == compiled_.slots.applied_on) return "applied_on = " + format_day(application_.applied_on);
    const std::uint32_t parameter = slot - compiled_.slots.parameters;
    if (parameter >= policy_.parameters.size()) return {};
    const Literal* value = parameter_value(compiled_, application_, parameter);
    const Parameter& asked = policy_.parameters[parameter];
    std::string text = asked.id + " = ";
    text += value == nullptr ? say("no value on that day", "当日无取值") : value_text(value->value());
    // What was published needs no words here; what was assumed must not look published.
    if (!asked.origin.assumption.empty()) text += " " + describe(policy_, asked.origin, language_);
    return text;
  }

  std::string value_text(const cel::Value& value) const {
    if (value.is(cel::Kind::boolean)) return value.as_bool() ? say("yes", "是") : say("no", "否");
    return cel::format(value);
  }

  void part(std::size_t i) {
    const Part& part = policy_.parts[i];
    const PartResult& result = assessment_.parts[i];
    if (!result.id.empty()) line("  " + result.id + (result.applies ? "" : say(": does not apply", "：不适用")));
    if (!result.applies) return;
    line("  " + say("base ", "基数 ") + format_unit(policy_, result.base) + "  " +
         describe(policy_, part.base_origin, language_));
    const std::string facts = values(compiled_.parts[i].base);
    const bool one_fact = facts.starts_with(part.base.source + " = ");
    line("      " + (one_fact ? facts : part.base.source + "; " + facts));
    if (result.base != result.asked) {
      line("      " + say("cut to the largest size from ", "超过规模上限，核减前为 ") +
           format_unit(policy_, result.asked));
    }
    if (result.rate.empty()) return;
    const auto row =
        std::find_if(part.rates.begin(), part.rates.end(), [&](const RateRow& each) { return each.id == result.row; });
    if (row == part.rates.end()) return;
    line("  x " + result.rate + "  " + row->id + "  " + describe(policy_, row->origin, language_));
    if (!row->reason.empty()) line("      " + in(row->reason));
    line("  = " + format_unit(policy_, result.amount));
  }

  struct Limit {
    const Origin* origin = nullptr;
    const Text* reason = nullptr;
    CapCounts counts = CapCounts::amount;
    bool ban = false;
    bool cap = true;
  };

  Limit find_limit(const std::string& id) const {
    for (const auto& cap : policy_.caps) {
      if (cap.id == id) return {&cap.origin, &cap.reason, cap.counts};
    }
    for (const auto& part : policy_.parts) {
      for (const auto& cap : part.caps) {
        if (cap.id == id) return {&cap.origin, &cap.reason, cap.counts};
      }
    }
    for (const auto& rule : policy_.stacking) {
      if (rule.id == id) return {&rule.origin, &rule.reason, CapCounts::amount, rule.ban, false};
    }
    return {};
  }

  void limit(const LimitResult& result) {
    const Limit what = find_limit(result.id);
    if (what.origin == nullptr) return;
    std::string text = std::string(result.refuses                 ? "  x "
                                   : result.after < result.before ? "  < "
                                                                  : "  + ") +
                       result.id;
    if (!result.applies) {
      line("  - " + result.id + say(": does not apply", "：不适用"));
      return;
    }
    if (!what.ban) {
      const auto number = [&](cel::Decimal value) {
        return what.counts == CapCounts::amount ? format_unit(policy_, value) : cel::format(value);
      };
      text += say(": at most ", "：上限 ") + number(result.limit);
      if (result.counted.units != 0) {
        text += (what.cap ? say(", counted already ", "，已计 ") : say(", from elsewhere ", "，其他支持 ")) +
                number(result.counted);
      }
    }
    if (!result.refuses && result.after < result.before) {
      text += say("; cut to ", "；核减为 ") + format_unit(policy_, result.after);
    }
    line(text + "  " + describe(policy_, *what.origin, language_));
    if (result.refuses || result.after < result.before) line("      " + in(*what.reason));
  }

  std::string rounding() const {
    const std::string step = cel::format(policy_.rounding_to);
    switch (policy_.rounding) {
      case Rounding::down:
        return say("rounded down to ", "向下取整至 ") + step;
      case Rounding::up:
        return say("rounded up to ", "向上取整至 ") + step;
      case Rounding::half_up:
      case Rounding::half_even:
        return say("rounded to ", "四舍五入至 ") + step;
    }
    return {};
  }

  void terms() {
    if (assessment_.decision != Decision::award) return;
    if (!assessment_.pool.empty()) line(say("  paid from pool ", "  资金来源 ") + assessment_.pool);
    if (!assessment_.lane.empty()) {
      const auto& lanes = policy_.selection.lanes;
      const auto lane =
          std::find_if(lanes.begin(), lanes.end(), [&](const Lane& each) { return each.id == assessment_.lane; });
      if (lane != lanes.end()) line(say("  decided by ", "  审批 ") + in(lane->decided_by));
    }
    if (policy_.obligations.empty()) return;
    heading(say("The holder promises", "获支持单位承诺"));
    for (const auto& obligation : policy_.obligations) {
      line("  " + in(obligation.text) + "  " + describe(policy_, obligation.origin, language_));
    }
  }

  const CompiledPolicy& compiled_;
  const Policy& policy_;
  const ApplicationFacts& application_;
  const Assessment& assessment_;
  Language language_;
  std::string text_;
};

}  // namespace

std::string describe(const Policy& policy, const Origin& origin, Language language) {
  const bool english = language == Language::english;
  if (origin.source.empty()) {
    if (origin.assumption.empty()) return {};
    return (english ? "(assumption: " : "（设定：") + (english ? origin.assumption.en : origin.assumption.zh) +
           (english ? ")" : "）");
  }
  const auto source = std::find_if(policy.sources.begin(), policy.sources.end(),
                                   [&](const Source& each) { return each.id == origin.source; });
  const std::string title = source == policy.sources.end() ? origin.source
                            : english                      ? source->title.en
                                                           : source->title.zh;
  if (origin.article.empty()) return english ? "(" + title + ")" : "（" + title + "）";
  return english ? "(" + title + ", article " + origin.article + ")" : "（" + title + "，第" + origin.article + "条）";
}

std::string explain(const CompiledPolicy& compiled, const ApplicationFacts& application, const Assessment& assessment,
                    Language language) {
  return Explainer(compiled, application, assessment, language).run();
}

}  // namespace scrip::policy
