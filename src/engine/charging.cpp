#include "engine/charging.h"

#include <algorithm>

#include "base/check.h"
#include "engine/voucher.h"
#include "engine/wallet.h"

namespace scrip::engine {

using ledger::AccountKind;
using programme::RedemptionMode;

namespace {

// Where what a voucher covers is captured, by the programme's mode: while the period is open, and once it is closed.
AccountKind capture_kind(RedemptionMode mode, bool settled) {
  switch (mode) {
    case RedemptionMode::deduct:
      return settled ? AccountKind::operator_payable : AccountKind::operator_in_flight;
    case RedemptionMode::reimburse:
      return settled ? AccountKind::claimant_payable : AccountKind::claimant_in_flight;
    case RedemptionMode::reserve:
      return settled ? AccountKind::placed : AccountKind::placed_in_flight;
    case RedemptionMode::in_kind:
      return settled ? AccountKind::delivered : AccountKind::delivered_in_flight;
  }
  return AccountKind::operator_in_flight;
}

void open_pair(State& state, SiteId site, const programme::BudgetLine& line) {
  const auto mode = state.programmes[index(line.programme)].mode;
  if (mode == RedemptionMode::reimburse) return;  // its accounts belong to companies
  for (const bool settled : {false, true}) {
    state.ledger.account(capture_kind(mode, settled), line.unit, static_cast<std::uint32_t>(site),
                         static_cast<std::uint32_t>(line.programme));
  }
  if (mode != RedemptionMode::reserve) return;
  state.ledger.account(AccountKind::operator_payable, line.unit, static_cast<std::uint32_t>(site),
                       static_cast<std::uint32_t>(line.programme));
}

Amount rounded_prefix(const Job& job) { return rating::rounded(job.exact); }

}  // namespace

void add_to(std::vector<LineDelta>& deltas, const LineDelta& added) {
  for (auto& delta : deltas) {
    if (delta.day != added.day || delta.resource != added.resource || delta.posting != added.posting) continue;
    delta.quantity += added.quantity;
    delta.exact += added.exact;
    return;
  }
  deltas.push_back(added);
}

bool Charger::charge(JobId id, std::span<const LineDelta> deltas, ChargedLines& result) {
  Job& job = state_.jobs[index(id)];
  const std::size_t lines_before = job.lines.size();
  const std::size_t first = merge(job, deltas);
  Amount from = job.gross;  // merge() left the sums of the lines before `first`
  if (extends_plainly(job, first, lines_before) && extend(job, from)) return true;

  for (std::size_t i = first; i < job.lines.size(); ++i) undo(job, job.lines[i]);
  result.first_line = static_cast<std::uint32_t>(first);
  result.allocations.clear();
  for (std::size_t i = first; i < job.lines.size(); ++i) {
    Line& line = job.lines[i];
    job.exact += line.exact;
    line.gross = rounded_prefix(job) - from;
    allocate(job, line, from);
    from += line.gross;
    result.allocations.push_back(line.allocations);
  }
  job.gross = from;
  finish();
  return false;
}

bool Charger::recharge(JobId id, std::span<const LineDelta> deltas, const ChargedLines* known) {
  Job& job = state_.jobs[index(id)];
  const std::size_t lines_before = job.lines.size();
  const std::size_t first = merge(job, deltas);
  Amount from = job.gross;
  if (known == nullptr) return extends_plainly(job, first, lines_before) && extend(job, from);
  if (known->first_line != first || known->allocations.size() != job.lines.size() - first) return false;
  for (std::size_t i = first; i < job.lines.size(); ++i) undo(job, job.lines[i]);
  for (std::size_t i = first; i < job.lines.size(); ++i) {
    Line& line = job.lines[i];
    job.exact += line.exact;
    line.gross = rounded_prefix(job) - from;
    from += line.gross;
    if (!redo(job, line, known->allocations[i - first])) return false;
  }
  job.gross = from;
  finish();
  return true;
}

void Charger::fetch(const Job& job) const {
  if (job.lines.empty() || job.lines.back().allocations.empty()) return;
  const auto& allocation = job.lines.back().allocations.front();
  const auto* voucher = &state_.vouchers[index(allocation.voucher)];
  __builtin_prefetch(&voucher->terms.unit, 1);
  __builtin_prefetch(&voucher->in_flight, 1);
  if (allocation.from_hold) __builtin_prefetch(&state_.holds[index(job.hold)].parts);
  state_.ledger.fetch(ledger::AccountKind::voucher_held, Unit::money, static_cast<std::uint32_t>(allocation.voucher));
  state_.ledger.fetch(ledger::AccountKind::company_share, Unit::money, static_cast<std::uint32_t>(job.payer));
}

// Adds the deltas to the job's open lines and takes the lines from the first touched one out of the job's sums.
std::size_t Charger::merge(Job& job, std::span<const LineDelta> deltas) {
  std::size_t first = job.lines.size();
  for (const LineDelta& delta : deltas) {
    if (state_.registry.resources()[index(delta.resource)].kind == registry::ResourceKind::accelerator) {
      state_.line.used[LineState::used_key(job.payer, delta.day)] += delta.quantity;
    }
    const Line wanted{.posting = delta.posting, .day = delta.day, .resource = delta.resource, .allocations = {}};
    const auto by_order = [](const Line& a, const Line& b) { return a.order() < b.order(); };
    auto at = job.lines.end();
    if (!job.lines.empty() && !(job.lines.back().order() < wanted.order())) {
      at = std::lower_bound(job.lines.begin(), job.lines.end(), wanted, by_order);
    }
    if (at == job.lines.end() || at->order() != wanted.order()) {
      const auto position = static_cast<std::size_t>(at - job.lines.begin());
      at = job.lines.insert(at, wanted);
      // A line inserted before others that were already touched moves those up by one.
      first = std::min(first, position);
    }
    at->quantity += delta.quantity;
    at->exact += delta.exact;
    job.exact += delta.exact;
    first = std::min(first, static_cast<std::size_t>(at - job.lines.begin()));
  }
  for (std::size_t i = first; i < job.lines.size(); ++i) {
    job.exact -= job.lines[i].exact;
    job.gross -= job.lines[i].gross;
  }
  return first;
}

// Only the last line changed, it was there before, and one voucher (or none) absorbs all of it.
bool Charger::extends_plainly(const Job& job, std::size_t first, std::size_t lines_before) const {
  if (lines_before != job.lines.size() || first + 1 != job.lines.size()) return false;
  const Line& line = job.lines.back();
  if (line.allocations.empty()) return false;  // a voucher may have been added meanwhile: decide anew
  return line.allocations.size() == 1 && line.allocations.front().absorbed == line.gross;
}

// Lets the last line's one voucher absorb what was added. False, and nothing changed, if it cannot take all of it.
bool Charger::extend(Job& job, Amount from) {
  Line& line = job.lines.back();
  Allocation& allocation = line.allocations.front();
  VoucherState& voucher = state_.vouchers[index(allocation.voucher)];
  if (voucher.terms.unit != Unit::money || voucher.status != programme::VoucherStatus::active) return false;
  if (has_period_caps(voucher.terms) || !voucher.terms.cap_job.is_zero()) return false;

  const Amount until = rating::rounded(job.exact + line.exact);
  const Amount covered = programme::covered(voucher.terms.share, from, until);
  const Amount more = covered - allocation.covered;
  HoldPart* part = allocation.from_hold ? hold_part(job, allocation.voucher) : nullptr;
  if (allocation.from_hold && part == nullptr) return false;
  const AccountId source = allocation.from_hold ? voucher.held : voucher.available;
  const Amount room = part != nullptr ? part->remaining : state_.ledger.balance(source);
  if (more < Amount{} || more > room) return false;

  const Amount owed_before = owed_by_company(line);
  state_.ledger.transfer({.from = source, .to = in_flight_account(job, voucher), .amount = more});
  if (part != nullptr) part->remaining -= more;
  voucher.in_flight += more;
  line.gross = until - from;
  allocation.absorbed = line.gross;
  allocation.covered = covered;
  allocation.covered_money = covered;
  post_company_share(job, owed_by_company(line) - owed_before);
  job.exact += line.exact;
  job.gross = until;
  return true;
}

void Charger::allocate(const Job& job, Line& line, Amount from) {
  SCRIP_CHECK(line.allocations.empty());
  Stretch stretch{.from = from, .until = from + line.gross, .quantity = line.quantity};
  if (job.hold != no_id<HoldId>) {
    for (const HoldPart& part : state_.holds[index(job.hold)].parts) {
      if (stretch.from == stretch.until) break;
      absorb_into(job, line, stretch, {.voucher = part.voucher, .room = part.remaining, .from_hold = true});
    }
  }
  for (const VoucherId id : state_.wallets[index(job.payer)]) {
    if (stretch.from == stretch.until) break;
    absorb_into(job, line, stretch, {.voucher = id, .room = room_in(state_.vouchers[index(id)]), .from_hold = false});
  }
  post_company_share(job, owed_by_company(line));
}

void Charger::absorb_into(const Job& job, Line& line, Stretch& stretch, const Offer& offer) {
  if (offer.room.is_zero()) return;
  const VoucherState& voucher = state_.vouchers[index(offer.voucher)];
  const UseOf use{.site = job.site, .resource = line.resource, .use = job.use, .day = line.day};
  if (why_not_covered(state_, voucher.terms, use) != NotCovered::none) return;
  const Amount room =
      std::min({offer.room, room_under_job_cap(voucher.terms, job), room_under_period_caps(voucher, line.day)});
  if (room <= Amount{}) return;
  Allocation allocation = absorb(voucher.terms, stretch, room);
  if (allocation.covered.is_zero() && allocation.absorbed.is_zero()) return;
  allocation.from_hold = offer.from_hold;
  take(job, line, allocation);
  line.allocations.push_back(allocation);
}

// What may still be captured from a voucher that is not set aside.
Amount Charger::room_in(const VoucherState& voucher) const {
  if (voucher.status == programme::VoucherStatus::active) return state_.ledger.balance(voucher.available);
  for (const auto& [id, amount] : reclaimed_) {
    if (id == voucher.terms.id) return amount;
  }
  return Amount{};
}

Amount* Charger::reclaimed(VoucherId voucher) {
  if (state_.vouchers[index(voucher)].status == programme::VoucherStatus::active) return nullptr;
  for (auto& [id, amount] : reclaimed_) {
    if (id == voucher) return &amount;
  }
  return &reclaimed_.emplace_back(voucher, Amount{}).second;
}

void Charger::finish() {
  for (const auto& [id, amount] : reclaimed_) {
    VoucherState& voucher = state_.vouchers[index(id)];
    if (voucher.status != programme::VoucherStatus::suspended) return_rest(state_, voucher);
  }
  reclaimed_.clear();
}

Amount Charger::room_under_job_cap(const programme::Voucher& terms, const Job& job) {
  if (terms.cap_job.is_zero()) return amount_max;
  Amount room = terms.cap_job;
  for (const Line& line : job.lines) {
    for (const Allocation& allocation : line.allocations) {
      if (allocation.voucher == terms.id) room -= allocation.covered - allocation.returned;
    }
  }
  return room;
}

void Charger::count_use(VoucherState& voucher, Day day, Amount change) {
  if (!has_period_caps(voucher.terms)) return;
  const Month month = month_of(day);
  auto& used = voucher.used_by_month;
  const auto at = std::lower_bound(used.begin(), used.end(), month,
                                   [](const auto& entry, Month value) { return entry.first < value; });
  if (at != used.end() && at->first == month) {
    at->second += change;
  } else {
    used.insert(at, {month, change});
  }
}

HoldPart* Charger::hold_part(const Job& job, VoucherId voucher) {
  if (job.hold == no_id<HoldId>) return nullptr;
  Hold& hold = state_.holds[index(job.hold)];
  if (hold.status != HoldStatus::active) return nullptr;
  for (HoldPart& part : hold.parts) {
    if (part.voucher == voucher) return &part;
  }
  return nullptr;
}

void Charger::take(const Job& job, const Line& line, const Allocation& allocation) {
  VoucherState& voucher = state_.vouchers[index(allocation.voucher)];
  if (allocation.from_hold) {
    HoldPart* part = hold_part(job, allocation.voucher);
    SCRIP_CHECK(part != nullptr);
    SCRIP_CHECK(part->remaining >= allocation.covered);
    part->remaining -= allocation.covered;
  } else if (Amount* amount = reclaimed(allocation.voucher); amount != nullptr) {
    *amount -= allocation.covered;
  }
  state_.ledger.transfer({.from = allocation.from_hold ? voucher.held : voucher.available,
                          .to = in_flight_account(job, voucher),
                          .amount = allocation.covered});
  voucher.in_flight += allocation.covered;
  count_use(voucher, line.day, allocation.covered);
}

void Charger::give_back(const Job& job, const Line& line, const Allocation& allocation) {
  VoucherState& voucher = state_.vouchers[index(allocation.voucher)];
  HoldPart* part = allocation.from_hold ? hold_part(job, allocation.voucher) : nullptr;
  if (part != nullptr) {
    part->remaining += allocation.covered;
  } else if (Amount* amount = reclaimed(allocation.voucher); amount != nullptr) {
    *amount += allocation.covered;
  }
  state_.ledger.transfer({.from = in_flight_account(job, voucher),
                          .to = part != nullptr ? voucher.held : voucher.available,
                          .amount = allocation.covered});
  voucher.in_flight -= allocation.covered;
  count_use(voucher, line.day, -allocation.covered);
}

void Charger::undo(const Job& job, Line& line) {
  SCRIP_CHECK(line.status == LineStatus::open);
  post_company_share(job, -owed_by_company(line));
  for (const Allocation& allocation : line.allocations) give_back(job, line, allocation);
  line.allocations.clear();
  line.gross = Amount{};  // so that nothing is owed for it until it is allocated again
}

// Whether the allocation is one that allocate() could have made of what is there.
bool Charger::can_take(const Job& job, const Allocation& allocation) {
  if (index(allocation.voucher) >= state_.vouchers.size()) return false;
  if (allocation.absorbed < Amount{} || allocation.covered < Amount{} || allocation.covered_money < Amount{})
    return false;
  if (!allocation.returned.is_zero() || !allocation.returned_money.is_zero()) return false;
  const VoucherState& voucher = state_.vouchers[index(allocation.voucher)];
  if (allocation.from_hold) {
    const HoldPart* part = hold_part(job, allocation.voucher);
    return part != nullptr && part->remaining >= allocation.covered;
  }
  const Amount* limit = reclaimed(allocation.voucher);
  return state_.ledger.balance(voucher.available) >= allocation.covered &&
         (limit == nullptr || *limit >= allocation.covered);
}

bool Charger::redo(const Job& job, Line& line, const Allocations& allocations) {
  SCRIP_CHECK(line.allocations.empty());
  Amount absorbed;
  Amount covered_money;
  for (const Allocation& allocation : allocations) {
    if (!can_take(job, allocation)) return false;
    absorbed += allocation.absorbed;
    covered_money += allocation.covered_money;
    if (absorbed > line.gross || covered_money > line.gross) return false;
    take(job, line, allocation);
    line.allocations.push_back(allocation);
  }
  post_company_share(job, owed_by_company(line));
  return true;
}

Amount Charger::owed_by_company(const Line& line) const {
  Amount owed = line.gross;
  for (const Allocation& allocation : line.allocations) {
    const auto programme = state_.vouchers[index(allocation.voucher)].terms.programme;
    if (state_.programmes[index(programme)].mode != RedemptionMode::reimburse) owed -= allocation.covered_money;
  }
  return owed;
}

void Charger::post_company_share(const Job& job, Amount change) {
  if (change.is_zero()) return;
  const AccountId company =
      state_.ledger.find(AccountKind::company_share, Unit::money, static_cast<std::uint32_t>(job.payer));
  const AccountId site =
      state_.ledger.find(AccountKind::operator_share, Unit::money, static_cast<std::uint32_t>(job.site));
  if (change > Amount{}) {
    state_.ledger.transfer({.from = company, .to = site, .amount = change});
  } else {
    state_.ledger.transfer({.from = site, .to = company, .amount = -change});
  }
}

AccountId Charger::in_flight_account(const Job& job, const VoucherState& voucher) {
  return capture_account(job, voucher, false);
}
AccountId Charger::settled_account(const Job& job, const VoucherState& voucher) {
  return capture_account(job, voucher, true);
}

AccountId Charger::capture_account(const Job& job, const VoucherState& voucher, bool settled) {
  const auto mode = state_.programmes[index(voucher.terms.programme)].mode;
  const auto owner =
      mode == RedemptionMode::reimburse ? static_cast<std::uint32_t>(job.payer) : static_cast<std::uint32_t>(job.site);
  const AccountId account = state_.ledger.find(capture_kind(mode, settled), voucher.terms.unit, owner,
                                               static_cast<std::uint32_t>(voucher.terms.programme));
  SCRIP_CHECK(account != no_id<AccountId>);
  return account;
}

void open_site_accounts(State& state, SiteId site) {
  state.ledger.account(AccountKind::operator_share, Unit::money, static_cast<std::uint32_t>(site));
  for (const auto& line : state.budget_lines) open_pair(state, site, line);
}

void open_budget_line_accounts(State& state, BudgetLineId id) {
  const auto& line = state.budget_lines[index(id)];
  for (const auto& site : state.registry.sites()) open_pair(state, site.id, line);
}

void open_claimant_accounts(State& state, const programme::Voucher& voucher) {
  if (state.programmes[index(voucher.programme)].mode != RedemptionMode::reimburse) return;
  for (const bool settled : {false, true}) {
    state.ledger.account(capture_kind(RedemptionMode::reimburse, settled), voucher.unit,
                         static_cast<std::uint32_t>(voucher.organisation),
                         static_cast<std::uint32_t>(voucher.programme));
  }
}

void end_hold(State& state, HoldId id, HoldStatus status) {
  Hold& hold = state.holds[index(id)];
  SCRIP_CHECK(hold.status == HoldStatus::active);
  for (HoldPart& part : hold.parts) {
    VoucherState& voucher = state.vouchers[index(part.voucher)];
    state.ledger.transfer({.from = voucher.held, .to = voucher.available, .amount = part.remaining});
    part.remaining = Amount{};
    if (has_ended(voucher)) return_rest(state, voucher);
  }
  hold.status = status;
  state.hold_expiry.erase({hold.expires_at, id});
  state.hold_by_job.erase(job_key(hold.site, hold.job));
}

}  // namespace scrip::engine
