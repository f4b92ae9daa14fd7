#pragma once
// Programmes' rules and what they decide, as the API shows them; and facts as the API takes them.

#include <string>

#include "policy/assess.h"
#include "policy/compile.h"
#include "service/call.h"
#include "yaml/node.h"

namespace scrip::service {

[[nodiscard]] std::string json_of(const policy::Text& text);
// "PolicyTerms". `key` is empty for a file that was not published.
[[nodiscard]] std::string policy_terms_json(const policy::Policy& policy, std::string_view key,
                                            const Hash256& document);
// "AssessmentResult".
[[nodiscard]] std::string assessment_json(const policy::CompiledPolicy& compiled, const policy::ApplicationFacts& facts,
                                          const policy::Assessment& assessment);
[[nodiscard]] std::string problems_json(const std::vector<policy::Problem>& problems);

// Where a rule, cap or rate of this id comes from, and its reason.
struct RuleText {
  std::string article;
  policy::Text reason;
};
[[nodiscard]] RuleText rule_text(const policy::Policy& policy, std::string_view id);

// A facts document of the fields `facts`, `contract`, `project`, `other_support` of a request: one line of YAML each,
// for JSON is YAML. Errors: missing_field, value_invalid.
[[nodiscard]] Result<std::string> facts_text(const Body& body);
// The other way: the document's fields as JSON, without its salt. Every scalar is a text.
[[nodiscard]] std::string facts_json(const yaml::Node& document);

}  // namespace scrip::service
