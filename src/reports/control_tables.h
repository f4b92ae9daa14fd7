#pragma once
// Stakes and what follows from them, as tables.

#include "control/control.h"
#include "engine/state.h"
#include "reports/table.h"

namespace scrip::reports {

// All stakes, or those that the party holds and that are held in it. Order: by number.
[[nodiscard]] Table stakes_table(const engine::State& state, std::optional<PartyId> party);
// The next three of no party, which holds nothing and is held by nobody, have no rows.

// Who controls it on that day, each with its proof. In the order of controllers_of().
[[nodiscard]] Table controllers_table(const engine::State& state, std::optional<PartyId> company, Day day,
                                      const control::Rule& rule);
// Who is affiliated with it on that day, and why.
[[nodiscard]] Table affiliates_table(const engine::State& state, std::optional<PartyId> party, Day day,
                                     const control::Rule& rule);
// Whose it is in the end on that day: exact fractions, and percent rounded half away from zero to six decimals. The
// last rows are its own part and what is not known. Errors: limit_reached.
[[nodiscard]] Result<Table> look_through_table(const engine::State& state, std::optional<PartyId> organisation,
                                               Day day);

// "beta <- li 20% + alpha 31% = 51%; gamma <- beta 60%", the same in every language. Votes that a company has in
// itself, which are not cast, stand behind its name: "gamma (own 20%) <- ...".
[[nodiscard]] std::string proof_in_signs(const control::Stakes& stakes, const control::Control& control);

// The party of a registered organisation or of a key that holds stakes. Errors: party_not_found.
[[nodiscard]] Result<PartyId> party_called(const engine::State& state, std::string_view key);

}  // namespace scrip::reports
