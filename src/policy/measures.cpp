#include "policy/measures.h"

#include <array>
#include <utility>

namespace scrip::policy {
namespace {

constexpr std::array measures{
#define SCRIP_MEASURE(name_, type_) std::pair<std::string_view, FactType>{#name_, FactType::type_},
#include "policy/measures.def"
#undef SCRIP_MEASURE
};

}  // namespace

std::optional<FactType> type_of_measure(std::string_view name) {
  for (const auto& [known, type] : measures) {
    if (known == name) return type;
  }
  return std::nullopt;
}

std::vector<std::string_view> measure_names() {
  std::vector<std::string_view> names;
  for (const auto& [known, type] : measures) names.push_back(known);
  return names;
}

}  // namespace scrip::policy
