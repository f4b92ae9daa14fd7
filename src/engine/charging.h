#pragma once
// Puts usage on a job's bill and decides which vouchers absorb it. The same code runs when usage arrives, when it is
// replayed and when a period is closed; only where the allocations come from differs.

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/job.h"
#include "engine/state.h"
#include "engine/wallet.h"

namespace scrip::engine {

// All bills together stay below this, so that no balance that usage can reach leaves its range.
inline constexpr rating::Exact exact_max = rating::exact_per_micro_unit * amount_max.micro_units;

// What one batch adds to one line of one job.
struct LineDelta {
  Month posting{};
  Day day{};
  ResourceId resource = no_id<ResourceId>;
  Amount quantity;
  rating::Exact exact = 0;
};

// Adds usage to the delta of its line.
void add_to(std::vector<LineDelta>& deltas, const LineDelta& added);

// The allocations a charge ended with, where they do not follow from the job itself.
struct ChargedLines {
  std::uint32_t first_line = 0;            // lines from here on were (re)allocated
  std::vector<Allocations> allocations;    // one per line from first_line

  friend bool operator==(const ChargedLines&, const ChargedLines&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("first_line", self.first_line);
    visit("allocations", self.allocations);
  }
};

class Charger {
 public:
  explicit Charger(State& state) : state_(state) {}

  // Adds usage to a job and allocates. Returns true if the result is plain: it follows from the job by
  // extending its last line's one allocation (or its own share), so a journal need not write it down. Otherwise
  // `result` says what it came to. The caller has checked that no sum leaves its range.
  [[nodiscard]] bool charge(JobId job, std::span<const LineDelta> deltas, ChargedLines& result);

  // The same with the allocations already known; none for a plain result. False if they cannot be what charge() came
  // to: another shape, more than the bill, more than is there. Then the state is spoilt and has to be dropped.
  [[nodiscard]] bool recharge(JobId job, std::span<const LineDelta> deltas, const ChargedLines* known);

  // Asks the processor for the memory that charging the job will touch; changes nothing.
  void fetch(const Job& job) const;

  // The steps of a re-allocation: undo any number of open lines, give each its gross, then allocate it (or redo it with
  // allocations already known), then finish(). In between, an ended or suspended voucher has just what the undone lines
  // gave back to it: what was covered while it was valid stays covered.
  void undo(const Job& job, Line& line);  // leaves the line without gross and allocations
  void allocate(const Job& job, Line& line, Amount from);  // `from`: where its stretch of the bill starts
  [[nodiscard]] bool redo(const Job& job, Line& line, const Allocations& allocations);  // false: as with recharge()
  void finish();  // what ended vouchers did not need again goes back to their budget lines

  // The account that what a voucher covers is captured into while the period is open, and after it was closed.
  [[nodiscard]] AccountId in_flight_account(const Job& job, const VoucherState& voucher);
  [[nodiscard]] AccountId settled_account(const Job& job, const VoucherState& voucher);

  // What the company itself owes the operator for a line: its own share, and what it is reimbursed later.
  [[nodiscard]] Amount owed_by_company(const Line& line) const;
  void post_company_share(const Job& job, Amount change);
  void count_refund(VoucherState& voucher, Day day, Amount covered) { count_use(voucher, day, -covered); }

 private:
  // What one voucher could pay.
  struct Offer {
    VoucherId voucher;
    Amount room;
    bool from_hold;
  };

  std::size_t merge(Job& job, std::span<const LineDelta> deltas);
  [[nodiscard]] bool extends_plainly(const Job& job, std::size_t first, std::size_t lines_before) const;
  bool extend(Job& job, Amount from);
  void absorb_into(const Job& job, Line& line, Stretch& stretch, const Offer& offer);
  [[nodiscard]] Amount room_in(const VoucherState& voucher) const;
  Amount* reclaimed(VoucherId voucher);
  [[nodiscard]] bool can_take(const Job& job, const Allocation& allocation);
  [[nodiscard]] static Amount room_under_job_cap(const programme::Voucher& terms, const Job& job);
  void take(const Job& job, const Line& line, const Allocation& allocation);
  void give_back(const Job& job, const Line& line, const Allocation& allocation);
  HoldPart* hold_part(const Job& job, VoucherId voucher);
  void count_use(VoucherState& voucher, Day day, Amount change);
  [[nodiscard]] AccountId capture_account(const Job& job, const VoucherState& voucher, bool settled);

  State& state_;
  std::vector<std::pair<VoucherId, Amount>> reclaimed_;  // given back to vouchers that are not active
};

// The accounts that charging posts to are opened when their owners come into being, never by a charge: so their order,
// and with it the state, does not depend on the way a charge was found.
void open_site_accounts(State& state, SiteId site);  // and the site's pairs with every budget line
void open_budget_line_accounts(State& state, BudgetLineId line);  // and the line's pairs with every site
void open_claimant_accounts(State& state, const programme::Voucher& voucher);

// Ends a hold: what is left of it goes back to its vouchers, or to the budget line of those that ended meanwhile.
void end_hold(State& state, HoldId hold, HoldStatus status);

}  // namespace scrip::engine
