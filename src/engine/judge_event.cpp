// Judging an event of an application's life again: the command it answers, decided once more on the same state, must
// come to the same event.

#include <algorithm>

#include "engine/commands.h"
#include "engine/lifecycle.h"
#include "engine/line_asker.h"
#include "engine/line_plan.h"
#include "engine/replay.h"
#include "engine/reservation.h"

namespace scrip::engine {
namespace {

// The command that an event is the result of. check() has found every id to be there.
struct Asker {
  const State& state;

  const std::string& key(ApplicationId id) const { return state.applications[index(id)].terms.key; }
  const std::string& key(CallId id) const { return state.calls[index(id)].terms.key; }
  const std::string& key(AwardId id) const { return state.awards[index(id)].terms.key; }
  const std::string& key(BudgetLineId id) const { return state.budget_lines[index(id)].key; }
  const std::string& key(ProgrammeId id) const { return state.programmes[index(id)].key; }
  const std::string& key(PolicyId id) const { return state.policies[index(id)].key; }
  std::string key(OrganisationId id) const {
    return id == no_id<OrganisationId> ? std::string{} : state.registry.organisations()[index(id)].key;
  }

  std::string key(const registry::Scope& scope) const {
    switch (scope.kind) {
      case registry::ScopeKind::organisation:
        return key(OrganisationId{scope.id});
      case registry::ScopeKind::programme:
        return key(ProgrammeId{scope.id});
      case registry::ScopeKind::site:
        return state.registry.sites()[scope.id].key;
      case registry::ScopeKind::authority:
        break;
    }
    return {};
  }
  template <class Asked>
  Asked asked(const registry::RoleGrant& grant) const {
    return {.person = grant.person, .role = grant.role, .scope = grant.scope.kind, .key = key(grant.scope)};
  }

  PublishPolicy operator()(const PolicyPublished& event) const {
    const auto& policy = event.policy;
    return {.programme = key(policy.programme),
            .version = policy.version,
            .document = policy.document,
            .effective_from = policy.effective_from,
            .valid_from = policy.valid_from,
            .valid_until = policy.valid_until,
            .gives = policy.gives};
  }
  OpenCall operator()(const CallOpened& event) const {
    const auto& call = event.call;
    OpenCall command{.key = call.key,
                     .programme = key(call.programme),
                     .policy = key(call.policy),
                     .lines = {},
                     .opens = call.opens,
                     .closes = call.closes,
                     .method = call.method,
                     .seed_commitment = call.seed_commitment,
                     .appeal_days = call.appeal_days};
    for (const auto& line : call.lines) command.lines.push_back({key(line.budget_line), line.share});
    return command;
  }
  SetDeadline operator()(const DeadlineSet& event) const { return {.call = key(event.call), .closes = event.closes}; }
  CommitSeed operator()(const SeedCommitted& event) const {
    return {.call = key(event.call), .commitment = event.commitment};
  }
  AllocateRound operator()(const RoundAllocated& event) const {
    const auto& round = event.round;
    AllocateRound command{.call = key(event.call),
                          .method = round.method,
                          .inputs = round.inputs,
                          .outcome = round.outcome,
                          .seed = round.seed,
                          .results = {}};
    for (const auto& result : round.results) {
      command.results.push_back({key(result.application), result.rank, result.tier, result.amount});
    }
    return command;
  }

