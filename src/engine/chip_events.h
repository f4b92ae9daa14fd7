#pragma once
// What happened to the register of chips and to the targets of domestic compute.

#include <optional>
#include <string>
#include <vector>

#include "base/amount.h"
#include "engine/chip_state.h"
#include "registry/chip.h"
#include "registry/origin.h"

namespace scrip::engine {

struct ChipsRecorded {
  std::vector<registry::Vendor> vendors;    // new ones, and as they are now
  std::vector<registry::ChipModel> models;  // new ones, and as they are now
  std::vector<registry::ChipFigure> figures;  // new ones
  friend bool operator==(const ChipsRecorded&, const ChipsRecorded&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("vendors", self.vendors);
    visit("models", self.models);
    visit("figures", self.figures);
  }
};
struct FigureWithdrawn {
  FigureId figure = no_id<FigureId>;
  std::string reason;
  friend bool operator==(const FigureWithdrawn&, const FigureWithdrawn&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("figure", self.figure);
    visit("reason", self.reason);
  }
};
struct OriginRecorded {
  registry::OriginRecord record;
  friend bool operator==(const OriginRecorded&, const OriginRecorded&) = default;
  static void fields(auto& self, auto&& visit) { visit("record", self.record); }
};
struct DomesticTargetSet {
  registry::OriginTest test{};
  Day by{};
  std::optional<Share> share;  // none: the step is taken away
  std::string source;
  friend bool operator==(const DomesticTargetSet&, const DomesticTargetSet&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("test", self.test);
    visit("by", self.by);
    visit("share", self.share);
    visit("source", self.source);
  }
};
struct ControlTestSet {
  ControlTest test;
  friend bool operator==(const ControlTestSet&, const ControlTestSet&) = default;
  static void fields(auto& self, auto&& visit) { visit("test", self.test); }
};

}  // namespace scrip::engine
