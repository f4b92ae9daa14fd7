#include "tests/sim/invariants.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "engine/settlement.h"
#include "engine/wallet.h"

namespace scrip::sim {
namespace {

using engine::Allocation;
using engine::Hold;
using engine::HoldStatus;
using engine::Job;
using engine::Line;
using engine::LineStatus;
using engine::State;
using engine::VoucherState;
using ledger::AccountKind;
using programme::RedemptionMode;
using programme::VoucherStatus;

using AccountName = std::tuple<AccountKind, Unit, std::uint32_t, std::uint32_t>;
using Balances = std::map<AccountName, Amount>;

template <Id T>
std::uint32_t number(T id) {
  return static_cast<std::uint32_t>(id);
}

bool has_ended(const VoucherState& voucher) {
  return voucher.status == VoucherStatus::expired || voucher.status == VoucherStatus::revoked;
}

class Checker {
 public:
  explicit Checker(const State& state) : state_(state), uses_(state.vouchers.size()) {}

  std::vector<std::string> run() {
    for (const auto& line : state_.budget_lines) {
      expected_[{AccountKind::appropriation, line.unit, number(line.id), ledger::nobody}] -= line.appropriation;
      expected_[{AccountKind::budget_line, line.unit, number(line.id), ledger::nobody}] += line.appropriation;
    }
    for (const auto& hold : state_.holds) check_hold(hold);
    rating::Exact exact = 0;
    for (const auto& job : state_.jobs) {
      check_job(job);
      exact += job.exact;
    }
    want(exact == state_.totals.exact, "the total of all bills is the sum of the bills");
    for (const auto& voucher : state_.vouchers) check_voucher(voucher);
    for (const auto& award : state_.awards) check_award(award);
    for (const auto& application : state_.applications) check_application(application);
    check_paying();
    check_accounts();
    for (const auto& statement : state_.statements) {
      want(statement.total == statement.charged - statement.refunded, "a statement's total is the sum of its parts");
    }
    for (const auto& [id, suspended] : state_.suspense) {
      want(index(id) < state_.next_suspense && suspended.id == id, "a record in suspense has a number of its own");
      want(suspended.reason != metering::SuspenseReason::none, "a record is in suspense for a reason");
    }
    return std::move(broken_);
  }

 private:
  struct Use {
    Amount held;
    Amount in_flight;
    Amount settled;
    std::map<Month, Amount> by_month;
  };

  void want(bool holds, const std::string& what) {
    if (!holds) broken_.push_back(what);
  }

  void check_hold(const Hold& hold) {
    for (const auto& part : hold.parts) {
      want(part.remaining >= Amount{}, "a hold is not overdrawn: " + hold.key);
      want(hold.status == HoldStatus::active || part.remaining.is_zero(), "an ended hold holds nothing: " + hold.key);
      uses_[index(part.voucher)].held += part.remaining;
      want(state_.vouchers[index(part.voucher)].terms.organisation == hold.organisation,
           "a hold takes from its organisation's wallet: " + hold.key);
    }
    want(hold.status != HoldStatus::active || state_.hold_expiry.contains({hold.expires_at, hold.id}),
         "an active hold will expire: " + hold.key);
  }

  void check_job(const Job& job) {
    Amount gross;
    rating::Exact exact = 0;
    bool open = false;
    const Line* before = nullptr;
    for (const Line& line : job.lines) {
      exact += line.exact;
      gross += line.gross;
      want(rating::rounded(exact) == gross, "a line's gross is the difference of the rounded running totals");
      want(line.gross >= Amount{} && line.quantity >= Amount{}, "a line is not negative");
      if (line.status == LineStatus::open) {
        if (open) want(before->order() < line.order(), "open lines are in order, each once");
        open = true;
        want(line.refunded.is_zero(), "an open line was not refunded from");
      } else {
        want(!open, "sealed lines come first");
      }
      const bool closed = state_.first_open_month && line.posting < *state_.first_open_month;
      want(closed == (line.status == LineStatus::closed), "a line is closed if its month is");
      before = &line;
      check_line(job, line);
    }
    want(gross == job.gross && exact == job.exact, "a job's bill is the sum of its lines");
    want(job.lines.empty() || job.payer != no_id<OrganisationId>, "who has a bill has a payer");
  }

