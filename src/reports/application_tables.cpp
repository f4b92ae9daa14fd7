// Tables of policies, calls, applications, assessments and awards.

#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/tables.h"
#include "reports/typed_column.h"

namespace scrip::reports {

using engine::ApplicationState;
using engine::CallState;
using engine::State;

namespace {

std::string joined(std::string out, std::string_view more) {
  if (!out.empty()) out += ';';
  out += more;
  return out;
}

// "deduct:60%;state:40%".
std::string shares_of(const State& state, const programme::Call& call) {
  std::string out;
  for (const auto& line : call.lines) out = joined(out, key_of(state, line.budget_line) + ":" + cell(line.share));
  return out;
}

// "deduct:600.00;state:400.00".
std::string parts_of(const State& state, const engine::AwardState& award) {
  std::string out;
  for (const auto& line : award.lines) out = joined(out, key_of(state, line.budget_line) + ":" + cell(line.committed));
  return out;
}

bool is_shown(const State& state, const Scope& scope, const ApplicationState& application) {
  return scope.holds(application.terms.organisation) &&
         scope.holds(state.calls[index(application.terms.call)].terms.programme);
}

std::string cell_of(const std::optional<Instant>& instant) { return instant ? cell(*instant) : std::string{}; }

template <class T>
std::int64_t size_of(const std::vector<T>& of) {
  return static_cast<std::int64_t>(of.size());
}

std::string proposer_of(const ApplicationState& application) {
  if (application.proposal) return application.proposal->proposer;
  return application.decided ? application.decided->proposer : std::string{};
}

bool is_awarded(const ApplicationState& application) {
  return application.decided && application.decided->decision.outcome == programme::DecisionOutcome::award;
}

using Column = TypedColumn<ApplicationState>;
using A = ApplicationState;

constexpr Column application_typed[] = {
    {column::application, nullptr, [](const State&, const A& a) { return a.terms.key; }},
    {column::call, nullptr, [](const State& state, const A& a) { return key_of(state, a.terms.call); }},
    {column::organisation, nullptr, [](const State& state, const A& a) { return key_of(state, a.terms.organisation); }},
    {column::status, nullptr, [](const State&, const A& a) { return cell(name(a.status)); }},
    {column::submitted_at,
     [](const State&, const A& a) { return a.submitted_at ? count(*a.submitted_at) : no_number; }},
    {column::facts, nullptr, [](const State&, const A& a) { return document(a.terms.facts); }},
    {column::documents, [](const State&, const A& a) { return size_of(a.terms.documents); }},
    {column::contract, nullptr, [](const State&, const A& a) { return a.terms.contract; }},
    {column::project, nullptr, [](const State&, const A& a) { return a.terms.project; }},
    {column::assessors, [](const State&, const A& a) { return size_of(a.assessors); }},
    {column::scores, [](const State&, const A& a) { return size_of(a.scores); }},
    {column::rank, [](const State&, const A& a) { return a.result ? std::int64_t{a.result->rank} : no_number; }},
    {column::tier, nullptr, [](const State&, const A& a) { return a.result ? a.result->tier : std::string{}; }},
    {column::result, [](const State&, const A& a) { return a.result ? a.result->amount.micro_units : no_number; }},
    {column::proposer, nullptr, [](const State&, const A& a) { return proposer_of(a); }},
    {column::approver, nullptr,
     [](const State&, const A& a) { return a.decided && !a.proposal ? a.decided->approver : std::string{}; }},
    {column::appeal, nullptr,
     [](const State&, const A& a) { return a.appeal ? cell(name(a.appeal->status)) : std::string{}; }},
    {column::award, nullptr, [](const State& state, const A& a) { return key_of(state, a.award); }},
    {column::unit, nullptr,
     [](const State& state, const A& a) { return cell(name(state.calls[index(a.terms.call)].terms.unit)); }},
    {column::awarded,
     [](const State&, const A& a) { return is_awarded(a) ? a.decided->decision.amount.micro_units : no_number; }},
};

}  // namespace

std::span<const TypedColumn<ApplicationState>> application_columns() { return application_typed; }

Table policies_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::policy, column::programme, column::version, column::effective_from,
                          column::valid_from, column::valid_until, column::document, column::gives},
              .rows = {}};
  for (const auto& policy : state.policies) {
    if (!scope.holds(policy.programme)) continue;
    table.rows.push_back({policy.key, key_of(state, policy.programme), policy.version, cell(policy.effective_from),
                          cell(policy.valid_from), cell(policy.valid_until), document(policy.document),
                          cell(name(policy.gives))});
  }
  return table;
}

