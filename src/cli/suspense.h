#pragma once
// What is done with records in suspense.

#include <cstdint>
#include <string>
#include <vector>

#include "cli/context.h"

namespace scrip::cli {

struct Retried {
  std::uint64_t tried = 0;
  std::uint64_t charged = 0;
};

// Tries records again, site by site and in batches. Durable on return. Errors: suspense_not_found.
[[nodiscard]] Result<Retried> retry(Context& context, const std::vector<SuspenseId>& ids);

// Accepts the content of a conflict as the right one: refunds what the record's earlier content cost, under the key
// "correction:<id>", and charges the later content. Stopped in between, the same call goes on where it was.
// Errors: suspense_not_found, value_invalid (no conflict), no_price.
[[nodiscard]] Result<Retried> accept_conflict(Context& context, SuspenseId id, const std::string& because);

[[nodiscard]] Result<void> print_retried(Context& context, const Retried& retried);

}  // namespace scrip::cli
