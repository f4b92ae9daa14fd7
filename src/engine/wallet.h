#pragma once
// The terms on which a voucher covers usage, as pure questions.

#include "engine/state.h"

namespace scrip::engine {

// What is to be covered: where, on what, for what, when.
struct UseOf {
  SiteId site = no_id<SiteId>;
  ResourceId resource = no_id<ResourceId>;
  registry::Use use = registry::Use::unspecified;
  Day day{};
};

// Why a voucher does not cover a use; `none` if it does.
enum class NotCovered : std::uint8_t {
  none = 0,
  not_valid_then,
  use_excluded,
  site_excluded,
  resource_excluded,
  other_unit,
  site_not_accredited  // and nothing else is in the way
};

[[nodiscard]] NotCovered why_not_covered(const State& state, const programme::Voucher& terms, const UseOf& use);
[[nodiscard]] std::string_view name(NotCovered reason);

// What the voucher's caps per month and year still allow for usage on a day.
[[nodiscard]] Amount room_under_period_caps(const VoucherState& voucher, Day day);

// A stretch of a bill, with the quantity that belongs to it.
struct Stretch {
  Amount from;
  Amount until;
  Amount quantity;
};

// What a voucher with this much room takes off the front of the stretch, which is shortened by it.
[[nodiscard]] Allocation absorb(const programme::Voucher& terms, Stretch& stretch, Amount room);

[[nodiscard]] inline bool has_period_caps(const programme::Voucher& terms) {
  return !terms.cap_month.is_zero() || !terms.cap_year.is_zero();
}

}  // namespace scrip::engine
