#pragma once
// What people and programs ask for. A command names things by their keys; decide() resolves them.
//
// Commands that create something carry its key. The same command again gives no event and no error; the same key with
// other content is key_reused.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/one_of.h"
#include "engine/chip_commands.h"
#include "engine/claim_commands.h"
#include "engine/device_commands.h"
#include "engine/events.h"
#include "engine/lifecycle_commands.h"
#include "engine/line_commands.h"
#include "engine/network_commands.h"
#include "engine/reservation_commands.h"
#include "engine/settlement_commands.h"
#include "engine/signing_commands.h"
#include "engine/stake_commands.h"
#include "engine/usage.h"

namespace scrip::engine {

struct CreateAuthority {
  Authority authority;
};
struct AddOrganisation {
  std::string key, name, identifier_scheme, identifier;
};
struct AddResource {  // for a key that exists: adds aliases
  std::string key, name, vendor;
  registry::ResourceKind kind = registry::ResourceKind::accelerator;
  std::vector<std::string> aliases;
};
struct AddSite {
  std::string key, name, operator_key;
  std::string zone_name;  // empty: the authority's
  ZoneOffsets zone;
  std::string city = {};  // empty: nobody says
};
struct MapPayer {  // again with another organisation: jobs from now on
  std::string site, account, organisation;
  registry::Use use = registry::Use::unspecified;
};
struct AddProgramme {
  std::string key, name;
  programme::RedemptionMode mode = programme::RedemptionMode::deduct;
};
struct AddBudgetLine {
  std::string key, programme, funder;
  Unit unit = Unit::money;
  Amount appropriation;
};
struct PublishRateCard {  // without a second person: for whoever runs the system
  using Price = RatePrice;
  std::string key, site;
  Period period;
  std::vector<Price> prices;
};
struct IssueVoucher {
  std::string key, budget_line, organisation;
  Amount face;
  Share share = whole_share;
  Amount cap_job, cap_month, cap_year;  // zero: none
  std::vector<registry::Use> uses;
  std::vector<std::string> sites, resources;
  Day valid_from{}, valid_until{};
  std::uint16_t grace_days = 0;
};
struct ChangeVoucherStatus {
  std::string voucher;
  programme::VoucherStatus status{};  // active, suspended or revoked
  std::string reason;
};
// Authorises a job: sets aside what its largest bill takes from the wallet.
struct PlaceHold {
  std::string key, organisation, site, job;
  std::string resource;             // what the job asks for
  std::int64_t units = 0;           // thousandths of devices
  std::int64_t walltime_s = 0;
  Amount bill;                      // or the largest bill directly
  registry::Use use = registry::Use::unspecified;
  Instant expires_at;
  bool partial = false;             // accept a hold that covers only part of the bill
};
struct ExtendHold {
  std::string hold;
  Amount bill;         // to add; zero for none
  Instant expires_at;  // new; the old one for none
};
struct ReleaseHold {
  std::string hold;
};
struct WriteOffSuspense {
  std::vector<SuspenseId> ids;
  std::string reason;
};
// Gives (part of) a job's charges back to the vouchers they came from, last used first.
struct RefundCharge {
  std::string key, site, job;
  Amount gross;  // of the bill; zero: all that is left
  std::string reason;
  Hash256 evidence;
};

// A voucher out of an award: the terms as for IssueVoucher, with `budget_line` and `organisation` left empty, for they
// are the award's. Its face value comes from each of the award's lines in proportion to what that has left, and what is
// not used goes back in proportion to what each paid.
struct IssueAward {
  std::string award;
  IssueVoucher voucher;
};

struct CommandTypes
    : Types<CreateAuthority, AddOrganisation, AddResource, AddSite, MapPayer, AddProgramme, AddBudgetLine,
            PublishRateCard, IssueVoucher, ChangeVoucherStatus, PlaceHold, ExtendHold, ReleaseHold, WriteOffSuspense,
            RefundCharge, PublishPolicy, OpenCall, SetDeadline, CommitSeed, DraftApplication, SubmitApplication,
            ReturnApplication, ConfirmComplete, WithdrawApplication, AssessApplication, AssignAssessor, RemoveAssessor,
            RecordScore, AllocateRound, ProposeDecision, ApproveDecision, RejectProposal, FileAppeal, DecideAppeal,
            IssueAward, ReduceAward, ChangeAwardStatus, GrantRole, RevokeRole, RecordStakes, EndStake, ProposeRateCard,
            ApproveRateCard, RejectRateCard, DeclareCapacity, EndCapacity, ApplyForAccreditation, ProposeAccreditation,
            ApproveAccreditation, RejectAccreditation, ChangeAccreditation, SetAccreditationRule, DeclareConflict,
            RecordChips, WithdrawFigure, RecordOrigin, SetDomesticTarget, RecordDevices, ReportDeviceDays, DraftClaim,
            SubmitClaim, CheckClaim, SettleFinding, ReturnClaim, WithdrawClaim, ImportDigests, ProposeStatement,
            ApproveStatement, RejectStatement, DisputeStatement, AnswerDispute, ProposePayment, ApprovePayment,
            RejectPayment, RecordPayment, ProposeInstalment, ApproveInstalment, RejectInstalment, ProposeClawback,
            ApproveClawback, RejectClawback, RecordRepayment, ProposeRelief, ApproveRelief, RejectRelief, AddSiteKey,
            RevokeSiteKey, SetSigningRule, SetControlTest, PlaceSite, AskQuote, MakeReservation, UseReservation,
            CancelReservation, SetReservationRule, ProposeBackingRule, JoinLine, LeaveLine, ProposeAllocationRule,
            ApproveAllocationRule, RejectAllocationRule, DrawLine, ApproveBackingRule, RejectBackingRule, SetSiteCity,
            LeaveReservation, SetTopology> {};

// One command.
using Command = OneOf<CommandTypes>;

// Judges a command and changes nothing. No events: it asks for what is already so.
[[nodiscard]] Result<std::vector<Event>> decide(const State& state, const Command& command,
                                                const EntryContext& context);

// What became due by `now` (holds and vouchers that expire), in order of time.
[[nodiscard]] std::vector<Event> due_events(const State& state, Instant now);

// Whether a month can be closed. Errors: period_closed, period_open, authority_missing.
[[nodiscard]] Result<void> check_close(const State& state, Month month, const EntryContext& context);
// Closes it and changes the state (fused, like record_usage). The caller has checked.
[[nodiscard]] PeriodClosed close_period(State& state, Month month);

}  // namespace scrip::engine

extern template class scrip::OneOf<scrip::engine::CommandTypes>;
