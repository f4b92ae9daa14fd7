#include "engine/rights.h"

#include <algorithm>

#include "engine/device.h"
#include "engine/settlement.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

using registry::Role;
using registry::ScopeKind;

constexpr Roles officers{Role::officer};
constexpr Roles approvers{Role::approver};
constexpr Roles members{Role::company_member};
constexpr Roles scorers{Role::officer, Role::approver};
constexpr Roles payers{Role::officer, Role::approver};
constexpr Roles authorisers{Role::company_member, Role::site_operator};
constexpr Roles site_keepers{Role::officer, Role::site_operator};
constexpr Roles paid_parties{Role::company_member, Role::site_operator};
constexpr Roles key_keepers{Role::site_operator, Role::administrator};

struct RolesFor {
  Roles operator()(const CreateAuthority&) const { return {}; }
  Roles operator()(const AddOrganisation&) const { return officers; }
  Roles operator()(const AddResource&) const { return officers; }
  Roles operator()(const AddSite&) const { return officers; }
  Roles operator()(const MapPayer&) const { return officers; }
  Roles operator()(const AddProgramme&) const { return officers; }
  Roles operator()(const AddBudgetLine&) const { return officers; }
  Roles operator()(const PublishRateCard&) const { return {}; }  // one person alone
  Roles operator()(const IssueVoucher&) const { return {}; }
  Roles operator()(const ChangeVoucherStatus&) const { return approvers; }
  Roles operator()(const PlaceHold&) const { return authorisers; }
  Roles operator()(const ExtendHold&) const { return authorisers; }
  Roles operator()(const ReleaseHold&) const { return authorisers; }
  Roles operator()(const WriteOffSuspense&) const { return officers; }
  Roles operator()(const RefundCharge&) const { return officers; }
  Roles operator()(const PublishPolicy&) const { return officers; }
  Roles operator()(const OpenCall&) const { return officers; }
  Roles operator()(const SetDeadline&) const { return officers; }
  Roles operator()(const CommitSeed&) const { return officers; }
  Roles operator()(const DraftApplication&) const { return members; }
  Roles operator()(const SubmitApplication&) const { return members; }
  Roles operator()(const ReturnApplication&) const { return officers; }
  Roles operator()(const ConfirmComplete&) const { return officers; }
  Roles operator()(const WithdrawApplication&) const { return members; }
  Roles operator()(const AssessApplication&) const { return officers; }
  Roles operator()(const AssignAssessor&) const { return officers; }
  Roles operator()(const RemoveAssessor&) const { return officers; }
  Roles operator()(const RecordScore&) const { return scorers; }
  Roles operator()(const AllocateRound&) const { return officers; }
  Roles operator()(const ProposeDecision&) const { return officers; }
  Roles operator()(const ApproveDecision&) const { return approvers; }
  Roles operator()(const RejectProposal&) const { return approvers; }
  Roles operator()(const FileAppeal&) const { return members; }
  Roles operator()(const DecideAppeal&) const { return approvers; }
  Roles operator()(const IssueAward&) const { return officers; }
  Roles operator()(const ReduceAward&) const { return approvers; }
  Roles operator()(const ChangeAwardStatus&) const { return approvers; }
  Roles operator()(const GrantRole&) const { return {Role::administrator}; }
  Roles operator()(const RevokeRole&) const { return {Role::administrator}; }
  Roles operator()(const RecordStakes&) const { return officers; }
  Roles operator()(const EndStake&) const { return officers; }
  Roles operator()(const ProposeRateCard&) const { return site_keepers; }
  Roles operator()(const ApproveRateCard&) const { return {Role::officer, Role::approver}; }
  Roles operator()(const RejectRateCard&) const { return {Role::officer, Role::approver}; }
  Roles operator()(const DeclareCapacity&) const { return site_keepers; }
  Roles operator()(const EndCapacity&) const { return site_keepers; }
  Roles operator()(const SetTopology&) const { return site_keepers; }
  Roles operator()(const ApplyForAccreditation&) const { return {Role::site_operator}; }
  Roles operator()(const ProposeAccreditation&) const { return officers; }
  Roles operator()(const ApproveAccreditation&) const { return approvers; }
  Roles operator()(const RejectAccreditation&) const { return approvers; }
  Roles operator()(const ChangeAccreditation&) const { return approvers; }
  Roles operator()(const SetAccreditationRule&) const { return approvers; }
  Roles operator()(const DeclareConflict&) const { return scorers; }
  Roles operator()(const RecordChips&) const { return officers; }
  Roles operator()(const WithdrawFigure&) const { return officers; }
  Roles operator()(const RecordOrigin&) const { return officers; }
  Roles operator()(const SetDomesticTarget&) const { return officers; }
  Roles operator()(const RecordDevices& command) const {
    using registry::DeviceStepKind;
    if (command.kind == DeviceStepKind::resold) return {Role::officer, Role::company_member};
    return {Role::officer, Role::company_member, Role::site_operator};
  }
  Roles operator()(const ReportDeviceDays&) const { return {Role::site_operator}; }
  Roles operator()(const DraftClaim&) const { return members; }
  Roles operator()(const SubmitClaim&) const { return members; }
  Roles operator()(const CheckClaim&) const { return officers; }
  Roles operator()(const SettleFinding&) const { return officers; }
  Roles operator()(const ReturnClaim&) const { return officers; }
  Roles operator()(const WithdrawClaim&) const { return members; }
  Roles operator()(const ImportDigests&) const { return officers; }
  Roles operator()(const ProposeStatement&) const { return officers; }
  Roles operator()(const ApproveStatement&) const { return approvers; }
  Roles operator()(const RejectStatement&) const { return payers; }
  Roles operator()(const DisputeStatement&) const { return paid_parties; }
  Roles operator()(const AnswerDispute&) const { return officers; }
  Roles operator()(const ProposePayment&) const { return officers; }
  Roles operator()(const ApprovePayment&) const { return approvers; }
  Roles operator()(const RejectPayment&) const { return payers; }
  Roles operator()(const RecordPayment&) const { return officers; }
  Roles operator()(const ProposeInstalment&) const { return officers; }
  Roles operator()(const ApproveInstalment&) const { return approvers; }
  Roles operator()(const RejectInstalment&) const { return payers; }
  Roles operator()(const ProposeClawback&) const { return officers; }
  Roles operator()(const ApproveClawback&) const { return approvers; }
  Roles operator()(const RejectClawback&) const { return payers; }
  Roles operator()(const RecordRepayment&) const { return officers; }
  Roles operator()(const ProposeRelief&) const { return officers; }
  Roles operator()(const ApproveRelief&) const { return approvers; }
  Roles operator()(const RejectRelief&) const { return payers; }
  Roles operator()(const AddSiteKey&) const { return key_keepers; }
  Roles operator()(const RevokeSiteKey&) const { return key_keepers; }
  Roles operator()(const SetSigningRule&) const { return {Role::administrator}; }
  Roles operator()(const SetControlTest&) const { return officers; }
  Roles operator()(const PlaceSite&) const { return site_keepers; }
  Roles operator()(const AskQuote&) const { return members; }
  Roles operator()(const MakeReservation&) const { return members; }
  Roles operator()(const UseReservation&) const { return authorisers; }
  Roles operator()(const LeaveReservation&) const { return authorisers; }
  Roles operator()(const CancelReservation& command) const {
    return command.by == CancelledBy::site ? Roles{Role::site_operator} : members;
  }
  Roles operator()(const SetReservationRule&) const { return {Role::administrator}; }
  Roles operator()(const ProposeBackingRule&) const { return officers; }
  Roles operator()(const JoinLine&) const { return members; }
  Roles operator()(const LeaveLine&) const { return members; }
  Roles operator()(const ProposeAllocationRule&) const { return officers; }
  Roles operator()(const ApproveAllocationRule&) const { return approvers; }
  Roles operator()(const RejectAllocationRule&) const { return approvers; }
  Roles operator()(const DrawLine&) const { return officers; }
  Roles operator()(const ApproveBackingRule&) const { return approvers; }
  Roles operator()(const RejectBackingRule&) const { return approvers; }
  Roles operator()(const SetSiteCity&) const { return site_keepers; }
};