  DraftApplication operator()(const ApplicationDrafted& event) const {
    const auto& draft = event.application;
    return {.key = draft.key,
            .call = key(draft.call),
            .organisation = key(draft.organisation),
            .facts = draft.facts,
            .documents = draft.documents,
            .contract = draft.contract,
            .project = draft.project};
  }
  SubmitApplication operator()(const ApplicationSubmitted& event) const { return {key(event.application)}; }
  ReturnApplication operator()(const ApplicationReturned& event) const {
    return {.application = key(event.application), .reason = event.reason, .until = event.until};
  }
  ConfirmComplete operator()(const ApplicationCompleted& event) const { return {key(event.application)}; }
  WithdrawApplication operator()(const ApplicationWithdrawn& event) const {
    return {.application = key(event.application), .reason = event.reason};
  }
  AssessApplication operator()(const ApplicationAssessed& event) const {
    const auto& assessment = event.assessment;
    return {.application = key(event.application),
            .policy = key(assessment.policy),
            .facts = assessment.facts,
            .history = assessment.history,
            .eligible = assessment.eligible,
            .amount = assessment.amount,
            .unit = assessment.unit,
            .rate = assessment.rate,
            .rules = assessment.rules,
            .caps = assessment.caps,
            .explanation = assessment.explanation,
            .assessed_on = assessment.assessed_on};
  }
  AssignAssessor operator()(const AssessorAssigned& event) const {
    return {.application = key(event.application),
            .person = event.assessor.person,
            .organisation = key(event.assessor.organisation),
            .conflicts = {}};
  }
  RemoveAssessor operator()(const AssessorRemoved& event) const {
    return {.application = key(event.application), .person = event.person, .reason = event.reason};
  }
  RecordScore operator()(const ScoreRecorded& event) const {
    return {.application = key(event.application), .criteria = event.score.criteria};
  }

  ProposeDecision operator()(const DecisionProposed& event) const {
    const auto& decision = event.decision;
    return {.application = key(event.application),
            .outcome = decision.outcome,
            .amount = decision.amount,
            .award = decision.award,
            .reason = decision.reason};
  }
  RejectProposal operator()(const ProposalRejected& event) const {
    return {.application = key(event.application), .reason = event.reason};
  }
  ApproveDecision operator()(const ApplicationRefused& event) const {
    return {.application = key(event.application), .outcome = programme::DecisionOutcome::refuse, .amount = {}};
  }
  ApproveDecision operator()(const AwardApproved& event) const {
    return {.application = key(event.award.application),
            .outcome = programme::DecisionOutcome::award,
            .amount = event.award.amount};
  }
  FileAppeal operator()(const AppealFiled& event) const {
    return {.application = key(event.application), .reason = event.reason};
  }
  DecideAppeal operator()(const AppealDecided& event) const {
    return {.application = key(event.application), .upheld = event.upheld, .reason = event.reason};
  }

  GrantRole operator()(const RoleGranted& event) const { return asked<GrantRole>(event.grant); }
  RevokeRole operator()(const RoleRevoked& event) const { return asked<RevokeRole>(event.grant); }

  RecordStakes operator()(const StakesRecorded& event) const {
    const auto& known = state.stakes.parties();
    const auto party = [&](PartyId id) -> const control::Party& {
      return index(id) < known.size() ? known[index(id)] : event.parties[index(id) - known.size()];
    };
    RecordStakes command;
    for (const auto& added : event.parties) {
      command.parties.push_back(
          {.kind = added.kind, .key = added.key, .name = added.name, .jurisdiction = added.jurisdiction});
    }
    for (const auto& stake : event.stakes) {
      command.stakes.push_back({.holder_kind = party(stake.holder).kind,
                                .holder = party(stake.holder).key,
                                .held = party(stake.held).key,
                                .label = stake.label,
                                .capital = stake.capital,
                                .votes = stake.votes,
                                .from = stake.from,
                                .until = stake.until,
                                .document = stake.document});
    }
    return command;
  }
  EndStake operator()(const StakeEnded& event) const {
    return {.stake = event.stake, .until = event.until, .document = event.document};
  }

