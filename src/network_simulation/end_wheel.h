#pragma once
// When running jobs end: a timing wheel of three rings of 2,048 slots (2^33 seconds altogether). An end lies in the
// ring of the highest digit in which it differs from now, so that it moves down at most twice before it is due; the
// rings fit the first-level cache. Source: Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987,
// scheme 7.

#include <array>
#include <cstdint>
#include <vector>

#include "network_simulation/bit_tree.h"

namespace scrip::network_simulation {

// A job that runs. Its number in the pool is given back when it ends.
struct Running {
  std::uint32_t job = 0;
  std::uint32_t server = 0;  // the first that it holds
  std::uint32_t end_s = 0;
  std::uint16_t site = 0;
  bool cut = false;  // its site closed: the end means nothing any more
  std::uint32_t next = 0;            // in its slot, or of the free numbers
  std::uint32_t next_at_site = 0;    // of those at the same site, where the run keeps these lists
  std::uint32_t before_at_site = 0;
};

class EndWheel {
 public:
  static constexpr std::uint32_t none = ~std::uint32_t{0};

  EndWheel() {
    for (auto& ring : rings_) {
      ring.occupied = BitTree(slots);
      ring.head.fill(none);
    }
  }

  [[nodiscard]] Running& operator[](std::uint32_t number) { return pool_[number]; }
  [[nodiscard]] const Running& operator[](std::uint32_t number) const { return pool_[number]; }

  // Adds one that ends after now. Gives its number.
  std::uint32_t add(const Running& running) {
    std::uint32_t number = free_;
    if (number == none) {
      number = static_cast<std::uint32_t>(pool_.size());
      pool_.push_back(running);
    } else {
      free_ = pool_[number].next;
      pool_[number] = running;
    }
    insert(number);
    return number;
  }

  // When the next one ends; none if nothing runs.
  [[nodiscard]] std::uint32_t next_end() const {
    for (const auto& ring : rings_) {
      // The first occupied slot of the lowest ring has the earliest end.
      if (const std::uint32_t slot = ring.occupied.first(); slot != BitTree::none) return ring.earliest[slot];
    }
    return none;
  }

  // Moves on to an instant at or before next_end(), and calls `ended(number)` for those that end now, in no order that
  // means anything. The numbers are free after the call.
  template <class Ended>
  void advance(std::uint32_t now_s, const Ended& ended) {
    const std::uint32_t changed = now_ ^ now_s;
    now_ = now_s;
    for (std::uint32_t ring = rings - 1; ring > 0; --ring) {
      if ((changed >> (bits * ring)) != 0) move_down(ring);
    }
    Ring& ring = rings_[0];
    const std::uint32_t slot = now_s % slots;
    std::uint32_t number = ring.head[slot];
    if (number == none) return;
    ring.head[slot] = none;
    ring.occupied.clear(slot);
    while (number != none) {
      const std::uint32_t next = pool_[number].next;
      ended(number);
      pool_[number].next = free_;
      free_ = number;
      number = next;
    }
  }

 private:
  static constexpr std::uint32_t bits = 11;
  static constexpr std::uint32_t slots = 1u << bits;
  static constexpr std::uint32_t rings = 3;

  struct Ring {
    BitTree occupied;
    std::array<std::uint32_t, slots> head{};
    std::array<std::uint32_t, slots> earliest{};  // of an occupied slot
  };

  void insert(std::uint32_t number) {
    Running& running = pool_[number];
    const std::uint32_t differs = running.end_s ^ now_;
    const std::uint32_t level = differs < slots ? 0 : differs < slots * slots ? 1 : 2;
    Ring& ring = rings_[level];
    const std::uint32_t slot = (running.end_s >> (bits * level)) % slots;
    if (ring.head[slot] == none) {
      ring.occupied.set(slot);
      ring.earliest[slot] = running.end_s;
    } else if (running.end_s < ring.earliest[slot]) {
      ring.earliest[slot] = running.end_s;
    }
    running.next = ring.head[slot];
    ring.head[slot] = number;
  }

  // What lies in the slot that now has come to belongs to lower rings.
  void move_down(std::uint32_t level) {
    Ring& ring = rings_[level];
    const std::uint32_t slot = (now_ >> (bits * level)) % slots;
    std::uint32_t number = ring.head[slot];
    if (number == none) return;
    ring.head[slot] = none;
    ring.occupied.clear(slot);
    while (number != none) {
      const std::uint32_t next = pool_[number].next;
      insert(number);
      number = next;
    }
  }

  std::vector<Running> pool_;
  std::array<Ring, rings> rings_;
  std::uint32_t free_ = none;
  std::uint32_t now_ = 0;
};

}  // namespace scrip::network_simulation
