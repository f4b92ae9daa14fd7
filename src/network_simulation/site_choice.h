#pragma once
// Which site a job goes to: for each need its sites in the order of the placement, under a tree that knows the most
// room (and the least load) below each branch, so that hundreds of sites are passed over in a few steps.

#include <cstdint>
#include <functional>
#include <vector>

#include "network_simulation/network.h"
#include "network_simulation/rule.h"

namespace scrip::network_simulation {

class SiteChoice {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  // Whether a job may go to a site that has room.
  using Allowed = std::function<bool(std::uint32_t site)>;

  SiteChoice(const Network& network, Placement placement);

  // What the site can take now, and how many of its devices are in use.
  void update(std::uint32_t site, std::uint32_t room, std::uint32_t used);

  // The site to take, or none. With the placement home_first the home is for the caller to try.
  [[nodiscard]] std::uint32_t find(std::uint32_t need, std::uint32_t devices) const;
  // The same of those allowed. Cost: a step for each site that has room and is not allowed.
  [[nodiscard]] std::uint32_t find(std::uint32_t need, std::uint32_t devices, const Allowed& allowed) const;

  // The most room of any of its sites.
  [[nodiscard]] std::uint32_t most_room(std::uint32_t need) const { return trees_[need].room[1]; }
  // The sites whose chips the need can use, in the order of the placement.
  [[nodiscard]] const std::vector<std::uint32_t>& sites_of(std::uint32_t need) const { return trees_[need].sites; }
  // Where the site is among them; it serves the need.
  [[nodiscard]] std::uint32_t place_of(std::uint32_t need, std::uint32_t site) const {
    return trees_[need].place_of[site];
  }
  // The needs that the site serves.
  [[nodiscard]] const std::vector<std::uint32_t>& needs_of(std::uint32_t site) const { return needs_[site]; }

 private:
  struct Tree {
    std::vector<std::uint32_t> sites;  // by their place in the order
    std::vector<std::uint32_t> place_of;  // by site; none where it does not serve the need
    std::uint32_t leaves = 1;  // a power of two
    std::vector<std::uint32_t> room;  // the root at 1, the leaves from `leaves` on: the most below
    std::vector<std::uint32_t> load;  // the same: the least; only for least_loaded
  };

  [[nodiscard]] static std::uint32_t next_with_room(const Tree& tree, std::uint32_t devices, std::uint32_t from);
  template <class May>
  [[nodiscard]] static std::uint32_t least_loaded(const Tree& tree, std::uint32_t devices, const May& may);
  [[nodiscard]] Tree make_tree(const Network& network, std::uint32_t need) const;

  Placement placement_;
  std::vector<Tree> trees_;  // by need
  std::vector<std::vector<std::uint32_t>> needs_;  // by site
  std::vector<std::uint32_t> devices_;  // by site
};

}  // namespace scrip::network_simulation