struct SubjectOf {
  const State& state;

  // What only a role for the whole authority covers.
  template <class AuthorityCommand>
  Subject operator()(const AuthorityCommand&) const {
    return {};
  }

  template <class ProgrammeCommand>
    requires requires(const ProgrammeCommand& command) { command.programme; }
  Subject operator()(const ProgrammeCommand& command) const {
    return programme(command.programme);
  }
  Subject operator()(const AddBudgetLine&) const { return {}; }  // money that a programme does not give itself
  Subject operator()(const SetDeadline& command) const { return call(command.call); }
  Subject operator()(const CommitSeed& command) const { return call(command.call); }
  Subject operator()(const AllocateRound& command) const { return call(command.call); }

  // Whoever drafts for an organisation may draft for no other, and may not take over an application of another.
  Subject operator()(const DraftApplication& command) const {
    const auto* organisation = state.registry.find_organisation(command.organisation);
    const auto* existing = state.find_application(command.key);
    if (organisation == nullptr) return {};
    if (existing != nullptr && existing->terms.organisation != organisation->id) return {};
    Subject subject = call(command.call);
    subject.organisation = organisation->id;
    return subject;
  }
  template <class ApplicationCommand>
    requires requires(const ApplicationCommand& command) { command.application; }
  Subject operator()(const ApplicationCommand& command) const {
    const auto* found = state.find_application(command.application);
    return found == nullptr ? Subject{} : subject_of(state, found->terms.id);
  }
  template <class AwardCommand>
    requires requires(const AwardCommand& command) { command.award; } &&
             (!requires(const AwardCommand& command) { command.application; })
  Subject operator()(const AwardCommand& command) const {
    const auto* found = state.find_award(command.award);
    if (found == nullptr) return {};
    return {.organisation = found->terms.organisation, .programme = found->terms.programme};
  }
  Subject operator()(const ChangeVoucherStatus& command) const {
    const auto* found = state.find_voucher(command.voucher);
    if (found == nullptr) return {};
    return {.organisation = found->terms.organisation, .programme = found->terms.programme};
  }

