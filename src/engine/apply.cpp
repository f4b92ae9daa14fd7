#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/limits.h"
#include "engine/charging.h"
#include "engine/close.h"
#include "engine/events.h"
#include "engine/lifecycle.h"
#include "engine/request_name.h"
#include "engine/reservation.h"
#include "engine/voucher.h"

namespace scrip::engine {
namespace {

using ledger::AccountKind;

struct Applier {
  State& state;

  void operator()(const AuthorityCreated& event) { state.authority = event.authority; }

  void operator()(const OrganisationAdded& event) {
    state.registry.add(event.organisation);
    state.wallets.emplace_back();
    state.awards_of.emplace_back();
    state.ledger.account(AccountKind::company_share, Unit::money, static_cast<std::uint32_t>(event.organisation.id));
  }
  void operator()(const ResourceAdded& event) { state.registry.put(event.resource); }
  void operator()(const SiteAdded& event) {
    state.registry.add(event.site);
    open_site_accounts(state, event.site.id);
  }
  void operator()(const PayerMapped& event) { state.registry.put(event.mapping); }

  void operator()(const ProgrammeAdded& event) {
    state.programme_by_key.emplace(event.programme.key, event.programme.id);
    state.programmes.push_back(event.programme);
  }

  void operator()(const BudgetLineAdded& event) {
    const auto& line = event.budget_line;
    const auto id = static_cast<std::uint32_t>(line.id);
    state.budget_line_by_key.emplace(line.key, line.id);
    state.budget_lines.push_back(line);
    state.ledger.transfer({.from = state.ledger.account(AccountKind::appropriation, line.unit, id),
                           .to = state.ledger.account(AccountKind::budget_line, line.unit, id),
                           .amount = line.appropriation});
    open_budget_line_accounts(state, line.id);
  }

  void operator()(const RateCardPublished& event) {
    state.rate_cards.add(event.rate_card);
    settle_proposal(state, event.rate_card);
  }

  void operator()(const VoucherIssued& event) {
    const auto& line = state.budget_lines[index(event.voucher.budget_line)];
    const PaidPart part{.from = account_of(state, line),
                        .part = {.budget_line = line.id, .amount = event.voucher.face}};
    put_voucher(state, event.voucher, no_id<AwardId>, {&part, 1});
  }
  void operator()(const VoucherStatusChanged& event) { set_voucher_status(state, event.voucher, event.status); }

  void operator()(const HoldPlaced& event) {
    const Hold& hold = event.hold;
    const JobKey key = job_key(hold.site, hold.job);
    state.hold_by_job.emplace(key, hold.id);
    const auto job = state.job_by_key.find(key);
    if (job != state.job_by_key.end()) state.jobs[index(job->second)].hold = hold.id;
    put_hold(state, hold);
  }

  void operator()(const HoldExtended& event) {
    Hold& hold = state.holds[index(event.hold)];
    state.hold_expiry.erase({hold.expires_at, hold.id});
    hold.expires_at = event.expires_at;
    state.hold_expiry.emplace(hold.expires_at, hold.id);
    hold.bill += event.bill;
    for (const HoldPart& part : event.parts) {
      set_aside(part);
      const auto same = std::find_if(hold.parts.begin(), hold.parts.end(),
                                     [&](const HoldPart& other) { return other.voucher == part.voucher; });
      if (same == hold.parts.end()) {
        hold.parts.push_back(part);
      } else {
        same->placed += part.placed;
        same->remaining += part.remaining;
      }
    }
  }

  void operator()(const HoldEnded& event) {
    end_hold(state, event.hold, event.status);
    note_hold_ended(state, event.hold, {.now = state.last_time, .actor = state.last_actor});
  }

  void operator()(const SuspenseWrittenOff& event) {
    for (const SuspenseId id : event.ids) state.suspense.erase(id);
  }

  void operator()(const ChargeAdjusted& event) { refund(event.adjustment); }
  void operator()(const PeriodClosed& event) { SCRIP_CHECK(apply_close(state, event)); }

  // What belongs to calls, applications and awards has its own files.
  template <class LifecycleEvent>
  void operator()(const LifecycleEvent& event) {
    apply_lifecycle(state, event);
  }

  void set_aside(const HoldPart& part) {
    const VoucherState& voucher = state.vouchers[index(part.voucher)];
    state.ledger.transfer({.from = voucher.available, .to = voucher.held, .amount = part.placed});
  }

  void refund(const Adjustment& adjustment) {
    Job& job = state.jobs[index(adjustment.job)];
    Charger charger(state);
    // A refund fixes the job's open lines where they stand: what was given back must stay what was covered.
    for (Line& line : job.lines) {
      if (line.status == LineStatus::open) line.status = LineStatus::fixed;
    }
    for (const RefundedLine& refunded : adjustment.lines) {
      Line& line = job.lines[refunded.line];
      const bool closed = line.status == LineStatus::closed;
      Amount owed = refunded.gross;
      line.refunded += refunded.gross;
      for (const auto& part : refunded.parts) {
        Allocation& allocation = line.allocations[part.allocation];
        VoucherState& voucher = state.vouchers[index(allocation.voucher)];
        allocation.returned += part.covered;
        allocation.returned_money += part.covered_money;
        (closed ? voucher.settled : voucher.in_flight) -= part.covered;
        give_back(charger, job, voucher, closed, part.covered);
        const auto mode = state.programmes[index(voucher.terms.programme)].mode;
        if (mode != programme::RedemptionMode::reimburse) owed -= part.covered_money;
        charger.count_refund(voucher, line.day, part.covered);
      }
      charger.post_company_share(job, -owed);
    }
    state.adjustment_by_key.emplace(adjustment.key, adjustment.id);
    state.adjustments.push_back(adjustment);
  }

