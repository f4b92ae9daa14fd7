#include "verify/books.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/wide.h"
#include "verify/mismatch.h"
#include "verify/paying.h"
#include "verify/postings.h"
#include "verify/reservations.h"

namespace scrip::verify {
namespace {

using engine::Allocation;
using engine::Job;
using engine::Line;
using engine::LineStatus;
using engine::State;
using engine::VoucherState;
using ledger::AccountKind;
using programme::RedemptionMode;

std::string said(std::string_view what, Amount stated, Amount found) {
  return std::string(what) + " is " + format_amount(stated, 6) + ", worked out again it is " + format_amount(found, 6);
}

// floor(numerator / denominator + 1/2) of what is not negative.
Int128 nearest(Int128 numerator, Int128 denominator) { return (2 * numerator + denominator) / (2 * denominator); }

Amount part_of(Share share, Amount from, Amount until) {
  const auto paid = [&](Amount to) { return nearest(Int128{share.ppm} * to.micro_units, 1'000'000); };
  return Amount{static_cast<std::int64_t>(paid(until) - paid(from))};
}

// What each voucher's bills and holds come to.
struct VoucherTally {
  Amount held;
  Amount in_flight;
  Amount settled;
  std::map<Month, Amount> used;  // by month of use, where the terms have caps
};

class Books {
 public:
  explicit Books(const State& state) : state_(state), vouchers_(state.vouchers.size()) {}

  Result<std::uint64_t> check() {
    for (std::size_t i = 0; i < state_.jobs.size(); ++i) {
      if (auto checked = check_job(state_.jobs[i]); !checked) {
        checked.error().detail = "job " + std::to_string(i) + ": " + checked.error().detail;
        return std::unexpected(checked.error());
      }
    }
    for (const auto& hold : state_.holds) SCRIP_TRY_VOID(check_hold(hold));
    for (std::size_t i = 0; i < vouchers_.size(); ++i) SCRIP_TRY_VOID(check_voucher(state_.vouchers[i], vouchers_[i]));
    for (const auto& award : state_.awards) SCRIP_TRY_VOID(check_award(award));
    for (const auto& application : state_.applications) SCRIP_TRY_VOID(check_application(application));
    for (const auto& line : state_.budget_lines) post_budget(line);
    SCRIP_TRY_VOID(check_paying(state_, accounts_));
    SCRIP_TRY_VOID(compare_accounts());
    SCRIP_TRY_VOID(check_balances(state_));
    SCRIP_TRY_VOID(check_reservations(state_));
    return lines_;
  }

 private:
  using Taken = std::vector<std::pair<VoucherId, Amount>>;

  Result<void> check_job(const Job& job);
  Result<void> check_line(const Job& job, const Line& line, Amount from, Taken& taken);
  Result<void> check_allocation(const Job& job, const Line& line, const Allocation& allocation, Amount from) const;
  Result<void> check_terms(const Job& job, const Line& line, const programme::Voucher& terms) const;
  Result<void> check_hold(const engine::Hold& hold);
  Result<void> check_voucher(const VoucherState& voucher, const VoucherTally& tally);
  Result<void> check_parts(const VoucherState& voucher);
  Result<void> check_award(const engine::AwardState& award);
  Result<void> check_application(const engine::ApplicationState& application) const;
  Result<void> check_caps(const VoucherState& voucher, const VoucherTally& tally) const;
  Result<void> compare_accounts() const;
  void tally(const Job& job, const Line& line, const Allocation& allocation);
  void post_budget(const programme::BudgetLine& line);
  void post(AccountKind kind, Unit unit, std::uint32_t owner, std::uint32_t second, Amount amount) {
    accounts_[{kind, unit, owner, second}] += amount;
  }
  [[nodiscard]] RedemptionMode mode_of(const programme::Voucher& terms) const {
    return state_.programmes[index(terms.programme)].mode;
  }

