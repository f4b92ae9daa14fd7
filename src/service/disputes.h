#pragma once
// Who may see a statement, and with it the documents of its dispute.

#include "engine/rights.h"

namespace scrip::service {

// Whoever sees its site or its programme, a company that it pays, and who disputes it.
[[nodiscard]] bool sees_statement(const engine::State& state, const engine::Sight& sight,
                                  const engine::Statement& statement);

}  // namespace scrip::service
