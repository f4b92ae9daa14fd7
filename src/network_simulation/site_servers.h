#pragma once
// The servers of one site and the cards free in each. A job of no more cards than a server has runs in one server: of
// those with room the fullest, of several the lowest number. A larger job takes whole servers, the lowest that are
// free.

#include <cstdint>
#include <vector>

#include "network_simulation/bit_tree.h"

namespace scrip::network_simulation {

class SiteServers {
 public:
  SiteServers(std::uint32_t servers, std::uint32_t cards);

  // The largest job that finds room now: any job of so many devices, or fewer, fits. 0: everything is taken.
  [[nodiscard]] std::uint32_t room() const {
    if (whole_ > 0) return whole_ * cards_;
    return levels_ == 0 ? 0 : 64 - static_cast<std::uint32_t>(std::countl_zero(levels_));
  }

  // Takes the devices, which fit, and gives the first server they are in.
  std::uint32_t take(std::uint32_t devices);
  // Gives back what a job of so many devices took from that server on.
  void give(std::uint32_t server, std::uint32_t devices);

  [[nodiscard]] std::uint32_t cards() const { return cards_; }
  [[nodiscard]] std::uint32_t servers() const { return static_cast<std::uint32_t>(free_.size()); }
  [[nodiscard]] std::uint32_t free_cards(std::uint32_t server) const { return free_[server]; }
  [[nodiscard]] std::uint32_t whole_servers() const { return whole_; }
  // The next server of the same job; none behind the last.
  [[nodiscard]] std::uint32_t next_of_job(std::uint32_t server) const { return next_[server]; }

 private:
  void set_free(std::uint32_t server, std::uint32_t cards);

  std::uint32_t cards_;
  std::uint32_t whole_;               // servers with nothing on them
  std::uint64_t levels_ = 0;          // bit n - 1: some server has n cards free
  std::vector<BitTree> with_free_;    // [n - 1]: the servers with n cards free
  std::vector<std::uint8_t> free_;    // by server
  std::vector<std::uint32_t> next_;   // by server, of a job that holds several
};

}  // namespace scrip::network_simulation
