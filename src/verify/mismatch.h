#pragma once
// The error of everything that does not come out as the journal says.

#include <string>
#include <utility>

#include "base/result.h"

namespace scrip::verify {

[[nodiscard]] inline std::unexpected<Error> mismatch(std::string detail) {
  return fail(ErrorCode::replay_mismatch, std::move(detail));
}

}  // namespace scrip::verify
