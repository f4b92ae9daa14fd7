#pragma once
// The facts that tables and distributions of a population name.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "base/result.h"
#include "policy/policy.h"

namespace scrip::policy {

// As the first policy that has it declares it; null: none has.
[[nodiscard]] const Fact* find_fact(std::span<const Policy* const> policies, std::string_view id);

// "no programme asks a fact of this name; did you mean 'staff'?"; `others` could have been meant, too.
[[nodiscard]] Message no_such_fact(std::span<const Policy* const> policies, std::string_view id,
                                   std::vector<std::string_view> others);

// The error with where it is.
[[nodiscard]] std::unexpected<Error> placed(Error error, std::string_view field, std::uint64_t line);

}  // namespace scrip::policy
