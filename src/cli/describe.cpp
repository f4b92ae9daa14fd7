#include "cli/describe.h"

#include "cli/text.h"
#include "cli/values.h"
#include "reports/cells.h"

namespace scrip::cli {
namespace {

struct Describer {
  const engine::State& state;
  Language language;

  std::string money(Amount amount) const { return format_measured(amount, Unit::money, state.authority->currency); }
  std::string measured(Amount amount, Unit unit) const {
    return format_measured(amount, unit, state.authority->currency);
  }
  template <class... Values>
  std::string text(std::string_view english, const Values&... values) const {
    return say(language, english, values...);
  }

  std::string operator()(const engine::AuthorityCreated& event) const {
    return text("Authority set up: {}", event.authority.name);
  }
  std::string operator()(const engine::OrganisationAdded& event) const {
    return text("Organisation added: {}", event.organisation.key);
  }
  std::string operator()(const engine::ResourceAdded& event) const {
    return text("Resource added: {}", event.resource.key);
  }
  std::string operator()(const engine::SiteAdded& event) const { return text("Site added: {}", event.site.key); }
  std::string operator()(const engine::PayerMapped& event) const {
    const auto& payer = state.registry.organisations()[index(event.mapping.organisation)];
    return text("Account {} is paid by {}", event.mapping.account, payer.key);
  }
  std::string operator()(const engine::ProgrammeAdded& event) const {
    return text("Programme added: {}", event.programme.key);
  }
  std::string operator()(const engine::BudgetLineAdded& event) const {
    return text("Budget line added: {}, {}", event.budget_line.key,
                measured(event.budget_line.appropriation, event.budget_line.unit));
  }
  std::string operator()(const engine::RateCardPublished& event) const {
    return text("Rate card published: {}", event.rate_card.key);
  }
  std::string operator()(const engine::VoucherIssued& event) const {
    return text("Voucher issued: {}, {}", event.voucher.key, measured(event.voucher.face, event.voucher.unit));
  }
  std::string operator()(const engine::VoucherStatusChanged& event) const {
    const auto& voucher = state.vouchers[index(event.voucher)].terms;
    return text("Voucher {} is now {}", voucher.key, tr(language, name(event.status)));
  }
  std::string operator()(const engine::HoldPlaced& event) const {
    std::string parts;
    for (const auto& part : event.hold.parts) {
      const auto& voucher = state.vouchers[index(part.voucher)].terms;
      parts += (parts.empty() ? "" : ", ") + voucher.key + " " + measured(part.placed, voucher.unit);
    }
    return text("Hold placed: {}, for a bill of {}; set aside: {}; expires {}", event.hold.key, money(event.hold.bill),
                parts, format_instant(event.hold.expires_at));
  }
  std::string operator()(const engine::HoldExtended& event) const {
    const auto& hold = state.holds[index(event.hold)];
    return text("Hold extended: {}, for a bill of {}; expires {}", hold.key, money(hold.bill),
                format_instant(hold.expires_at));
  }
  std::string operator()(const engine::HoldEnded& event) const {
    return text("Hold ended: {}", state.holds[index(event.hold)].key);
  }
  std::string operator()(const engine::SuspenseWrittenOff& event) const {
    return text("Written off: {} records in suspense", event.ids.size());
  }
  std::string operator()(const engine::ChargeAdjusted& event) const {
    return text("Refunded: {} of the bill of job {}, of which vouchers get back {}; it stands in the statement of {}",
                money(event.adjustment.gross), event.adjustment.job_text, money(event.adjustment.covered_money),
                format_month(event.adjustment.posting));
  }
  std::string operator()(const engine::PeriodClosed& event) const {
    return text("Month closed: {}, with {} statements", format_month(event.month), event.statements.size());
  }

  const std::string& key(CallId id) const { return state.calls[index(id)].terms.key; }
  const std::string& key(ApplicationId id) const { return state.applications[index(id)].terms.key; }
  const engine::AwardState& award(AwardId id) const { return state.awards[index(id)]; }

