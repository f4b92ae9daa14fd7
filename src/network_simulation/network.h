#pragma once
// What is simulated: sites with their chips and prices, jobs with what they ask for, and whose vouchers pay.
//
// Time is in whole seconds from the start of the run, money in micro-units of one currency; all of it is exact.

#include <cstdint>
#include <string>
#include <vector>

#include "base/amount.h"
#include "base/result.h"

namespace scrip::network_simulation {

// A data centre, or the part of one that has the same chips in servers of the same size.
struct Site {
  std::string id;
  std::string chip;
  std::uint32_t chip_class = 0;    // index in Network::classes: which jobs its chips can run
  std::uint32_t servers = 0;       // 1 .. limits::servers_max
  std::uint32_t cards = 8;         // of one server, 1 .. limits::cards_max; 1: jobs take cards wherever they are
  Amount price;                    // of a device-hour, 0 .. price_max
  bool domestic = false;
  bool vouchers = false;           // whether the programme's vouchers pay here
  std::uint32_t speed = 1'000;     // thousandths of the standard chip's; a job takes its time at home x home / here

  [[nodiscard]] std::uint32_t devices() const { return servers * cards; }
};

// Jobs in the order of their submission.
struct Job {
  std::uint32_t submitted_s = 0;
  std::uint32_t duration_s = 0;    // on the chips of its home, from 1
  std::uint32_t devices = 0;       // from 1
  std::uint32_t organisation = 0;  // index
  std::uint32_t due_s = 0;         // when it should have ended; 0: no deadline
  std::uint16_t home = 0;          // index of the site it came from
  std::uint8_t need = 0;           // index in Network::needs
  std::uint8_t priority = 0;       // lower ones come first, where the rule says so
};

// No new job starts at the site in [from_s, until_s), and those that run there are cut at from_s.
struct Closure {
  std::uint32_t site = 0;
  std::uint32_t from_s = 0;
  std::uint32_t until_s = 0;
};

// Every organisation has one voucher.
struct Vouchers {
  Amount each;  // face value
  Share covers{0};  // of a bill, until the voucher is used up; nothing: there are no vouchers
};

struct Network {
  std::string currency = "CNY";
  std::vector<std::string> classes;
  std::vector<Site> sites;
  std::vector<std::uint64_t> needs;  // sets of classes, a bit for each
  std::vector<Closure> closures;     // in any order; they may overlap
  std::uint32_t organisations = 0;
  Vouchers vouchers;
  std::uint32_t until_s = 0;  // the run ends then; 0: when every job has ended

  [[nodiscard]] bool serves(std::uint32_t need, std::uint32_t site) const {
    return ((needs[need] >> sites[site].chip_class) & 1) != 0;
  }
};

// Whether the simulator can take them. Errors: too_large, out_of_range, missing_field, value_invalid (jobs out of
// order, an index of nothing), amount_overflow (all bills together could leave the range of an Amount).
[[nodiscard]] Result<void> check(const Network& network, const std::vector<Job>& jobs);

// A job's time at another site: on chips half as fast it takes twice as long, to the next whole second.
[[nodiscard]] constexpr std::uint64_t duration_at(std::uint32_t duration_s, std::uint32_t speed_home,
                                                  std::uint32_t speed_there) {
  if (speed_home == speed_there) return duration_s;
  return (std::uint64_t{duration_s} * speed_home + speed_there - 1) / speed_there;
}

// The devices a job holds at a site: as many as it asks for, or whole servers where one does not suffice.
[[nodiscard]] constexpr std::uint32_t devices_held(std::uint32_t devices, std::uint32_t cards) {
  return devices <= cards ? devices : (devices + cards - 1) / cards * cards;
}

}  // namespace scrip::network_simulation
