#pragma once
// The section `purchase` of a programme file: what a claim of a purchase is checked against.

#include "policy/file/reader.h"

namespace scrip::policy {

void load_purchase(Reader& root, Policy& policy);

}  // namespace scrip::policy
