#pragma once
// What the state keeps of vendors, chip models, their figures and origin, and of the targets of domestic compute.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "registry/chip.h"
#include "registry/origin.h"

namespace scrip::engine {

// By this day, this share of the compute used is to come from chips that pass the test.
struct TargetStep {
  registry::OriginTest test{};
  Day by{};
  Share share;
  std::string source;

  friend bool operator==(const TargetStep&, const TargetStep&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("test", self.test);
    visit("by", self.by);
    visit("share", self.share);
    visit("source", self.source);
  }
};

struct ChipState {
  std::vector<registry::Vendor> vendors;
  std::map<ResourceId, registry::ChipModel> models;
  std::vector<registry::ChipFigure> figures;
  registry::OriginBook origins;
  std::vector<TargetStep> targets;  // ascending by test and day

  // None if there is no such.
  [[nodiscard]] const registry::Vendor* find_vendor(std::string_view key) const;
  [[nodiscard]] const registry::ChipModel* find_model(ResourceId resource) const;
  [[nodiscard]] std::span<const TargetStep> path(registry::OriginTest test) const;
  [[nodiscard]] const TargetStep* find_step(registry::OriginTest test, Day by) const;

  static void fields(auto& self, auto&& visit) {
    visit("vendors", self.vendors);
    visit("models", self.models);
    visit("figures", self.figures);
    visit("origins", self.origins);
    visit("targets", self.targets);
  }
};

}  // namespace scrip::engine
