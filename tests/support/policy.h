#pragma once
// Small programmes for tests of rules: each test writes only the lines it is about.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/test_support.h"
#include "policy/assess.h"
#include "policy/compile.h"
#include "policy/file/cases.h"
#include "policy/file/load.h"

namespace scrip::testing {

inline constexpr std::string_view why = "source: notice, reason: {en: so it says, zh: 依据}";

// A programme that gives its base, `spend`, in full. Every field is written on one line, so that lines can be found.
class ProgrammeText {
 public:
  ProgrammeText& unit(std::string unit) { return set(unit_, std::move(unit)); }
  ProgrammeText& period(std::string period) { return set(period_, std::move(period)); }
  ProgrammeText& rounding(std::string rounding) { return set(rounding_, std::move(rounding)); }
  ProgrammeText& base(std::string base) { return set(base_, std::move(base)); }
  ProgrammeText& size(const std::string& size) { return set(size_, "  size: {" + size + ", source: notice}\n"); }
  ProgrammeText& precedence(const std::string& which) { return set(precedence_, "  precedence: " + which + "\n"); }

  ProgrammeText& fact(const std::string& id, const std::string& type, const std::string& more = {}) {
    return add(facts_, id + ": {type: " + type + ", ask: {en: ask, zh: 问}" + (more.empty() ? "" : ", " + more) + "}");
  }
  ProgrammeText& parameter(const std::string& id, const std::string& what) {
    return add(parameters_, id + ": {" + what + ", source: notice}");
  }
  ProgrammeText& rule(const std::string& id, const std::string& what) { return item(eligibility_, id, what); }
  ProgrammeText& row(const std::string& id, const std::string& what) { return item(rows_, id, what); }
  ProgrammeText& cap(const std::string& id, const std::string& what) { return item(caps_, id, what); }
  ProgrammeText& stacking(const std::string& id, const std::string& what) { return item(stacking_, id, what); }
  // Whole sections, from the first column.
  ProgrammeText& also(const std::string& text) { return set(more_, more_ + text + "\n"); }
  // In place of base, size, rate and caps.
  ProgrammeText& award(std::string award) { return set(award_, std::move(award)); }

  [[nodiscard]] std::string text() const {
    std::string text =
        "scrip: programme 1\n"
        "id: test\n"
        "version: \"1\"\n"
        "name: {en: Test, zh: 测试}\n"
        "issuer: {en: City, zh: 市}\n"
        "sources: {notice: {title: {en: Notice, zh: 通知}, url: example.org}}\n"
        "period: " +
        period_ + "\nunit: " + unit_ + "\nrounding: " + rounding_ + "\n" + section("parameters", parameters_) +
        section("facts", facts_) + section("eligibility", eligibility_) + "award:\n";
    text += award_.empty() ? "  base: {is: \"" + base_ + "\", source: notice}\n" + size_ + precedence_ +
                                 section("  rate", rows_) + section("  caps", caps_)
                           : award_;
    return text + section("stacking", stacking_) + more_;
  }

 private:
  ProgrammeText& set(std::string& field, std::string value) {
    field = std::move(value);
    return *this;
  }
  ProgrammeText& add(std::string& section, const std::string& line) {
    return set(section, section + "    " + line + "\n");
  }
  ProgrammeText& item(std::string& section, const std::string& id, const std::string& what) {
    return add(section, "- {id: " + id + ", " + what + ", " + std::string(why) + "}");
  }
  static std::string section(const std::string& name, const std::string& lines) {
    return lines.empty() ? std::string{} : name + ":\n" + lines;
  }

  std::string unit_ = "CNY";
  std::string period_ = "{from: 2020-01-01}";
  std::string rounding_ = "{to: 0.01, mode: down}";
  std::string parameters_;
  std::string facts_ = "    spend: {type: money CNY, ask: {en: ask, zh: 问}}\n";
  std::string eligibility_;
  std::string base_ = "spend";
  std::string size_;
  std::string precedence_;
  std::string rows_;
  std::string caps_;
  std::string award_;
  std::string stacking_;
  std::string more_;
};

// What is wrong with it, as loading and then compiling say.
inline std::vector<policy::Problem> problems_of(const std::string& text) {
  auto loaded = policy::load_policy(text);
  if (!loaded.problems.empty()) return std::move(loaded.problems);
  auto compiled = policy::compile(std::move(loaded.policy));
  return compiled ? std::vector<policy::Problem>{} : std::move(compiled).error();
}

// Each is looked at in Chinese on the way: "12 unknown_field eligibility[filed].requier: 'requier' is not known here ->
// did you mean 'require'?"
inline std::string describe(const policy::Problem& problem) {
  expect_chinese(problem.message);
  expect_no_english(problem.hint);
  return std::to_string(problem.place.line) + " " + std::string(name(problem.code)) + " " + problem.field + ": " +
         with_remedy(problem.message, problem.hint).text();
}
inline std::string describe(const std::vector<policy::Problem>& problems) {
  std::string text;
  for (const auto& problem : problems) text += (text.empty() ? "" : "\n") + describe(problem);
  return text;
}

// A programme without a mistake, ready to decide.
inline policy::CompiledPolicy compiled(const std::string& text) {
  EXPECT_EQ(describe(problems_of(text)), "") << text;
  auto made = policy::compile(policy::load_policy(text).policy);
  SCRIP_CHECK(made.has_value());
  return std::move(*made);
}
inline policy::CompiledPolicy compiled(const ProgrammeText& programme) { return compiled(programme.text()); }

// Of the fields of a case ("facts: {...}, history: [...]"); the day is 2026-06-15 where none is given.
inline policy::ApplicationFacts application(const policy::CompiledPolicy& programme, const std::string& fields) {
  const std::string day = fields.contains("applied_on") ? "" : "applied_on: 2026-06-15, ";
  auto loaded =
      policy::load_cases("cases: [{case: one, " + day + fields + ", expect: {decision: award}}]", programme.policy);
  EXPECT_EQ(describe(loaded.problems), "") << fields;
  SCRIP_CHECK(!loaded.cases.empty());
  return std::move(loaded.cases.front().application);
}

inline std::string joined(const std::vector<std::string>& ids) {
  std::string text;
  for (const auto& id : ids) text += (text.empty() ? "" : " ") + id;
  return text;
}

// "award 30.5", "award 30 limited by year", "refuse registered", "incomplete spend", "invalid".
inline std::string outcome(const policy::Assessment& assessment) {
  switch (assessment.decision) {
    case policy::Decision::award:
      return "award " + cel::format(assessment.amount) +
             (assessment.limited_by.empty() ? "" : " limited by " + joined(assessment.limited_by));
    case policy::Decision::refuse:
      return "refuse " + joined(assessment.refused_by);
    case policy::Decision::incomplete:
      return "incomplete " + joined(assessment.missing);
    case policy::Decision::invalid:
      return "invalid";
  }
  return {};
}
inline std::string decide(const policy::CompiledPolicy& programme, const std::string& fields) {
  return outcome(policy::assess(programme, application(programme, fields)));
}

}  // namespace scrip::testing
