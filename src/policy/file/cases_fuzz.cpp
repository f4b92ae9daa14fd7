// Any text as the cases of a programme that has a fact of every type: read, decided and compared.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "base/check.h"
#include "policy/assess.h"
#include "policy/file/cases.h"
#include "policy/file/load.h"

namespace {

using namespace scrip::policy;  // NOLINT: a program, not a header

constexpr const char* programme = R"yaml(scrip: programme 1
id: fuzz
version: "1"
name: {en: a, zh: b}
issuer: {en: a, zh: b}
sources: {n: {title: {en: a, zh: b}, url: u}}
period: {from: 2020-01-01}
unit: CNY
rounding: {to: 0.01, mode: half_even}
parameters:
  share: {values: [{from: 2020-01-01, value: 1/3}, {from: 2026-01-01, value: 40%}], source: n}
  most: {value: 100 CNY, source: n}
facts:
  spend: {type: money, ask: {en: a, zh: b}}
  euros: {type: money EUR, optional: yes, ask: {en: a, zh: b}}
  kind: {type: choice, choices: {one: {en: a, zh: b}, two: {en: a, zh: b}}, ask: {en: a, zh: b}}
  fields: {type: choices, choices: {one: {en: a, zh: b}, two: {en: a, zh: b}}, ask: {en: a, zh: b}}
  months: {type: count, ask: {en: a, zh: b}}
  hours: {type: hours, ask: {en: a, zh: b}}
  factor: {type: number, needed_when: kind == "one", ask: {en: a, zh: b}}
  part: {type: share, ask: {en: a, zh: b}}
  title: {type: text, ask: {en: a, zh: b}}
  titles: {type: texts, ask: {en: a, zh: b}}
  signed: {type: date, ask: {en: a, zh: b}}
  local: {type: yes_no, ask: {en: a, zh: b}}
eligibility:
  - {id: some, require: 'local || "one" in fields || title.startsWith("x") || size(titles) > 1', source: n, reason: {en: a, zh: b}}
  - {id: young, when: has(factor), require: 'years_between(signed, applied_on) < months', source: n, reason: {en: a, zh: b}}
award:
  base: {is: spend + cny(1) * hours, source: n}
  rate:
    - {id: one, when: kind == "one", rate: factor / part, between: [10%, 300%], source: n}
    - {id: two, otherwise: yes, rate: share, source: n}
  caps:
    - {id: all, at_most: 'has(euros) && euros > eur(5) ? most * 2 : most', per: applicant, within: {rolling_years: 1}, source: n, reason: {en: a, zh: b}}
    - {id: count, awards_at_most: 2, per: contract, within: programme, source: n, reason: {en: a, zh: b}}
stacking:
  - {id: other, with: other.level == "city" && other.amount > cny(1), on: applicant, together_at_most: 60%, source: n, reason: {en: a, zh: b}}
selection:
  score:
    criteria: [{id: fit, weight: 25%, label: {en: a, zh: b}, source: n}, {id: cost, weight: 75%, label: {en: a, zh: b}, source: n}]
    source: n
  when_short: {method: by_score, ties: lottery, source: n}
)yaml";

CompiledPolicy compiled_programme() {
  Loaded loaded = load_policy(programme);
  SCRIP_CHECK(loaded.problems.empty());
  auto compiled = compile(std::move(loaded.policy));
  SCRIP_CHECK(compiled.has_value());
  return std::move(*compiled);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const CompiledPolicy compiled = compiled_programme();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const LoadedCases loaded = load_cases(text, compiled.policy);
  for (const auto& each : loaded.cases) {
    const Assessment assessment = assess(compiled, each.application);
    SCRIP_CHECK(assessment.decision == Decision::award || assessment.amount.is_zero());
    // An award stays within every cap and ceiling that it met.
    for (const auto& limit : assessment.limits) {
      if (assessment.decision == Decision::award && limit.applies) SCRIP_CHECK(limit.after <= limit.before);
    }
    static_cast<void>(differences(compiled.policy, each.expected, assessment));
  }
  if (loaded.problems.empty()) {
    for (const auto& round : loaded.rounds) static_cast<void>(differences(compiled.policy, round));
  }
  static_cast<void>(load_facts(text, compiled.policy));
  return 0;
}
