#pragma once
// What happened in the waiting line. The actor of each is in its entry's header; who is served, lapses or is too late
// is the clock's doing.

#include <string>
#include <vector>

#include "engine/line_state.h"

namespace scrip::engine {

struct LineJoined {
  Waiting waiting;
  friend bool operator==(const LineJoined&, const LineJoined&) = default;
  static void fields(auto& self, auto&& visit) { visit("waiting", self.waiting); }
};
struct LineEnded {  // left, lapsed or expired
  WaitId wait = no_id<WaitId>;
  WaitStatus status{};
  std::string reason;
  friend bool operator==(const LineEnded&, const LineEnded&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("wait", self.wait);
    visit("status", self.status);
    visit("reason", self.reason);
  }
};
struct LineOffered {  // the next one by the rule gets a quote, whose devices are held for it
  WaitId wait = no_id<WaitId>;
  std::uint32_t place = 0;  // in the line, from 1: those before it cannot start within their rule's time
  Quote quote;
  friend bool operator==(const LineOffered&, const LineOffered&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("wait", self.wait);
    visit("place", self.place);
    visit("quote", self.quote);
  }
};
struct LineDrawn {
  struct Ticket {
    WaitId wait = no_id<WaitId>;
    Hash256 ticket;
    friend bool operator==(const Ticket&, const Ticket&) = default;
    static void fields(auto& self, auto&& visit) {
      visit("wait", self.wait);
      visit("ticket", self.ticket);
    }
  };
  ProgrammeId programme = no_id<ProgrammeId>;
  std::string seed;
  Hash256 commitment;  // to the next
  std::vector<Ticket> tickets;
  friend bool operator==(const LineDrawn&, const LineDrawn&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("programme", self.programme);
    visit("seed", self.seed);
    visit("commitment", self.commitment);
    visit("tickets", self.tickets);
  }
};
struct AllocationRuleProposed {
  AllocationRule rule;
  friend bool operator==(const AllocationRuleProposed&, const AllocationRuleProposed&) = default;
  static void fields(auto& self, auto&& visit) { visit("rule", self.rule); }
};
struct AllocationRuleDecided {
  AllocationRuleId rule = no_id<AllocationRuleId>;
  AllocationRuleStatus status{};
  std::string reason;
  friend bool operator==(const AllocationRuleDecided&, const AllocationRuleDecided&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("rule", self.rule);
    visit("status", self.status);
    visit("reason", self.reason);
  }
};
struct JobCounted {  // beside a hold for a job without a reservation: its devices are not offered to others
  HoldId hold = no_id<HoldId>;
  std::uint32_t devices = 0;
  friend bool operator==(const JobCounted&, const JobCounted&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("hold", self.hold);
    visit("devices", self.devices);
  }
};

}  // namespace scrip::engine
