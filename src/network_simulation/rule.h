#pragma once
// How jobs are placed: one rule of several that a run compares.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace scrip::network_simulation {

// Where a job may run.
enum class Scope : std::uint8_t {
  alone,    // at its home only: clusters that do not know each other
  network,  // at any site whose chips it can use
};

// Who comes first of those that wait.
enum class Order : std::uint8_t {
  first_come,
  priority,    // the lower number, then first come
  fair_share,  // the organisation that has had the fewest device-seconds so far; of two: the lower index
  deadline,    // the earliest due; jobs without deadline last
  lottery,     // the lowest ticket: ticket(seed, number of the job)
};

// What the others do while the first one does not fit. Jobs wait for each other where they would run on the same chips:
// at the same home if clusters are alone, with the same need in a network.
enum class Queue : std::uint8_t {
  strict,  // wait as well
  first_fit,  // start if they fit
  backfill,  // start if they fit and do not delay the first: it has a reservation at the site that can take it soonest
};

// Which of the sites that have room.
enum class Placement : std::uint8_t {
  listed,  // the first of the file
  home_first,  // its home, else as listed
  cheapest,  // the lowest price
  soonest,  // where it ends first: the fastest chips, then the lowest price
  domestic_first,  // domestic chips, then the lowest price
  vouchers_first,  // where vouchers pay, then the lowest price
  least_loaded,  // the smallest part of its devices in use, in millionths
};

struct Rule {
  Scope scope = Scope::network;
  Order order = Order::first_come;
  Queue queue = Queue::first_fit;
  Placement placement = Placement::listed;
  std::uint64_t seed = 0;  // of the lottery
  friend bool operator==(const Rule&, const Rule&) = default;
};

[[nodiscard]] std::string_view name(Scope scope);
[[nodiscard]] std::string_view name(Order order);
[[nodiscard]] std::string_view name(Queue queue);
[[nodiscard]] std::string_view name(Placement placement);

// Reads words joined by +, in any order, at most one of each kind: "alone+strict", "network+cheapest+backfill". What is
// not said is network, first-come, first-fit and listed. Errors: value_invalid, duplicate_key.
[[nodiscard]] Result<Rule> parse_rule(std::string_view text);
// "alone+first-come+strict", "network+fair-share+backfill+cheapest": every word, without the placement of clusters
// alone.
[[nodiscard]] std::string format(const Rule& rule);

// A lot that anyone can draw again: the output of SplitMix64 for the state seed + (job + 1) x 0x9e3779b97f4a7c15.
[[nodiscard]] std::uint64_t ticket(std::uint64_t seed, std::uint32_t job);

}  // namespace scrip::network_simulation
