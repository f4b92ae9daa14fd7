#pragma once
// What companies and the authority ask for about the waiting line.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/line_state.h"
#include "engine/reservation_commands.h"

namespace scrip::engine {

struct JoinLine {
  std::string key, organisation, programme;
  network::Workload workload;
  registry::Use use = registry::Use::unspecified;
  bool domestic_only = false;
  std::optional<registry::OriginTest> test;  // none: the first that has a target
  std::optional<Amount> own_share_max;
  std::optional<Instant> earliest;            // none: now
  std::optional<Instant> latest;              // its deadline; none: limits::quote_ahead_s after `earliest`
  std::vector<std::string> sites, resources;  // empty: any
};
struct LeaveLine {
  std::string wait, reason;
};
struct ProposeAllocationRule {
  std::string key, programme;
  LineOrder order = LineOrder::first_come;
  std::uint32_t usual = 1;
  std::vector<std::pair<std::string, std::uint32_t>> standings;  // organisation, class or weight
  std::uint32_t days = 30;
  std::int64_t ahead_s = 604'800;
  Hash256 commitment;
};
struct ApproveAllocationRule {
  std::string rule;
};
struct RejectAllocationRule {
  std::string rule, reason;
};
// Reveals the seed that was committed to and gives a ticket to each that waits and has none.
struct DrawLine {
  std::string programme;
  std::string seed;      // 64 hexadecimal digits
  Hash256 commitment;    // to the seed of the next draw
};

}  // namespace scrip::engine
