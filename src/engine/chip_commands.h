#pragma once
// What is asked for about vendors, chip models, their figures and origin, and the share of domestic compute.

#include <optional>
#include <string>
#include <vector>

#include "base/amount.h"
#include "registry/chip.h"
#include "registry/origin.h"

namespace scrip::engine {

// Vendors, chip models and figures. All or none.
//
// A model that is not a resource yet becomes one, an accelerator. What is there already changes nothing; a vendor's
// organisation and a model's note may be given later or anew, nothing else of them.
struct RecordChips {
  struct StatedVendor {
    std::string key, name;
    std::string jurisdiction;  // empty: not said
    std::string organisation;  // empty: none linked, or the one that is
  };
  struct StatedModel {
    std::string key;   // a resource's key or alias, or that of a new one
    std::string name;  // of a new one
    std::string vendor;
    std::vector<std::string> aliases;
    std::string note;
  };
  struct StatedFigure {
    std::string model;  // a resource's key or alias
    registry::ChipQuantity quantity{};
    registry::FigureBound bound = registry::FigureBound::exactly;
    std::int64_t value = 0;  // thousandths
    registry::FigureBasis basis = registry::FigureBasis::nominal;
    registry::FigureGrade grade = registry::FigureGrade::d;
    std::string source, dated, note;
  };
  std::vector<StatedVendor> vendors;
  std::vector<StatedModel> models;
  std::vector<StatedFigure> figures;
};
struct WithdrawFigure {  // recorded by mistake
  FigureId figure = no_id<FigureId>;
  std::string reason;
};

struct RecordOrigin {
  std::string resource;
  registry::OriginTest test{};
  bool passes = false;
  Day from{};
  std::string source;
  Hash256 evidence;  // zero: none
  registry::OriginBasis basis = registry::OriginBasis::stated;
};

// One step of the path to a share of domestic compute, by a day; without a share the step of that day is taken away.
struct SetDomesticTarget {
  registry::OriginTest test{};
  Day by{};
  std::optional<Share> share;
  std::string source;
};

// What the test ownership_control asks from a day on; the same day again replaces what was set for it.
struct SetControlTest {
  Day from{};
  std::string jurisdiction;
  Share votes{500'000};
  Share foreign_at_most{1'000'000};
  std::string source;
};

}  // namespace scrip::engine