  void check_line(const Job& job, const Line& line) {
    Amount absorbed;
    Amount owed = line.gross - line.refunded;
    const bool closed = line.status == LineStatus::closed;
    for (const Allocation& allocation : line.allocations) {
      const VoucherState& voucher = state_.vouchers[index(allocation.voucher)];
      const auto& terms = voucher.terms;
      absorbed += allocation.absorbed;
      want(allocation.covered >= Amount{} && allocation.covered_money >= Amount{}, "what is covered is not negative");
      want(allocation.covered_money <= allocation.absorbed, "a voucher covers no more than it absorbs");
      want(terms.unit != Unit::money || allocation.covered == allocation.covered_money, "money covers money");
      want(allocation.returned >= Amount{} && allocation.returned_money >= Amount{},
           "what is returned is not negative");
      want(allocation.returned <= allocation.covered && allocation.returned_money <= allocation.covered_money,
           "no more is returned than was covered");
      if (line.refunded == line.gross && !line.gross.is_zero()) {
        want(allocation.returned == allocation.covered && allocation.returned_money == allocation.covered_money,
             "a full refund returns exactly what was covered");
      }
      want(terms.organisation == job.payer, "a job takes from its payer's wallet: " + terms.key);
      const engine::UseOf use{.site = job.site, .resource = line.resource, .use = job.use, .day = line.day};
      want(why_not_covered(state_, terms, use) == engine::NotCovered::none, "a voucher's terms hold: " + terms.key);
      add_use(job, line, allocation, voucher, closed);
      if (state_.programmes[index(terms.programme)].mode != RedemptionMode::reimburse) {
        owed -= allocation.covered_money - allocation.returned_money;
      }
    }
    want(absorbed <= line.gross, "vouchers absorb no more than the bill");
    want(line.refunded <= line.gross, "no more is refunded than was charged");
    want(owed >= Amount{}, "a company's own share is not negative");
    if (owed.is_zero()) return;
    expected_[{AccountKind::company_share, Unit::money, number(job.payer), ledger::nobody}] -= owed;
    expected_[{AccountKind::operator_share, Unit::money, number(job.site), ledger::nobody}] += owed;
  }

  void add_use(const Job& job, const Line& line, const Allocation& allocation, const VoucherState& voucher,
               bool closed) {
    const Amount net = allocation.covered - allocation.returned;
    Use& use = uses_[index(voucher.terms.id)];
    (closed ? use.settled : use.in_flight) += net;
    use.by_month[month_of(line.day)] += net;
    const auto& terms = voucher.terms;
    const auto mode = state_.programmes[index(terms.programme)].mode;
    AccountKind kind{};
    switch (mode) {
      case RedemptionMode::deduct:
        kind = closed ? AccountKind::operator_payable : AccountKind::operator_in_flight;
        break;
      case RedemptionMode::reimburse:
        kind = closed ? AccountKind::claimant_payable : AccountKind::claimant_in_flight;
        break;
      case RedemptionMode::reserve:
        kind = closed ? AccountKind::placed : AccountKind::placed_in_flight;
        break;
      case RedemptionMode::in_kind:
        kind = closed ? AccountKind::delivered : AccountKind::delivered_in_flight;
        break;
    }
    const auto owner = mode == RedemptionMode::reimburse ? number(job.payer) : number(job.site);
    expected_[{kind, terms.unit, owner, number(terms.programme)}] += net;
  }

  void check_voucher(const VoucherState& voucher) {
    const auto& terms = voucher.terms;
    const Use& use = uses_[index(terms.id)];
    const Amount available = state_.ledger.balance(voucher.available);
    const Amount held = state_.ledger.balance(voucher.held);
    want(available + held + voucher.in_flight + voucher.settled + voucher.returned == terms.face,
         "what became of a voucher adds up to its face: " + terms.key);
    want(available >= Amount{} && held >= Amount{} && voucher.in_flight >= Amount{} && voucher.settled >= Amount{} &&
             voucher.returned >= Amount{},
         "no part of a voucher is negative: " + terms.key);
    want(held == use.held, "what is held of a voucher is what holds have left: " + terms.key);
    want(voucher.in_flight == use.in_flight, "what is in flight is what open lines say: " + terms.key);
    want(voucher.settled == use.settled, "what is settled is what closed lines say: " + terms.key);
    want(!has_ended(voucher) || available.is_zero(), "an ended voucher has nothing left: " + terms.key);
    check_caps(voucher, use);
    expected_[{AccountKind::voucher, terms.unit, number(terms.id), ledger::nobody}] += available;
    expected_[{AccountKind::voucher_held, terms.unit, number(terms.id), ledger::nobody}] += held;
    check_parts(voucher);
    if (state_.programmes[index(terms.programme)].mode != RedemptionMode::reserve) return;
    const auto site = number(terms.sites.front());
    expected_[{AccountKind::placed, terms.unit, site, number(terms.programme)}] -= terms.face;
    expected_[{AccountKind::operator_payable, terms.unit, site, number(terms.programme)}] += terms.face;
  }