Table calls_table(const State& state, const Scope& scope) {
  Table table{
      .name = {},
      .columns = {column::call, column::programme, column::policy, column::unit, column::budget_lines, column::method,
                  column::opens, column::closes, column::appeal_days, column::seed_commitment, column::seed},
      .rows = {}};
  for (const CallState& call : state.calls) {
    const auto& terms = call.terms;
    if (!scope.holds(terms.programme)) continue;
    table.rows.push_back({terms.key, key_of(state, terms.programme), key_of(state, terms.policy),
                          cell(name(terms.unit)), shares_of(state, terms), cell(name(terms.method)), cell(terms.opens),
                          cell_of(call.closes), cell(std::uint64_t{terms.appeal_days}), document(call.seed_commitment),
                          call.round ? call.round->seed : std::string{}});
  }
  return table;
}

Table applications_table(const State& state, const Scope& scope) {
  Table table{.name = {}, .columns = columns_of(application_columns()), .rows = {}};
  for (const ApplicationState& application : state.applications) {
    if (is_shown(state, scope, application)) table.rows.push_back(cells_of(application_columns(), state, application));
  }
  return table;
}

Table assessments_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::application, column::organisation, column::policy, column::assessed_on,
                          column::eligible, column::unit, column::assessed, column::rate, column::rule_count,
                          column::rules_not_met, column::caps, column::facts, column::history, column::explanation},
              .rows = {}};
  for (const ApplicationState& application : state.applications) {
    if (!application.assessment || !is_shown(state, scope, application)) continue;
    const auto& assessment = *application.assessment;
    std::string not_met;
    for (const auto& rule : assessment.rules) {
      if (rule.outcome == programme::RuleOutcome::not_met) not_met = joined(not_met, rule.rule);
    }
    std::string caps;
    for (const auto& binding : assessment.caps) caps = joined(caps, binding.cap + ":" + cell(binding.limit));
    table.rows.push_back({application.terms.key, key_of(state, application.terms.organisation),
                          key_of(state, assessment.policy), cell(assessment.assessed_on), cell(assessment.eligible),
                          cell(name(assessment.unit)), cell(assessment.amount), assessment.rate,
                          cell(std::uint64_t{assessment.rules.size()}), not_met, caps, document(assessment.facts),
                          document(assessment.history), document(assessment.explanation)});
  }
  return table;
}

Table awards_table(const State& state, const Scope& scope) {
  Table table{.name = {},
              .columns = {column::award, column::application, column::programme, column::organisation, column::status,
                          column::approved_at, column::unit, column::amount, column::budget_lines, column::set_aside,
                          column::issued, column::spent, column::returned},
              .rows = {}};
  for (const auto& award : state.awards) {
    const auto& terms = award.terms;
    if (!scope.holds(terms.organisation) || !scope.holds(terms.programme)) continue;
    Amount left;
    Amount spent;
    Amount returned;
    for (const auto& line : award.lines) {
      left += line.left();
      returned += line.released;
    }
    for (const VoucherId id : award.vouchers) {
      const auto& voucher = state.vouchers[index(id)];
      spent += voucher.in_flight + voucher.settled;
      returned += voucher.returned;
    }
    table.rows.push_back({terms.key, key_of(state, terms.application), key_of(state, terms.programme),
                          key_of(state, terms.organisation), cell(name(award.status)), cell(award.approved_at),
                          cell(name(terms.unit)), cell(award.amount), parts_of(state, award), cell(left),
                          cell(award.issued()), cell(spent), cell(returned)});
  }
  return table;
}

}  // namespace scrip::reports
