#pragma once
// Whether a chip model passes a test of domestic origin on a day: by what is recorded of it, or, for ownership_control,
// by the stakes in its maker. docs/self-reliance.md, "Who controls the maker", has the rule.

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "engine/state.h"

namespace scrip::engine {

struct OriginAnswer {
  std::optional<bool> passes;  // none: unknown
  registry::OriginBasis basis = registry::OriginBasis::stated;
  std::string source;  // of the record; or which stakes the answer follows from; empty where it is unknown
  std::vector<StakeId> stakes;  // that a computed answer rests on

  friend bool operator==(const OriginAnswer&, const OriginAnswer&) = default;
};

// What is computed comes before what is recorded. Nothing is computed where no control test holds on the day, the
// model's vendor has no party of its own, nobody is recorded to hold anything of it on the day, or the stakes leave the
// answer open: then the record that holds on the day is the answer, and without one it is unknown.
// Cost: for ownership_control all stakes above the maker; else the records of the model.
[[nodiscard]] OriginAnswer origin_on(const State& state, ResourceId resource, registry::OriginTest test, Day day);

// The same for many days: what is computed is computed once for each vendor between two days on which a stake in any
// party begins or ends. Borrows the state, which may not change meanwhile.
class OriginAnswers {
 public:
  explicit OriginAnswers(const State& state) : state_(state) {}
  [[nodiscard]] std::optional<bool> passes(ResourceId resource, registry::OriginTest test, Day day);

 private:
  const std::vector<Day>& changes();

  const State& state_;
  std::optional<std::vector<Day>> changes_;  // ascending
  std::map<std::tuple<VendorId, std::size_t>, std::optional<bool>> computed_;
};

}  // namespace scrip::engine