  const State& state_;
  std::vector<VoucherTally> vouchers_;
  Postings accounts_;
  std::map<std::pair<AwardId, BudgetLineId>, Amount> issued_;  // into vouchers
  std::uint64_t lines_ = 0;
};

Result<void> Books::check_job(const Job& job) {
  rating::Exact exact = 0;
  Amount gross;
  Taken taken;  // by each voucher, of this job
  for (const Line& line : job.lines) {
    ++lines_;
    exact += line.exact;
    const Amount from = gross;
    gross = Amount{static_cast<std::int64_t>(nearest(exact, rating::exact_per_micro_unit))};
    if (line.gross != gross - from) return mismatch(said("a line", line.gross, gross - from));
    SCRIP_TRY_VOID(check_line(job, line, from, taken));
  }
  if (job.gross != gross) return mismatch(said("the bill", job.gross, gross));
  if (job.exact != exact) return mismatch("the bill's exact sum is not that of its lines");
  for (const auto& [id, amount] : taken) {
    const Amount cap = state_.vouchers[index(id)].terms.cap_job;
    if (!cap.is_zero() && amount > cap)
      return mismatch("voucher " + std::to_string(index(id)) + " pays beyond its cap");
  }
  return {};
}

Result<void> Books::check_line(const Job& job, const Line& line, Amount from, Taken& taken) {
  Amount at = from;
  Amount owed = line.gross - line.refunded;  // by the company to the operator
  for (const Allocation& allocation : line.allocations) {
    SCRIP_TRY_VOID(check_allocation(job, line, allocation, at));
    at += allocation.absorbed;
    tally(job, line, allocation);
    const auto& terms = state_.vouchers[index(allocation.voucher)].terms;
    if (mode_of(terms) != RedemptionMode::reimburse) owed -= allocation.covered_money - allocation.returned_money;
    const Amount net = allocation.covered - allocation.returned;
    const auto same = std::find_if(taken.begin(), taken.end(), [&](const auto& t) { return t.first == terms.id; });
    if (same == taken.end()) {
      taken.emplace_back(terms.id, net);
    } else {
      same->second += net;
    }
  }
  if (at > from + line.gross) return mismatch("its vouchers absorb more than the bill");
  if (line.refunded < Amount{} || line.refunded > line.gross) return mismatch("more is refunded than was charged");
  if (owed < Amount{}) return mismatch("its vouchers pay more than the bill");
  const auto site = static_cast<std::uint32_t>(job.site);
  post(AccountKind::operator_share, Unit::money, site, ledger::nobody, owed);
  post(AccountKind::company_share, Unit::money, static_cast<std::uint32_t>(job.payer), ledger::nobody, -owed);
  return {};
}

Result<void> Books::check_allocation(const Job& job, const Line& line, const Allocation& allocation,
                                     Amount from) const {
  const auto& terms = state_.vouchers[index(allocation.voucher)].terms;
  const std::string which = "voucher " + std::to_string(index(allocation.voucher));
  const Amount money = part_of(terms.share, from, from + allocation.absorbed);
  if (allocation.covered_money != money)
    return mismatch(which + ": " + said("what it covers", allocation.covered_money, money));
  if (terms.unit == Unit::money && allocation.covered != money) {
    return mismatch(which + ": " + said("what it pays", allocation.covered, money));
  }
  const Amount most = part_of(terms.share, Amount{}, line.quantity);
  if (terms.unit != Unit::money && allocation.covered > most) {
    return mismatch(which + ": pays for more than was used");
  }
  if (allocation.covered < Amount{} || allocation.returned < Amount{} || allocation.returned > allocation.covered) {
    return mismatch(which + ": gave back more than it paid");
  }
  if (auto allowed = check_terms(job, line, terms); !allowed) {
    return mismatch(which + ": " + allowed.error().detail);
  }
  return {};
}

Result<void> Books::check_terms(const Job& job, const Line& line, const programme::Voucher& terms) const {
  const auto listed = [](const auto& list, auto value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  if (line.day < terms.valid_from || line.day >= terms.valid_until) return mismatch("was not valid on the day of use");
  if (!listed(terms.sites, job.site)) return mismatch("is not for this site");
  if (!listed(terms.resources, line.resource)) return mismatch("is not for this resource");
  if (terms.uses != 0 && (terms.uses & (1U << static_cast<unsigned>(job.use))) == 0)
    return mismatch("is not for this use");
  const bool token = state_.registry.resources()[index(line.resource)].kind == registry::ResourceKind::token;
  if (terms.unit != Unit::money && (terms.unit == Unit::tokens) != token) return mismatch("counts something else");
  return {};
}

void Books::tally(const Job& job, const Line& line, const Allocation& allocation) {
  const auto& terms = state_.vouchers[index(allocation.voucher)].terms;
  VoucherTally& tally = vouchers_[index(allocation.voucher)];
  const bool closed = line.status == LineStatus::closed;
  const Amount net = allocation.covered - allocation.returned;
  (closed ? tally.settled : tally.in_flight) += net;
  if (!terms.cap_month.is_zero() || !terms.cap_year.is_zero()) tally.used[month_of(line.day)] += net;

  const auto site = static_cast<std::uint32_t>(job.site);
  const auto payer = static_cast<std::uint32_t>(job.payer);
  const auto programme = static_cast<std::uint32_t>(terms.programme);
  switch (mode_of(terms)) {
    case RedemptionMode::deduct:
      post(closed ? AccountKind::operator_payable : AccountKind::operator_in_flight, terms.unit, site, programme, net);
      break;
    case RedemptionMode::reimburse:
      post(closed ? AccountKind::claimant_payable : AccountKind::claimant_in_flight, terms.unit, payer, programme, net);
      break;
    case RedemptionMode::reserve:
      post(closed ? AccountKind::placed : AccountKind::placed_in_flight, terms.unit, site, programme, net);
      break;
    case RedemptionMode::in_kind:
      post(closed ? AccountKind::delivered : AccountKind::delivered_in_flight, terms.unit, site, programme, net);
      break;
  }
}

Result<void> Books::check_hold(const engine::Hold& hold) {
  for (const auto& part : hold.parts) {
    if (part.remaining < Amount{}) return mismatch("hold '" + hold.key + "': more was captured than placed");
    if (hold.status != engine::HoldStatus::active && !part.remaining.is_zero()) {
      return mismatch("hold '" + hold.key + "' has ended and still holds something");
    }
    vouchers_[index(part.voucher)].held += part.remaining;
  }
  return {};
}

Result<void> Books::check_voucher(const VoucherState& voucher, const VoucherTally& tally) {
  const auto& terms = voucher.terms;
  const std::string which = "voucher '" + terms.key + "': ";
  if (voucher.in_flight != tally.in_flight)
    return mismatch(which + said("in flight", voucher.in_flight, tally.in_flight));
  if (voucher.settled != tally.settled) return mismatch(which + said("settled", voucher.settled, tally.settled));
  const Amount left = terms.face - tally.held - tally.in_flight - tally.settled - voucher.returned;
  if (left < Amount{} || voucher.returned < Amount{}) return mismatch(which + "more was spent than its face value");
  SCRIP_TRY_VOID(check_caps(voucher, tally));

  SCRIP_TRY_VOID(check_parts(voucher));
  const auto id = static_cast<std::uint32_t>(terms.id);
  post(AccountKind::voucher, terms.unit, id, ledger::nobody, left);
  post(AccountKind::voucher_held, terms.unit, id, ledger::nobody, tally.held);
  if (mode_of(terms) != RedemptionMode::reserve) return {};
  const auto site = static_cast<std::uint32_t>(terms.sites.front());
  const auto programme = static_cast<std::uint32_t>(terms.programme);
  post(AccountKind::operator_payable, terms.unit, site, programme, terms.face);
  post(AccountKind::placed, terms.unit, site, programme, -terms.face);
  return {};
}

// What each budget line paid of the voucher and got back.
Result<void> Books::check_parts(const VoucherState& voucher) {
  const auto& terms = voucher.terms;
  const std::string which = "voucher '" + terms.key + "': ";
  Amount paid;
  Amount returned;
  for (const auto& part : voucher.parts) {
    if (part.paid < Amount{} || part.returned < Amount{} || part.returned > part.paid) {
      return mismatch(which + "a budget line got more back than it paid");
    }
    paid += part.paid;
    returned += part.returned;
    const auto line = static_cast<std::uint32_t>(part.budget_line);
    post(AccountKind::budget_line, terms.unit, line, ledger::nobody, part.returned);
    if (voucher.award == no_id<AwardId>) {
      post(AccountKind::budget_line, terms.unit, line, ledger::nobody, -part.paid);
    } else {
      issued_[{voucher.award, part.budget_line}] += part.paid;
    }
  }
  if (paid != terms.face) return mismatch(which + said("what budget lines paid", paid, terms.face));
  if (returned != voucher.returned) return mismatch(which + said("what they got back", returned, voucher.returned));
  return {};
}

Result<void> Books::check_award(const engine::AwardState& award) {
  const auto& terms = award.terms;
  const std::string which = "award '" + terms.key + "': ";
  Amount committed;
  Amount left;
  for (const auto& line : award.lines) {
    const Amount issued = issued_[{terms.id, line.budget_line}];
    if (!award.vouchers.empty() && line.issued != issued) return mismatch(which + said("issued", line.issued, issued));
    if (line.left() < Amount{} || line.released < Amount{}) return mismatch(which + "more was issued than set aside");
    committed += line.committed;
    left += line.left();
    post(AccountKind::budget_line, terms.unit, static_cast<std::uint32_t>(line.budget_line), ledger::nobody,
         line.released + line.returned - line.committed);
  }
  if (committed != award.amount) return mismatch(which + said("set aside", committed, award.amount));
  const bool over = award.status == programme::AwardStatus::closed || award.status == programme::AwardStatus::revoked;
  if (over && !left.is_zero()) return mismatch(which + "it is over and still sets something aside");
  post(AccountKind::commitment, terms.unit, static_cast<std::uint32_t>(terms.id), ledger::nobody, left);
  return {};
}

// Nobody approved what they had proposed, and no award goes beyond its assessment.
Result<void> Books::check_application(const engine::ApplicationState& application) const {
  const std::string which = "application '" + application.terms.key + "': ";
  if (application.decided && application.decided->proposer == application.decided->approver) {
    return mismatch(which + "one person proposed and approved the decision");
  }
  const bool awarded = application.status == programme::ApplicationStatus::awarded;
  if (awarded && application.award == no_id<AwardId>) return mismatch(which + "it is awarded without an award");
  if (awarded && state_.awards[index(application.award)].amount > application.assessment->amount) {
    return mismatch(which + "its award is more than it was assessed at");
  }
  return {};
}

Result<void> Books::check_caps(const VoucherState& voucher, const VoucherTally& tally) const {
  const auto& terms = voucher.terms;
  std::map<int, Amount> by_year;
  for (const auto& [month, amount] : tally.used) {
    by_year[year_of(month)] += amount;
    if (!terms.cap_month.is_zero() && amount > terms.cap_month) {
      return mismatch("voucher '" + terms.key + "' pays beyond its cap in " + format_month(month));
    }
  }
  for (const auto& [year, amount] : by_year) {
    if (!terms.cap_year.is_zero() && amount > terms.cap_year) {
      return mismatch("voucher '" + terms.key + "' pays beyond its cap in " + std::to_string(year));
    }
  }
  return {};
}

void Books::post_budget(const programme::BudgetLine& line) {
  const auto id = static_cast<std::uint32_t>(line.id);
  post(AccountKind::appropriation, line.unit, id, ledger::nobody, -line.appropriation);
  post(AccountKind::budget_line, line.unit, id, ledger::nobody, line.appropriation);
}

Result<void> Books::compare_accounts() const {
  for (const auto& account : state_.ledger.accounts()) {
    const auto expected = accounts_.find({account.kind, account.unit, account.owner, account.second});
    const Amount amount = expected == accounts_.end() ? Amount{} : expected->second;
    if (account.balance == amount) continue;
    return mismatch(said("account " + std::string(name(account.kind)) + " of " + std::to_string(account.owner),
                         account.balance, amount));
  }
  for (const auto& [account, amount] : accounts_) {
    if (amount.is_zero() ||
        state_.ledger.find(account.kind, account.unit, account.owner, account.second) != no_id<AccountId>)
      continue;
    return mismatch("account " + std::string(name(account.kind)) + " of " + std::to_string(account.owner) +
                    " is missing");
  }
  return {};
}

}  // namespace

Result<std::uint64_t> check_books(const State& state) { return Books(state).check(); }

Result<void> check_balances(const State& state) {
  std::map<Unit, Int128> sums;
  for (const auto& account : state.ledger.accounts()) {
    sums[account.unit] += account.balance.micro_units;
    const bool wrong_side = is_minus(account.kind) ? account.balance > Amount{} : account.balance < Amount{};
    if (!wrong_side) continue;
    return mismatch("account " + std::string(name(account.kind)) + " of " + std::to_string(account.owner) + " is " +
                    format_amount(account.balance, 6));
  }
  for (const auto& [unit, sum] : sums) {
    if (sum != 0) return mismatch("the accounts in " + std::string(name(unit)) + " do not sum to zero");
  }
  for (const auto& line : state.budget_lines) {
    const auto account = state.ledger.find(AccountKind::budget_line, line.unit, static_cast<std::uint32_t>(line.id));
    if (state.ledger.balance(account) > line.appropriation) {
      return mismatch("budget line '" + line.key + "' holds more than its appropriation");
    }
  }
  return {};
}

}  // namespace scrip::verify
