#pragma once
// What happened about quotes and reservations. The actor of each is in its entry's header.

#include <optional>
#include <string>

#include "engine/reservation_state.h"

namespace scrip::engine {

struct QuoteGiven {
  Quote quote;
  friend bool operator==(const QuoteGiven&, const QuoteGiven&) = default;
  static void fields(auto& self, auto&& visit) { visit("quote", self.quote); }
};
struct ReservationUsed {
  ReservationId reservation = no_id<ReservationId>;
  std::string job;
  std::uint32_t devices = 0;
  friend bool operator==(const ReservationUsed&, const ReservationUsed&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("reservation", self.reservation);
    visit("job", self.job);
    visit("devices", self.devices);
  }
};
struct ReservationLeft {
  ReservationId reservation = no_id<ReservationId>;
  std::string job;
  friend bool operator==(const ReservationLeft&, const ReservationLeft&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("reservation", self.reservation);
    visit("job", self.job);
  }
};
struct ReservationEnded {  // cancelled, broken or reclaimed; its hold ends with it
  ReservationId reservation = no_id<ReservationId>;
  ReservationStatus status{};
  std::string reason;
  friend bool operator==(const ReservationEnded&, const ReservationEnded&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("reservation", self.reservation);
    visit("status", self.status);
    visit("reason", self.reason);
  }
};
struct ReservationRuleSet {
  ReservationRule rule;
  friend bool operator==(const ReservationRuleSet&, const ReservationRuleSet&) = default;
  static void fields(auto& self, auto&& visit) { visit("rule", self.rule); }
};
struct BackingRuleProposed {
  ProgrammeId programme = no_id<ProgrammeId>;
  std::optional<Share> share;
  friend bool operator==(const BackingRuleProposed&, const BackingRuleProposed&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("programme", self.programme);
    visit("share", self.share);
  }
};
struct BackingRuleRejected {
  ProgrammeId programme = no_id<ProgrammeId>;
  std::string reason;
  friend bool operator==(const BackingRuleRejected&, const BackingRuleRejected&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("programme", self.programme);
    visit("reason", self.reason);
  }
};
struct BackingRuleSet {  // as it was proposed
  ProgrammeId programme = no_id<ProgrammeId>;
  std::optional<Share> share;
  friend bool operator==(const BackingRuleSet&, const BackingRuleSet&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("programme", self.programme);
    visit("share", self.share);
  }
};

}  // namespace scrip::engine
