#include "registry/capacity.h"

#include <array>

#include "registry/texts.h"

namespace scrip::registry {
namespace {

constexpr std::array<std::string_view, 3> use_names{"programmes", "own_use", "maintenance"};

}  // namespace

std::string_view name(CapacityUse use) { return use_names[static_cast<std::size_t>(use)]; }

Result<CapacityUse> parse_capacity_use(std::string_view text) {
  for (std::size_t i = 0; i < use_names.size(); ++i) {
    if (use_names[i] == text) return static_cast<CapacityUse>(i);
  }
  return fail(ErrorCode::value_invalid, say("'{0}'; a use is programmes, own_use or maintenance", text));
}

}  // namespace scrip::registry
