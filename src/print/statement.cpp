#include "print/statement.h"

#include <algorithm>

#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/payables.h"
#include "reports/people.h"

namespace scrip::print {
namespace {

using reports::Phrase;
using reports::say;
using reports::Table;

// A column in which nothing stands only takes room on paper.
Table without_empty_columns(const Table& table) {
  Table shown{.name = table.name, .columns = {}, .rows = {}};
  shown.rows.resize(table.rows.size());
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (std::ranges::all_of(table.rows, [&](const auto& row) { return row[i].empty(); })) continue;
    shown.columns.push_back(table.columns[i]);
    for (std::size_t row = 0; row < table.rows.size(); ++row) shown.rows[row].push_back(table.rows[row][i]);
  }
  return shown;
}

std::string with_key(const std::string& name, const std::string& key) {
  return name.empty() || name == key ? key : name + " (" + key + ")";
}

std::string amount_text(const engine::State& state, const engine::Statement& statement, Amount amount) {
  if (statement.unit != Unit::money)
    return reports::grouped(format_amount(amount)) + " " + std::string(name(statement.unit));
  return reports::grouped(format_amount(amount)) + " " + state.authority->currency;
}

void add_facts(const engine::State& state, const engine::Statement& statement, Language language, Document& document) {
  const auto& site = state.registry.sites()[index(statement.site)];
  const auto& creditor = state.registry.organisations()[index(site.operator_id)];
  const auto fact = [&](Phrase label, std::string value) {
    document.facts.emplace_back(say(language, label), std::move(value));
  };
  fact(Phrase::statement_month, format_month(statement.month));
  fact(Phrase::statement_site, with_key(site.name, site.key));
  fact(Phrase::statement_owed_to,
       with_key(creditor.name, creditor.key) +
           (creditor.identifier.empty() ? "" : ", " + creditor.identifier_scheme + " " + creditor.identifier));
  if (statement.programme == no_id<ProgrammeId>) {
    fact(Phrase::statement_owed_by, say(language, Phrase::statement_companies));
  } else {
    const auto& programme = state.programmes[index(statement.programme)];
    fact(Phrase::statement_owed_by, with_key(programme.name, programme.key));
  }
  fact(Phrase::statement_charged, amount_text(state, statement, statement.charged));
  fact(Phrase::statement_refunded, amount_text(state, statement, statement.refunded));
  fact(Phrase::statement_total, amount_text(state, statement, statement.total));
  const auto owed = reports::payables(state)[index(statement.id)];
  if (!owed.owes_money || (owed.payable == statement.total && owed.carried.is_zero())) return;
  fact(Phrase::statement_payable, amount_text(state, statement, owed.payable));
  fact(Phrase::statement_carried, amount_text(state, statement, owed.carried));
}

}  // namespace

Result<StatementPaper> StatementPaper::begin(const engine::State& state, StatementId id, Language language) {
  if (index(id) >= state.statements.size()) {
    return fail(ErrorCode::statement_not_found, "'" + std::to_string(index(id)) + "'", "statement");
  }
  const engine::Statement& statement = state.statements[index(id)];
  const std::string number = std::to_string(index(id));
  StatementPaper paper(statement, language);
  paper.heading_ = {
      .issuer = state.authority->name,
      .title = say(language, Phrase::statement_title, number),
      .facts = {},
      .sections = {},
      .remarks = {say(language, Phrase::statement_proof, to_hex(statement.digest))},
      .footer = say(language, Phrase::statement_title, number) + " · " + to_hex(statement.digest).substr(0, 16)};
  add_facts(state, statement, language, paper.heading_);
  paper.adjustments_ = reports::statement_adjustments(state, statement);
  return paper;
}

Document StatementPaper::document() {
  Document document = std::move(heading_);
  const auto section = [&](Phrase title, const Table& table) {
    document.sections.push_back({say(language_, title), without_empty_columns(table), true});
  };
  section(Phrase::statement_by_organisation, lines_.by_organisation());
  section(Phrase::statement_lines, lines_.lines());
  if (!adjustments_.rows.empty()) section(Phrase::statement_adjustments, adjustments_);
  return document;
}

Result<Document> statement_document(const engine::State& state, StatementId id, Language language) {
  auto paper = SCRIP_TRY(StatementPaper::begin(state, id, language));
  paper.read_on(state, state.jobs.size());
  return paper.document();
}

}  // namespace scrip::print
