// What waits for whom: the officer's, approver's, company's and operator's next steps, oldest first.

#include <algorithm>
#include <map>

#include "engine/award.h"
#include "engine/commands.h"
#include "reports/cells.h"
#include "service/case_json.h"
#include "service/handlers.h"
#include "service/list.h"
#include "service/site_alert_handlers.h"

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

// A task. What does not belong to it is empty.
struct Item {
  std::string kind, subject, subject_kind;
  std::string_view english, chinese;
  std::string programme = {}, organisation = {}, site = {}, month = {};
  std::optional<Instant> since = {}, due = {};
  std::optional<Amount> amount = {};
  std::optional<Unit> unit = {};  // of the amount
  std::string by = {};            // who did the step before
  std::optional<std::uint64_t> count = {};
};

std::string item_json(const Item& item) {
  const auto instant = [](const std::optional<Instant>& at) { return at ? json_text(format_instant(*at)) : "null"; };
  return JsonObject()
      .add("kind", item.kind)
      .add("subject", item.subject)
      .add("subject_kind", item.subject_kind)
      .add("programme", item.programme)
      .add("organisation", item.organisation)
      .add("site", item.site)
      .add("month", item.month)
      .raw("title", json_text_pair(item.english, item.chinese))
      .raw("since", instant(item.since))
      .raw("due", instant(item.due))
      .raw("amount", item.amount ? codec::json(*item.amount) : "null")
      .raw("unit", item.unit ? json_text(name(*item.unit)) : "null")
      .add("by", item.by)
      .raw("count", item.count ? std::to_string(*item.count) : "null")
      .text();
}

Item item_of(const State& state, const ApplicationState& application, const Waiting& waiting) {
  const auto& call = state.calls[index(application.terms.call)];
  const bool is_draft = application.status == ApplicationStatus::draft;
  Item item{.kind = waiting.kind,
            .subject = application.terms.key,
            .subject_kind = "application",
            .english = waiting.english,
            .chinese = waiting.chinese,
            .programme = reports::key_of(state, call.terms.programme),
            .organisation = reports::key_of(state, application.terms.organisation),
            .since = application.submitted_at,
            .due = is_draft ? call.closes : application.complete_until,
            .unit = call.terms.unit};
  if (application.proposal) {
    item.amount = application.proposal->decision.amount;
    item.by = application.proposal->proposer;
  } else if (application.assessment) {
    item.amount = application.assessment->amount;
  }
  return item;
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
      found.emplace_back(application.submitted_at.value_or(instant_max),
                         item_json(item_of(state, application, next.waiting)));
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
    items.push_back(item_json({.kind = "share_out",
                               .subject = found.terms.key,
                               .subject_kind = "call",
                               .english = "Share out the round",
                               .chinese = "分配本轮资金",
                               .programme = reports::key_of(state, found.terms.programme),
                               .since = found.closes,
                               .count = number}));
  }
}

