// The second account. Nothing here is shared with the engine but the commands.

#include <algorithm>

#include "base/wide.h"
#include "proof/hash.h"
#include "tests/sim/bureau.h"

namespace scrip::sim {

using namespace engine;
using programme::AwardStatus;
using programme::DecisionOutcome;
using programme::VoucherStatus;

namespace {

using Parts = std::map<std::string, std::int64_t>;

const Parts shares{{"grants-0", 500'000}, {"grants-1", 333'333}, {"grants-2", 166'667}};

// Each line gets the whole part below its exact one; then those with most left over get one more, the earlier first.
Parts in_proportion(std::int64_t amount, const Parts& weights) {
  Int128 sum = 0;
  for (const auto& [line, weight] : weights) sum += weight;
  Parts parts;
  std::map<std::string, Int128> over;
  std::int64_t rest = amount;
  for (const auto& [line, weight] : weights) {
    parts[line] = sum == 0 ? 0 : static_cast<std::int64_t>(Int128{amount} * weight / sum);
    over[line] = Int128{amount} * weight - parts[line] * sum;
    rest -= parts[line];
  }
  for (; rest > 0; --rest) {
    auto most = over.begin();
    for (auto at = over.begin(); at != over.end(); ++at) {
      if (at->second > most->second) most = at;
    }
    ++parts[most->first];
    over.erase(most);
  }
  return parts;
}

std::int64_t sum_of(const Parts& parts) {
  std::int64_t sum = 0;
  for (const auto& [line, amount] : parts) sum += amount;
  return sum;
}

bool is_one_of(const std::string& status, std::initializer_list<const char*> list) {
  return std::any_of(list.begin(), list.end(), [&](const char* other) { return status == other; });
}

}  // namespace

BureauModel::BureauModel() {
  lines_ = {{"grants-0", 3'000 * micro}, {"grants-1", 2'000 * micro}, {"grants-2", 1'000 * micro}};
  calls_["grants-open"] = {};
  calls_["grants-round"] = {.closes = {}, .batch = true};
  calls_["grants-lottery"] = {.closes = {}, .batch = true};
}

bool BureauModel::scoring(const Application& application) const {
  return is_one_of(application.status, {"submitted", "complete", "assessed"}) &&
         (!calls_.at(application.call).allocated || application.reopened);
}

// All awards of the organisation but the application's own.
std::string BureauModel::grants_of(const std::string& key) const {
  std::string out;
  for (const auto& [name, award] : awards_) {
    if (name == key || award.organisation != applications_.at(key).organisation) continue;
    out += name + " " + std::to_string(award.amount) + " " + award.status + ";";
  }
  return out;
}

bool BureauModel::affordable(const Parts& parts) const {
  return std::all_of(parts.begin(), parts.end(),
                     [&](const auto& part) { return part.second <= lines_.at(part.first); });
}

bool BureauModel::may_award(const std::string& key, const Application& application, std::int64_t amount) const {
  const Call& call = calls_.at(application.call);
  if (application.assessed == 0 || amount > application.assessed || grants_of(key) != application.grants) return false;
  if (call.batch && !call.allocated) return false;
  if (call.batch && !application.reopened && (!application.round || amount > *application.round)) return false;
  if (!application.has_award) return true;
  const Award& award = awards_.at(key);
  return award.status == "active" && amount >= award.amount - sum_of(award.left);
}

struct BureauModel::Possible {
  const BureauModel& model;
  const std::string& actor;
  Instant now;

  const Application* find(const std::string& key) const {
    const auto found = model.applications_.find(key);
    return found == model.applications_.end() ? nullptr : &found->second;
  }
  bool is(const std::string& key, std::initializer_list<const char*> statuses) const {
    const auto* application = find(key);
    return application != nullptr && is_one_of(application->status, statuses);
  }

  bool operator()(const SetDeadline& c) const {
    const Call& call = model.calls_.at(c.call);
    if (call.closes && call.closes == c.closes) return true;
    return (!call.closes || *call.closes > now) && (!c.closes || *c.closes >= now);
  }
  bool operator()(const DraftApplication& c) const {
    const auto* there = find(c.key);
    const Call& call = model.calls_.at(c.call);
    if (there == nullptr) return !call.closes || now < *call.closes;
    if (there->call != c.call || there->organisation != c.organisation) return false;
    return there->status == "draft" || (there->status == "returned" && now < there->until);
  }
  bool operator()(const SubmitApplication& c) const {
    const auto* application = find(c.application);
    if (application == nullptr) return false;
    if (application->status == "submitted") return true;
    if (application->status == "returned") return now < application->until;
    const auto& closes = model.calls_.at(application->call).closes;
    return application->status == "draft" && (!closes || now < *closes);
  }
  bool operator()(const ReturnApplication& c) const {
    if (!is(c.application, {"submitted", "returned", "complete", "assessed"}) || c.until <= now) return false;
    const auto* application = find(c.application);
    return !model.calls_.at(application->call).allocated || application->reopened;
  }
  bool operator()(const ConfirmComplete& c) const { return is(c.application, {"submitted", "complete"}); }
  bool operator()(const WithdrawApplication& c) const {
    const auto* application = find(c.application);
    if (application == nullptr || is_one_of(application->status, {"awarded", "refused", "appealed"})) return false;
    return application->status == "withdrawn" || !application->has_award;
  }
  bool operator()(const AssessApplication& c) const {
    return is(c.application, {"complete", "assessed", "allocated"}) && c.facts == find(c.application)->facts &&
           c.history != Hash256{};
  }
  bool operator()(const AssignAssessor& c) const {
    const auto* application = find(c.application);
    if (application == nullptr || application->applicants.contains(c.person)) return false;
    if (application->organisation == c.organisation) return false;
    return application->assessors.contains(c.person) || model.scoring(*application);
  }
  bool operator()(const RemoveAssessor& c) const {
    const auto* application = find(c.application);
    return application != nullptr && application->assessors.contains(c.person) && model.scoring(*application);
  }
  bool operator()(const RecordScore& c) const {
    const auto* application = find(c.application);
    if (application == nullptr || !application->assessors.contains(actor)) return false;
    return application->scored.contains(actor) || model.scoring(*application);
  }
  bool operator()(const AllocateRound& c) const {
    const Call& call = model.calls_.at(c.call);
    if (!call.batch || call.allocated || !call.closes || now < *call.closes) return false;
    if (c.seed != (c.call == "grants-lottery" ? "seed" : "")) return false;
    std::set<std::string> eligible;
    for (const auto& [key, application] : model.applications_) {
      if (application.call != c.call) continue;
      if (is_one_of(application.status, {"submitted", "complete"})) return false;
      if (application.status == "returned" && now < application.until) return false;
      if (application.status == "proposed" && application.assessed > 0) return false;
      if (application.status == "assessed" && application.assessed > 0) eligible.insert(key);
    }
    Parts needed;
    for (const auto& result : c.results) {
      if (eligible.erase(result.application) == 0) return false;
      if (result.amount.micro_units > model.applications_.at(result.application).assessed) return false;
      for (const auto& [line, part] : in_proportion(result.amount.micro_units, shares)) needed[line] += part;
    }
    return eligible.empty() && model.affordable(needed);
  }
  bool operator()(const ProposeDecision& c) const {
    const auto* application = find(c.application);
    if (application == nullptr) return false;
    const std::int64_t amount = c.amount.micro_units;
    if (application->status == "proposed") return amount == application->proposed && actor == application->proposer;
    if (c.outcome == DecisionOutcome::refuse) {
      return is_one_of(application->status, {"assessed", "allocated"}) && !application->has_award;
    }
    if (application->status == "awarded" && model.awards_.at(c.application).amount == amount) return true;
    return is_one_of(application->status, {"assessed", "allocated", "awarded"}) &&
           model.may_award(c.application, *application, amount);
  }
  bool operator()(const ApproveDecision& c) const {
    const auto* application = find(c.application);
    if (application == nullptr || application->status != "proposed") return false;
    if (c.amount.micro_units != application->proposed || application->proposer == actor) return false;
    if ((c.outcome == DecisionOutcome::refuse) != (application->proposed == 0)) return false;
    if (application->applicants.contains(actor)) return false;
    if (application->proposed == 0) return true;
    if (!model.may_award(c.application, *application, application->proposed)) return false;
    const std::int64_t before = application->has_award ? model.awards_.at(c.application).amount : 0;
    const std::int64_t more = application->proposed - before;
    return more <= 0 || model.affordable(in_proportion(more, shares));
  }
  bool operator()(const RejectProposal& c) const { return is(c.application, {"proposed"}); }
  bool operator()(const FileAppeal& c) const {
    return is(c.application, {"awarded", "refused"}) && !find(c.application)->appealed;
  }
  bool operator()(const DecideAppeal& c) const {
    if (!is(c.application, {"appealed"})) return false;
    const auto* application = find(c.application);
    return actor != application->proposer && actor != application->approver && actor != application->appellant &&
           !application->applicants.contains(actor);
  }
  bool operator()(const IssueAward& c) const {
    const auto award = model.awards_.find(c.award);
    return award != model.awards_.end() && award->second.status == "active" &&
           c.voucher.face.micro_units <= sum_of(award->second.left);
  }
  bool operator()(const ReduceAward& c) const {
    const auto award = model.awards_.find(c.award);
    if (award == model.awards_.end() || is_one_of(award->second.status, {"revoked", "closed"})) return false;
    const std::int64_t issued = award->second.amount - sum_of(award->second.left);
    return c.amount.micro_units <= award->second.amount && c.amount.micro_units >= issued;
  }
  bool operator()(const ChangeAwardStatus& c) const {
    const auto award = model.awards_.find(c.award);
    if (award == model.awards_.end()) return false;
    const std::string& from = award->second.status;
    const std::string to(name(c.status));
    if (from == to) return true;
    if (to == "active") return from == "suspended";
    return to == "revoked" ? true : from == "active";
  }
  bool operator()(const ChangeVoucherStatus& c) const {
    for (const auto& [key, award] : model.awards_) {
      if (!award.vouchers.contains(c.voucher)) continue;
      if (award.ended.contains(c.voucher)) return c.status == VoucherStatus::revoked;
      return c.status != VoucherStatus::active || award.status != "suspended";
    }
    return false;
  }
  template <class Other>
  bool operator()(const Other&) const {
    return true;
  }
};

struct BureauModel::CarryOut {
  BureauModel& model;
  const std::string& actor;
  Instant now;

  Application& of(const std::string& key) const { return model.applications_.at(key); }

  void operator()(const SetDeadline& c) const {
    Call& call = model.calls_.at(c.call);
    if (!call.closes || *call.closes > now) call.closes = c.closes.value_or(now);
  }
  void operator()(const DraftApplication& c) const {
    Application& application = model.applications_[c.key];
    application.call = c.call;
    application.organisation = c.organisation;
    application.facts = c.facts;
    application.applicants.insert(actor);
  }
  void operator()(const SubmitApplication& c) const {
    Application& application = of(c.application);
    if (application.status == "submitted") return;
    application.status = "submitted";
    application.applicants.insert(actor);
  }
  void operator()(const ReturnApplication& c) const {
    Application& application = of(c.application);
    application.status = "returned";
    application.until = c.until;
    application.assessed = 0;
  }
  void operator()(const ConfirmComplete& c) const { of(c.application).status = "complete"; }
  void operator()(const WithdrawApplication& c) const { of(c.application).status = "withdrawn"; }
  void operator()(const AssessApplication& c) const {
    Application& application = of(c.application);
    if (application.status == "complete") application.status = "assessed";
    application.assessed = c.amount.micro_units;
    application.grants = model.grants_of(c.application);
  }
  void operator()(const AssignAssessor& c) const { of(c.application).assessors.insert(c.person); }
  void operator()(const RemoveAssessor& c) const {
    of(c.application).assessors.erase(c.person);
    of(c.application).scored.erase(c.person);
  }
  void operator()(const RecordScore& c) const { of(c.application).scored.insert(actor); }
  void operator()(const AllocateRound& c) const {
    model.calls_.at(c.call).allocated = true;
    for (const auto& result : c.results) {
      of(result.application).status = "allocated";
      of(result.application).round = result.amount.micro_units;
    }
  }
  void operator()(const ProposeDecision& c) const {
    Application& application = of(c.application);
    if (application.status == "proposed") return;
    const std::int64_t amount = c.amount.micro_units;
    if (application.status == "awarded" && model.awards_.at(c.application).amount == amount) return;
    application.before = application.status;
    application.status = "proposed";
    application.proposed = amount;
    application.proposer = actor;
  }
  void operator()(const ApproveDecision& c) const {
    Application& application = of(c.application);
    application.approver = actor;
    application.appealed = false;
    application.status = application.proposed == 0 ? "refused" : "awarded";
    if (application.proposed == 0) return;
    application.has_award = true;
    Award& award = model.awards_[c.application];
    award.organisation = application.organisation;
    change(award, application.proposed);
  }
  void operator()(const RejectProposal& c) const { of(c.application).status = of(c.application).before; }
  void operator()(const FileAppeal& c) const {
    Application& application = of(c.application);
    application.before = application.status;
    application.status = "appealed";
    application.appealed = true;
    application.appellant = actor;
  }
  void operator()(const DecideAppeal& c) const {
    Application& application = of(c.application);
    application.status = c.upheld ? "complete" : application.before;
    if (!c.upheld) return;
    application.reopened = true;
    application.assessed = 0;
  }
  void operator()(const IssueAward& c) const {
    Award& award = model.awards_.at(c.award);
    auto parts = in_proportion(c.voucher.face.micro_units, award.left);
    for (const auto& [line, part] : parts) award.left[line] -= part;
    award.vouchers[c.voucher.key] = std::move(parts);
  }
  void operator()(const ReduceAward& c) const { change(model.awards_.at(c.award), c.amount.micro_units); }
  void operator()(const ChangeAwardStatus& c) const {
    Award& award = model.awards_.at(c.award);
    const std::string to(name(c.status));
    if (award.status == to) return;
    award.status = to;
    if (to != "revoked" && to != "closed") return;
    for (auto& [line, left] : award.left) {
      model.lines_[line] += left;
      left = 0;
    }
    if (to == "closed") return;
    for (const auto& [voucher, parts] : award.vouchers) end(award, voucher);
  }
  void operator()(const ChangeVoucherStatus& c) const {
    for (auto& [key, award] : model.awards_) {
      if (award.vouchers.contains(c.voucher) && c.status == VoucherStatus::revoked) end(award, c.voucher);
    }
  }
  template <class Other>
  void operator()(const Other&) const {}

  void change(Award& award, std::int64_t amount) const {
    if (amount >= award.amount) {
      for (const auto& [line, part] : in_proportion(amount - award.amount, shares)) {
        model.lines_[line] -= part;
        award.left[line] += part;
      }
    } else {
      for (const auto& [line, part] : in_proportion(award.amount - amount, award.left)) {
        model.lines_[line] += part;
        award.left[line] -= part;
      }
    }
    award.amount = amount;
  }
  // Nothing of it was used, so each line gets back all it paid.
  void end(Award& award, const std::string& voucher) const {
    if (!award.ended.insert(voucher).second) return;
    for (const auto& [line, part] : award.vouchers.at(voucher)) model.lines_[line] += part;
  }
};

bool BureauModel::is_possible(const Order& order, Instant now) const {
  return order.command.visit(Possible{*this, order.actor, now});
}

void BureauModel::carry_out(const Order& order, Instant now) { order.command.visit(CarryOut{*this, order.actor, now}); }

std::string BureauModel::difference(const State& state) const {
  for (const auto& [key, left] : lines_) {
    const auto* line = state.find_budget_line(key);
    const auto account =
        state.ledger.find(ledger::AccountKind::budget_line, Unit::money, static_cast<std::uint32_t>(line->id));
    if (state.ledger.balance(account).micro_units != left) {
      return key + " has " + format_amount(state.ledger.balance(account), 6) + ", not " +
             format_amount(Amount{left}, 6);
    }
  }
  if (state.applications.size() != applications_.size()) return "there are other applications";
  for (const auto& application : state.applications) {
    const auto found = applications_.find(application.terms.key);
    if (found == applications_.end() || name(application.status) != found->second.status) {
      return application.terms.key + " is " + std::string(name(application.status));
    }
  }
  if (state.awards.size() != awards_.size()) return "there are other awards";
  for (const auto& award : state.awards) {
    const Award& expected = awards_.at(award.terms.key);
    if (award.amount.micro_units != expected.amount || name(award.status) != expected.status) {
      return award.terms.key + " is of " + format_amount(award.amount, 6) + " and " + std::string(name(award.status));
    }
    for (const auto& line : award.lines) {
      const auto& key = state.budget_lines[index(line.budget_line)].key;
      if (line.left().micro_units != expected.left.at(key)) return award.terms.key + " has other parts left";
    }
    if (award.vouchers.size() != expected.vouchers.size()) return award.terms.key + " has other vouchers";
  }
  return {};
}

}  // namespace scrip::sim
