#include "policy/later.h"

#include <algorithm>

namespace scrip::policy {

Result<bool> holds(const CompiledPolicy& compiled, const ApplicationFacts& application, const cel::Program& condition) {
  const Slots& slots = compiled.slots;
  std::vector<cel::Value> values(slots.count, cel::Value::missing());
  const std::size_t facts = std::min(compiled.policy.facts.size(), application.facts.size());
  std::copy_n(application.facts.begin(), facts, values.begin());
  values[slots.applied_on] = cel::Value::date(application.applied_on);
  for (std::uint32_t i = 0; i < compiled.policy.parameters.size(); ++i) {
    const Literal* literal = parameter_value(compiled, application, i);
    if (literal != nullptr) values[slots.parameters + i] = literal->value();
  }
  return SCRIP_TRY(condition.evaluate(values)).as_bool();
}

}  // namespace scrip::policy
