#include "engine/vendor_names.h"

#include "registry/device.h"

namespace scrip::engine {

Result<std::string> maker_key(const State& state, const registry::Resource* chip, std::string_view written) {
  if (chip != nullptr && !chip->vendor.empty()) written = chip->vendor;
  auto key = SCRIP_TRY(registry::vendor_key(written));
  for (const auto& vendor : state.chips.vendors) {
    const auto name = SCRIP_TRY(registry::vendor_key(vendor.name.empty() ? vendor.key : vendor.name));
    if (key == name || key == SCRIP_TRY(registry::vendor_key(vendor.key))) return name;
  }
  return key;
}

}  // namespace scrip::engine
