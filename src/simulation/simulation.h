#pragma once
// Runs a population through one policy, or through two for comparison, with several threads: the same result, to the
// byte, with any number of them. Applicants that are drawn are drawn, decided, added up and dropped block by block, so
// that memory does not grow with their number, but for the awards that are kept for sharing out
// (Input::collects_claims).

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "policy/population.h"
#include "policy/simulate.h"
#include "policy/simulate_round.h"
#include "policy/totals.h"

namespace scrip::simulation {

struct Input {
  const policy::Population& population;           // all rows; with a generator the columns only
  const policy::Generator* generator = nullptr;   // draws the rows where the population does not hold them
  std::uint64_t rows = 0;
  const policy::Simulator& before;
  const policy::Simulator* after = nullptr;
  unsigned threads = 1;
  bool collects_claims =
      false;  // keeps the awards, for sharing out: 24 bytes each, limits::simulation_claims_max of them
};

struct Simulated {
  policy::Totals before;
  std::optional<policy::Totals> after;
  policy::Comparison comparison;  // empty without a second policy
  // Where the input collects them: every award, in no particular order; or why they cannot be shared out.
  std::vector<policy::Claimed> claims_before;
  std::vector<policy::Claimed> claims_after;
  std::optional<Error> no_claims;
};

// Rows that were decided: from .. until - 1 of the population and the results, of which the first is applicant `first`.
struct DecidedRows {
  const policy::Population& population;
  std::size_t from = 0;
  std::size_t until = 0;
  std::uint64_t first = 0;
  const policy::Results& before;
  const policy::Results* after = nullptr;
};

// Where the rows go, in their order: `describe` adds their text to `out` and is called by several threads at once,
// `write` by one at a time. `done` is told how many rows are done, by one thread at a time.
struct Sink {
  std::function<void(const DecidedRows& rows, std::string& out)> describe;
  std::function<Result<void>(std::string_view text)> write;
  std::function<void(std::uint64_t rows)> done;
};

// Errors: those of `write`; then not all rows were written.
[[nodiscard]] Result<Simulated> run(const Input& input, const Sink& sink);

}  // namespace scrip::simulation
