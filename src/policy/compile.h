#pragma once
// A programme's rules made ready to decide: every expression parsed, checked and compiled.

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "cel/environment.h"
#include "cel/program.h"
#include "policy/policy.h"

namespace scrip::policy {

// Where an expression finds its values. Facts come first in the order of the file, then parameters.
struct Slots {
  std::uint32_t parameters = 0;
  std::uint32_t applied_on = 0;
  std::uint32_t base = 0;    // in rates, caps and stacking
  std::uint32_t amount = 0;  // in caps: what the award is so far
  std::uint32_t other = 0;   // in stacking, in place of `amount`: level, kind, programme, amount
  std::uint32_t count = 0;
};

struct CompiledRule {
  std::optional<cel::Program> when;
  cel::Program require;
};

struct CompiledRow {
  std::optional<cel::Program> when;
  std::optional<cel::Program> rate;           // none: one of the next two
  std::optional<Ratio> ratio;                 // a share as it was written, exact
  std::optional<std::uint32_t> parameter;     // subscript of the parameter whose share it is, exact
  std::optional<cel::Program> low;
  std::optional<cel::Program> high;
};

struct CompiledCap {
  cel::Program at_most;
  std::optional<cel::Program> except_when;
};

struct CompiledPart {
  std::optional<cel::Program> when;
  cel::Program base;
  std::optional<cel::Program> at_least;
  std::optional<cel::Program> at_most;
  std::vector<CompiledRow> rates;
  std::vector<CompiledCap> caps;
};

struct CompiledStacking {
  cel::Program with;
  std::optional<cel::Program> together_at_most;
  std::optional<Ratio> share_of_base;  // where a share was written
  bool is_share = false;               // the expression gives a share of the base, not an amount
};

struct CompiledPolicy {
  Policy policy;
  Slots slots;
  std::vector<std::optional<cel::Program>> needed_when;  // by fact
  std::vector<bool> asked_now;  // by fact: an assessment needs it, not only what comes later
  std::vector<std::optional<std::uint32_t>> by;  // by parameter: the date fact that picks its value
  std::vector<CompiledRule> eligibility;
  std::vector<CompiledPart> parts;
  std::vector<CompiledCap> caps;
  std::vector<CompiledStacking> stacking;
  std::vector<std::optional<cel::Program>> pools;  // by pool: when
  std::vector<std::optional<cel::Program>> lanes;
  std::vector<cel::Program> instalments;
  std::vector<cel::Program> reclaim;

  [[nodiscard]] std::optional<std::uint32_t> fact(std::string_view id) const;
};

// Compiles a policy that was loaded without a problem, or says everything that is wrong with it.
[[nodiscard]] std::expected<CompiledPolicy, std::vector<Problem>> compile(Policy policy);

// The type that a fact or a parameter has in expressions.
[[nodiscard]] cel::Type type_of(const Fact& fact);
[[nodiscard]] cel::Type type_of(const Parameter& parameter);

}  // namespace scrip::policy
