#pragma once
// The key of a refund that was given none.

#include <string>

#include "base/bytes.h"

namespace scrip::cli {

struct RefundTerms {
  std::string site, job, amount, reason;
};

// The same refund asked for twice has the same key, so it is made once.
[[nodiscard]] std::string refund_key(const RefundTerms& terms, const Hash256& evidence);

}  // namespace scrip::cli
