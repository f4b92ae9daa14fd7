#pragma once
// The sections of a programme file that say how much is given.

#include "policy/file/reader.h"

namespace scrip::policy {

void load_award(Reader& root, Policy& policy);  // award, stacking

}  // namespace scrip::policy
