#pragma once
// The signatures of the built-in functions in each dialect.

#include <string_view>
#include <vector>

#include "base/containers.h"
#include "cel/environment.h"
#include "cel/function.h"

namespace scrip::cel {

using Library = TextMap<std::vector<Overload>>;

// By name. Made once for each dialect and then never changed.
[[nodiscard]] const Library& library(Dialect dialect);

}  // namespace scrip::cel
