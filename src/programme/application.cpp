#include "programme/application.h"

#include "base/texts.h"
#include "programme/award.h"

namespace scrip::programme {

std::string_view name(ApplicationStatus status) {
  switch (status) {
    case ApplicationStatus::draft:
      return "draft";
    case ApplicationStatus::submitted:
      return "submitted";
    case ApplicationStatus::returned:
      return "returned";
    case ApplicationStatus::complete:
      return "complete";
    case ApplicationStatus::assessed:
      return "assessed";
    case ApplicationStatus::allocated:
      return "allocated";
    case ApplicationStatus::proposed:
      return "proposed";
    case ApplicationStatus::awarded:
      return "awarded";
    case ApplicationStatus::refused:
      return "refused";
    case ApplicationStatus::appealed:
      return "appealed";
    case ApplicationStatus::withdrawn:
      return "withdrawn";
  }
  return "draft";
}

std::string_view name(RuleOutcome outcome) {
  switch (outcome) {
    case RuleOutcome::met:
      return "met";
    case RuleOutcome::not_met:
      return "not_met";
    case RuleOutcome::incomplete:
      return "incomplete";
    case RuleOutcome::not_applicable:
      return "not_applicable";
  }
  return "met";
}

std::string_view name(DecisionOutcome outcome) {
  switch (outcome) {
    case DecisionOutcome::award:
      return "award";
    case DecisionOutcome::refuse:
      return "refuse";
  }
  return "award";
}

std::string_view name(AppealStatus status) {
  switch (status) {
    case AppealStatus::filed:
      return "filed";
    case AppealStatus::upheld:
      return "upheld";
    case AppealStatus::dismissed:
      return "dismissed";
  }
  return "filed";
}

std::string_view name(AwardStatus status) {
  switch (status) {
    case AwardStatus::active:
      return "active";
    case AwardStatus::suspended:
      return "suspended";
    case AwardStatus::revoked:
      return "revoked";
    case AwardStatus::closed:
      return "closed";
  }
  return "active";
}

Result<RuleOutcome> parse_rule_outcome(std::string_view text) {
  for (const auto value :
       {RuleOutcome::met, RuleOutcome::not_met, RuleOutcome::incomplete, RuleOutcome::not_applicable}) {
    if (text == name(value)) return value;
  }
  return fail(ErrorCode::value_invalid,
              say("'{0}' is not one of {1}", text, "met, not_met, incomplete, not_applicable"), "outcome");
}

Result<DecisionOutcome> parse_decision_outcome(std::string_view text) {
  for (const auto value : {DecisionOutcome::award, DecisionOutcome::refuse}) {
    if (text == name(value)) return value;
  }
  return fail(ErrorCode::value_invalid, say("'{0}' is not one of {1}", text, "award, refuse"), "outcome");
}

}  // namespace scrip::programme
