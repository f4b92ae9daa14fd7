#include "engine/vendor_names.h"

#include <set>

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

std::vector<std::string> names_of_maker(const State& state, std::string_view maker) {
  std::set<std::string> names{std::string(maker)};
  for (const auto& vendor : state.chips.vendors) {
    const auto key = registry::vendor_key(vendor.key);
    const auto name = registry::vendor_key(vendor.name.empty() ? vendor.key : vendor.name);
    if (key && name && (*key == maker || *name == maker)) names.insert({*key, *name});
  }
  return {names.begin(), names.end()};
}

}  // namespace scrip::engine
