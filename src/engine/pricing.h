#pragma once
// Cuts records at midnights and price changes, and finds the slot of each piece.

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/state.h"
#include "engine/usage.h"

namespace scrip::engine {

// A piece of a record: which slot, and how much.
struct PricedPiece {
  std::uint32_t slot = 0;
  Amount quantity;
};

// Finds slots for the records of one site. Remembers the last stretch of each resource, because consecutive records
// almost always fall into the same day and tariff period.
class Pricer {
 public:
  // Slots are added to `slots`.
  Pricer(const State& state, SiteId site, std::vector<UsageBlock::Slot>& slots)
      : state_(state), site_(site), slots_(slots) {}

  // The pieces of a record, in order of time; empty if a part of it has no price. Valid until the next call.
  [[nodiscard]] std::span<const PricedPiece> pieces(ResourceId resource, const UsageRecord& record);

  // A slot for records in suspense.
  [[nodiscard]] std::uint32_t suspense_slot(metering::SuspenseReason reason, ResourceId resource,
                                            std::string_view resource_text);

 private:
  struct Stretch {
    std::int64_t from_ms = 0;
    std::int64_t until_ms = 0;  // empty until first used
    std::uint32_t slot = 0;
  };

  [[nodiscard]] std::optional<Stretch> stretch_at(ResourceId resource, Instant at);
  [[nodiscard]] std::uint32_t slot_for(const UsageBlock::Slot& wanted);
  [[nodiscard]] Day day_at(Instant at);

  const State& state_;
  SiteId site_;
  std::vector<UsageBlock::Slot>& slots_;
  std::vector<Stretch> last_;  // by resource
  Day day_{};
  std::int64_t day_from_ms_ = 0;
  std::int64_t day_until_ms_ = 0;
  std::vector<PricedPiece> pieces_;
};

}  // namespace scrip::engine
