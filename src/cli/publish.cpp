#include "cli/publish.h"

#include "cli/programme_files.h"
#include "policy/assess.h"
#include "policy/file/cases.h"

namespace scrip::cli {

Result<void> check_cases(Context& context, const std::string& folder, const policy::CompiledPolicy& compiled) {
  const auto examples = SCRIP_TRY(load_cases(context, folder, compiled.policy));
  for (const auto& each : examples.cases) {
    const auto wrong = policy::differences(compiled.policy, each.expected, policy::assess(compiled, each.application));
    if (!wrong.empty()) return fail(ErrorCode::case_failed, wrong.front(), each.name, each.place.line);
  }
  for (const auto& each : examples.rounds) {
    const auto wrong = policy::differences(compiled.policy, each);
    if (!wrong.empty()) return fail(ErrorCode::case_failed, wrong.front(), each.name, each.place.line);
  }
  return {};
}

programme::RedemptionMode mode_of(policy::Redemption redemption) {
  switch (redemption) {
    case policy::Redemption::deduct:
      return programme::RedemptionMode::deduct;
    case policy::Redemption::reimburse:
      return programme::RedemptionMode::reimburse;
    case policy::Redemption::reserve:
      return programme::RedemptionMode::reserve;
    case policy::Redemption::in_kind:
      return programme::RedemptionMode::in_kind;
  }
  return programme::RedemptionMode::deduct;
}

}  // namespace scrip::cli
