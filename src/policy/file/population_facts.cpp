#include "policy/file/population_facts.h"

#include <algorithm>

#include "policy/texts.h"

namespace scrip::policy {

const Fact* find_fact(std::span<const Policy* const> policies, std::string_view id) {
  for (const Policy* policy : policies) {
    const auto found = std::ranges::find(policy->facts, id, &Fact::id);
    if (found != policy->facts.end()) return &*found;
  }
  return nullptr;
}

Message no_such_fact(std::span<const Policy* const> policies, std::string_view id,
                     std::vector<std::string_view> others) {
  for (const Policy* policy : policies) {
    for (const Fact& fact : policy->facts) others.push_back(fact.id);
  }
  std::ranges::sort(others);
  others.erase(std::unique(others.begin(), others.end()), others.end());
  return joined(say("no programme asks a fact of this name"), suggestion_or_all(id, others));
}

std::unexpected<Error> placed(Error error, std::string_view field, std::uint64_t line) {
  error.field = field;
  error.line = line;
  return std::unexpected(std::move(error));
}

}  // namespace scrip::policy
