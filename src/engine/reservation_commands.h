#pragma once
// What companies, sites and the authority ask for about quotes and reservations.

#include <optional>
#include <string>
#include <vector>

#include "engine/reservation_state.h"

namespace scrip::engine {

struct AskQuote {
  std::string key, organisation;
  network::Workload workload;
  registry::Use use = registry::Use::unspecified;
  Ranking ranking = Ranking::cheapest;
  std::optional<registry::OriginTest> test;  // of domestic_first; none: the first that has a target
  std::optional<Instant> earliest;           // none: now
  std::optional<Instant> latest;             // none: limits::quote_ahead_s after `earliest`
  std::vector<std::string> sites, resources;  // empty: any
};
// Takes capacity and money together, as the quote's offer says.
struct MakeReservation {
  std::string key, quote;
  std::uint32_t offer = 1;  // its place in the quote, from 1
};
// A job comes for it: what is set aside becomes the hold of the job, or of all its jobs together.
struct UseReservation {
  std::string reservation, job;
  std::uint32_t devices = 0;  // that the job takes of it; 0: all that no other job has
};
// A job is over, also one that used nothing: its devices are its reservation's other jobs' again. With the last that
// runs the reservation has been used.
struct LeaveReservation {
  std::string reservation, job;
};
enum class CancelledBy : std::uint8_t { organisation = 0, site = 1 };
struct CancelReservation {
  std::string reservation;
  CancelledBy by = CancelledBy::organisation;
  std::string reason;
};
struct SetReservationRule {
  ReservationRule rule;
};
// From its approval on the programme issues vouchers only while this share of what they could buy is promised by sites;
// none: it issues what its budget allows. A programme has one proposal at a time: a new one takes the place of the
// last.
struct ProposeBackingRule {
  std::string programme;
  std::optional<Share> share;
};
struct ApproveBackingRule {  // by another person, who says what it is that they approve
  std::string programme;
  std::optional<Share> share;
};
struct RejectBackingRule {
  std::string programme, reason;
};

}  // namespace scrip::engine
