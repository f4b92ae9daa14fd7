#include "network_simulation/site_choice.h"

#include <algorithm>
#include <array>
#include <bit>
#include <tuple>

namespace scrip::network_simulation {
namespace {

constexpr std::uint64_t millionths = 1'000'000;

// The order of the placement; of equal sites the first of the file.
auto key_of(const Site& site, Placement placement) {
  const std::int64_t price = site.price.micro_units;
  switch (placement) {
    case Placement::cheapest:
      return std::tuple<std::int64_t, std::int64_t>{0, price};
    case Placement::soonest:
      return std::tuple<std::int64_t, std::int64_t>{-std::int64_t{site.speed}, price};
    case Placement::domestic_first:
      return std::tuple<std::int64_t, std::int64_t>{site.domestic ? 0 : 1, price};
    case Placement::vouchers_first:
      return std::tuple<std::int64_t, std::int64_t>{site.vouchers ? 0 : 1, price};
    case Placement::listed:
    case Placement::home_first:
    case Placement::least_loaded:
      break;
  }
  return std::tuple<std::int64_t, std::int64_t>{0, 0};
}

}  // namespace

SiteChoice::SiteChoice(const Network& network, Placement placement)
    : placement_(placement), needs_(network.sites.size()) {
  for (const Site& site : network.sites) devices_.push_back(site.devices());
  for (std::uint32_t need = 0; need < network.needs.size(); ++need) {
    trees_.push_back(make_tree(network, need));
    for (const std::uint32_t site : trees_.back().sites) needs_[site].push_back(need);
  }
}

SiteChoice::Tree SiteChoice::make_tree(const Network& network, std::uint32_t need) const {
  Tree tree;
  for (std::uint32_t site = 0; site < network.sites.size(); ++site) {
    if (network.serves(need, site)) tree.sites.push_back(site);
  }
  std::ranges::stable_sort(tree.sites, std::less<>{},
                           [&](std::uint32_t site) { return key_of(network.sites[site], placement_); });
  tree.place_of.assign(network.sites.size(), none);
  for (std::uint32_t place = 0; place < tree.sites.size(); ++place) tree.place_of[tree.sites[place]] = place;
  tree.leaves = std::bit_ceil(std::max<std::uint32_t>(1, static_cast<std::uint32_t>(tree.sites.size())));
  tree.room.assign(std::size_t{2} * tree.leaves, 0);
  if (placement_ == Placement::least_loaded) tree.load.assign(std::size_t{2} * tree.leaves, none);
  return tree;
}

void SiteChoice::update(std::uint32_t site, std::uint32_t room, std::uint32_t used) {
  const bool by_load = placement_ == Placement::least_loaded;
  const auto load = by_load ? static_cast<std::uint32_t>(used * millionths / devices_[site]) : 0;
  for (const std::uint32_t need : needs_[site]) {
    Tree& tree = trees_[need];
    std::uint32_t at = tree.leaves + tree.place_of[site];
    tree.room[at] = room;
    if (by_load) tree.load[at] = load;
    while (at > 1) {
      at /= 2;
      const std::uint32_t most = std::max(tree.room[2 * at], tree.room[2 * at + 1]);
      bool same = tree.room[at] == most;
      tree.room[at] = most;
      if (by_load) {
        const std::uint32_t least = std::min(tree.load[2 * at], tree.load[2 * at + 1]);
        same = same && tree.load[at] == least;
        tree.load[at] = least;
      }
      if (same) break;
    }
  }
}

// The first place from `from` on with the room.
std::uint32_t SiteChoice::next_with_room(const Tree& tree, std::uint32_t devices, std::uint32_t from) {
  if (from >= tree.leaves) return none;
  std::uint32_t at = tree.leaves + from;
  while (tree.room[at] < devices) {
    while (at % 2 == 1) at /= 2;  // up, as long as it is a right branch
    if (at == 0) return none;
    ++at;
  }
  while (at < tree.leaves) at = tree.room[2 * at] >= devices ? 2 * at : 2 * at + 1;
  return at - tree.leaves;
}

// Passes over branches without room, and over those that cannot be better than the best so far.
template <class May>
std::uint32_t SiteChoice::least_loaded(const Tree& tree, std::uint32_t devices, const May& may) {
  std::array<std::uint32_t, 64> stack;
  std::size_t depth = 0;
  stack[depth++] = 1;
  std::uint32_t best = none;
  std::uint32_t best_load = none;
  while (depth > 0) {
    const std::uint32_t at = stack[--depth];
    if (tree.room[at] < devices || tree.load[at] > best_load) continue;
    const auto below = std::bit_width(tree.leaves) - std::bit_width(at);
    if (tree.load[at] == best_load && (at << below) - tree.leaves > best) continue;  // of equal ones the first
    if (at >= tree.leaves) {
      if (!may(tree.sites[at - tree.leaves])) continue;
      best = at - tree.leaves;
      best_load = tree.load[at];
      continue;
    }
    // The branch with the lesser load first, so that the other is mostly passed over.
    const bool right_first = tree.load[2 * at + 1] < tree.load[2 * at];
    stack[depth++] = right_first ? 2 * at : 2 * at + 1;
    stack[depth++] = right_first ? 2 * at + 1 : 2 * at;
  }
  return best;
}

std::uint32_t SiteChoice::find(std::uint32_t need, std::uint32_t devices) const {
  const Tree& tree = trees_[need];
  const std::uint32_t place = placement_ == Placement::least_loaded
                                  ? least_loaded(tree, devices, [](std::uint32_t) { return true; })
                                  : next_with_room(tree, devices, 0);
  return place == none ? none : tree.sites[place];
}

std::uint32_t SiteChoice::find(std::uint32_t need, std::uint32_t devices, const Allowed& allowed) const {
  const Tree& tree = trees_[need];
  if (placement_ == Placement::least_loaded) {
    const std::uint32_t place = least_loaded(tree, devices, allowed);
    return place == none ? none : tree.sites[place];
  }
  for (std::uint32_t place = next_with_room(tree, devices, 0); place != none;
       place = next_with_room(tree, devices, place + 1)) {
    if (allowed(tree.sites[place])) return tree.sites[place];
  }
  return none;
}

}  // namespace scrip::network_simulation