  void give_back(Charger& charger, const Job& job, VoucherState& voucher, bool closed, Amount amount) {
    const AccountId from = closed ? charger.settled_account(job, voucher) : charger.in_flight_account(job, voucher);
    state.ledger.transfer({.from = from, .to = voucher.available, .amount = amount});
    if (has_ended(voucher)) return_rest(state, voucher);
  }
};

constexpr auto event_names = std::to_array<std::string_view>({"authority_created",
                                                              "organisation_added",
                                                              "resource_added",
                                                              "site_added",
                                                              "payer_mapped",
                                                              "programme_added",
                                                              "budget_line_added",
                                                              "rate_card_published",
                                                              "voucher_issued",
                                                              "voucher_status_changed",
                                                              "hold_placed",
                                                              "hold_extended",
                                                              "hold_ended",
                                                              "suspense_written_off",
                                                              "charge_adjusted",
                                                              "period_closed",
                                                              "policy_published",
                                                              "call_opened",
                                                              "deadline_set",
                                                              "seed_committed",
                                                              "application_drafted",
                                                              "application_submitted",
                                                              "application_returned",
                                                              "application_completed",
                                                              "application_withdrawn",
                                                              "application_assessed",
                                                              "assessor_assigned",
                                                              "assessor_removed",
                                                              "score_recorded",
                                                              "round_allocated",
                                                              "decision_proposed",
                                                              "proposal_rejected",
                                                              "application_refused",
                                                              "award_approved",
                                                              "award_amended",
                                                              "award_status_changed",
                                                              "award_voucher_issued",
                                                              "appeal_filed",
                                                              "appeal_decided",
                                                              "role_granted",
                                                              "role_revoked",
                                                              "stakes_recorded",
                                                              "stake_ended",
                                                              "rate_card_proposed",
                                                              "rate_card_rejected",
                                                              "capacity_declared",
                                                              "capacity_ended",
                                                              "accreditation_applied",
                                                              "accreditation_proposed",
                                                              "accreditation_rejected",
                                                              "accreditation_decided",
                                                              "accreditation_changed",
                                                              "accreditation_rule_set",
                                                              "assessor_recused",
                                                              "chips_recorded",
                                                              "figure_withdrawn",
                                                              "origin_recorded",
                                                              "domestic_target_set",
                                                              "devices_recorded",
                                                              "device_days_reported",
                                                              "claim_drafted",
                                                              "claim_submitted",
                                                              "claim_checked",
                                                              "finding_settled",
                                                              "claim_returned",
                                                              "claim_withdrawn",
                                                              "digests_imported",
                                                              "statement_proposed",
                                                              "statement_rejected",
                                                              "statement_approved",
                                                              "statement_disputed",
                                                              "dispute_answered",
                                                              "payment_proposed",
                                                              "payment_withdrawn",
                                                              "payment_approved",
                                                              "payment_recorded",
                                                              "instalment_proposed",
                                                              "instalment_rejected",
                                                              "instalment_approved",
                                                              "clawback_proposed",
                                                              "clawback_rejected",
                                                              "clawback_approved",
                                                              "repayment_recorded",
                                                              "relief_proposed",
                                                              "relief_rejected",
                                                              "relief_approved",
                                                              "site_key_added",
                                                              "site_key_revoked",
                                                              "signing_rule_set",
                                                              "control_test_set",
                                                              "site_placed",
                                                              "quote_given",
                                                              "reservation_made",
                                                              "reservation_used",
                                                              "reservation_ended",
                                                              "reservation_rule_set",
                                                              "backing_rule_set",
                                                              "line_joined",
                                                              "line_ended",
                                                              "line_offered",
                                                              "line_drawn",
                                                              "allocation_rule_proposed",
                                                              "allocation_rule_decided",
                                                              "job_counted",
                                                              "backing_rule_proposed",
                                                              "backing_rule_rejected",
                                                              "site_city_set",
                                                              "reservation_left",
                                                              "topology_set"});
static_assert(event_names.size() == Event::count);

}  // namespace

std::string_view name(const Event& event) { return event_names[event.index()]; }

void begin_entry(State& state, const EntryContext& context, const std::optional<Hash256>& request) {
  SCRIP_CHECK(context.sequence == state.last_sequence + 1);
  SCRIP_CHECK(context.now > state.last_time || context.sequence == 1);
  state.last_sequence = context.sequence;
  state.last_time = context.now;
  state.last_actor = context.actor;
  if (!request) return;
  state.requests.emplace_back(*request, context.sequence);
  state.request_entry[request_name(*request)] = context.sequence;
  if (state.requests.size() <= limits::idempotency_keys_max) return;
  state.request_entry.erase(request_name(state.requests.front().first));
  state.requests.pop_front();
}

namespace {

// What comes with every job is not worth looking at the line anew; it is within a minute.
bool is_of_jobs(const Event& event) {
  return event.is<HoldPlaced>() || event.is<HoldExtended>() || event.is<HoldEnded>() || event.is<JobCounted>();
}

}  // namespace

void apply(State& state, const Event& event) {
  take_note(state, event);
  if (!is_of_jobs(event)) ++state.line.changes;
  event.visit(Applier{state});
}

}  // namespace scrip::engine
