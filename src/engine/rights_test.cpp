#include "engine/rights.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace scrip::engine {
namespace {

using registry::Role;
using registry::ScopeKind;

// Every command, by its place.
std::vector<Command> all_commands() {
  std::vector<Command> all;
  for (std::size_t i = 0; i < Command::count; ++i) all.push_back(Command::at(i));
  return all;
}

// Who may give which command, as docs/decisions/0012 says it: one letter a role, in the order of registry::Role.
// Every command has a row here, so that none is opened to a role by oversight.
constexpr std::string_view matrix[] = {
    "------",  // CreateAuthority
    "O-----",  // AddOrganisation
    "O-----",  // AddResource
    "O-----",  // AddSite
    "O-----",  // MapPayer
    "O-----",  // AddProgramme
    "O-----",  // AddBudgetLine
    "------",  // PublishRateCard
    "------",  // IssueVoucher
    "-A----",  // ChangeVoucherStatus
    "--CS--",  // PlaceHold
    "--CS--",  // ExtendHold
    "--CS--",  // ReleaseHold
    "O-----",  // WriteOffSuspense
    "O-----",  // RefundCharge
    "O-----",  // PublishPolicy
    "O-----",  // OpenCall
    "O-----",  // SetDeadline
    "O-----",  // CommitSeed
    "--C---",  // DraftApplication
    "--C---",  // SubmitApplication
    "O-----",  // ReturnApplication
    "O-----",  // ConfirmComplete
    "--C---",  // WithdrawApplication
    "O-----",  // AssessApplication
    "O-----",  // AssignAssessor
    "O-----",  // RemoveAssessor
    "OA----",  // RecordScore
    "O-----",  // AllocateRound
    "O-----",  // ProposeDecision
    "-A----",  // ApproveDecision
    "-A----",  // RejectProposal
    "--C---",  // FileAppeal
    "-A----",  // DecideAppeal
    "O-----",  // IssueAward
    "-A----",  // ReduceAward
    "-A----",  // ChangeAwardStatus
    "-----M",  // GrantRole
    "-----M",  // RevokeRole
    "O-----",  // RecordStakes
    "O-----",  // EndStake
    "O--S--",  // ProposeRateCard
    "OA----",  // ApproveRateCard
    "OA----",  // RejectRateCard
    "O--S--",  // DeclareCapacity
    "O--S--",  // EndCapacity
    "---S--",  // ApplyForAccreditation
    "O-----",  // ProposeAccreditation
    "-A----",  // ApproveAccreditation
    "-A----",  // RejectAccreditation
    "-A----",  // ChangeAccreditation
    "-A----",  // SetAccreditationRule
    "OA----",  // DeclareConflict
    "O-----",  // RecordChips
    "O-----",  // WithdrawFigure
    "O-----",  // RecordOrigin
    "O-----",  // SetDomesticTarget
    "O-CS--",  // RecordDevices
    "---S--",  // ReportDeviceDays
    "--C---",  // DraftClaim
    "--C---",  // SubmitClaim
    "O-----",  // CheckClaim
    "O-----",  // SettleFinding
    "O-----",  // ReturnClaim
    "--C---",  // WithdrawClaim
    "O-----",  // ImportDigests
    "O-----",  // ProposeStatement
    "-A----",  // ApproveStatement
    "OA----",  // RejectStatement
    "--CS--",  // DisputeStatement
    "O-----",  // AnswerDispute
    "O-----",  // ProposePayment
    "-A----",  // ApprovePayment
    "OA----",  // RejectPayment
    "O-----",  // RecordPayment
    "O-----",  // ProposeInstalment
    "-A----",  // ApproveInstalment
    "OA----",  // RejectInstalment
    "O-----",  // ProposeClawback
    "-A----",  // ApproveClawback
    "OA----",  // RejectClawback
    "O-----",  // RecordRepayment
    "O-----",  // ProposeRelief
    "-A----",  // ApproveRelief
    "OA----",  // RejectRelief
    "---S-M",  // AddSiteKey
    "---S-M",  // RevokeSiteKey
    "-----M",  // SetSigningRule
    "O-----",  // SetControlTest
    "O--S--",  // PlaceSite
    "--C---",  // AskQuote
    "--C---",  // MakeReservation
    "--CS--",  // UseReservation
    "--C---",  // CancelReservation, by the organisation
    "-----M",  // SetReservationRule
    "O-----",  // ProposeBackingRule
    "--C---",  // JoinLine
    "--C---",  // LeaveLine
    "O-----",  // ProposeAllocationRule
    "-A----",  // ApproveAllocationRule
    "-A----",  // RejectAllocationRule
    "O-----",  // DrawLine
    "-A----",  // ApproveBackingRule
    "-A----",  // RejectBackingRule
    "O--S--",  // SetSiteCity
    "--CS--",  // LeaveReservation
    "O--S--",  // SetTopology
};
static_assert(std::size(matrix) == Command::count);

TEST(Rights, EachCommandIsForTheRolesOfTheMatrixAndNoOthers) {
  const auto commands = all_commands();
  for (std::size_t i = 0; i < commands.size(); ++i) {
    for (std::uint8_t role = 0; role < registry::role_count; ++role) {
      EXPECT_EQ(roles_for(commands[i]).has(static_cast<Role>(role)), matrix[i][role] != '-')
          << "command " << i << ", role " << name(static_cast<Role>(role));
    }
  }
}

TEST(Rights, APersonWithoutARoleMayDoNothing) {
  State state;
  for (const auto& command : all_commands()) {
    const auto right = check_right(state, "li", command, all_roles);
    ASSERT_FALSE(right);
    EXPECT_EQ(right.error().code, ErrorCode::forbidden);
  }
}

class ScopedRights : public ::testing::Test {
 protected:
  ScopedRights() {
    for (const char* key : {"acme", "other"}) {
      state_.registry.add(registry::Organisation{.id = id_at<OrganisationId>(state_.registry.organisations().size()),
                                                 .key = key,
                                                 .name = key,
                                                 .identifier_scheme = {},
                                                 .identifier = {}});
    }
    for (const char* key : {"east", "west"}) {
      state_.registry.add(registry::Site{.id = id_at<SiteId>(state_.registry.sites().size()),
                                         .key = key,
                                         .name = key,
                                         .operator_id = OrganisationId{0}});
    }
    for (const char* key : {"p", "q"}) {
      const auto id = id_at<ProgrammeId>(state_.programmes.size());
      state_.programme_by_key.emplace(key, id);
      state_.programmes.push_back({.id = id, .key = key, .name = key});
    }
  }
  void give(Role role, ScopeKind kind, std::uint32_t id = 0) {
    state_.roles.push_back({.person = "li", .role = role, .scope = {.kind = kind, .id = id}});
  }
  bool may(const Command& command, Roles allowed = all_roles) {
    return check_right(state_, "li", command, allowed).has_value();
  }
  static PlaceHold hold(const char* organisation, const char* site) {
    return {.key = "H", .organisation = organisation, .site = site, .job = "j"};
  }