void add_suspense(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  std::map<SiteId, std::uint64_t> waiting;
  for (const auto& [id, suspended] : state.suspense) ++waiting[suspended.site];
  for (const auto& [site, number] : waiting) {
    if (!engine::holds(state, call.caller.person, {Role::officer, Role::site_operator}, {.site = site})) continue;
    const auto key = reports::key_of(state, site);
    items.push_back(item_json({.kind = "resolve_suspense",
                               .subject = key,
                               .subject_kind = "site",
                               .english = "Usage records in suspense",
                               .chinese = "挂账的用量记录",
                               .site = key,
                               .count = number}));
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
  items.push_back(item_json({.kind = "close_period",
                             .subject = format_month(*month),
                             .subject_kind = "period",
                             .english = "Close the month",
                             .chinese = "关账",
                             .month = format_month(*month)}));
}

// Sites whose agents say that something is wrong there.
Result<void> add_site_alerts(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  for (const auto& site : state.registry.sites()) {
    if (!engine::holds(state, call.caller.person, {Role::officer, Role::site_operator}, {.site = site.id})) continue;
    const auto known = SCRIP_TRY(known_alerts(service, site.key));
    const auto number = reports::standing(known);
    if (number == 0) continue;
    std::optional<Instant> since;
    for (const auto& alert : known.alerts) {
      if (!alert.ended_at && (!since || alert.since < *since)) since = alert.since;
    }
    items.push_back(item_json({.kind = "look_at_alerts",
                               .subject = site.key,
                               .subject_kind = "site",
                               .english = "Alerts from a site",
                               .chinese = "算力中心警报",
                               .site = site.key,
                               .since = since,
                               .count = number}));
  }
  return {};
}

// Rules on allocation and on backing that wait for a second person.
void add_rules(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  const auto& person = call.caller.person;
  for (const auto& rule : state.line.rules) {
    if (rule.status != engine::AllocationRuleStatus::proposed || rule.proposer == person) continue;
    if (!engine::holds(state, person, {Role::approver}, {.programme = rule.terms.programme})) continue;
    items.push_back(item_json({.kind = "decide_allocation_rule",
                               .subject = rule.terms.key,
                               .subject_kind = "allocation_rule",
                               .english = "Approve an allocation rule or reject it",
                               .chinese = "批准或驳回分配规则",
                               .programme = reports::key_of(state, rule.terms.programme),
                               .since = rule.proposed_at,
                               .by = rule.proposer}));
  }
  for (const auto& [programme, proposal] : state.reservations.backing_proposals) {
    if (proposal.proposer == person || !engine::holds(state, person, {Role::approver}, {.programme = programme}))
      continue;
    const auto key = reports::key_of(state, programme);
    items.push_back(item_json({.kind = "decide_backing_rule",
                               .subject = key,
                               .subject_kind = "programme",
                               .english = "Approve a rule on backing or reject it",
                               .chinese = "批准或驳回支持比例规则",
                               .programme = key,
                               .since = proposal.proposed_at,
                               .by = proposal.proposer}));
  }
}

// What sites proposed or applied for and nobody has decided; whoever proposed it does not see it here.
void add_network(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  const auto& person = call.caller.person;
  for (const auto& proposal : state.network.rate_proposals) {
    if (proposal.status != engine::RateProposalStatus::proposed || proposal.proposer == person) continue;
    if (!engine::holds(state, person, {Role::officer, Role::approver}, {.site = proposal.card.site})) continue;
    items.push_back(item_json({.kind = "decide_rate_card",
                               .subject = proposal.card.key,
                               .subject_kind = "rate_card",
                               .english = "Approve a rate card or reject it",
                               .chinese = "批准或否决价目表",
                               .site = reports::key_of(state, proposal.card.site),
                               .by = proposal.proposer}));
  }
  for (const auto& each : state.network.accreditations) {
    const bool applied = each.status == programme::AccreditationStatus::applied;
    const bool proposed = each.status == programme::AccreditationStatus::proposed;
    if ((!applied && !proposed) || each.proposer == person) continue;
    const engine::Subject subject{.programme = each.terms.programme, .site = each.terms.site};
    if (!engine::holds(state, person, {applied ? Role::officer : Role::approver}, subject)) continue;
    items.push_back(item_json(
        {.kind = applied ? "decide_accreditation" : "approve_accreditation",
         .subject = each.terms.key,
         .subject_kind = "accreditation",
         .english = applied ? "Propose a decision on an accreditation" : "Approve an accreditation or send it back",
         .chinese = applied ? "对认定提出决定" : "批准或退回认定",
         .programme = reports::key_of(state, each.terms.programme),
         .site = reports::key_of(state, each.terms.site),
         .by = applied ? std::string{} : each.proposer}));
  }
}

void add_statements(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  const auto& person = call.caller.person;
  for (const auto& statement : state.statements) {
    if (statement.programme == no_id<ProgrammeId>) continue;
    const auto& approval = state.settlement.statements[index(statement.id)];
    const engine::Subject subject{.programme = statement.programme, .site = statement.site};
    const auto add = [&](Role role, const char* kind, std::string_view english, std::string_view chinese) {
      if (!engine::holds(state, person, {role}, subject)) return;
      items.push_back(item_json({.kind = kind,
                                 .subject = std::to_string(index(statement.id)),
                                 .subject_kind = "statement",
                                 .english = english,
                                 .chinese = chinese,
                                 .programme = reports::key_of(state, statement.programme),
                                 .site = reports::key_of(state, statement.site),
                                 .month = format_month(statement.month),
                                 .amount = statement.total,
                                 .unit = statement.unit,
                                 .by = approval.proposer}));
    };
    if (approval.is_disputed()) {
      add(Role::officer, "answer_dispute", "Answer the dispute of a statement", "答复对结算单的异议");
    } else if (approval.status == settlement::StatementStatus::open) {
      add(Role::officer, "propose_statement", "Check a statement and propose it", "核对结算单并提议批准");
    } else if (approval.status == settlement::StatementStatus::proposed && approval.proposer != person) {
      add(Role::approver, "approve_statement", "Approve a statement or send it back", "批准或退回结算单");
    }
  }
}

void add_payments(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  const auto& person = call.caller.person;
  for (const auto& payment : state.settlement.payments) {
    const bool proposed = payment.status == settlement::PaymentStatus::proposed && payment.proposer != person;
    if (!proposed && payment.status != settlement::PaymentStatus::in_flight) continue;
    const auto subject = engine::subject_of(state, engine::ApprovePayment{payment.terms.key, {}});
    if (!engine::holds(state, person, {proposed ? Role::approver : Role::officer}, subject)) continue;
    items.push_back(item_json({.kind = proposed ? "approve_payment" : "record_payment",
                               .subject = payment.terms.key,
                               .subject_kind = "payment",
                               .english = proposed ? "Approve a payment or send it back" : "Record the bank's answer",
                               .chinese = proposed ? "批准或退回支付" : "登记银行回执",
                               .organisation = reports::key_of(state, payment.terms.payee),
                               .since = proposed ? payment.proposed_at : payment.decided_at,
                               .amount = payment.terms.amount,
                               .unit = Unit::money,
                               .by = payment.proposer}));
  }
}

// Instalments and clawbacks: what waits for a second person.
void add_grants(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  const auto& person = call.caller.person;
  const auto add = [&](AwardId id, Item item) {
    const auto& award = state.awards[index(id)].terms;
    if (!engine::holds(state, person, {Role::approver}, {.programme = award.programme})) return;
    item.programme = reports::key_of(state, award.programme);
    item.organisation = reports::key_of(state, award.organisation);
    item.unit = Unit::money;
    items.push_back(item_json(item));
  };
  for (const auto& instalment : state.settlement.instalments) {
    if (instalment.status != settlement::StepStatus::proposed || instalment.proposer == person) continue;
    const auto& terms = instalment.terms;
    add(terms.award, {.kind = "approve_instalment",
                      .subject = state.awards[index(terms.award)].terms.key + "/" + terms.name,
                      .subject_kind = "instalment",
                      .english = "Approve an instalment or send it back",
                      .chinese = "批准或退回分期拨付",
                      .amount = terms.amount,
                      .by = instalment.proposer});
  }
  for (const auto& clawback : state.settlement.clawbacks) {
    const bool proposed = clawback.status == settlement::StepStatus::proposed && clawback.proposer != person;
    const bool relief = clawback.proposal && clawback.proposal->proposer != person;
    if (!proposed && !relief) continue;
    add(clawback.terms.award,
        {.kind = proposed ? "approve_clawback" : "approve_relief",
         .subject = clawback.terms.key,
         .subject_kind = "clawback",
         .english = proposed ? "Approve a clawback or send it back" : "Approve a set-off or write-off, or send it back",
         .chinese = proposed ? "批准或退回追回" : "批准或退回抵扣、核销",
         .amount = proposed ? clawback.terms.amount : clawback.proposal->terms.amount,
         .by = proposed ? clawback.proposer : clawback.proposal->proposer});
  }
}

// Claims that an officer is to check or settle, or the company to finish or answer.
void add_claims(const Service& service, const Call& call, std::vector<std::string>& items) {
  const auto& state = service.state();
  for (const auto& claim : state.claims.claims) {
    const auto subject = engine::subject_of(state, claim.application);
    const auto add = [&](Role role, const char* kind, std::string_view english, std::string_view chinese) {
      if (!engine::holds(state, call.caller.person, {role}, subject)) return;
      items.push_back(item_json({.kind = kind,
                                 .subject = claim.key,
                                 .subject_kind = "claim",
                                 .english = english,
                                 .chinese = chinese,
                                 .programme = reports::key_of(state, subject.programme),
                                 .organisation = reports::key_of(state, subject.organisation)}));
    };
    const bool open = std::ranges::any_of(claim.settled, [&](const engine::SettledFinding& settled) {
      const auto& finding = claim.check->findings[static_cast<std::size_t>(&settled - claim.settled.data())];
      return settled.settlement == subsidy::Settlement::open && severity(finding.code) != subsidy::Severity::note;
    });
    if (claim.status == engine::ClaimStatus::submitted) {
      add(Role::officer, "check_claim", "Check a claim", "核查申领");
    } else if (claim.status == engine::ClaimStatus::checked && open) {
      add(Role::officer, "settle_findings", "Settle the findings of a claim", "处理申领的核查发现");
    } else if (claim.status == engine::ClaimStatus::returned) {
      add(Role::company_member, "answer_claim", "Mend a claim and submit it again", "补正申领并重新提交");
    } else if (claim.status == engine::ClaimStatus::drafted) {
      add(Role::company_member, "submit_claim", "Finish a claim and submit it", "完成申领并提交");
    }
  }
}

}  // namespace

Result<http::Response> get_inbox(Service& service, Call& call) {
  std::vector<std::string> items;
  add_applications(service, call, items);
  add_rounds(service, call, items);
  add_suspense(service, call, items);
  SCRIP_TRY_VOID(add_site_alerts(service, call, items));
  add_network(service, call, items);
  add_rules(service, call, items);
  add_statements(service, call, items);
  add_payments(service, call, items);
  add_grants(service, call, items);
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
