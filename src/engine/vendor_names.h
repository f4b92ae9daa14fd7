#pragma once
// One maker under one name, however it is written: so that no card becomes two by it.

#include <string>
#include <string_view>
#include <vector>

#include "engine/state.h"

namespace scrip::engine {

// The maker of a card as devices are told apart by it (registry::vendor_key). `chip`: its model; nullptr: not said.
// A model whose maker is recorded says whose its cards are, whatever is written beside it. Otherwise the key or the
// name of a registered vendor, in whatever case, is that vendor; anything else is as it is written. Errors:
// missing_field (neither says it), too_large.
[[nodiscard]] Result<std::string> maker_key(const State& state, const registry::Resource* chip,
                                            std::string_view written);

// Every name that the register has for a maker (as maker_key gave it), as devices are told apart by it, ascending: the
// key of its record, by which authorities that read the same files of chips agree, and its name. One that is not
// registered has the one that was written.
[[nodiscard]] std::vector<std::string> names_of_maker(const State& state, std::string_view maker);

}  // namespace scrip::engine
