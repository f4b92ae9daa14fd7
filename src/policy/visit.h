#pragma once
// Every expression of a policy, with the name of its field.

#include <string>

#include "policy/policy.h"

namespace scrip::policy {

// Calls visit(expression, field) for each expression that decides an assessment; empty ones too.
// `P` is Policy or const Policy.
template <class P, class Visit>
void for_each_expression(P& policy, const Visit& visit) {
  for (auto& fact : policy.facts) visit(fact.needed_when, "facts[" + fact.id + "].needed_when");
  for (auto& rule : policy.eligibility) {
    visit(rule.when, "eligibility[" + rule.id + "].when");
    visit(rule.require, "eligibility[" + rule.id + "].require");
  }
  const auto visit_caps = [&](auto& caps, const std::string& path) {
    for (auto& cap : caps) {
      visit(cap.at_most, path + "[" + cap.id + "].at_most");
      visit(cap.except_when, path + "[" + cap.id + "].except_when");
    }
  };
  for (auto& part : policy.parts) {
    const std::string path = part.id.empty() ? "award" : "award.parts[" + part.id + "]";
    visit(part.when, path + ".when");
    visit(part.base, path + ".base.is");
    visit(part.size.at_least, path + ".size.at_least");
    visit(part.size.at_most, path + ".size.at_most");
    for (auto& row : part.rates) {
      visit(row.when, path + ".rate[" + row.id + "].when");
      visit(row.rate, path + ".rate[" + row.id + "].rate");
      visit(row.between_low, path + ".rate[" + row.id + "].between");
      visit(row.between_high, path + ".rate[" + row.id + "].between");
    }
    visit_caps(part.caps, path + ".caps");
  }
  visit_caps(policy.caps, "award.caps");
  for (auto& rule : policy.stacking) {
    visit(rule.with, "stacking[" + rule.id + "].with");
    visit(rule.together_at_most, "stacking[" + rule.id + "].together_at_most");
  }
  for (auto& pool : policy.pools) visit(pool.when, "budget[" + pool.id + "].when");
  for (auto& lane : policy.selection.lanes) visit(lane.when, "selection.lanes[" + lane.id + "].when");
}

}  // namespace scrip::policy