  State state_;
};

TEST_F(ScopedRights, AMemberActsForTheirOwnOrganisationOnly) {
  give(Role::company_member, ScopeKind::organisation, 0);
  EXPECT_TRUE(may(hold("acme", "east")));
  EXPECT_FALSE(may(hold("other", "east")));
  EXPECT_FALSE(may(hold("nobody", "east"))) << "what does not exist is nobody's";
}

TEST_F(ScopedRights, AnOperatorActsAtTheirOwnSiteOnly) {
  give(Role::site_operator, ScopeKind::site, 1);
  EXPECT_TRUE(may(hold("acme", "west")));
  EXPECT_FALSE(may(hold("acme", "east")));
}

TEST_F(ScopedRights, AnOfficerOfOneProgrammeDoesNothingForTheAuthority) {
  give(Role::officer, ScopeKind::programme, 1);
  EXPECT_TRUE(may(OpenCall{.key = "c", .programme = "q"}));
  EXPECT_FALSE(may(OpenCall{.key = "c", .programme = "p"}));
  EXPECT_FALSE(may(AddOrganisation{}));
  EXPECT_FALSE(may(AddBudgetLine{.key = "b", .programme = "q"})) << "a programme gives itself no money";
}

TEST_F(ScopedRights, AnApiKeyOfOneRoleHasThatRoleOnly) {
  give(Role::officer, ScopeKind::authority);
  EXPECT_TRUE(may(AddOrganisation{}));
  EXPECT_FALSE(may(AddOrganisation{}, Roles{Role::auditor}));
}

TEST_F(ScopedRights, SightFollowsTheRolesThatCount) {
  give(Role::company_member, ScopeKind::organisation, 1);
  give(Role::auditor, ScopeKind::programme, 0);
  const Sight as_member = sight_of(state_, "li", {Role::company_member});
  EXPECT_TRUE(as_member.sees(OrganisationId{1}));
  EXPECT_FALSE(as_member.sees(OrganisationId{0}));
  EXPECT_FALSE(as_member.sees(ProgrammeId{0}));
  const Sight as_both = sight_of(state_, "li", all_roles);
  EXPECT_TRUE(as_both.sees(ProgrammeId{0}));
  EXPECT_FALSE(as_both.everything);
  give(Role::officer, ScopeKind::authority);
  EXPECT_TRUE(sight_of(state_, "li", all_roles).everything);
  EXPECT_TRUE(sight_of(state_, "wu", all_roles).nothing());
}

}  // namespace
}  // namespace scrip::engine
