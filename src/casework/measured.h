#pragma once
// Measured facts: what Scrip knows of an application or award from its own records, for the facts of a programme file
// that say `measure: NAME` (policy/measures.def has the names and types). The values come from the state alone, so that
// an audit finds the same ones on the state of that time.
//
// To add a measure: a row in policy/measures.def, its value in measure() (a function of its own in a file of its own,
// where it takes more than a few lines), a line in docs/formats/programme.md and in programmes/programme.schema.json.

#include <functional>
#include <map>
#include <string>

#include "cel/value.h"
#include "engine/state.h"
#include "policy/assess.h"
#include "policy/policy.h"

namespace scrip::casework {

// What is measured, and for which day: only what lies before that day's end counts.
struct MeasuredOf {
  ApplicationId application = no_id<ApplicationId>;
  AwardId award = no_id<AwardId>;  // none: there is no award yet
  Day on{};
};

// By measure. What cannot be known (yet) is missing(): a condition that needs it ends with fact_missing.
using Measured = std::map<std::string, cel::Value, std::less<>>;

// Every measure. Cost: one pass over the capacity declared and the jobs of the company's own sites.
[[nodiscard]] Measured measure(const engine::State& state, const MeasuredOf& of);

// Sets the facts that the policy has measured; others stay as they are.
void set_measured(const policy::Policy& policy, const Measured& measured, policy::ApplicationFacts& facts);

}  // namespace scrip::casework