  Subject operator()(const PlaceHold& command) const {
    const auto* organisation = state.registry.find_organisation(command.organisation);
    const auto* site = state.registry.find_site(command.site);
    if (organisation == nullptr || site == nullptr) return {};
    return {.organisation = organisation->id, .site = site->id};
  }
  Subject operator()(const ExtendHold& command) const { return hold(command.hold); }
  Subject operator()(const ReleaseHold& command) const { return hold(command.hold); }
  Subject operator()(const PublishRateCard& command) const { return site(command.site); }
  Subject operator()(const RefundCharge& command) const { return site(command.site); }
  Subject operator()(const MapPayer& command) const { return site(command.site); }

  Subject operator()(const ProposeRateCard& command) const { return site(command.site); }
  template <class RateCardCommand>
    requires requires(const RateCardCommand& command) { command.rate_card; }
  Subject operator()(const RateCardCommand& command) const {
    const auto* found = state.network.find_rate_proposal(command.rate_card);
    return found == nullptr ? Subject{} : Subject{.site = found->card.site};
  }
  Subject operator()(const DeclareCapacity& command) const { return site(command.site); }
  Subject operator()(const SetTopology& command) const { return site(command.site); }
  Subject operator()(const EndCapacity& command) const {
    const auto* found = state.network.find_capacity(command.capacity);
    return found == nullptr ? Subject{} : Subject{.site = found->terms.site};
  }
  // Whoever has a right at the site may install at it; whoever owns all of the devices may say what becomes of them,
  // and so may, but for a sale, who runs the site that all of them are at.
  Subject operator()(const RecordDevices& command) const {
    const CommonPlace common = common_place(state, command.devices);
    Subject subject{.organisation = common.owner};
    if (command.kind == registry::DeviceStepKind::installed) subject.site = site(command.site).site;
    if (command.kind != registry::DeviceStepKind::installed) subject.site = common.site;
    return subject;
  }
  Subject operator()(const ReportDeviceDays& command) const { return site(command.site); }
  Subject operator()(const DraftClaim& command) const {
    const auto* found = state.find_application(command.application);
    const auto* existing = state.claims.find(command.key);
    if (found == nullptr || (existing != nullptr && existing->application != found->terms.id)) return {};
    return subject_of(state, found->terms.id);
  }
  template <class ClaimCommand>
    requires requires(const ClaimCommand& command) { command.claim; }
  Subject operator()(const ClaimCommand& command) const {
    const auto* found = state.claims.find(command.claim);
    return found == nullptr ? Subject{} : subject_of(state, found->application);
  }
  Subject operator()(const ApplyForAccreditation& command) const { return site(command.site); }
  template <class AccreditationCommand>
    requires requires(const AccreditationCommand& command) { command.accreditation; }
  Subject operator()(const AccreditationCommand& command) const {
    const auto* found = state.network.find_accreditation(command.accreditation);
    return found == nullptr ? Subject{} : Subject{.programme = found->terms.programme, .site = found->terms.site};
  }
  Subject operator()(const AddSiteKey& command) const { return site(command.site); }
  Subject operator()(const RevokeSiteKey& command) const { return site(command.site); }
  Subject operator()(const SetSigningRule& command) const { return site(command.site); }
  Subject operator()(const PlaceSite& command) const { return site(command.site); }
  Subject operator()(const SetSiteCity& command) const { return site(command.site); }
  Subject operator()(const AskQuote& command) const {
    const auto* found = state.registry.find_organisation(command.organisation);
    return found == nullptr ? Subject{} : Subject{.organisation = found->id};
  }
  Subject operator()(const JoinLine& command) const {
    const auto* found = state.registry.find_organisation(command.organisation);
    return found == nullptr ? Subject{} : Subject{.organisation = found->id};
  }
  Subject operator()(const LeaveLine& command) const {
    const auto* found = state.line.find(command.wait);
    return found == nullptr ? Subject{} : Subject{.organisation = found->terms.organisation};
  }
  Subject operator()(const ApproveAllocationRule& command) const { return rule(command.rule); }
  Subject operator()(const RejectAllocationRule& command) const { return rule(command.rule); }
  Subject operator()(const MakeReservation& command) const {
    const auto* found = state.reservations.find_quote(command.quote);
    return found == nullptr ? Subject{} : Subject{.organisation = found->organisation};
  }
  template <class ReservationCommand>
    requires requires(const ReservationCommand& command) { command.reservation; }
  Subject operator()(const ReservationCommand& command) const {
    const auto* found = state.reservations.find(command.reservation);
    if (found == nullptr) return {};
    return {.organisation = found->terms.organisation, .site = found->terms.site};
  }

