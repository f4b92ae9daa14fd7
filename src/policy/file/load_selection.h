#pragma once
// The sections of a programme file that say who is chosen when money is short, and on which terms an award is given.

#include "policy/file/reader.h"

namespace scrip::policy {

void load_selection(Reader& root, Policy& policy);
void load_terms(Reader& root, Policy& policy);  // voucher, instalments, reclaim, obligations

}  // namespace scrip::policy