  Command operator()(const AwardAmended& event) const {
    if (!event.decided) return ReduceAward{.award = key(event.award), .amount = event.amount, .reason = event.reason};
    return ApproveDecision{.application = key(state.awards[index(event.award)].terms.application),
                           .outcome = programme::DecisionOutcome::award,
                           .amount = event.amount};
  }
  ChangeAwardStatus operator()(const AwardStatusChanged& event) const {
    return {.award = key(event.award), .status = event.status, .reason = event.reason};
  }
  IssueAward operator()(const AwardVoucherIssued& event) const {
    const auto& terms = event.voucher;
    IssueVoucher voucher{.key = terms.key,
                         .budget_line = {},
                         .organisation = {},
                         .face = terms.face,
                         .share = terms.share,
                         .cap_job = terms.cap_job,
                         .cap_month = terms.cap_month,
                         .cap_year = terms.cap_year,
                         .uses = {},
                         .sites = {},
                         .resources = {},
                         .valid_from = terms.valid_from,
                         .valid_until = terms.valid_until,
                         .grace_days = terms.grace_days};
    for (const auto use : {registry::Use::unspecified, registry::Use::training, registry::Use::inference}) {
      if ((terms.uses >> static_cast<unsigned>(use) & 1) != 0) voucher.uses.push_back(use);
    }
    for (const SiteId site : terms.sites) voucher.sites.push_back(state.registry.sites()[index(site)].key);
    for (const ResourceId resource : terms.resources) {
      voucher.resources.push_back(state.registry.resources()[index(resource)].key);
    }
    return {.award = key(event.award), .voucher = std::move(voucher)};
  }
};

// The same for what sites offer.
struct NetworkAsker {
  const State& state;

  const std::string& key(SiteId id) const { return state.registry.sites()[index(id)].key; }
  const std::string& key(ResourceId id) const { return state.registry.resources()[index(id)].key; }
  const std::string& key(ProgrammeId id) const { return state.programmes[index(id)].key; }
  const std::string& key(RateProposalId id) const { return state.network.rate_proposals[index(id)].card.key; }
  const std::string& key(CapacityId id) const { return state.network.capacity[index(id)].terms.key; }
  const std::string& key(AccreditationId id) const { return state.network.accreditations[index(id)].terms.key; }

  ProposeRateCard operator()(const RateCardProposed& event) const {
    const auto& card = event.card;
    ProposeRateCard command{.key = card.key, .site = key(card.site), .period = card.period, .prices = {}};
    for (const auto& price : card.prices) command.prices.push_back({key(price.resource), price.bands});
    return command;
  }
  RejectRateCard operator()(const RateCardRejected& event) const { return {key(event.proposal), event.reason}; }
  DeclareCapacity operator()(const CapacityDeclared& event) const {
    const auto& declared = event.capacity;
    return {.key = declared.key,
            .site = key(declared.site),
            .resource = key(declared.resource),
            .devices = declared.devices,
            .from = declared.from,
            .until = declared.until,
            .use = declared.use};
  }
  EndCapacity operator()(const CapacityEnded& event) const {
    return {.capacity = key(event.capacity), .until = event.until, .reason = event.reason};
  }
  SetTopology operator()(const TopologySet& event) const {
    return {.site = key(event.site), .resource = key(event.resource), .topology = event.topology};
  }
  ApplyForAccreditation operator()(const AccreditationApplied& event) const {
    const auto& terms = event.accreditation;
    return {.key = terms.key,
            .site = key(terms.site),
            .programme = key(terms.programme),
            .facts = terms.facts,
            .documents = terms.documents};
  }
  ProposeAccreditation operator()(const AccreditationProposed& event) const {
    return {.accreditation = key(event.accreditation), .decision = event.decision};
  }
  RejectAccreditation operator()(const AccreditationRejected& event) const {
    return {.accreditation = key(event.accreditation), .reason = event.reason};
  }
  ApproveAccreditation operator()(const AccreditationDecided& event) const {
    return {.accreditation = key(event.accreditation), .outcome = event.decision.outcome};
  }
  ChangeAccreditation operator()(const AccreditationChanged& event) const {
    return {.accreditation = key(event.accreditation), .status = event.status, .reason = event.reason};
  }
  SetAccreditationRule operator()(const AccreditationRuleSet& event) const {
    return {.programme = key(event.programme), .required_from = event.required_from};
  }
  DeclareConflict operator()(const AssessorRecused& event) const {
    return {.application = state.applications[index(event.application)].terms.key, .reason = event.reason};
  }
};

// The same for chips.
struct ChipAsker {
  const State& state;

  const std::string& key(ResourceId id) const { return state.registry.resources()[index(id)].key; }

