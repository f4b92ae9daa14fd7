// Any text as a programme file, with cases behind a form feed: loaded, compiled, assessed and explained. Nothing of it
// may crash or take long.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "policy/assess.h"
#include "policy/explain.h"
#include "policy/file/cases.h"
#include "policy/file/load.h"

namespace {

using namespace scrip::policy;  // NOLINT: a program, not a header

void decide(const CompiledPolicy& compiled, const ApplicationFacts& application) {
  const Assessment assessment = assess(compiled, application);
  SCRIP_CHECK(assessment.decision == Decision::award || assessment.amount.is_zero());
  SCRIP_CHECK((assessment.decision == Decision::refuse) <= !assessment.refused_by.empty());
  SCRIP_CHECK((assessment.decision == Decision::invalid) == !assessment.invalid.empty());
  for (const auto language : {scrip::Language::english, scrip::Language::chinese}) {
    SCRIP_CHECK(!explain(compiled, application, assessment, language).empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find('\f'), size);
  Loaded loaded = load_policy(std::string(input.substr(0, end)));
  if (!loaded.problems.empty()) return 0;
  const auto compiled = compile(std::move(loaded.policy));
  if (!compiled) {
    SCRIP_CHECK(!compiled.error().empty());
    return 0;
  }
  ApplicationFacts nothing{.applied_on = compiled->policy.from};
  decide(*compiled, nothing);
  if (end == size) return 0;
  const LoadedCases cases = load_cases(std::string(input.substr(end + 1)), compiled->policy);
  for (const auto& each : cases.cases) {
    decide(*compiled, each.application);
    static_cast<void>(differences(compiled->policy, each.expected, assess(*compiled, each.application)));
  }
  if (!cases.problems.empty()) return 0;
  for (const auto& round : cases.rounds) static_cast<void>(differences(compiled->policy, round));
  return 0;
}
