#pragma once
// Finding one offer, for one who waits.

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engine/reservation.h"

namespace scrip::engine {

// What can be offered at each place, found when it is first asked for; takes are the caller's.
class FreeDevices {
 public:
  explicit FreeDevices(const State& state) : state_(state) {}
  [[nodiscard]] network::Availability& at(SiteId site, ResourceId resource);

 private:
  const State& state_;
  std::map<std::pair<SiteId, ResourceId>, network::Availability> places_;
};

// Why an offer is not taken, if it is not.
using Objection = std::function<std::optional<Unfit>(const Offer&)>;

struct Soonest {
  std::optional<Offer> offer;
  std::vector<Refusal> refusals;  // why there is none, place by place; limits::quote_refusals_max at most
};
// The offer that ends first (then the least own share, the least price, the first site) of those that nothing is said
// against. Each place is looked at for the earliest start; where only the own share is against it, also for the
// earliest from when another price holds. Cost: the places asked for, times the changes of what is free there.
[[nodiscard]] Soonest soonest_offer(const State& state, const Asked& asked, FreeDevices& free,
                                    const Objection& objection);

}  // namespace scrip::engine
