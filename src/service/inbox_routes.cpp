// What waits for whom: the officer's, approver's, company's and operator's next steps, oldest first.

#include <algorithm>
#include <map>

#include "engine/award.h"
#include "engine/commands.h"
#include "reports/cells.h"
#include "service/case_json.h"
#include "service/handlers.h"
#include "service/list.h"

namespace scrip::service {
namespace {

using codec::json_text;
using codec::JsonObject;
using engine::ApplicationState;
using engine::State;
using programme::ApplicationStatus;
using registry::Role;

struct Waiting {
  std::string kind;
  std::string_view english, chinese;
};

// The next step of an application, for whom it waits.
struct Next {
  ApplicationStatus status;
  Role role;
  std::string_view action;
  Waiting waiting;
};
const Next nexts[] = {
    {ApplicationStatus::submitted,
     Role::officer,
     "complete",
     {"check_completeness", "Check whether everything is there", "核对材料是否齐备"}},
    {ApplicationStatus::complete, Role::officer, "assess", {"assess", "Run the rules", "运行规则审核"}},
    {ApplicationStatus::assessed, Role::officer, "propose", {"propose", "Propose a decision", "提出决定"}},
    {ApplicationStatus::allocated, Role::officer, "propose", {"propose", "Propose a decision", "提出决定"}},
    {ApplicationStatus::proposed, Role::approver, "approve", {"approve", "Approve or send back", "批准或退回"}},
    {ApplicationStatus::awarded, Role::officer, "issue", {"issue", "Issue the voucher", "发放算力券"}},
    {ApplicationStatus::appealed, Role::approver, "uphold", {"answer_appeal", "Answer the appeal", "答复申诉"}},
    {ApplicationStatus::draft,
     Role::company_member,
     "submit",
     {"complete_application", "Finish and submit", "完成并提交"}},
    {ApplicationStatus::returned,
     Role::company_member,
     "submit",
     {"complete_application", "Complete and submit again", "补正并重新提交"}},
};

std::string optional_json(const std::optional<Instant>& instant) {
  return instant ? json_text(format_instant(*instant)) : "null";
}

std::string item_json(const State& state, const ApplicationState& application, const Waiting& waiting) {
  const auto& call = state.calls[index(application.terms.call)];
  const bool is_draft = application.status == ApplicationStatus::draft;
  std::string amount = "null";
  std::string by;
  if (application.proposal) {
    amount = codec::json(application.proposal->decision.amount);
    by = application.proposal->proposer;
  } else if (application.assessment) {
    amount = codec::json(application.assessment->amount);
  }
  return JsonObject()
      .add("kind", waiting.kind)
      .add("subject", application.terms.key)
      .add("subject_kind", "application")
      .add("programme", reports::key_of(state, call.terms.programme))
      .add("organisation", reports::key_of(state, application.terms.organisation))
      .raw("title", json_text_pair(waiting.english, waiting.chinese))
      .raw("since", optional_json(application.submitted_at))
      .raw("due", optional_json(is_draft ? call.closes : application.complete_until))
      .raw("amount", amount)
      .raw("unit", json_text(name(call.terms.unit)))
      .add("by", by)
      .raw("count", "null")
      .text();
}

std::string other_json(std::string_view kind, const std::string& subject, std::string_view subject_kind,
                       const std::string& title, std::uint64_t number) {
  return JsonObject()
      .add("kind", kind)
      .add("subject", subject)
      .add("subject_kind", subject_kind)
      .add("programme", "")
      .add("organisation", "")
      .raw("title", title)
      .raw("since", "null")
      .raw("due", "null")
      .raw("amount", "null")
      .raw("unit", "null")
      .add("by", "")
      .add("count", number)
      .text();
}

// Whoever is eligible in a call that decides together waits for its round.
bool waits_for_round(const State& state, const ApplicationState& application) {
  const auto& call = state.calls[index(application.terms.call)];
  return call.terms.method == programme::CallMethod::batch && !call.round && application.assessment &&
         application.assessment->eligible;
}

void add_applications(Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  std::vector<std::pair<Instant, std::string>> found;
  for (const auto& application : state.applications) {
    for (const Next& next : nexts) {
      if (next.status != application.status) continue;
      if (next.action == "propose" && waits_for_round(state, application)) continue;
      const auto actions = actions_of(service, call, application);
      if (std::ranges::find(actions, next.action) == actions.end()) continue;
      found.emplace_back(application.submitted_at.value_or(instant_max), item_json(state, application, next.waiting));
    }
  }
  std::ranges::stable_sort(found, {}, &std::pair<Instant, std::string>::first);
  for (auto& [since, item] : found) items.push_back(std::move(item));
}

// Calls that decide together, are closed, and have applications that wait for it.
void add_rounds(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  std::map<CallId, std::uint64_t> waiting;
  for (const auto& application : state.applications) {
    const bool assessed = application.status == ApplicationStatus::assessed;
    if (assessed && waits_for_round(state, application)) ++waiting[application.terms.call];
  }
  for (const auto& [id, number] : waiting) {
    const auto& found = state.calls[index(id)];
    if (!found.closes || *found.closes > call.now) continue;
    if (!engine::holds(state, call.caller.person, {Role::officer}, {.programme = found.terms.programme})) continue;
    items.push_back(JsonObject()
                        .add("kind", "share_out")
                        .add("subject", found.terms.key)
                        .add("subject_kind", "call")
                        .add("programme", reports::key_of(state, found.terms.programme))
                        .add("organisation", "")
                        .raw("title", json_text_pair("Share out the round", "分配本轮资金"))
                        .add("since", found.closes)
                        .raw("due", "null")
                        .raw("amount", "null")
                        .raw("unit", "null")
                        .add("by", "")
                        .add("count", number)
                        .text());
  }
}

void add_suspense(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  std::map<SiteId, std::uint64_t> waiting;
  for (const auto& [id, suspended] : state.suspense) ++waiting[suspended.site];
  for (const auto& [site, number] : waiting) {
    if (!engine::holds(state, call.caller.person, {Role::officer, Role::site_operator}, {.site = site})) continue;
    items.push_back(other_json("resolve_suspense", reports::key_of(state, site), "site",
                               json_text_pair("Usage records in suspense", "挂账的用量记录"), number));
  }
}

// The first month with charges that are in no closed statement.
std::optional<Month> first_to_close(Service& service) {
  const auto page = service.lists().charges().page(
      service.state(),
      {.all = {{.column = "status", .takes = [](std::string_view cell) { return cell != "closed"; }, .equals = {}}},
       .order_by = "month",
       .limit = 1});
  if (page.rows.empty()) return std::nullopt;
  const auto month = parse_month(page.rows.front().front());  // the list's first column
  return month ? std::optional{*month} : std::nullopt;
}

void add_period(Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  if (!engine::holds(state, call.caller.person, {Role::officer}, {})) return;
  const auto month = first_to_close(service);
  if (!month || call.now < state.authority->zone.start_of(first_day(next(*month)))) return;
  items.push_back(
      other_json("close_period", format_month(*month), "period", json_text_pair("Close the month", "关账"), 1));
}

// What sites proposed or applied for and nobody has decided; whoever proposed it does not see it here.
void add_network(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  const auto& person = call.caller.person;
  for (const auto& proposal : state.network.rate_proposals) {
    if (proposal.status != engine::RateProposalStatus::proposed || proposal.proposer == person) continue;
    if (!engine::holds(state, person, {Role::officer, Role::approver}, {.site = proposal.card.site})) continue;
    items.push_back(other_json("decide_rate_card", proposal.card.key, "rate_card",
                               json_text_pair("Approve a rate card or reject it", "批准或否决价目表"), 1));
  }
  for (const auto& each : state.network.accreditations) {
    const bool applied = each.status == programme::AccreditationStatus::applied;
    const bool proposed = each.status == programme::AccreditationStatus::proposed;
    if ((!applied && !proposed) || each.proposer == person) continue;
    const engine::Subject subject{.programme = each.terms.programme, .site = each.terms.site};
    if (!engine::holds(state, person, {applied ? Role::officer : Role::approver}, subject)) continue;
    const auto title = applied ? json_text_pair("Propose a decision on an accreditation", "对认定提出决定")
                               : json_text_pair("Approve an accreditation or send it back", "批准或退回认定");
    items.push_back(other_json(applied ? "decide_accreditation" : "approve_accreditation", each.terms.key,
                               "accreditation", title, 1));
  }
}

// What waits to be paid: statements of closed months, payments, instalments, clawbacks.
void add_paying(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  const auto& person = call.caller.person;
  const auto add = [&](registry::Role role, const engine::Subject& subject, const char* kind, const std::string& key,
                       const char* about, const std::string& title) {
    if (engine::holds(state, person, {role}, subject)) items.push_back(other_json(kind, key, about, title, 1));
  };
  const auto& settlement = state.settlement;
  for (const auto& statement : state.statements) {
    const auto& approval = settlement.statements[index(statement.id)];
    const engine::Subject subject{.programme = statement.programme, .site = statement.site};
    const auto key = std::to_string(index(statement.id));
    if (statement.programme == no_id<ProgrammeId>) continue;
    if (approval.is_disputed()) {
      add(registry::Role::officer, subject, "answer_dispute", key, "statement",
          json_text_pair("Answer the dispute of a statement", "答复对结算单的异议"));
    } else if (approval.status == settlement::StatementStatus::open) {
      add(registry::Role::officer, subject, "propose_statement", key, "statement",
          json_text_pair("Check a statement and propose it", "核对结算单并提议批准"));
    } else if (approval.status == settlement::StatementStatus::proposed && approval.proposer != person) {
      add(registry::Role::approver, subject, "approve_statement", key, "statement",
          json_text_pair("Approve a statement or send it back", "批准或退回结算单"));
    }
  }
  for (const auto& payment : settlement.payments) {
    const auto subject = engine::subject_of(state, engine::ApprovePayment{payment.terms.key, {}});
    if (payment.status == settlement::PaymentStatus::proposed && payment.proposer != person) {
      add(registry::Role::approver, subject, "approve_payment", payment.terms.key, "payment",
          json_text_pair("Approve a payment or send it back", "批准或退回支付"));
    } else if (payment.status == settlement::PaymentStatus::in_flight) {
      add(registry::Role::officer, subject, "record_payment", payment.terms.key, "payment",
          json_text_pair("Record the bank's answer", "登记银行回执"));
    }
  }
  for (const auto& instalment : settlement.instalments) {
    const auto& award = state.awards[index(instalment.terms.award)].terms;
    if (instalment.status != settlement::StepStatus::proposed || instalment.proposer == person) continue;
    add(registry::Role::approver, {.programme = award.programme}, "approve_instalment",
        award.key + "/" + instalment.terms.name, "instalment",
        json_text_pair("Approve an instalment or send it back", "批准或退回分期拨付"));
  }
  for (const auto& clawback : settlement.clawbacks) {
    const bool proposed = clawback.status == settlement::StepStatus::proposed && clawback.proposer != person;
    const bool relief = clawback.proposal && clawback.proposal->proposer != person;
    if (!proposed && !relief) continue;
    const engine::Subject subject{.programme = state.awards[index(clawback.terms.award)].terms.programme};
    add(registry::Role::approver, subject, proposed ? "approve_clawback" : "approve_relief", clawback.terms.key,
        "clawback",
        proposed ? json_text_pair("Approve a clawback or send it back", "批准或退回追回")
                 : json_text_pair("Approve a set-off or write-off, or send it back", "批准或退回抵扣、核销"));
  }
}

// Claims that an officer is to check or settle, or the company to finish or answer.
void add_claims(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  for (const auto& claim : state.claims.claims) {
    const auto subject = engine::subject_of(state, claim.application);
    const auto add = [&](Role role, const char* kind, const std::string& title) {
      if (!engine::holds(state, call.caller.person, {role}, subject)) return;
      items.push_back(other_json(kind, claim.key, "claim", title, 1));
    };
    const bool open = std::ranges::any_of(claim.settled, [&](const engine::SettledFinding& settled) {
      const auto& finding = claim.check->findings[static_cast<std::size_t>(&settled - claim.settled.data())];
      return settled.settlement == subsidy::Settlement::open && severity(finding.code) != subsidy::Severity::note;
    });
    if (claim.status == engine::ClaimStatus::submitted) {
      add(Role::officer, "check_claim", json_text_pair("Check a claim", "核查申领"));
    } else if (claim.status == engine::ClaimStatus::checked && open) {
      add(Role::officer, "settle_findings", json_text_pair("Settle the findings of a claim", "处理申领的核查发现"));
    } else if (claim.status == engine::ClaimStatus::returned) {
      add(Role::company_member, "answer_claim",
          json_text_pair("Mend a claim and submit it again", "补正申领并重新提交"));
    } else if (claim.status == engine::ClaimStatus::drafted) {
      add(Role::company_member, "submit_claim", json_text_pair("Finish a claim and submit it", "完成申领并提交"));
    }
  }
}

}  // namespace

Result<http::Response> get_inbox(Service& service, Call& call) {
  std::vector<std::string> items;
  add_applications(service, call, items);
  add_rounds(service, call, items);
  add_suspense(service, call, items);
  add_network(service, call, items);
  add_paying(service, call, items);
  add_claims(service, call, items);
  add_period(service, call, items);
  const Page page = SCRIP_TRY(page_of(call, items.size()));
  const std::vector<std::string> some(items.begin() + static_cast<std::ptrdiff_t>(page.from),
                                      items.begin() + static_cast<std::ptrdiff_t>(page.until));
  return json_answer(JsonObject()
                         .raw("items", codec::json_array(some))
                         .raw("next", page.next)
                         .add("total", items.size())
                         .add("currency", service.currency())
                         .text());
}

}  // namespace scrip::service
