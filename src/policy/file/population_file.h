#pragma once
// Populations from text: a table of applicants, or the distributions to draw them from.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/population.h"

namespace scrip::policy {

// Reads a CSV (RFC 4180: commas, quotes, doubled quotes within) into a population made for its policies. The first line
// names the columns: facts by id, and `applied_on`, `applicant`, `contract`, `project`, and `score` (points, unless a
// fact has that name). A cell that is empty is a fact that was not given; several choices or texts stand in one cell,
// parted by ';'. Facts are written as in cases.yaml. `policies` say how each fact is written. Gives everything that is
// wrong, with line and column, or the first hundred of it (then the population is of no use): syntax_error,
// missing_field (no heading, no applied_on), duplicate_key (a column twice), unknown_field, value_invalid,
// time_invalid, wrong_currency, too_large. Nothing is wrong: it was read.
[[nodiscard]] std::vector<Error> read_population(std::string_view csv, std::span<const Policy* const> policies,
                                                 Population& population);

// Reads distributions:
//
//   scrip: population 1
//   seed: 42
//   rows: 100000
//   applicants: 20000                     # how many different ones; absent: each row is another
//   applied_on: {uniform: [2026-01-01, 2026-12-31]}
//   facts:
//     registered: {weights: {yes: 95, no: 5}}
//     applicant_class: {weights: {startup: 3, company: 6}}
//     contract_amount: {log_uniform: ["20,000 CNY", "20,000,000 CNY"], step: 0.01 CNY}
//     gpu_hours: {normal: [0 h, "100,000 h"], middle: "5,000 h", spread: "2,500 h", step: 1 h}
//     filing_number: {constant: X-1}
//     committee_rate: {uniform: [70%, 90%], step: 1%, missing: 90%}
//     staff: {by: applicant_class, when: {startup: {uniform: [1, 20]}}, otherwise: {uniform: [20, 5000]}}
//   score: {uniform: [0, 100]}            # what assessors give, for rounds that go by it
//
// Errors, with line and field: syntax_error, missing_field, unknown_field, value_invalid, duplicate_key, too_large.
// Whether the distributions fit the facts, Generator::make() says.
[[nodiscard]] Result<Recipe> read_recipe(const std::string& yaml, std::span<const Policy* const> policies);

}  // namespace scrip::policy
