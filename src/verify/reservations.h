#pragma once
// Quotes and reservations from first principles: nothing was promised twice, and each price is what the rate cards say.
// It shares no code with the engine's finding of offers.

#include "base/result.h"
#include "engine/state.h"

namespace scrip::verify {

// Checks of a whole state that
//  - at no instant is more taken at a site, of a chip model, than the site had declared for programmes;
//  - each reservation is as one offer of its quote says, was made while that held, and has a hold that stands as long
//  as
//    it does;
//  - each offer's price is the sum over the prices of its window, and what vouchers and company pay of it is that.
// Errors: replay_mismatch, naming the reservation or quote. Cost: by the price changes within all windows.
[[nodiscard]] Result<void> check_reservations(const engine::State& state);

}  // namespace scrip::verify
