#pragma once
// What happened in the life of applications. The actor of each is in its entry's header.

#include <cstdint>
#include <string>
#include <vector>

#include "programme/application.h"
#include "programme/award.h"
#include "programme/call.h"
#include "programme/programme.h"
#include "registry/role.h"

namespace scrip::engine {

struct PolicyPublished {
  programme::Policy policy;
  friend bool operator==(const PolicyPublished&, const PolicyPublished&) = default;
  static void fields(auto& self, auto&& visit) { visit("policy", self.policy); }
};
struct CallOpened {
  programme::Call call;
  friend bool operator==(const CallOpened&, const CallOpened&) = default;
  static void fields(auto& self, auto&& visit) { visit("call", self.call); }
};
struct DeadlineSet {
  CallId call = no_id<CallId>;
  Instant closes{};
  friend bool operator==(const DeadlineSet&, const DeadlineSet&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("call", self.call);
    visit("closes", self.closes);
  }
};
struct SeedCommitted {
  CallId call = no_id<CallId>;
  Hash256 commitment;
  friend bool operator==(const SeedCommitted&, const SeedCommitted&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("call", self.call);
    visit("commitment", self.commitment);
  }
};
struct ApplicationDrafted {  // also: changed
  programme::Application application;
  friend bool operator==(const ApplicationDrafted&, const ApplicationDrafted&) = default;
  static void fields(auto& self, auto&& visit) { visit("application", self.application); }
};
struct ApplicationSubmitted {
  ApplicationId application = no_id<ApplicationId>;
  friend bool operator==(const ApplicationSubmitted&, const ApplicationSubmitted&) = default;
  static void fields(auto& self, auto&& visit) { visit("application", self.application); }
};
struct ApplicationReturned {
  ApplicationId application = no_id<ApplicationId>;
  std::string reason;
  Instant until{};
  friend bool operator==(const ApplicationReturned&, const ApplicationReturned&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("application", self.application);
    visit("reason", self.reason);
    visit("until", self.until);
  }
};
struct ApplicationCompleted {
  ApplicationId application = no_id<ApplicationId>;
  friend bool operator==(const ApplicationCompleted&, const ApplicationCompleted&) = default;
  static void fields(auto& self, auto&& visit) { visit("application", self.application); }
};
struct ApplicationWithdrawn {
  ApplicationId application = no_id<ApplicationId>;
  std::string reason;
  friend bool operator==(const ApplicationWithdrawn&, const ApplicationWithdrawn&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("application", self.application);
    visit("reason", self.reason);
  }
};
struct ApplicationAssessed {
  ApplicationId application = no_id<ApplicationId>;
  programme::Assessment assessment;
  friend bool operator==(const ApplicationAssessed&, const ApplicationAssessed&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("application", self.application);
    visit("assessment", self.assessment);
  }
};
struct AssessorAssigned {
  ApplicationId application = no_id<ApplicationId>;
  programme::Assessor assessor;
  friend bool operator==(const AssessorAssigned&, const AssessorAssigned&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("application", self.application);
    visit("assessor", self.assessor);
  }
};
struct AssessorRemoved {
  ApplicationId application = no_id<ApplicationId>;
  std::string person;
  std::string reason;
  friend bool operator==(const AssessorRemoved&, const AssessorRemoved&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("application", self.application);
    visit("person", self.person);
    visit("reason", self.reason);
  }
};
struct ScoreRecorded {
  ApplicationId application = no_id<ApplicationId>;
  programme::Score score;
  friend bool operator==(const ScoreRecorded&, const ScoreRecorded&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("application", self.application);
    visit("score", self.score);
  }
};
struct RoundAllocated {
  CallId call = no_id<CallId>;
  programme::Round round;
  friend bool operator==(const RoundAllocated&, const RoundAllocated&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("call", self.call);
    visit("round", self.round);
  }
};
struct DecisionProposed {
  ApplicationId application = no_id<ApplicationId>;
  programme::Decision decision;
  friend bool operator==(const DecisionProposed&, const DecisionProposed&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("application", self.application);
    visit("decision", self.decision);
  }
};
struct ProposalRejected {
  ApplicationId application = no_id<ApplicationId>;
  std::string reason;
  friend bool operator==(const ProposalRejected&, const ProposalRejected&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("application", self.application);
    visit("reason", self.reason);
  }
};
struct ApplicationRefused {  // a refusal was approved
  ApplicationId application = no_id<ApplicationId>;
  friend bool operator==(const ApplicationRefused&, const ApplicationRefused&) = default;
  static void fields(auto& self, auto&& visit) { visit("application", self.application); }
};
struct AwardApproved {  // its parts are set aside
  programme::Award award;
  friend bool operator==(const AwardApproved&, const AwardApproved&) = default;
  static void fields(auto& self, auto&& visit) { visit("award", self.award); }
};
struct AwardAmended {
  AwardId award = no_id<AwardId>;
  Amount amount;                            // new
  std::vector<programme::LinePart> parts;   // what is set aside besides; below zero: goes back
  bool decided = false;                     // by an approved decision; else it was reduced
  std::string reason;                       // of a reduction
  friend bool operator==(const AwardAmended&, const AwardAmended&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("award", self.award);
    visit("amount", self.amount);
    visit("parts", self.parts);
    visit("decided", self.decided);
    visit("reason", self.reason);
  }
};
struct AwardStatusChanged {
  AwardId award = no_id<AwardId>;
  programme::AwardStatus status{};
  std::string reason;
  std::vector<VoucherId> vouchers;  // that are suspended, resumed or revoked with it
  friend bool operator==(const AwardStatusChanged&, const AwardStatusChanged&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("award", self.award);
    visit("status", self.status);
    visit("reason", self.reason);
    visit("vouchers", self.vouchers);
  }
};
struct AwardVoucherIssued {
  AwardId award = no_id<AwardId>;
  programme::Voucher voucher;
  std::vector<programme::LinePart> parts;  // of its face value: what each line pays; nothing where a line pays nothing
  friend bool operator==(const AwardVoucherIssued&, const AwardVoucherIssued&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("award", self.award);
    visit("voucher", self.voucher);
    visit("parts", self.parts);
  }
};
struct AppealFiled {
  ApplicationId application = no_id<ApplicationId>;
  std::string reason;
  friend bool operator==(const AppealFiled&, const AppealFiled&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("application", self.application);
    visit("reason", self.reason);
  }
};
struct AppealDecided {
  ApplicationId application = no_id<ApplicationId>;
  bool upheld = false;
  std::string reason;
  friend bool operator==(const AppealDecided&, const AppealDecided&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("application", self.application);
    visit("upheld", self.upheld);
    visit("reason", self.reason);
  }
};

struct RoleGranted {
  registry::RoleGrant grant;
  friend bool operator==(const RoleGranted&, const RoleGranted&) = default;
  static void fields(auto& self, auto&& visit) { visit("grant", self.grant); }
};
struct RoleRevoked {
  registry::RoleGrant grant;
  friend bool operator==(const RoleRevoked&, const RoleRevoked&) = default;
  static void fields(auto& self, auto&& visit) { visit("grant", self.grant); }
};

}  // namespace scrip::engine