  template <class StatementCommand>
    requires requires(const StatementCommand& command) { command.statement; }
  Subject operator()(const StatementCommand& command) const {
    const auto found = statement_called(state, command.statement);
    if (!found) return {};
    return {.programme = (*found)->programme, .site = (*found)->site};
  }
  // Who disputes names the company they act for; the site's operator names nobody.
  Subject operator()(const DisputeStatement& command) const {
    const auto found = statement_called(state, command.statement);
    if (!found) return {};
    Subject subject{.site = (*found)->site};
    const auto* company = state.registry.find_organisation(command.organisation);
    if (company == nullptr) return subject;
    const auto& dues = state.settlement.statements[index((*found)->id)].dues;
    const bool paid =
        std::ranges::any_of(dues, [&](DueId due) { return state.settlement.dues[index(due)].payee == company->id; });
    return paid ? Subject{.organisation = company->id, .site = subject.site} : subject;
  }
  // A payment may be out of several programmes: then only a role for the whole authority covers it.
  Subject operator()(const ProposePayment& command) const {
    Subject subject;
    for (const auto& key : command.dues) {
      const auto due = due_called(state, key);
      if (!due) return {};
      const ProgrammeId programme = (*due)->programme;
      if (subject.programme != no_id<ProgrammeId> && subject.programme != programme) return {};
      subject.programme = programme;
    }
    return subject;
  }
  template <class PaymentCommand>
    requires requires(const PaymentCommand& command) { command.payment; }
  Subject operator()(const PaymentCommand& command) const {
    const auto* found = state.settlement.find_payment(command.payment);
    if (found == nullptr) return {};
    Subject subject{.programme = found->terms.legs.front().programme};
    for (const auto& leg : found->terms.legs) {
      if (leg.programme != subject.programme) return {};
    }
    return subject;
  }
  template <class ClawbackCommand>
    requires requires(const ClawbackCommand& command) { command.clawback; }
  Subject operator()(const ClawbackCommand& command) const {
    const auto* found = state.settlement.find_clawback(command.clawback);
    if (found == nullptr) return {};
    return {.programme = state.awards[index(found->terms.award)].terms.programme};
  }

