// What happened, as live updates tell it: the kind of each event, and what it is about, so that only those hear of it
// who may see that.

#include "service/service.h"

namespace scrip::service {
namespace {

using engine::State;
using engine::Subject;

struct AboutWhat {
  const State& state;

  template <class OtherEvent>
  Subject operator()(const OtherEvent&) const {
    return {};
  }
  template <class ApplicationEvent>
    requires std::same_as<decltype(ApplicationEvent::application), ApplicationId>
  Subject operator()(const ApplicationEvent& event) const {
    return engine::subject_of(state, event.application);
  }
  Subject operator()(const engine::ApplicationDrafted& event) const {
    return engine::subject_of(state, event.application.id);
  }
  Subject operator()(const engine::AwardApproved& event) const {
    return {.organisation = event.award.organisation, .programme = event.award.programme};
  }
  Subject operator()(const engine::AwardAmended& event) const { return award(event.award); }
  Subject operator()(const engine::AwardStatusChanged& event) const { return award(event.award); }
  Subject operator()(const engine::AwardVoucherIssued& event) const { return award(event.award); }
  Subject operator()(const engine::VoucherIssued& event) const { return voucher(event.voucher.id); }
  Subject operator()(const engine::VoucherStatusChanged& event) const { return voucher(event.voucher); }
  Subject operator()(const engine::HoldPlaced& event) const { return hold(event.hold.id); }
  Subject operator()(const engine::HoldExtended& event) const { return hold(event.hold); }
  Subject operator()(const engine::HoldEnded& event) const { return hold(event.hold); }
  Subject operator()(const engine::ChargeAdjusted& event) const {
    return {.organisation = state.jobs[index(event.adjustment.job)].payer, .site = event.adjustment.site};
  }
  Subject operator()(const engine::RateCardProposed& event) const { return {.site = event.card.site}; }
  Subject operator()(const engine::RateCardRejected& event) const {
    return {.site = state.network.rate_proposals[index(event.proposal)].card.site};
  }
  Subject operator()(const engine::CapacityDeclared& event) const { return {.site = event.capacity.site}; }
  Subject operator()(const engine::TopologySet& event) const { return {.site = event.site}; }
  Subject operator()(const engine::CapacityEnded& event) const {
    return {.site = state.network.capacity[index(event.capacity)].terms.site};
  }
  template <class AccreditationEvent>
    requires std::same_as<decltype(AccreditationEvent::accreditation), AccreditationId>
  Subject operator()(const AccreditationEvent& event) const {
    return accredited(state.network.accreditations[index(event.accreditation)].terms);
  }
  Subject operator()(const engine::AccreditationApplied& event) const { return accredited(event.accreditation); }
  Subject operator()(const engine::AccreditationRuleSet& event) const { return {.programme = event.programme}; }
  Subject operator()(const engine::DevicesRecorded& event) const { return {.site = event.site}; }
  Subject operator()(const engine::DeviceDaysReported& event) const { return {.site = event.site}; }
  template <class ClaimEvent>
    requires std::same_as<decltype(ClaimEvent::claim), ClaimId>
  Subject operator()(const ClaimEvent& event) const {
    return engine::subject_of(state, state.claims.claims[index(event.claim)].application);
  }
  Subject operator()(const engine::ClaimDrafted& event) const { return engine::subject_of(state, event.application); }
  Subject operator()(const engine::SiteKeyAdded& event) const { return {.site = event.site_key.site}; }
  Subject operator()(const engine::SiteKeyRevoked& event) const {
    return {.site = state.signing.keys[index(event.site_key)].terms.site};
  }
  Subject operator()(const engine::SigningRuleSet& event) const { return {.site = event.site}; }
  Subject operator()(const engine::QuoteGiven& event) const { return {.organisation = event.quote.organisation}; }
  Subject operator()(const engine::ReservationMade& event) const {
    return {.organisation = event.reservation.organisation, .site = event.reservation.site};
  }
  template <class ReservationEvent>
    requires std::same_as<decltype(ReservationEvent::reservation), ReservationId>
  Subject operator()(const ReservationEvent& event) const {
    const auto& terms = state.reservations.reservations[index(event.reservation)].terms;
    return {.organisation = terms.organisation, .site = terms.site};
  }
  Subject operator()(const engine::LineJoined& event) const { return waiting(event.waiting); }
  Subject operator()(const engine::LineEnded& event) const { return waiting(event.wait); }
  Subject operator()(const engine::LineOffered& event) const { return waiting(event.wait); }
  Subject operator()(const engine::LineDrawn& event) const { return {.programme = event.programme}; }
  Subject operator()(const engine::AllocationRuleProposed& event) const { return {.programme = event.rule.programme}; }
  Subject operator()(const engine::AllocationRuleDecided& event) const {
    return {.programme = state.line.rules[index(event.rule)].terms.programme};
  }
  Subject operator()(const engine::JobCounted& event) const { return hold(event.hold); }
  Subject operator()(const engine::BackingRuleSet& event) const { return {.programme = event.programme}; }
  Subject operator()(const engine::BackingRuleProposed& event) const { return {.programme = event.programme}; }
  Subject operator()(const engine::BackingRuleRejected& event) const { return {.programme = event.programme}; }
  Subject operator()(const engine::RateCardPublished& event) const { return {.site = event.rate_card.site}; }
  template <class StatementEvent>
    requires std::same_as<decltype(StatementEvent::statement), StatementId>
  Subject operator()(const StatementEvent& event) const {
    const auto& terms = state.statements[index(event.statement)];
    return {.programme = terms.programme, .site = terms.site};
  }
  Subject operator()(const engine::PaymentProposed& event) const { return payment(event.payment.id); }
  template <class PaymentEvent>
    requires std::same_as<decltype(PaymentEvent::payment), PaymentId>
  Subject operator()(const PaymentEvent& event) const {
    return payment(event.payment);
  }
  Subject operator()(const engine::InstalmentProposed& event) const { return award(event.instalment.award); }
  template <class InstalmentEvent>
    requires std::same_as<decltype(InstalmentEvent::instalment), InstalmentId>
  Subject operator()(const InstalmentEvent& event) const {
    return award(state.settlement.instalments[index(event.instalment)].terms.award);
  }
  Subject operator()(const engine::ClawbackProposed& event) const { return award(event.clawback.award); }
  template <class ClawbackEvent>
    requires std::same_as<decltype(ClawbackEvent::clawback), ClawbackId>
  Subject operator()(const ClawbackEvent& event) const {
    return award(state.settlement.clawbacks[index(event.clawback)].terms.award);
  }