  std::string operator()(const engine::PolicyPublished& event) const {
    return text("Policy published: {}, in effect from {}", event.policy.key, format_day(event.policy.effective_from));
  }
  std::string operator()(const engine::CallOpened& event) const {
    return text("Call set up: {}, under {}", event.call.key, state.policies[index(event.call.policy)].key);
  }
  std::string operator()(const engine::DeadlineSet& event) const {
    return text("Call {} closes at {}", key(event.call), format_instant(event.closes));
  }
  std::string operator()(const engine::SeedCommitted& event) const {
    return text("Call {} has committed to a seed: {}", key(event.call), to_hex(event.commitment));
  }
  std::string operator()(const engine::ApplicationDrafted& event) const {
    return text("Application {} is drafted", event.application.key);
  }
  std::string operator()(const engine::ApplicationSubmitted& event) const {
    return text("Application {} is submitted", key(event.application));
  }
  std::string operator()(const engine::ApplicationReturned& event) const {
    return text("Application {} is returned, to be completed by {}: {}", key(event.application),
                format_instant(event.until), event.reason);
  }
  std::string operator()(const engine::ApplicationCompleted& event) const {
    return text("Application {} is complete", key(event.application));
  }
  std::string operator()(const engine::ApplicationWithdrawn& event) const {
    return text("Application {} is withdrawn", key(event.application));
  }
  std::string operator()(const engine::ApplicationAssessed& event) const {
    const auto& assessment = event.assessment;
    if (!assessment.eligible) return text("Application {} is assessed: not eligible", key(event.application));
    return text("Application {} is assessed: eligible for {}", key(event.application),
                measured(assessment.amount, assessment.unit));
  }
  std::string operator()(const engine::AssessorAssigned& event) const {
    return text("{} assesses application {}", event.assessor.person, key(event.application));
  }
  std::string operator()(const engine::AssessorRemoved& event) const {
    return text("{} no longer assesses application {}", event.person, key(event.application));
  }
  std::string operator()(const engine::ScoreRecorded& event) const {
    return text("{} has scored application {}", event.score.person, key(event.application));
  }
  std::string operator()(const engine::RoundAllocated& event) const {
    return text("The round of call {} is shared out among {} applications", key(event.call),
                event.round.results.size());
  }
  std::string operator()(const engine::DecisionProposed& event) const {
    if (event.decision.outcome == programme::DecisionOutcome::refuse) {
      return text("Proposed for application {}: to refuse it", key(event.application));
    }
    const auto& application = state.applications[index(event.application)];
    return text("Proposed for application {}: an award of {}", key(event.application),
                measured(event.decision.amount, state.calls[index(application.terms.call)].terms.unit));
  }
  std::string operator()(const engine::ProposalRejected& event) const {
    return text("What was proposed for application {} is rejected: {}", key(event.application), event.reason);
  }
  std::string operator()(const engine::ApplicationRefused& event) const {
    return text("Application {} is refused", key(event.application));
  }
  std::string operator()(const engine::AwardApproved& event) const {
    return text("Award {} approved: {} is set aside", event.award.key, measured(event.award.amount, event.award.unit));
  }
  std::string operator()(const engine::AwardAmended& event) const {
    const auto& terms = award(event.award).terms;
    return text("Award {} is now {}", terms.key, measured(event.amount, terms.unit));
  }
  std::string operator()(const engine::AwardStatusChanged& event) const {
    return text("Award {} is now {}, and with it {} vouchers", award(event.award).terms.key,
                tr(language, name(event.status)), event.vouchers.size());
  }
  std::string operator()(const engine::AwardVoucherIssued& event) const {
    return text("Voucher issued from award {}: {}, {}", award(event.award).terms.key, event.voucher.key,
                measured(event.voucher.face, event.voucher.unit));
  }
  std::string operator()(const engine::AppealFiled& event) const {
    return text("Appeal against the decision on application {}", key(event.application));
  }
  std::string_view role(registry::Role role) const { return tr(language, name(role)); }
  std::string scope(const registry::Scope& scope) const {
    return std::string(tr(language, name(scope.kind))) + (scope.kind == registry::ScopeKind::authority ? "" : " ") +
           reports::key_of(state, scope);
  }
  std::string operator()(const engine::RoleGranted& event) const {
    return text("{} is now {} for {}", event.grant.person, role(event.grant.role), scope(event.grant.scope));
  }
  std::string operator()(const engine::RoleRevoked& event) const {
    return text("{} is no longer {} for {}", event.grant.person, role(event.grant.role), scope(event.grant.scope));
  }
  std::string operator()(const engine::StakesRecorded& event) const {
    return text("{} stakes recorded, and {} new parties", event.stakes.size(), event.parties.size());
  }
  std::string operator()(const engine::StakeEnded& event) const {
    const auto& stake = state.stakes.stake(event.stake);
    return text("Stake {} of {} in {} is held until {}", index(event.stake), state.stakes.party(stake.holder).key,
                state.stakes.party(stake.held).key, format_day(event.until));
  }
  const std::string& accreditation(AccreditationId id) const {
    return state.network.accreditations[index(id)].terms.key;
  }
  std::string_view outcome(const programme::AccreditationDecision& decision) const {
    return tr(language, name(decision.outcome));
  }
  std::string operator()(const engine::RateCardProposed& event) const {
    return text("Rate card proposed: {}", event.card.key);
  }
  std::string operator()(const engine::RateCardRejected& event) const {
    return text("Rate card {} is rejected: {}", state.network.rate_proposals[index(event.proposal)].card.key,
                event.reason);
  }
  std::string operator()(const engine::CapacityDeclared& event) const {
    const auto& declared = event.capacity;
    return text("Capacity declared: {}, {} of {} from {} until {}", declared.key, declared.devices,
                reports::key_of(state, declared.resource), format_day(declared.from), format_day(declared.until));
  }
  std::string operator()(const engine::CapacityEnded& event) const {
    return text("Capacity {} now ends on {}", state.network.capacity[index(event.capacity)].terms.key,
                format_day(event.until));
  }
  std::string operator()(const engine::TopologySet& event) const {
    const auto& [devices, servers] = event.topology;
    const auto site = reports::key_of(state, event.site), resource = reports::key_of(state, event.resource);
    if (servers == 0) return text("At {} a server has {} of {}", site, devices, resource);
    return text("At {} a server has {} of {}, and an island {} servers", site, devices, resource, servers);
  }
  std::string operator()(const engine::AccreditationApplied& event) const {
    const auto& terms = event.accreditation;
    return text("Accreditation {} applied for: {} under {}", terms.key, reports::key_of(state, terms.site),
                reports::key_of(state, terms.programme));
  }
  std::string operator()(const engine::AccreditationProposed& event) const {
    return text("Proposed for accreditation {}: to {}", accreditation(event.accreditation), outcome(event.decision));
  }
  std::string operator()(const engine::AccreditationRejected& event) const {
    return text("What was proposed for accreditation {} is sent back: {}", accreditation(event.accreditation),
                event.reason);
  }
  std::string operator()(const engine::AccreditationDecided& event) const {
    return text("Accreditation {} is decided: {}", accreditation(event.accreditation), outcome(event.decision));
  }
  std::string operator()(const engine::AccreditationChanged& event) const {
    return text("Accreditation {} is {} from {} on", accreditation(event.accreditation),
                tr(language, name(event.status)), format_day(event.from));
  }
  std::string operator()(const engine::AccreditationRuleSet& event) const {
    const auto programme = reports::key_of(state, event.programme);
    return event.required_from ? text("Vouchers of {} pay at accredited sites only, from {} on", programme,
                                      format_day(*event.required_from))
                               : text("Vouchers of {} pay at any site", programme);
  }
  std::string operator()(const engine::DevicesRecorded& event) const {
    return text("{} devices: {} on {}", event.devices.size(), tr(language, name(event.kind)), format_day(event.day));
  }
  std::string operator()(const engine::DeviceDaysReported& event) const {
    return text("{} device-days taken from {}", event.rows.size(), reports::key_of(state, event.site));
  }
  const std::string& claim(ClaimId id) const { return state.claims.claims[index(id)].key; }
  std::string operator()(const engine::ClaimDrafted& event) const {
    return text("Claim {} drafted for application {}", event.key, key(event.application));
  }
  std::string operator()(const engine::ClaimSubmitted& event) const {
    return text("Claim {} submitted", claim(event.claim));
  }
  std::string operator()(const engine::ClaimChecked& event) const {
    return text("Claim {} checked: {} findings", claim(event.claim), event.check.findings.size());
  }
  std::string operator()(const engine::FindingSettled& event) const {
    return text("Finding {} of claim {} is {}: {}", event.finding, claim(event.claim),
                tr(language, name(event.settlement)), event.reason);
  }
  std::string operator()(const engine::ClaimReturned& event) const {
    return text("Claim {} returned: {}", claim(event.claim), event.reason);
  }
  std::string operator()(const engine::ClaimWithdrawn& event) const {
    return text("Claim {} withdrawn: {}", claim(event.claim), event.reason);
  }
  std::string operator()(const engine::DigestsImported& event) const {
    return text("{} digests taken from {}", event.digests.size(), event.authority);
  }
  std::string operator()(const engine::AssessorRecused& event) const {
    return text("An assessor of application {} has stepped down: {}", key(event.application), event.reason);
  }
  std::string operator()(const engine::ChipsRecorded& event) const {
    return text("{} vendors, {} chip models and {} figures recorded", event.vendors.size(), event.models.size(),
                event.figures.size());
  }
  std::string operator()(const engine::FigureWithdrawn& event) const {
    const auto& figure = state.chips.figures[index(event.figure)];
    return text("Figure {} of {} is withdrawn: {}", index(event.figure), reports::key_of(state, figure.resource),
                event.reason);
  }
  std::string operator()(const engine::OriginRecorded& event) const {
    const auto& record = event.record;
    const auto resource = reports::key_of(state, record.resource);
    const auto test = tr(language, name(record.test));
    return record.passes ? text("{} passes the test {} from {} on", resource, test, format_day(record.from))
                         : text("{} fails the test {} from {} on", resource, test, format_day(record.from));
  }
  std::string operator()(const engine::DomesticTargetSet& event) const {
    const auto test = tr(language, name(event.test));
    return event.share ? text("Target for {}: {} by {}", test, format_share(*event.share), format_day(event.by))
                       : text("The target for {} by {} is taken away", test, format_day(event.by));
  }
  std::string operator()(const engine::ControlTestSet& event) const {
    return text("From {} on a maker is domestic if it is controlled from {} by more than {} of its votes",
                format_day(event.test.from), event.test.jurisdiction, format_share(event.test.votes));
  }
  std::string operator()(const engine::SitePlaced& event) const {
    const auto site = reports::key_of(state, event.site);
    if (!event.place) return text("Nobody says where {} is", site);
    return text("{} is at {}, {}", site, engine::format_degrees(event.place->latitude),
                engine::format_degrees(event.place->longitude));
  }
  std::string operator()(const engine::SiteCitySet& event) const {
    const auto site = reports::key_of(state, event.site);
    return event.city.empty() ? text("Nobody says which city {} is in", site) : text("{} is in {}", site, event.city);
  }
  const std::string& payment(PaymentId id) const { return state.settlement.payments[index(id)].terms.key; }
  const std::string& clawback(ClawbackId id) const { return state.settlement.clawbacks[index(id)].terms.key; }
  const std::string& reservation(ReservationId id) const {
    return state.reservations.reservations[index(id)].terms.key;
  }
  std::string instalment(const settlement::Instalment& terms) const {
    return reports::key_of(state, terms.award) + "/" + terms.name;
  }
  std::string instalment(InstalmentId id) const { return instalment(state.settlement.instalments[index(id)].terms); }
  std::string statement(StatementId id) const { return std::to_string(index(id)); }
  std::string operator()(const engine::StatementProposed& event) const {
    return text("Statement {} is proposed for approval: {}", statement(event.statement),
                money(state.statements[index(event.statement)].total));
  }
  std::string operator()(const engine::StatementRejected& event) const {
    return text("Statement {} is sent back: {}", statement(event.statement), event.reason);
  }
  std::string operator()(const engine::StatementApproved& event) const {
    return text("Statement {} is approved: {}", statement(event.statement),
                money(state.statements[index(event.statement)].total));
  }
  std::string operator()(const engine::StatementDisputed& event) const {
    return text("Statement {} is disputed by {}: {}", statement(event.statement),
                reports::key_of(state, event.organisation), event.reason);
  }
  std::string operator()(const engine::DisputeAnswered& event) const {
    return event.upheld ? text("The dispute of statement {} is upheld: {}", statement(event.statement), event.reason)
                        : text("The dispute of statement {} is rejected: {}", statement(event.statement), event.reason);
  }
  std::string operator()(const engine::PaymentProposed& event) const {
    return text("Payment proposed: {}, {} to {}", event.payment.key, money(event.payment.amount),
                reports::key_of(state, event.payment.payee));
  }
  std::string operator()(const engine::PaymentWithdrawn& event) const {
    return text("Payment {} is sent back: {}", payment(event.payment), event.reason);
  }
  std::string operator()(const engine::PaymentApproved& event) const {
    return text("Payment {} is approved: the bank has it", payment(event.payment));
  }
  std::string operator()(const engine::PaymentRecorded& event) const {
    return event.paid ? text("Payment {} was paid on {}: {}", payment(event.payment), format_day(event.paid_on),
                             event.bank_reference)
                      : text("The bank rejected payment {}: {}", payment(event.payment), event.reason);
  }
  std::string operator()(const engine::InstalmentProposed& event) const {
    return text("Instalment proposed: {}, {}", instalment(event.instalment), money(event.instalment.amount));
  }
  std::string operator()(const engine::InstalmentRejected& event) const {
    return text("Instalment {} is sent back: {}", instalment(event.instalment), event.reason);
  }
  std::string operator()(const engine::InstalmentApproved& event) const {
    return text("Instalment {} is approved: it is owed", instalment(event.instalment));
  }
  std::string operator()(const engine::ClawbackProposed& event) const {
    return text("Clawback proposed: {}, {} of award {}", event.clawback.key, money(event.clawback.amount),
                reports::key_of(state, event.clawback.award));
  }
  std::string operator()(const engine::ClawbackRejected& event) const {
    return text("Clawback {} is sent back: {}", clawback(event.clawback), event.reason);
  }
  std::string operator()(const engine::ClawbackApproved& event) const {
    return text("Clawback {} is approved: it is to be given back", clawback(event.clawback));
  }
  std::string operator()(const engine::RepaymentRecorded& event) const {
    return text("Of clawback {}, {} came back: {}", clawback(event.clawback), money(event.repayment.amount),
                event.repayment.bank_reference);
  }
  std::string operator()(const engine::ReliefProposed& event) const {
    return event.relief.kind == settlement::ReliefKind::set_off
               ? text("Proposed for clawback {}: to set off {}", clawback(event.clawback), money(event.relief.amount))
               : text("Proposed for clawback {}: to write off {}", clawback(event.clawback),
                      money(event.relief.amount));
  }
  std::string operator()(const engine::ReliefRejected& event) const {
    return text("What was proposed for clawback {} is sent back: {}", clawback(event.clawback), event.reason);
  }
  std::string operator()(const engine::ReliefApproved& event) const {
    return text("What was proposed for clawback {} is approved", clawback(event.clawback));
  }
  std::string operator()(const engine::SiteKeyAdded& event) const {
    const auto& added = event.site_key;
    return text("Key {} of {} signs its usage from {} on", added.key, reports::key_of(state, added.site),
                reports::cell(added.holds_from));
  }
  std::string operator()(const engine::SiteKeyRevoked& event) const {
    const auto& terms = state.signing.keys[index(event.site_key)].terms;
    return text("Key {} of {} is revoked from {} on: {}", terms.key, reports::key_of(state, terms.site),
                reports::cell(event.from), event.reason);
  }
  std::string operator()(const engine::SigningRuleSet& event) const {
    const auto site = reports::key_of(state, event.site);
    const auto kept = event.rule.keep_bodies ? text("; what it signs is kept") : std::string{};
    return (event.rule.required_from ? text("Usage of {} is taken only if it is signed, from {} on", site,
                                            format_day(*event.rule.required_from))
                                     : text("Usage of {} need not be signed", site)) +
           kept;
  }
  std::string operator()(const engine::QuoteGiven& event) const {
    const auto& quote = event.quote;
    if (quote.offers.empty())
      return text("Quote {}: no site fits ('scrip quote show {}' says why)", quote.key, quote.key);
    const auto& best = quote.offers.front();
    return text("Quote {}: {} offers until {}; the first at {}, {} x {} from {}, at most {}, own share {}", quote.key,
                quote.offers.size(), reports::cell(quote.valid_until), reports::key_of(state, best.site), best.devices,
                reports::key_of(state, best.resource), reports::cell(best.window.from), money(best.price),
                money(best.own_share));
  }
  std::string operator()(const engine::ReservationMade& event) const {
    const auto& terms = event.reservation;
    return text("Reservation {}: {} x {} at {} from {} to {}, at most {}", terms.key, terms.devices,
                reports::key_of(state, terms.resource), reports::key_of(state, terms.site),
                reports::cell(terms.window.from), reports::cell(terms.window.until), money(terms.price));
  }
  std::string operator()(const engine::ReservationLeft& event) const {
    return text("Job {} has left reservation {}", event.job,
                state.reservations.reservations[index(event.reservation)].terms.key);
  }
  std::string operator()(const engine::ReservationUsed& event) const {
    return text("Reservation {} is used by job {}", reservation(event.reservation), event.job);
  }
  std::string operator()(const engine::ReservationEnded& event) const {
    const auto key = reservation(event.reservation);
    if (event.status == engine::ReservationStatus::reclaimed) {
      return text("Reservation {} is taken back: no job came", key);
    }
    return event.status == engine::ReservationStatus::broken
               ? text("Reservation {} is broken by the site: {}", key, event.reason)
               : text("Reservation {} is cancelled: {}", key, event.reason);
  }
  std::string operator()(const engine::ReservationRuleSet& event) const {
    const auto& rule = event.rule;
    return text("Quotes hold {} s; unused reservations are taken back after {} s; money waits {} s for late usage",
                rule.quote_valid_s, rule.idle_s, rule.grace_s);
  }
  const std::string& waiting(WaitId id) const { return state.line.entries[index(id)].terms.key; }
  std::string operator()(const engine::LineJoined& event) const {
    const auto& terms = event.waiting;
    if (!terms.estimate) {
      return text("{} waits: as far as is known, no site has a place for it before {}; scrip line show {} says why",
                  terms.key, reports::cell(terms.request.latest), terms.key);
    }
    return text("{} waits: it could start at {}, as far as is known", terms.key, reports::cell(*terms.estimate));
  }
  std::string operator()(const engine::LineEnded& event) const {
    switch (event.status) {
      case engine::WaitStatus::lapsed:
        return text("{} let its quote lapse", waiting(event.wait));
      case engine::WaitStatus::expired:
        return text("{} was not served before its deadline", waiting(event.wait));
      default:
        return text("{} leaves the line: {}", waiting(event.wait), event.reason);
    }
  }
  std::string operator()(const engine::LineOffered& event) const {
    const auto& offer = event.quote.offers.front();
    return text("{} is next: quote {} is held for it until {}: {} x {} at {} from {}", waiting(event.wait),
                event.quote.key, reports::cell(event.quote.valid_until), offer.devices,
                reports::key_of(state, offer.resource), reports::key_of(state, offer.site),
                reports::cell(offer.window.from));
  }
  std::string operator()(const engine::LineDrawn& event) const {
    return text("Lots drawn for programme {}: {} tickets", reports::key_of(state, event.programme),
                event.tickets.size());
  }
  std::string operator()(const engine::AllocationRuleProposed& event) const {
    return text("Allocation rule {} proposed: {}", event.rule.key, std::string(name(event.rule.order)));
  }
  std::string operator()(const engine::AllocationRuleDecided& event) const {
    const auto& key = state.line.rules[index(event.rule)].terms.key;
    return event.status == engine::AllocationRuleStatus::approved
               ? text("Allocation rule {} serves from now on", key)
               : text("Allocation rule {} is rejected: {}", key, event.reason);
  }
  std::string operator()(const engine::JobCounted& event) const {
    return text("{} devices of hold {} are not offered to others while it runs", event.devices,
                state.holds[index(event.hold)].key);
  }
  std::string operator()(const engine::BackingRuleProposed& event) const {
    const auto key = reports::key_of(state, event.programme);
    return event.share ? text("Proposed: programme {} issues vouchers while {} of them is promised by sites", key,
                              reports::cell(*event.share))
                       : text("Proposed: programme {} issues vouchers whatever is promised", key);
  }
  std::string operator()(const engine::BackingRuleRejected& event) const {
    return text("The rule on backing proposed for programme {} is rejected: {}",
                reports::key_of(state, event.programme), event.reason);
  }
  std::string operator()(const engine::BackingRuleSet& event) const {
    const auto key = reports::key_of(state, event.programme);
    return event.share ? text("Programme {} issues vouchers while {} of them is promised by sites", key,
                              reports::cell(*event.share))
                       : text("Programme {} issues vouchers whatever is promised", key);
  }
  std::string operator()(const engine::AppealDecided& event) const {
    return event.upheld ? text("The appeal of application {} is upheld: it is assessed again", key(event.application))
                        : text("The appeal of application {} is dismissed", key(event.application));
  }
};

}  // namespace

std::string describe(const engine::Event& event, const engine::State& state, Language language) {
  return event.visit(Describer{state, language});
}

}  // namespace scrip::cli
