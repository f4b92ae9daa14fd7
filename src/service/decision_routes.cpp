// Decisions, awards and vouchers: what moves money, each by its own role and, where it decides, by two people.

#include "casework/casework.h"
#include "service/handlers.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using programme::AwardStatus;
using programme::DecisionOutcome;
using programme::VoucherStatus;

// The amount stated, or what the application was assessed at, or its round gave it.
Result<Amount> amount_of(const engine::ApplicationState& application, const Body& body, DecisionOutcome outcome) {
  if (outcome == DecisionOutcome::refuse) return Amount{};
  if (body.has("amount")) return body.amount("amount");
  if (application.result && !application.reopened) return application.result->amount;
  if (application.assessment) return application.assessment->amount;
  return fail(ErrorCode::application_state, say("it has not been assessed"), "application");
}

Result<DecisionOutcome> outcome_of(const Body& body) {
  return for_field("outcome", programme::parse_decision_outcome(SCRIP_TRY(body.text("outcome"))));
}

template <bool upheld>
Result<http::Response> answer_appeal(Service& service, Call& call) {
  return service.write(
      call, engine::DecideAppeal{
                .application = call.name("application"), .upheld = upheld, .reason = SCRIP_TRY(call.reason())});
}

template <AwardStatus status>
Result<http::Response> change_award(Service& service, Call& call) {
  return service.write(call, engine::ChangeAwardStatus{
                                 .award = call.name("award"), .status = status, .reason = SCRIP_TRY(call.reason())});
}

template <VoucherStatus status>
Result<http::Response> change_voucher(Service& service, Call& call) {
  return service.write(call,
                       engine::ChangeVoucherStatus{
                           .voucher = call.name("voucher"), .status = status, .reason = SCRIP_TRY(call.reason())});
}

// The policy's terms, with what the request says otherwise.
Result<void> set_terms(const Body& body, engine::IssueVoucher& voucher) {
  if (body.has("face")) voucher.face = SCRIP_TRY(body.amount("face"));
  if (body.has("share")) voucher.share = SCRIP_TRY(for_field("share", parse_share(SCRIP_TRY(body.text("share")))));
  if (body.has("valid_until")) voucher.valid_until = SCRIP_TRY(body.day("valid_until"));
  if (voucher.valid_until == Day{}) {
    return fail(ErrorCode::missing_field, say("the programme's rules do not say how long a voucher is valid"),
                "valid_until");
  }
  if (body.has("uses")) {
    voucher.uses.clear();
    for (const auto& use : SCRIP_TRY(body.texts("uses"))) {
      voucher.uses.push_back(SCRIP_TRY(for_field("uses", registry::parse_use(use))));
    }
  }
  voucher.sites = SCRIP_TRY(body.texts("sites"));
  voucher.resources = SCRIP_TRY(body.texts("resources"));
  constexpr std::int64_t grace_days_max = 3'660;
  const auto days = SCRIP_TRY(body.integer_or("grace_days", voucher.grace_days));
  if (days < 0 || days > grace_days_max) return fail(ErrorCode::out_of_range, say("0 to 3,660 days"), "grace_days");
  voucher.grace_days = static_cast<std::uint16_t>(days);
  return {};
}

}  // namespace

Result<http::Response> propose_decision(Service& service, Call& call) {
  const auto& key = call.name("application");
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"outcome", "amount", "award", "reason"}));
  const Body reason = SCRIP_TRY(body.object("reason"));
  SCRIP_TRY_VOID(reason.only({"en", "zh"}));
  engine::ProposeDecision command{
      .application = key,
      .outcome = SCRIP_TRY(outcome_of(body)),
      .amount = {},
      .award = SCRIP_TRY(body.text_or("award", {})),
      .reason = {.english = SCRIP_TRY(reason.text_or("en", {})), .chinese = SCRIP_TRY(reason.text_or("zh", {}))}};
  SCRIP_TRY_VOID(engine::check_right(service.state(), call.caller.person, command, call.counting()));
  const auto* found = service.state().find_application(key);
  if (found == nullptr) return fail(ErrorCode::application_not_found, "'" + key + "'", "application");
  if (!SCRIP_TRY(service.journal().find_request(service.request_of(call)))) {
    command.amount = SCRIP_TRY(amount_of(*found, body, command.outcome));
  }
  return service.write(call, command);
}

Result<http::Response> approve_decision(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"outcome", "amount"}));
  engine::ApproveDecision command{
      .application = call.name("application"), .outcome = SCRIP_TRY(outcome_of(body)), .amount = {}};
  // The approver says what it is that they approve: nothing is taken from the proposal.
  if (command.outcome == DecisionOutcome::award) command.amount = SCRIP_TRY(body.amount("amount"));
  return service.write(call, command);
}

Result<http::Response> reject_proposal(Service& service, Call& call) {
  return service.write(
      call, engine::RejectProposal{.application = call.name("application"), .reason = SCRIP_TRY(call.reason())});
}

Result<http::Response> uphold_appeal(Service& service, Call& call) { return answer_appeal<true>(service, call); }
Result<http::Response> dismiss_appeal(Service& service, Call& call) { return answer_appeal<false>(service, call); }

Result<http::Response> issue_voucher(Service& service, Call& call) {
  const auto& state = service.state();
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(
      body.only({"voucher", "face", "share", "valid_from", "valid_until", "uses", "sites", "resources", "grace_days"}));
  const engine::IssueAward asked{.award = call.name("award"), .voucher = {}};
  SCRIP_TRY_VOID(engine::check_right(state, call.caller.person, asked, call.counting()));
  const Day from = body.has("valid_from") ? SCRIP_TRY(body.day("valid_from")) : state.authority->zone.day_of(call.now);
  auto command = SCRIP_TRY(
      casework::voucher_of(state, service.policies(), call.name("award"), SCRIP_TRY(body.text("voucher")), from));
  SCRIP_TRY_VOID(set_terms(body, command.voucher));
  return service.write(call, command);
}

Result<http::Response> suspend_award(Service& service, Call& call) {
  return change_award<AwardStatus::suspended>(service, call);
}
Result<http::Response> resume_award(Service& service, Call& call) {
  return change_award<AwardStatus::active>(service, call);
}
Result<http::Response> revoke_award(Service& service, Call& call) {
  return change_award<AwardStatus::revoked>(service, call);
}
Result<http::Response> close_award(Service& service, Call& call) {
  return change_award<AwardStatus::closed>(service, call);
}

Result<http::Response> reduce_award(Service& service, Call& call) {
  const Body body = SCRIP_TRY(call.body());
  SCRIP_TRY_VOID(body.only({"amount", "reason"}));
  return service.write(call, engine::ReduceAward{.award = call.name("award"),
                                                 .amount = SCRIP_TRY(body.amount("amount")),
                                                 .reason = SCRIP_TRY(body.text("reason"))});
}

Result<http::Response> suspend_voucher(Service& service, Call& call) {
  return change_voucher<VoucherStatus::suspended>(service, call);
}
Result<http::Response> resume_voucher(Service& service, Call& call) {
  return change_voucher<VoucherStatus::active>(service, call);
}
Result<http::Response> revoke_voucher(Service& service, Call& call) {
  return change_voucher<VoucherStatus::revoked>(service, call);
}

}  // namespace scrip::service
