#pragma once
// What the operating system says went wrong, in every language.

#include "base/message.h"

namespace scrip {

// number: as errno has it. Its own words in English where we have no Chinese.
[[nodiscard]] Message system_error(int number);

}  // namespace scrip
