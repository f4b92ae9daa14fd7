#pragma once
// Finding one offer, for one who waits.

#include <functional>
#include <map>
#include <optional>
#include <utility>

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

// The offer that ends first (then the least own share, the least price, the first site) of those that `accept` takes;
// none if it takes none. Each site is looked at for the earliest start on each chip model. Cost: the places asked for,
// times the changes of what is free there.
[[nodiscard]] std::optional<Offer> soonest_offer(const State& state, const Asked& asked, FreeDevices& free,
                                                 const std::function<bool(const Offer&)>& accept);

}  // namespace scrip::engine
