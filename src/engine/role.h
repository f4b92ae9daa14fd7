#pragma once
// Roles: who holds which, for what. Who may give them is for rights.h and the shell to say.

#include "engine/commands.h"
#include "engine/request.h"

namespace scrip::engine {

// Again, for a role that the person holds: no event. Errors: missing_field, too_large, value_invalid (the role does not
// go with such a scope), the not-found codes of what it is for, four_eyes (a person gives themselves a role),
// limit_reached.
[[nodiscard]] Result<Events> judge(const State& state, const GrantRole& command, const EntryContext& context);
// For a role that the person does not hold: no event. Errors: as above, but a person may give a role back.
[[nodiscard]] Result<Events> judge(const State& state, const RevokeRole& command, const EntryContext& context);

void apply_lifecycle(State& state, const RoleGranted& event);
void apply_lifecycle(State& state, const RoleRevoked& event);

}  // namespace scrip::engine
