#include "network_simulation/site_servers.h"

#include "base/check.h"

namespace scrip::network_simulation {

SiteServers::SiteServers(std::uint32_t servers, std::uint32_t cards)
    : cards_(cards),
      whole_(servers),
      levels_(std::uint64_t{1} << (cards - 1)),
      with_free_(cards, BitTree(servers)),
      free_(servers, static_cast<std::uint8_t>(cards)),
      next_(servers, BitTree::none) {
  for (std::uint32_t server = 0; server < servers; ++server) with_free_[cards - 1].set(server);
}

void SiteServers::set_free(std::uint32_t server, std::uint32_t cards) {
  const std::uint32_t before = free_[server];
  if (before > 0) {
    with_free_[before - 1].clear(server);
    if (with_free_[before - 1].empty()) levels_ &= ~(std::uint64_t{1} << (before - 1));
    if (before == cards_) --whole_;
  }
  if (cards > 0) {
    with_free_[cards - 1].set(server);
    levels_ |= std::uint64_t{1} << (cards - 1);
    if (cards == cards_) ++whole_;
  }
  free_[server] = static_cast<std::uint8_t>(cards);
}

std::uint32_t SiteServers::take(std::uint32_t devices) {
  SCRIP_CHECK(devices > 0 && devices <= room());
  if (devices <= cards_) {
    const std::uint64_t fitting = levels_ >> (devices - 1);
    const std::uint32_t level = devices + static_cast<std::uint32_t>(std::countr_zero(fitting));
    const std::uint32_t server = with_free_[level - 1].first();
    set_free(server, level - devices);
    return server;
  }
  std::uint32_t first = BitTree::none;
  std::uint32_t last = BitTree::none;
  for (std::uint32_t taken = 0; taken < devices; taken += cards_) {
    const std::uint32_t server = with_free_[cards_ - 1].first();
    set_free(server, 0);
    (first == BitTree::none ? first : next_[last]) = server;
    last = server;
  }
  next_[last] = BitTree::none;
  return first;
}

void SiteServers::give(std::uint32_t server, std::uint32_t devices) {
  if (devices <= cards_) {
    SCRIP_CHECK(free_[server] + devices <= cards_);
    set_free(server, free_[server] + devices);
    return;
  }
  while (server != BitTree::none) {
    SCRIP_CHECK(free_[server] == 0);
    set_free(server, cards_);
    server = next_[server];
  }
}

}  // namespace scrip::network_simulation