  void check_parts(const VoucherState& voucher) {
    const auto& terms = voucher.terms;
    Amount paid;
    Amount returned;
    for (const auto& part : voucher.parts) {
      paid += part.paid;
      returned += part.returned;
      want(part.returned >= Amount{} && part.returned <= part.paid,
           "a line gets back no more than it paid: " + terms.key);
      const AccountName line{AccountKind::budget_line, terms.unit, number(part.budget_line), ledger::nobody};
      expected_[line] += part.returned;
      if (voucher.award == no_id<AwardId>) expected_[line] -= part.paid;
    }
    want(paid == terms.face, "what the lines paid is the face value: " + terms.key);
    want(returned == voucher.returned, "what came back came back to the lines: " + terms.key);
    if (voucher.award == no_id<AwardId>) return;
    const auto& vouchers = state_.awards[index(voucher.award)].vouchers;
    want(std::count(vouchers.begin(), vouchers.end(), terms.id) == 1, "an award knows its vouchers: " + terms.key);
  }

  void check_award(const engine::AwardState& award) {
    const auto& terms = award.terms;
    Amount committed;
    Amount left;
    for (const auto& line : award.lines) {
      Amount issued;
      for (const VoucherId id : award.vouchers) {
        for (const auto& part : state_.vouchers[index(id)].parts) {
          if (part.budget_line == line.budget_line) issued += part.paid;
        }
      }
      const bool grant = engine::gives_of(state_, award) == programme::Gives::grant;
      want(grant || issued == line.issued, "what is issued of a line went into vouchers: " + terms.key);
      want(line.left() >= Amount{}, "no line of an award is overdrawn: " + terms.key);
      committed += line.committed;
      left += line.left();
      expected_[{AccountKind::budget_line, terms.unit, number(line.budget_line), ledger::nobody}] -=
          line.committed - line.released - line.returned;
    }
    want(committed == award.amount, "an award sets its amount aside: " + terms.key);
    expected_[{AccountKind::commitment, terms.unit, number(terms.id), ledger::nobody}] += left;
    using programme::AwardStatus;
    const bool over = award.status == AwardStatus::closed || award.status == AwardStatus::revoked;
    want(!over || left.is_zero(), "what is over sets nothing aside: " + terms.key);
    for (const VoucherId id : award.vouchers) {
      const VoucherState& voucher = state_.vouchers[index(id)];
      want(voucher.award == terms.id && voucher.terms.organisation == terms.organisation, "whose a voucher is");
      want(award.status != AwardStatus::suspended || voucher.status != VoucherStatus::active, "a voucher rests too");
      want(award.status != AwardStatus::revoked || has_ended(voucher), "a revoked award's vouchers have ended");
    }
    want(award.status == AwardStatus::suspended || award.suspended.empty(), "only what rests remembers what rests");
    want(state_.applications[index(terms.application)].award == terms.id, "an award is its application's");
  }

  void check_application(const engine::ApplicationState& application) {
    using programme::ApplicationStatus;
    const auto status = application.status;
    const std::string& key = application.terms.key;
    const auto& call = state_.calls[index(application.terms.call)];
    want((status == ApplicationStatus::proposed) == application.proposal.has_value(), "a proposal waits: " + key);
    want((status == ApplicationStatus::returned) == application.complete_until.has_value(), "it has a time: " + key);
    want(status == ApplicationStatus::draft || status == ApplicationStatus::withdrawn || application.submitted_at,
         "what goes on was submitted: " + key);
    const bool judged = status == ApplicationStatus::assessed || status == ApplicationStatus::allocated ||
                        status == ApplicationStatus::proposed || status == ApplicationStatus::awarded;
    want(!judged || application.assessment, "what is decided was assessed: " + key);
    want(!application.assessment || application.assessment->facts == application.terms.facts, "on its facts: " + key);
    want(status != ApplicationStatus::allocated || call.round, "what is allocated has a round: " + key);
    const bool decided = status == ApplicationStatus::awarded || status == ApplicationStatus::refused ||
                         status == ApplicationStatus::appealed;
    want(!decided || application.decided, "what is decided has a decision: " + key);
    want(!application.decided || application.decided->proposer != application.decided->approver, "four eyes: " + key);
    want((status == ApplicationStatus::appealed) ==
             (application.appeal && application.appeal->status == programme::AppealStatus::filed),
         "an appeal waits: " + key);
    want(application.scores.size() <= application.assessors.size(), "only assessors score: " + key);
    if (application.award == no_id<AwardId>) {
      want(status != ApplicationStatus::awarded, "what is awarded has an award: " + key);
      return;
    }
    const auto& award = state_.awards[index(application.award)];
    if (status == ApplicationStatus::awarded) {
      want(award.amount <= application.assessment->amount, "an award is within its assessment: " + key);
    }
  }

