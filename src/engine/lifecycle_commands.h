#pragma once
// What is asked for in the life of an application, from a published policy to an award that becomes vouchers. Who asks
// is the entry's actor (EntryContext), never a field: so that nobody can propose in another's name and approve in their
// own. docs/lifecycle.md has the steps in order.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "programme/application.h"
#include "programme/award.h"
#include "programme/call.h"
#include "registry/role.h"

namespace scrip::engine {

struct PublishPolicy {
  std::string programme, version;
  Hash256 document;  // SHA-256 of the file; the shell puts the file into the document store
  Day effective_from{};
  Day valid_from{}, valid_until{};
  programme::Gives gives = programme::Gives::voucher;
};
struct OpenCall {
  struct Line {
    std::string budget_line;
    Share share;
  };
  std::string key, programme;
  std::string policy;  // its key: programme@version
  std::vector<Line> lines;
  Instant opens{};
  std::optional<Instant> closes;
  programme::CallMethod method = programme::CallMethod::continuous;
  Hash256 seed_commitment;  // may follow with CommitSeed, before the call closes
  std::uint16_t appeal_days = 0;
};
struct SetDeadline {  // of a call that has not closed: later, earlier, or now
  std::string call;
  std::optional<Instant> closes;  // none: now
};
struct CommitSeed {
  std::string call;
  Hash256 commitment;
};

struct DraftApplication {  // again, for a draft or a returned application: changes it
  std::string key, call, organisation;
  Hash256 facts;
  std::vector<programme::Document> documents;
  std::string contract, project;
};
struct SubmitApplication {
  std::string application;
};
struct ReturnApplication {  // for completion
  std::string application;
  std::string reason;
  Instant until{};  // by when it is to be submitted again
};
struct ConfirmComplete {
  std::string application;
};
struct WithdrawApplication {
  std::string application;
  std::string reason;
};
struct AssessApplication {
  std::string application;
  std::string policy;
  Hash256 facts, history;
  bool eligible = false;
  Amount amount;
  Unit unit = Unit::money;
  std::string rate;
  std::vector<programme::RuleResult> rules;
  std::vector<programme::BindingCap> caps;
  Hash256 explanation;
  Day assessed_on{};
};
struct AssignAssessor {
  std::string application;
  std::string person;
  std::string organisation;  // whom the person works for; empty: none of ours
  std::vector<std::string> conflicts;  // what the person declares; none may be open
};
struct RemoveAssessor {  // and the score, if there is one: someone else, or the same person anew, can be assigned
  std::string application;
  std::string person;
  std::string reason;
};
struct RecordScore {  // by the assessor
  std::string application;
  std::vector<programme::CriterionScore> criteria;
};
// How a call's applications share what there is, once it has closed.
struct AllocateRound {
  struct Result {
    std::string application;
    std::uint32_t rank = 0;
    std::string tier;
    Amount amount;
  };
  std::string call;
  std::string method;
  Hash256 inputs, outcome;
  std::string seed;
  std::vector<Result> results;
};

struct ProposeDecision {
  std::string application;
  programme::DecisionOutcome outcome{};
  Amount amount;  // of an award; an award that exists already is raised or lowered to it
  std::string award;  // the key it gets; empty: the application's
  programme::Reason reason;
};
struct ApproveDecision {  // by another person, who says what it is that they approve
  std::string application;
  programme::DecisionOutcome outcome{};
  Amount amount;
};
struct RejectProposal {
  std::string application;
  std::string reason;
};
struct FileAppeal {
  std::string application;
  std::string reason;
};
struct DecideAppeal {  // upheld: the application is assessed and decided again
  std::string application;
  bool upheld = false;
  std::string reason;
};

struct ReduceAward {  // what is not issued yet can go back; to raise it takes another decision
  std::string award;
  Amount amount;  // new
  std::string reason;
};
struct ChangeAwardStatus {
  std::string award;
  programme::AwardStatus status{};
  std::string reason;
};

struct GrantRole {
  std::string person;  // an id, never a name
  registry::Role role{};
  registry::ScopeKind scope{};
  std::string key;  // of the organisation, programme or site; empty for the authority
};
struct RevokeRole {
  std::string person;
  registry::Role role{};
  registry::ScopeKind scope{};
  std::string key;
};

}  // namespace scrip::engine
