#pragma once
// Applications and what waits for whom, as the API shows them.

#include <string>
#include <vector>

#include "service/service.h"

namespace scrip::service {

// "Decision"; null where there is none.
[[nodiscard]] std::string decision_json(const programme::Decision& decision);

// What the caller may do with an application as it stands: names of steps, such as "submit".
[[nodiscard]] std::vector<std::string> actions_of(Service& service, const Call& call,
                                                  const engine::ApplicationState& application);

// The ETag of an application: it changes with everything that happens to it.
[[nodiscard]] std::string etag_of(const engine::State& state, const engine::ApplicationState& application);

}  // namespace scrip::service
