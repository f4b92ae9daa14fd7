#pragma once
// One maker under one name, however it is written: so that no card becomes two by it.

#include <string>
#include <string_view>

#include "engine/state.h"

namespace scrip::engine {

// The maker of a card as devices are told apart by it (registry::vendor_key). `chip`: its model; nullptr: not said.
// A model whose maker is recorded says whose its cards are, whatever is written beside it. Otherwise the key or the
// name of a registered vendor, in whatever case, is that vendor; anything else is as it is written. Errors:
// missing_field (neither says it), too_large.
[[nodiscard]] Result<std::string> maker_key(const State& state, const registry::Resource* chip,
                                            std::string_view written);

}  // namespace scrip::engine
