#include "network_simulation/gain.h"

#include <string>

#include "network_simulation/texts.h"

namespace scrip::network_simulation {
namespace {

std::string two_digits(std::uint64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// "2:00:07"
std::string clock(std::uint64_t seconds) {
  return std::to_string(seconds / 3'600) + ":" + two_digits(seconds / 60 % 60) + ":" + two_digits(seconds % 60);
}

Message change(const Compared& alone, const Compared& network) {
  const Waits& before = alone.measures.waits;
  const Waits& after = network.measures.waits;
  if (after.mean_s < before.mean_s) {
    return say("The network cuts the mean wait from {0} ({1}) to {2} ({3}).", clock(before.mean_s), format(alone.rule),
               clock(after.mean_s), format(network.rule));
  }
  if (after.jobs > before.jobs) {
    return say("The network starts {0} jobs more, which wait as well: {1} on average, {2} alone.",
               after.jobs - before.jobs, clock(after.mean_s), clock(before.mean_s));
  }
  return say("The network gains nothing here: the mean wait is {0} alone and {1} at its best rule.",
             clock(before.mean_s), clock(after.mean_s));
}

}  // namespace

std::vector<Message> gain_of(const std::vector<Compared>& compared) {
  const Compared* alone = nullptr;
  const Compared* network = nullptr;
  for (const Compared& each : compared) {
    if (each.rule.scope == Scope::alone) {
      if (alone == nullptr) alone = &each;
    } else if (network == nullptr || each.measures.waits.mean_s < network->measures.waits.mean_s) {
      network = &each;
    }
  }
  if (alone == nullptr || network == nullptr) {
    return {say("The network's gain is not measured: it takes a rule of clusters alone and one of the network.")};
  }
  return {change(*alone, *network),
          say("Assumed: chips of a class run each other's jobs, slower or faster only as the file says; durations are "
              "known at submission; data moves at no cost and in no time.")};
}

}  // namespace scrip::network_simulation
