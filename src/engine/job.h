#pragma once
// A job's bill. The bill is a line of money from 0 to its total; it is made of lines, one per (posting month, day,
// resource), and each line's stretch is absorbed by vouchers or is the company's own share.
//
// Invariants
//  1. A line's gross is rounded(exact of all lines up to it) - rounded(exact of all lines before it): the sum is the
//     rounded running total, however usage was cut, ordered or repeated.
//  2. Sealed lines come first and never change, except that a refund counts up what was returned of them.
//  3. Open lines are sorted by (posting, day, resource).

#include <compare>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "base/amount.h"
#include "base/containers.h"
#include "base/ids.h"
#include "base/time.h"
#include "metering/part_set.h"
#include "metering/usage.h"
#include "rating/rate_card.h"

namespace scrip::engine {

// The first half of the SHA-256 of the site and the job's key in it. A site cannot aim for another site's job.
struct JobKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const JobKey&, const JobKey&) = default;
  template <class H>
  friend H AbslHashValue(H h, const JobKey& key) {
    return H::combine(std::move(h), key.low);
  }
  static void fields(auto& self, auto&& visit) {
    visit("high", self.high);
    visit("low", self.low);
  }
};
[[nodiscard]] JobKey job_key(SiteId site, std::string_view key);

// The part of a line that one voucher absorbs.
struct Allocation {
  VoucherId voucher = no_id<VoucherId>;
  bool from_hold = false;   // taken from the job's hold, not from what the voucher had free
  Amount absorbed;          // stretch of the bill, money
  Amount covered;           // what the voucher paid, in the voucher's unit
  Amount covered_money;     // what the company is spared: the same for money vouchers
  Amount returned;          // refunded of `covered`
  Amount returned_money;    // refunded of `covered_money`

  friend bool operator==(const Allocation&, const Allocation&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("voucher", self.voucher);
    visit("from_hold", self.from_hold);
    visit("absorbed", self.absorbed);
    visit("covered", self.covered);
    visit("covered_money", self.covered_money);
    visit("returned", self.returned);
    visit("returned_money", self.returned_money);
  }
};
using Allocations = InlineVector<Allocation, 1>;

enum class LineStatus : std::uint8_t {
  open = 0,
  fixed = 1,   // in an open period, but no longer re-allocated: it was refunded from
  closed = 2,  // in a closed statement
};

struct Line {
  Month posting{};  // whose statement it stands in: the day's month, or the first open one if that was closed before
  Day day{};
  ResourceId resource = no_id<ResourceId>;
  LineStatus status = LineStatus::open;
  Amount quantity;         // device-seconds or tokens
  rating::Exact exact = 0;
  Amount gross;
  Amount refunded;         // of gross
  Allocations allocations;

  [[nodiscard]] Amount covered_money() const {
    Amount sum;
    for (const auto& allocation : allocations) sum += allocation.covered_money;
    return sum;
  }
  [[nodiscard]] Amount own_share() const { return gross - covered_money(); }
  [[nodiscard]] auto order() const {
    return std::tuple{status == LineStatus::open, count(posting), count(day), resource};
  }

  friend bool operator==(const Line&, const Line&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("posting", self.posting);
    visit("day", self.day);
    visit("resource", self.resource);
    visit("status", self.status);
    visit("quantity", self.quantity);
    visit("exact", self.exact);
    visit("gross", self.gross);
    visit("refunded", self.refunded);
    visit("allocations", self.allocations);
  }
};
using Lines = InlineVector<Line, 1>;

struct Job {
  JobKey key;
  SiteId site = no_id<SiteId>;
  OrganisationId payer = no_id<OrganisationId>;  // none until the first record that can be charged
  HoldId hold = no_id<HoldId>;
  metering::Use use = metering::Use::unspecified;
  bool ended = false;
  bool mismatched = false;  // it ran on another chip model than it asked for
  std::uint64_t first_entry = 0;  // the journal entries that hold its records lie between these
  std::uint64_t last_entry = 0;
  Instant first_start = instant_max;
  Amount gross;             // sum over lines
  rating::Exact exact = 0;  // sum over lines
  metering::PartSet parts;
  Lines lines;

  friend bool operator==(const Job&, const Job&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("key", self.key);
    visit("site", self.site);
    visit("payer", self.payer);
    visit("hold", self.hold);
    visit("use", self.use);
    visit("ended", self.ended);
    visit("mismatched", self.mismatched);
    visit("first_entry", self.first_entry);
    visit("last_entry", self.last_entry);
    visit("first_start", self.first_start);
    visit("gross", self.gross);
    visit("exact", self.exact);
    visit("parts", self.parts);
    visit("lines", self.lines);
  }
};

}  // namespace scrip::engine
