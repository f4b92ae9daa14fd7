#pragma once
// The measures of purchase claims: what the register and the meter know of an application's claims and their cards.

#include "casework/measured.h"

namespace scrip::casework {

// The days before and with `on` that claim_utilisation is of.
inline constexpr std::int32_t utilisation_days = 180;

// Sets the measures whose names begin with claim_. Of the sums, claims count that are checked or accepted; of the
// cards, those of accepted claims. Where there is none, nothing is known: missing, not zero.
void measure_claims(const engine::State& state, const MeasuredOf& of, Measured& measured);

}  // namespace scrip::casework
