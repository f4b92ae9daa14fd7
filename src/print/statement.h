#pragma once
// A statement of a closed month as a document: what is owed to the operator, by whom, for which jobs.

#include "base/result.h"
#include "engine/state.h"
#include "print/document.h"

namespace scrip::print {

// Errors: statement_not_found.
[[nodiscard]] Result<Document> statement_document(const engine::State& state, StatementId id, Language language);

}  // namespace scrip::print