  RecordChips operator()(const ChipsRecorded& event) const {
    RecordChips command;
    for (const auto& vendor : event.vendors) {
      command.vendors.push_back({.key = vendor.key,
                                 .name = vendor.name,
                                 .jurisdiction = vendor.jurisdiction,
                                 .organisation = vendor.organisation});
    }
    const std::size_t known = state.chips.vendors.size();
    const auto vendor_key = [&](VendorId id) -> const std::string& {
      if (index(id) < known) return state.chips.vendors[index(id)].key;
      return std::ranges::find(event.vendors, id, &registry::Vendor::id)->key;
    };
    for (const auto& model : event.models) {
      command.models.push_back({.key = key(model.resource),
                                .name = {},
                                .vendor = vendor_key(model.vendor),
                                .aliases = {},
                                .note = model.note});
    }
    for (const auto& figure : event.figures) {
      command.figures.push_back({.model = key(figure.resource),
                                 .quantity = figure.quantity,
                                 .bound = figure.bound,
                                 .value = figure.value,
                                 .basis = figure.basis,
                                 .grade = figure.grade,
                                 .source = figure.source,
                                 .dated = figure.dated,
                                 .note = figure.note});
    }
    return command;
  }
  WithdrawFigure operator()(const FigureWithdrawn& event) const {
    return {.figure = event.figure, .reason = event.reason};
  }
  RecordOrigin operator()(const OriginRecorded& event) const {
    const auto& record = event.record;
    return {.resource = key(record.resource),
            .test = record.test,
            .passes = record.passes,
            .from = record.from,
            .source = record.source,
            .evidence = record.evidence,
            .basis = record.basis};
  }
  SetDomesticTarget operator()(const DomesticTargetSet& event) const {
    return {.test = event.test, .by = event.by, .share = event.share, .source = event.source};
  }
  SetControlTest operator()(const ControlTestSet& event) const {
    const auto& test = event.test;
    return {.from = test.from,
            .jurisdiction = test.jurisdiction,
            .votes = test.votes,
            .foreign_at_most = test.foreign_at_most,
            .source = test.source};
  }
  PlaceSite operator()(const SitePlaced& event) const {
    return {.site = state.registry.sites()[index(event.site)].key, .place = event.place};
  }
  SetSiteCity operator()(const SiteCitySet& event) const {
    return {.site = state.registry.sites()[index(event.site)].key, .city = event.city};
  }
};

// The same for devices and purchase claims.
struct ClaimAsker {
  const State& state;

  const std::string& key(ClaimId id) const { return state.claims.claims[index(id)].key; }
  std::string key(SiteId id) const {
    return id == no_id<SiteId> ? std::string{} : state.registry.sites()[index(id)].key;
  }
  DeviceName device(DeviceId id, const std::vector<NewDevice>& added) const {
    const std::size_t known = state.devices.devices.size();
    if (index(id) < known) {
      const auto& device = state.devices.devices[index(id)];
      return {.vendor = device.vendor, .serial = device.serial, .resource = {}};
    }
    const auto& device = added[index(id) - known];
    return {.vendor = device.vendor,
            .serial = device.serial,
            .resource = state.registry.resources()[index(device.resource)].key};
  }

  RecordDevices operator()(const DevicesRecorded& event) const {
    RecordDevices command{
        .kind = event.kind, .site = key(event.site), .day = event.day, .reason = event.reason, .devices = {}};
    for (const DeviceId id : event.devices) command.devices.push_back(device(id, event.added));
    return command;
  }
  ReportDeviceDays operator()(const DeviceDaysReported& event) const {
    ReportDeviceDays command{.site = key(event.site), .rows = {}};
    for (const auto& row : event.rows) {
      command.rows.push_back({.device = device(row.device, event.added),
                              .day = row.day,
                              .present_s = row.present_s,
                              .busy_s = row.busy_s});
    }
    return command;
  }
  DraftClaim operator()(const ClaimDrafted& event) const {
    return {.key = event.key,
            .application = state.applications[index(event.application)].terms.key,
            .content = event.content};
  }
  SubmitClaim operator()(const ClaimSubmitted& event) const { return {key(event.claim)}; }
  CheckClaim operator()(const ClaimChecked& event) const {
    return {.claim = key(event.claim),
            .terms = event.check.terms,
            .policy = event.check.policy,
            .compared = event.check.compared,
            .matches = event.check.matches};
  }
  SettleFinding operator()(const FindingSettled& event) const {
    return {
        .claim = key(event.claim), .finding = event.finding, .settlement = event.settlement, .reason = event.reason};
  }
  ReturnClaim operator()(const ClaimReturned& event) const { return {key(event.claim), event.reason}; }
  WithdrawClaim operator()(const ClaimWithdrawn& event) const { return {key(event.claim), event.reason}; }
  ImportDigests operator()(const DigestsImported& event) const { return {event.authority, event.digests}; }
};

// The same for the keys that sites sign with.
struct SigningAsker {
  const State& state;