 private:
  static Subject waiting(const engine::Waiting& terms) {
    return {.organisation = terms.organisation, .programme = terms.programme};
  }
  Subject waiting(WaitId id) const { return waiting(state.line.entries[index(id)].terms); }
  static Subject accredited(const programme::Accreditation& terms) {
    return {.programme = terms.programme, .site = terms.site};
  }
  Subject award(AwardId id) const {
    const auto& terms = state.awards[index(id)].terms;
    return {.organisation = terms.organisation, .programme = terms.programme};
  }
  // The site is that of its first due: an operator's payment is of its sites.
  Subject payment(PaymentId id) const {
    const auto& terms = state.settlement.payments[index(id)].terms;
    const auto& due = state.settlement.dues[index(terms.dues.front())];
    Subject subject{.organisation = terms.payee, .programme = terms.legs.front().programme};
    if (due.kind == settlement::DueKind::statement) subject.site = state.statements[due.source].site;
    return subject;
  }
  Subject voucher(VoucherId id) const {
    const auto& terms = state.vouchers[index(id)].terms;
    return {.organisation = terms.organisation, .programme = terms.programme};
  }
  Subject hold(HoldId id) const {
    return {.organisation = state.holds[index(id)].organisation, .site = state.holds[index(id)].site};
  }
};

bool is_of_chips(const engine::Event& event) {
  return event.is<engine::ChipsRecorded>() || event.is<engine::FigureWithdrawn>() ||
         event.is<engine::OriginRecorded>() || event.is<engine::DomesticTargetSet>() ||
         event.is<engine::ControlTestSet>();
}

// What the figures of self-reliance rest on beside usage.
bool changes_reliance(const engine::Event& event) {
  return is_of_chips(event) || event.is<engine::CapacityDeclared>() || event.is<engine::CapacityEnded>() ||
         event.is<engine::StakesRecorded>() || event.is<engine::StakeEnded>() || event.is<engine::SitePlaced>() ||
         event.is<engine::SiteCitySet>();
}

bool is_public(const engine::Event& event) {
  return event.is<engine::PolicyPublished>() || event.is<engine::CallOpened>() || event.is<engine::DeadlineSet>() ||
         event.is<engine::ProgrammeAdded>() || event.is<engine::RateCardPublished>() ||
         event.is<engine::CapacityDeclared>() || event.is<engine::CapacityEnded>() || event.is<engine::TopologySet>() ||
         is_of_chips(event);
}

}  // namespace

void Service::remember(const codec::Entry& entry) {
  const std::uint64_t sequence = entry.header.sequence;
  lists_.note(state(), entry);
  if (const auto* block = std::get_if<engine::UsageBlock>(&entry.body)) {
    pending_.push_back({.sequence = sequence, .kind = "usage_taken", .subject = {.site = block->site}});
    FlatSet<OrganisationId> payers;
    for (const auto& job : block->jobs) {
      const OrganisationId payer = state().jobs[index(job.job)].payer;
      if (payer == no_id<OrganisationId> || !payers.insert(payer).second) continue;
      pending_.push_back({.sequence = sequence, .kind = "usage_charged", .subject = {.organisation = payer}});
    }
    return;
  }
  last_control_ = sequence;
  for (const auto& event : std::get<std::vector<engine::Event>>(entry.body)) {
    if (changes_reliance(event)) kept_.note_change(sequence);
    pending_.push_back({.sequence = sequence,
                        .kind = std::string(name(event)),
                        .subject = event.visit(AboutWhat{state()}),
                        .is_public = is_public(event)});
  }
}

}  // namespace scrip::service
