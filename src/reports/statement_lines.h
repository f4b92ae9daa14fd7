#pragma once
// What a statement sums up, line by line: its own parts only, so that every column adds up to the statement.

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/wide.h"
#include "engine/close.h"
#include "engine/state.h"
#include "reports/table.h"

namespace scrip::reports {

// The lines of one statement, read off the state in steps: between them others may have it, for a closed month does not
// change. The tables are of what was read, and need no state.
class StatementLines {
 public:
  explicit StatementLines(const engine::Statement& statement) : statement_(statement) {}
  // Reads on, over so many jobs. False: that were all.
  bool read_on(const engine::State& state, std::size_t jobs);
  [[nodiscard]] Table lines();  // gives them away
  [[nodiscard]] Table by_organisation() const;

 private:
  struct Row {
    std::tuple<std::int32_t, engine::JobKey, ResourceId, VoucherId> order;
    std::vector<std::string> cells;
  };
  struct Sums {
    std::string key, name;
    std::set<engine::JobKey> jobs;
    std::uint64_t lines = 0;
    Int128 amount = 0;
  };
  void add(const engine::State& state, const engine::Job& job, const engine::Line& line,
           const engine::StatementPart& part);

  engine::Statement statement_;
  std::size_t next_ = 0;  // job
  std::vector<Row> rows_;
  std::map<OrganisationId, Sums> sums_;
};

// A row for each voucher of the programme that covers a line (for the companies' own shares: for each line), by day and
// job. `amount` is in the statement's unit and adds up to its `charged`.
[[nodiscard]] Table statement_lines(const engine::State& state, const engine::Statement& statement);

// The same by organisation.
[[nodiscard]] Table statement_by_organisation(const engine::State& state, const engine::Statement& statement);

// Its adjustments; `amount` adds up to the statement's `refunded`.
[[nodiscard]] Table statement_adjustments(const engine::State& state, const engine::Statement& statement);

}  // namespace scrip::reports
