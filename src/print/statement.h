#pragma once
// A statement of a closed month as a document: what is owed to the operator, by whom, for which jobs.

#include "base/result.h"
#include "engine/state.h"
#include "print/document.h"
#include "reports/statement_lines.h"

namespace scrip::print {

// In steps, for who cannot read all of a state at once.
class StatementPaper {
 public:
  // Errors: statement_not_found.
  [[nodiscard]] static Result<StatementPaper> begin(const engine::State& state, StatementId id, Language language);
  // Reads on, over so many jobs. False: that were all.
  bool read_on(const engine::State& state, std::size_t jobs) { return lines_.read_on(state, jobs); }
  // Of what was read; touches no state. Once only.
  [[nodiscard]] Document document();

 private:
  StatementPaper(const engine::Statement& statement, Language language) : language_(language), lines_(statement) {}

  Language language_;
  Document heading_;
  reports::StatementLines lines_;
  reports::Table adjustments_;
};

// Errors: statement_not_found.
[[nodiscard]] Result<Document> statement_document(const engine::State& state, StatementId id, Language language);

}  // namespace scrip::print
