#pragma once
// An entry of the journal as "scrip journal show" prints it.

#include <string>

#include "codec/entry.h"

namespace scrip::cli {

// One line of JSON; with `records`, each usage record of a block too.
[[nodiscard]] std::string json_entry(const codec::Entry& entry, bool records);

}  // namespace scrip::cli
