#pragma once
// Correcting usage: what the content that a conflict stands against was charged.

#include <optional>
#include <string>

#include "engine/commands.h"
#include "engine/state.h"
#include "ports/store.h"
#include "runtime/journal.h"

namespace scrip::runtime {

// The refund that makes room for a conflict's later content, under the key "correction:<id>"; none where the earlier
// content cost nothing. Everything is durable on return. Errors: suspense_not_found, value_invalid (no conflict),
// entry_corrupt, those of the store. Cost: reads the job's entries.
[[nodiscard]] Result<std::optional<engine::RefundCharge>> correction_of(Journal& journal, ports::Store& store,
                                                                        SuspenseId id, const std::string& because);

}  // namespace scrip::runtime
