// Dues: what each payee is owed out of a closed month's statement, a placed voucher or an instalment.

#include <algorithm>
#include <charconv>
#include <map>

#include "engine/charging.h"
#include "engine/settlement.h"
#include "engine/texts.h"
#include "settlement/payable.h"

namespace scrip::engine {

using ledger::AccountKind;
using programme::RedemptionMode;
using settlement::DueKind;

namespace {

// What a site's statements of a programme owe to one payee together, before this one and with it.
struct RunningTotal {
  Amount before;
  Amount until;

  void add(Month posting, Month month, Amount amount) {
    until += amount;
    if (posting < month) before += amount;
  }
  // What this statement has paid: whole steps of the running total. The rest is carried on to the next one.
  [[nodiscard]] Amount due() const { return settlement::payable_part(until) - settlement::payable_part(before); }
};
using Shares = std::map<OrganisationId, RunningTotal>;

bool pays_in_money(const State& state, const Statement& statement, RedemptionMode mode) {
  return statement.programme != no_id<ProgrammeId> && statement.unit == Unit::money &&
         state.programmes[index(statement.programme)].mode == mode;
}

bool is_of(const State& state, const Statement& statement, VoucherId voucher) {
  const auto& terms = state.vouchers[index(voucher)].terms;
  return terms.programme == statement.programme && terms.unit == statement.unit;
}

// What the site's operator gets.
RunningTotal whole_of(const State& state, const Statement& statement) {
  RunningTotal total;
  for (std::size_t i = 0; i <= index(statement.id); ++i) {
    const Statement& each = state.statements[i];
    const bool same =
        each.site == statement.site && each.programme == statement.programme && each.unit == statement.unit;
    if (same) total.add(each.month, statement.month, each.total);
  }
  return total;
}

// What each reimbursed company gets.
Shares shares_of(const State& state, const Statement& statement) {
  Shares shares;
  for (const Job& job : state.jobs) {
    if (job.site != statement.site) continue;
    for (const Line& line : job.lines) {
      if (line.posting > statement.month) continue;
      for (const Allocation& allocation : line.allocations) {
        if (!is_of(state, statement, allocation.voucher)) continue;
        shares[job.payer].add(line.posting, statement.month, allocation.covered);
      }
    }
  }
  for (const Adjustment& adjustment : state.adjustments) {
    if (adjustment.posting > statement.month || adjustment.site != statement.site) continue;
    const Job& job = state.jobs[index(adjustment.job)];
    for (const RefundedLine& refunded : adjustment.lines) {
      const auto& allocations = job.lines[refunded.line].allocations;
      for (const auto& part : refunded.parts) {
        if (!is_of(state, statement, allocations[part.allocation].voucher)) continue;
        shares[job.payer].add(adjustment.posting, statement.month, -part.covered);
      }
    }
  }
  return shares;
}

void add_due(State& state, Due due) {
  if (due.amount.is_zero() || due.account == no_id<AccountId>) return;
  due.id = id_at<DueId>(state.settlement.dues.size());
  if (due.kind == DueKind::statement) state.settlement.statements[due.source].dues.push_back(due.id);
  if (due.kind == DueKind::placement) state.settlement.placement_of.emplace(VoucherId{due.source}, due.id);
  state.settlement.dues.push_back(std::move(due));
}

const Due* due_of_statement(const State& state, std::string_view rest) {
  const auto slash = rest.find('/');
  const auto statement = statement_called(state, rest.substr(0, slash));
  if (!statement) return nullptr;
  const auto* company =
      slash == std::string_view::npos ? nullptr : state.registry.find_organisation(rest.substr(slash + 1));
  const bool shared = pays_in_money(state, **statement, RedemptionMode::reimburse);
  if (shared != (slash != std::string_view::npos)) return nullptr;
  for (const DueId id : state.settlement.statements[index((*statement)->id)].dues) {
    const Due& due = state.settlement.dues[index(id)];
    if (!shared || (company != nullptr && due.payee == company->id)) return &due;
  }
  return nullptr;
}

const Due* due_of_voucher(const State& state, std::string_view key) {
  const auto* voucher = state.find_voucher(key);
  if (voucher == nullptr) return nullptr;
  const auto found = state.settlement.placement_of.find(voucher->terms.id);
  return found == state.settlement.placement_of.end() ? nullptr : &state.settlement.dues[index(found->second)];
}

const Due* due_of_instalment(const State& state, std::string_view rest) {
  const auto slash = rest.rfind('/');
  if (slash == std::string_view::npos) return nullptr;
  const auto* award = state.find_award(rest.substr(0, slash));
  if (award == nullptr) return nullptr;
  const auto* instalment = state.settlement.find_instalment(award->terms.id, rest.substr(slash + 1));
  if (instalment == nullptr || instalment->due == no_id<DueId>) return nullptr;
  return &state.settlement.dues[index(instalment->due)];
}

}  // namespace

void open_statement_dues(State& state, std::size_t first_statement) {
  state.settlement.statements.resize(state.statements.size());
  for (std::size_t i = first_statement; i < state.statements.size(); ++i) {
    const Statement& statement = state.statements[i];
    const auto programme = static_cast<std::uint32_t>(statement.programme);
    Due due{.kind = DueKind::statement, .source = static_cast<std::uint32_t>(i), .programme = statement.programme};
    if (pays_in_money(state, statement, RedemptionMode::deduct)) {
      due.payee = state.registry.sites()[index(statement.site)].operator_id;
      due.account = state.ledger.find(AccountKind::operator_payable, Unit::money,
                                      static_cast<std::uint32_t>(statement.site), programme);
      due.amount = whole_of(state, statement).due();
      add_due(state, due);
    }
    if (!pays_in_money(state, statement, RedemptionMode::reimburse)) continue;
    for (const auto& [company, total] : shares_of(state, statement)) {
      due.payee = company;
      due.account =
          state.ledger.find(AccountKind::claimant_payable, Unit::money, static_cast<std::uint32_t>(company), programme);
      due.amount = total.due();
      add_due(state, due);
    }
  }
}

void open_placement_due(State& state, const programme::Voucher& terms) {
  const SiteId site = terms.sites.front();
  if (terms.unit != Unit::money) return;
  add_due(state,
          {.kind = DueKind::placement,
           .source = static_cast<std::uint32_t>(terms.id),
           .payee = state.registry.sites()[index(site)].operator_id,
           .programme = terms.programme,
           .account = state.ledger.find(AccountKind::operator_payable, Unit::money, static_cast<std::uint32_t>(site),
                                        static_cast<std::uint32_t>(terms.programme)),
           .amount = terms.face});
}

std::string key_of_due(const State& state, const Due& due) {
  switch (due.kind) {
    case DueKind::statement: {
      const std::string key = "statement:" + std::to_string(due.source);
      const bool shared = state.programmes[index(due.programme)].mode == RedemptionMode::reimburse;
      return shared ? key + "/" + state.registry.organisations()[index(due.payee)].key : key;
    }
    case DueKind::placement:
      return "voucher:" + state.vouchers[due.source].terms.key;
    case DueKind::instalment: {
      const auto& terms = state.settlement.instalments[due.source].terms;
      return "instalment:" + state.awards[index(terms.award)].terms.key + "/" + terms.name;
    }
  }
  return {};
}

Result<const Due*> due_called(const State& state, std::string_view key) {
  const auto colon = key.find(':');
  const std::string_view kind = key.substr(0, colon);
  const std::string_view rest = colon == std::string_view::npos ? std::string_view{} : key.substr(colon + 1);
  const Due* found = nullptr;
  if (kind == "statement") found = due_of_statement(state, rest);
  if (kind == "voucher") found = due_of_voucher(state, rest);
  if (kind == "instalment") found = due_of_instalment(state, rest);
  if (found == nullptr) return fail(ErrorCode::due_not_found, "'" + std::string(key) + "'", "dues");
  return found;
}

Result<void> check_payable(const State& state, const Due& due) {
  const auto refuse = [&](const Message& why) {
    return fail(ErrorCode::due_state, say("'{0}' {1}", key_of_due(state, due), why), "dues");
  };
  if (due.payment != no_id<PaymentId>) {
    return refuse(say("is in payment '{0}'", state.settlement.payments[index(due.payment)].terms.key));
  }
  if (due.left().is_zero()) return refuse(say("is set off in full"));
  if (due.kind != DueKind::statement) return {};
  const auto& approval = state.settlement.statements[due.source];
  if (approval.status != settlement::StatementStatus::approved) return refuse(say("is not approved"));
  if (approval.is_disputed()) return refuse(say("is disputed: answer that first"));
  return {};
}

Result<void> check_refundable(const State& state, const Adjustment& adjustment) {
  const Job& job = state.jobs[index(adjustment.job)];
  std::map<AccountId, Amount> taken;
  for (const RefundedLine& refunded : adjustment.lines) {
    const Line& line = job.lines[refunded.line];
    if (line.status != LineStatus::closed) continue;
    for (const auto& part : refunded.parts) {
      const auto& terms = state.vouchers[index(line.allocations[part.allocation].voucher)].terms;
      const auto mode = state.programmes[index(terms.programme)].mode;
      if (mode != RedemptionMode::deduct && mode != RedemptionMode::reimburse) continue;
      const bool own = mode == RedemptionMode::reimburse;
      const auto owner = own ? static_cast<std::uint32_t>(job.payer) : static_cast<std::uint32_t>(job.site);
      const auto kind = own ? AccountKind::claimant_payable : AccountKind::operator_payable;
      taken[state.ledger.find(kind, terms.unit, owner, static_cast<std::uint32_t>(terms.programme))] += part.covered;
    }
  }
  for (const auto& [account, amount] : taken) {
    const Amount held = state.ledger.balance(account);
    if (amount <= held) continue;
    return fail(
        ErrorCode::insufficient_payable,
        say("it would take back {0} of what was paid; {1} is owed now: refund when later months have been closed",
            format_amount(amount), format_amount(held)),
        "amount");
  }
  return {};
}

Result<const Statement*> statement_called(const State& state, std::string_view number) {
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), id);
  const bool plain = error == std::errc{} && end == number.data() + number.size() && std::to_string(id) == number;
  if (!plain || id >= state.statements.size()) {
    return fail(ErrorCode::statement_not_found, "'" + std::string(number) + "'", "statement");
  }
  return &state.statements[id];
}

}  // namespace scrip::engine