  const std::string& key(SiteId id) const { return state.registry.sites()[index(id)].key; }

  AddSiteKey operator()(const SiteKeyAdded& event) const {
    const auto& terms = event.site_key;
    return {.key = terms.key, .site = key(terms.site), .public_key = terms.public_key, .holds_from = terms.holds_from};
  }
  RevokeSiteKey operator()(const SiteKeyRevoked& event) const {
    const auto& terms = state.signing.keys[index(event.site_key)].terms;
    return {.key = terms.key, .site = key(terms.site), .from = event.from, .reason = event.reason};
  }
  SetSigningRule operator()(const SigningRuleSet& event) const {
    return {.site = key(event.site), .required_from = event.rule.required_from, .keep_bodies = event.rule.keep_bodies};
  }
};

// The same for quotes and reservations.
struct ReservationAsker {
  const State& state;

  const std::string& key(ReservationId id) const { return state.reservations.reservations[index(id)].terms.key; }
  const std::string& key(OrganisationId id) const { return state.registry.organisations()[index(id)].key; }

  // Somebody asked. What a site's cancellation brought about is judged with that.
  AskQuote operator()(const QuoteGiven& event) const {
    const auto& quote = event.quote;
    const auto& request = quote.request;
    AskQuote command{.key = quote.key,
                     .organisation = key(quote.organisation),
                     .workload = request.workload,
                     .use = request.use,
                     .ranking = request.ranking,
                     .test = request.test,
                     .earliest = request.earliest,
                     .latest = request.latest,
                     .sites = {},
                     .resources = {}};
    for (const SiteId site : request.sites) command.sites.push_back(state.registry.sites()[index(site)].key);
    for (const ResourceId resource : request.resources) {
      command.resources.push_back(state.registry.resources()[index(resource)].key);
    }
    return command;
  }
  MakeReservation operator()(const ReservationMade& event) const {
    const auto& terms = event.reservation;
    return {.key = terms.key, .quote = state.reservations.quotes[index(terms.quote)].key, .offer = terms.offer + 1};
  }
  UseReservation operator()(const ReservationUsed& event) const {
    return {.reservation = key(event.reservation), .job = event.job, .devices = event.devices};
  }
  LeaveReservation operator()(const ReservationLeft& event) const {
    return {.reservation = key(event.reservation), .job = event.job};
  }
  CancelReservation operator()(const ReservationEnded& event) const {
    const bool by_site = event.status == ReservationStatus::broken;
    return {.reservation = key(event.reservation),
            .by = by_site ? CancelledBy::site : CancelledBy::organisation,
            .reason = event.reason};
  }
  SetReservationRule operator()(const ReservationRuleSet& event) const { return {event.rule}; }
  ProposeBackingRule operator()(const BackingRuleProposed& event) const {
    return {.programme = state.programmes[index(event.programme)].key, .share = event.share};
  }
  RejectBackingRule operator()(const BackingRuleRejected& event) const {
    return {.programme = state.programmes[index(event.programme)].key, .reason = event.reason};
  }
  ApproveBackingRule operator()(const BackingRuleSet& event) const {
    return {.programme = state.programmes[index(event.programme)].key, .share = event.share};
  }
};

struct Rejudge {
  const State& state;
  const EntryContext& context;