 private:
  Subject programme(const std::string& key) const {
    const auto* found = state.find_programme(key);
    return found == nullptr ? Subject{} : Subject{.programme = found->id};
  }
  Subject call(const std::string& key) const {
    const auto* found = state.find_call(key);
    return found == nullptr ? Subject{} : Subject{.programme = found->terms.programme};
  }
  Subject rule(const std::string& key) const {
    const auto* found = state.line.find_rule(key);
    return found == nullptr ? Subject{} : Subject{.programme = found->terms.programme};
  }
  Subject site(const std::string& key) const {
    const auto* found = state.registry.find_site(key);
    return found == nullptr ? Subject{} : Subject{.site = found->id};
  }
  Subject hold(const std::string& key) const {
    const auto* found = state.find_hold(key);
    return found == nullptr ? Subject{} : Subject{.organisation = found->organisation, .site = found->site};
  }
};

bool covers(const registry::Scope& scope, const Subject& subject) {
  switch (scope.kind) {
    case ScopeKind::authority:
      return true;
    case ScopeKind::organisation:
      return subject.organisation == OrganisationId{scope.id};
    case ScopeKind::programme:
      return subject.programme == ProgrammeId{scope.id};
    case ScopeKind::site:
      return subject.site == SiteId{scope.id};
  }
  return false;
}

template <class I>
bool contains(const std::vector<I>& ids, I id) {
  return std::ranges::find(ids, id) != ids.end();
}

}  // namespace

Roles roles_for(const Command& command) { return command.visit(RolesFor{}); }

Subject subject_of(const State& state, const Command& command) { return command.visit(SubjectOf{state}); }

Subject subject_of(const State& state, ApplicationId application) {
  const auto& terms = state.applications[index(application)].terms;
  return {.organisation = terms.organisation, .programme = state.calls[index(terms.call)].terms.programme};
}

bool holds(const State& state, std::string_view person, Roles roles, const Subject& subject) {
  return std::ranges::any_of(state.roles, [&](const registry::RoleGrant& grant) {
    return grant.person == person && roles.has(grant.role) && covers(grant.scope, subject);
  });
}

bool holds_any(const State& state, std::string_view person, Roles roles) {
  return std::ranges::any_of(
      state.roles, [&](const registry::RoleGrant& grant) { return grant.person == person && roles.has(grant.role); });
}

Result<void> check_right(const State& state, std::string_view person, const Command& command, Roles allowed) {
  const Roles needed = roles_for(command);
  const Subject subject = subject_of(state, command);
  Roles both;
  Message names;
  for (std::uint8_t i = 0; i < registry::role_count; ++i) {
    const auto role = static_cast<Role>(i);
    if (!needed.has(role)) continue;
    const Message one = described(name(role));
    names = names.empty() ? one : say("{0}, {1}", names, one);
    if (allowed.has(role)) both = both.with(role);
  }
  if (holds(state, person, both, subject)) return {};
  return fail(ErrorCode::forbidden, names.empty() ? say("no role may do this") : say("this takes the role {0}", names));
}

bool Sight::sees(OrganisationId id) const { return everything || contains(organisations, id); }
bool Sight::sees(ProgrammeId id) const { return everything || contains(programmes, id); }
bool Sight::sees(SiteId id) const { return everything || contains(sites, id); }
bool Sight::sees(const Subject& subject) const {
  return sees(subject.organisation) || sees(subject.programme) || sees(subject.site);
}

Sight sight_of(const State& state, std::string_view person, Roles counting) {
  Sight sight;
  for (const auto& grant : state.roles) {
    if (grant.person != person || !counting.has(grant.role)) continue;
    switch (grant.scope.kind) {
      case ScopeKind::authority:
        sight.everything = true;
        break;
      case ScopeKind::organisation:
        sight.organisations.push_back(OrganisationId{grant.scope.id});
        break;
      case ScopeKind::programme:
        sight.programmes.push_back(ProgrammeId{grant.scope.id});
        break;
      case ScopeKind::site:
        sight.sites.push_back(SiteId{grant.scope.id});
        break;
    }
  }
  return sight;
}

}  // namespace scrip::engine