  void check_caps(const VoucherState& voucher, const Use& use) {
    const auto& terms = voucher.terms;
    std::map<int, Amount> by_year;
    for (const auto& [month, amount] : use.by_month) {
      by_year[year_of(month)] += amount;
      want(terms.cap_month.is_zero() || amount <= terms.cap_month, "a month's cap holds: " + terms.key);
    }
    for (const auto& [year, amount] : by_year) {
      want(terms.cap_year.is_zero() || amount <= terms.cap_year, "a year's cap holds: " + terms.key);
    }
    std::map<Month, Amount> kept;
    for (const auto& [month, amount] : voucher.used_by_month) kept[month] += amount;
    if (engine::has_period_caps(terms)) {
      for (const auto& [month, amount] : use.by_month) want(kept[month] == amount, "use by month: " + terms.key);
      for (const auto& [month, amount] : kept) {
        want(amount.is_zero() || use.by_month.contains(month), "no other month was used: " + terms.key);
      }
    } else {
      want(kept.empty(), "months are kept only for caps: " + terms.key);
    }
    if (terms.cap_job.is_zero()) return;
    for (const Job& job : state_.jobs) {
      Amount of_job;
      for (const Line& line : job.lines) {
        for (const Allocation& allocation : line.allocations) {
          if (allocation.voucher == terms.id) of_job += allocation.covered - allocation.returned;
        }
      }
      want(of_job <= terms.cap_job, "a job's cap holds: " + terms.key);
    }
  }

  // What payments, instalments and clawbacks moved, by the dues and payments as they stand.
  void check_paying() {
    using settlement::PaymentStatus;
    using settlement::StepStatus;
    const auto& settlement = state_.settlement;
    const auto post = [&](const ledger::Account& account, Amount amount) {
      expected_[{account.kind, account.unit, account.owner, account.second}] += amount;
    };
    const auto account = [&](AccountId id) -> const ledger::Account& { return state_.ledger.accounts()[index(id)]; };
    for (const auto& instalment : settlement.instalments) {
      if (instalment.status != StepStatus::approved) continue;
      post(account(settlement.dues[index(instalment.due)].account), instalment.terms.amount);
    }
    std::map<DueId, PaymentId> live;
    for (const auto& payment : settlement.payments) {
      const bool over = payment.status == PaymentStatus::withdrawn || payment.status == PaymentStatus::rejected;
      if (over) continue;
      for (const DueId due : payment.terms.dues) {
        want(live.emplace(due, payment.terms.id).second, "a due is in one payment: " + payment.terms.key);
      }
      if (payment.status == PaymentStatus::proposed) continue;
      want(payment.proposer != payment.approver, "two persons agreed to a payment: " + payment.terms.key);
      const auto to = payment.status == PaymentStatus::paid ? AccountKind::paid : AccountKind::payment_in_flight;
      for (const auto& leg : payment.terms.legs) {
        post(account(leg.from), -leg.amount);
        expected_[{to, Unit::money, number(payment.terms.payee), number(leg.programme)}] += leg.amount;
      }
    }
    for (const auto& due : settlement.dues) {
      const auto found = live.find(due.id);
      want(due.payment == (found == live.end() ? no_id<PaymentId> : found->second), "a due knows its payment");
    }
    for (const auto& clawback : settlement.clawbacks) {
      if (clawback.status != StepStatus::approved) continue;
      const auto& award = state_.awards[index(clawback.terms.award)].terms;
      const auto company = number(award.organisation);
      const auto programme = number(award.programme);
      want(clawback.left() >= Amount{}, "no more came back than is to be given back: " + clawback.terms.key);
      expected_[{AccountKind::clawback_receivable, award.unit, company, programme}] -= clawback.left();
      expected_[{AccountKind::clawback_pending, award.unit, number(award.id), ledger::nobody}] += clawback.left();
      expected_[{AccountKind::paid, award.unit, company, programme}] -= clawback.repaid();
      for (const auto& relief : clawback.reliefs) {
        if (relief.terms.kind == settlement::ReliefKind::write_off) continue;
        post(account(settlement.dues[index(relief.terms.due)].account), -relief.terms.amount);
      }
    }
  }