  template <class LifecycleEvent>
    requires std::invocable<Asker, const LifecycleEvent&>
  Result<void> operator()(const LifecycleEvent& event) const {
    return compare(Asker{state}(event), event);
  }
  template <class NetworkEvent>
    requires std::invocable<NetworkAsker, const NetworkEvent&>
  Result<void> operator()(const NetworkEvent& event) const {
    return compare(NetworkAsker{state}(event), event);
  }
  template <class ChipEvent>
    requires std::invocable<ChipAsker, const ChipEvent&>
  Result<void> operator()(const ChipEvent& event) const {
    return compare(ChipAsker{state}(event), event);
  }
  template <class ClaimEvent>
    requires std::invocable<ClaimAsker, const ClaimEvent&>
  Result<void> operator()(const ClaimEvent& event) const {
    return compare(ClaimAsker{state}(event), event);
  }
  template <class SigningEvent>
    requires std::invocable<SigningAsker, const SigningEvent&>
  Result<void> operator()(const SigningEvent& event) const {
    return compare(SigningAsker{state}(event), event);
  }
  template <class ReservationEvent>
    requires std::invocable<ReservationAsker, const ReservationEvent&>
  Result<void> operator()(const ReservationEvent& event) const {
    return compare(ReservationAsker{state}(event), event);
  }
  template <class LineEvent>
    requires std::invocable<LineAsker, const LineEvent&>
  Result<void> operator()(const LineEvent& event) const {
    return compare(LineAsker{state}(event), event);
  }
  // Nobody asks for what lapses or is too late.
  Result<void> operator()(const LineEnded& event) const {
    return event.status == WaitStatus::left ? compare(LineAsker{state}(event), event) : Result<void>{};
  }
  // The next by the rule is found once more: nobody was passed who comes before and could start in time.
  Result<void> operator()(const LineOffered& event) const {
    if (next_offered(state, context.now) == event) return {};
    return fail(ErrorCode::replay_mismatch, "another is next in the line");
  }
  // What a site's cancellation gives is found once more, now that the reservation is gone.
  Result<void> operator()(const QuoteGiven& event) const {
    const ReservationId after = event.quote.request.after;
    if (after == no_id<ReservationId>) return compare(ReservationAsker{state}(event), event);
    const auto& broken = state.reservations.reservations[index(after)];
    if (broken.status != ReservationStatus::broken || broken.ended_at != state.last_time) {
      return fail(ErrorCode::replay_mismatch, "no site broke that reservation now");
    }
    if (find_offers(state, asked_again(state, broken, context.now), context.now, nullptr, Takes{}) == event.quote)
      return {};
    return fail(ErrorCode::replay_mismatch, "it comes out differently when asked again");
  }
  // Nobody asks for what becomes due by itself; a cancellation also gives a quote, which is judged by itself.
  Result<void> operator()(const ReservationEnded& event) const {
    if (event.status == ReservationStatus::reclaimed) return {};
    return compare(ReservationAsker{state}(event), event, true);
  }
  // What was there before applications were is judged elsewhere or follows from its checks.
  template <class OtherEvent>
  Result<void> operator()(const OtherEvent&) const {
    return {};
  }

 private:
  template <class Judged>
  Result<void> compare(const Command& command, const Judged& event, bool more = false) const {
    const auto decided = decide(state, command, context);
    if (!decided) {
      return fail(ErrorCode::replay_mismatch,
                  "it would be refused: " + std::string(name(decided.error().code)) + ": " + decided.error().detail);
    }
    const auto* same =
        decided->size() == 1 || (more && !decided->empty()) ? decided->front().template as<Judged>() : nullptr;
    if (same != nullptr && *same == event) return {};
    return fail(ErrorCode::replay_mismatch, "it comes out differently when decided again");
  }
};

}  // namespace

Result<void> judge_again(const State& state, const Event& event) {
  const EntryContext context{.sequence = state.last_sequence, .now = state.last_time, .actor = state.last_actor};
  auto judged = event.visit(Rejudge{state, context});
  if (!judged) judged.error().detail = std::string(name(event)) + ": " + judged.error().detail;
  return judged;
}

}  // namespace scrip::engine
