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

// What the test ownership_control asks of a chip's maker from a day on, where the maker's stakes are recorded. The
// answer is worked out from the stakes of the day that is asked about (engine/origin.h).
struct ControlTest {
  Day from{};
  std::string jurisdiction;  // whose: ISO 3166-1 alpha-2; a part of it ("CN-BJ") counts as well
  Share votes;               // more than this part of the votes is control: 50 % and more, below 100 %
  Share foreign_at_most;     // of the maker's capital, looked through to the last holders; 100 %: not asked
  std::string source;

  friend bool operator==(const ControlTest&, const ControlTest&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("from", self.from);
    visit("jurisdiction", self.jurisdiction);
    visit("votes", self.votes);
    visit("foreign_at_most", self.foreign_at_most);
    visit("source", self.source);
  }
};

struct ChipState {
  std::vector<registry::Vendor> vendors;
  std::map<ResourceId, registry::ChipModel> models;
  std::vector<registry::ChipFigure> figures;
  registry::OriginBook origins;
  std::vector<TargetStep> targets;  // ascending by test and day
  std::vector<ControlTest> control_tests;  // ascending by first day

  // None if there is no such.
  [[nodiscard]] const registry::Vendor* find_vendor(std::string_view key) const;
  [[nodiscard]] const registry::ChipModel* find_model(ResourceId resource) const;
  [[nodiscard]] std::span<const TargetStep> path(registry::OriginTest test) const;
  [[nodiscard]] const TargetStep* find_step(registry::OriginTest test, Day by) const;
  [[nodiscard]] const ControlTest* control_test(Day day) const;  // the one that holds on the day

  static void fields(auto& self, auto&& visit) {
    visit("vendors", self.vendors);
    visit("models", self.models);
    visit("figures", self.figures);
    visit("origins", self.origins);
    visit("targets", self.targets);
    visit("control_tests", self.control_tests);
  }
};

}  // namespace scrip::engine