  void check_accounts() {
    for (const Unit unit : {Unit::money, Unit::device_time, Unit::tokens}) {
      want(state_.ledger.sum(unit).is_zero(), "the books balance");
    }
    std::set<AccountName> seen;
    for (const auto& account : state_.ledger.accounts()) {
      const AccountName key{account.kind, account.unit, account.owner, account.second};
      const std::string label = std::string(name(account.kind)) + " " + std::to_string(account.owner);
      want(seen.insert(key).second, "an account exists once: " + label);
      want(ledger::is_minus(account.kind) ? account.balance <= Amount{} : account.balance >= Amount{},
           "an account is on its own side: " + label);
      const auto found = expected_.find(key);
      const Amount expected = found == expected_.end() ? Amount{} : found->second;
      want(account.balance == expected, "an account has what its lines say: " + label + ": " +
                                            format_amount(account.balance) + ", not " + format_amount(expected));
    }
    for (const auto& [key, amount] : expected_) {
      want(amount.is_zero() || seen.contains(key), "a balance has an account: " + std::string(name(std::get<0>(key))));
    }
  }

  const State& state_;
  std::vector<Use> uses_;
  Balances expected_;
  std::vector<std::string> broken_;
};

template <class Table>
std::string sorted_text(const Table& table) {
  std::vector<std::string> rows;
  for (const auto& [key, id] : table) rows.push_back(std::string(key) + "=" + std::to_string(index(id)));
  std::sort(rows.begin(), rows.end());
  std::string out;
  for (const auto& row : rows) out += row + " ";
  return out + "\n";
}

template <class Table>
std::string by_job_text(const Table& table) {
  std::map<engine::JobKey, std::size_t> rows;
  for (const auto& [key, id] : table) rows.emplace(key, index(id));
  std::string out;
  for (const auto& [key, id] : rows) out += std::to_string(key.high) + "=" + std::to_string(id) + " ";
  return out + "\n";
}

}  // namespace

std::vector<std::string> broken_invariants(const State& state) { return Checker(state).run(); }

namespace {

std::string line_indexes(const State& state) {
  const auto& line = state.line;
  std::string out = sorted_text(line.by_key) + sorted_text(line.rule_by_key);
  for (const auto id : line.waiting) out += "w" + std::to_string(index(id));
  for (const auto& [quote, id] : line.held) out += "q" + std::to_string(index(quote)) + "=" + std::to_string(index(id));
  for (const auto& [at, id] : line.ends) out += "e" + std::to_string(count(at)) + "=" + std::to_string(index(id));
  for (const auto& [place, ids] : line.held_at) {
    for (const auto id : ids) out += "h" + std::to_string(index(place.first)) + "=" + std::to_string(index(id));
  }
  for (const auto& [place, ids] : line.running_at) {
    for (const auto id : ids) out += "r" + std::to_string(index(place.first)) + "=" + std::to_string(index(id));
  }
  const std::map<std::uint64_t, Amount> used(line.used.begin(), line.used.end());
  for (const auto& [key, amount] : used) {
    if (!amount.is_zero()) out += "u" + std::to_string(key) + "=" + std::to_string(amount.micro_units);
  }
  return out;
}

}  // namespace

std::string describe_indexes(const State& state) {
  std::string out =
      sorted_text(state.programme_by_key) + sorted_text(state.budget_line_by_key) + sorted_text(state.policy_by_key) +
      sorted_text(state.call_by_key) + sorted_text(state.application_by_key) + sorted_text(state.award_by_key) +
      sorted_text(state.voucher_by_key) + sorted_text(state.hold_by_key) + sorted_text(state.adjustment_by_key) +
      by_job_text(state.job_by_key) + by_job_text(state.hold_by_job);
  for (const auto& wallet : state.wallets) {
    for (const auto id : wallet) out += std::to_string(index(id)) + ",";
    out += ";";
  }
  const auto lists = [&](const auto& table) {
    for (const auto& list : table) {
      for (const auto id : list) out += std::to_string(index(id)) + ",";
      out += "|";
    }
  };
  lists(state.applications_of);
  lists(state.awards_of);
  for (const auto& [at, id] : state.voucher_expiry)
    out += std::to_string(count(at)) + ":" + std::to_string(index(id)) + " ";
  for (const auto& [at, id] : state.hold_expiry)
    out += std::to_string(count(at)) + "/" + std::to_string(index(id)) + " ";
  out += line_indexes(state);
  std::map<Hash256, std::uint64_t> requests(state.request_entry.begin(), state.request_entry.end());
  for (const auto& [hash, entry] : requests) out += to_hex(hash) + "@" + std::to_string(entry) + " ";
  return out;
}

}  // namespace scrip::sim
