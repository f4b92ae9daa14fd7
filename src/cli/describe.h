#pragma once
// One line for people on what happened.

#include <string>

#include "base/result.h"
#include "engine/events.h"

namespace scrip::cli {

// `state` holds the event already.
[[nodiscard]] std::string describe(const engine::Event& event, const engine::State& state, Language language);

}  // namespace scrip::cli
