#include "cli/simulate_rows.h"

#include <bit>
#include <cerrno>
#include <cstring>

#include "base/system_error.h"
#include "cli/texts.h"
#include "reports/table.h"

namespace scrip::cli {
namespace {

using policy::Results;
using policy::Simulator;

void append(std::string& out, std::string_view cell) {
  out += ',';
  reports::append_csv_text(out, cell);
}

void append_reasons(const Simulator& simulator, const Results& results, const std::vector<std::uint64_t>& bits,
                    std::size_t row, std::string& out) {
  std::string ids;
  for (std::size_t word = 0; word < results.words; ++word) {
    for (std::uint64_t rest = bits[row * results.words + word]; rest != 0; rest &= rest - 1) {
      if (!ids.empty()) ids += ';';
      ids += simulator.reasons()[64 * word + static_cast<std::size_t>(std::countr_zero(rest))];
    }
  }
  append(out, ids);
}

template <class Items>
std::string_view id_at(const Items& items, std::int16_t which) {
  return which == policy::no_choice ? std::string_view() : items[static_cast<std::size_t>(which)].id;
}

// The rate row of each part; several parts with their names.
void append_rates(const policy::Policy& policy, const Results& results, std::size_t row, std::string& out) {
  std::string ids;
  for (std::size_t part = 0; part < policy.parts.size(); ++part) {
    const auto id = id_at(policy.parts[part].rates, results.row[row * results.parts + part]);
    if (id.empty()) continue;
    if (!ids.empty()) ids += ';';
    if (policy.parts.size() > 1) ids += policy.parts[part].id + ":";
    ids += id;
  }
  append(out, ids);
}

constexpr std::string_view result_columns[] = {"decision", "amount",     "rate",      "pool",
                                               "lane",     "limited_by", "refused_by"};

void append_result(const Simulator& simulator, const Results& results, std::size_t row, std::string& out) {
  const policy::Policy& policy = simulator.policy().policy;
  append(out, name(results.decision[row]));
  out += ',';
  out += cel::format(results.amount[row], 2);
  append_rates(policy, results, row, out);
  append(out, id_at(policy.pools, results.pool[row]));
  append(out, id_at(policy.selection.lanes, results.lane[row]));
  append_reasons(simulator, results, results.limited_by, row, out);
  append_reasons(simulator, results, results.refused_by, row, out);
}

// Several choices or texts are parted by ';', as a population's table has them.
std::string fact_text(const cel::Value& value) {
  if (value.is(cel::Kind::missing)) return {};
  if (value.is(cel::Kind::string)) return std::string(value.as_string());
  if (value.is(cel::Kind::boolean)) return value.as_bool() ? "yes" : "no";
  if (!value.is(cel::Kind::list)) return cel::format(value);
  std::string texts;
  for (const cel::Value& item : value.as_list()) texts += (texts.empty() ? "" : ";") + fact_text(item);
  return texts;
}

std::unexpected<Error> unwritten(const std::string& path, int error) {
  return fail(error == ENOSPC ? ErrorCode::store_full : ErrorCode::store_unavailable,
              say("{0}: {1}", path, system_error(error)), "--out");
}

}  // namespace

std::string rows_heading(const RowFormat& format) {
  std::string out = "row,applicant,applied_on";
  for (std::size_t i = 0; format.facts && i < format.columns.facts.size(); ++i) append(out, format.columns.facts[i].id);
  for (const std::string_view side : {"before_", "after_"}) {
    for (const std::string_view column : result_columns) {
      append(out, format.after == nullptr ? std::string(column) : std::string(side) + std::string(column));
    }
    if (format.after == nullptr) break;
  }
  return out + (format.after == nullptr ? "\n" : ",difference\n");
}

void append_rows(const RowFormat& format, const simulation::DecidedRows& rows, std::string& out) {
  for (std::size_t row = rows.from; row < rows.until; ++row) {
    out += std::to_string(rows.first + (row - rows.from) + 1);
    append(out, rows.population.text(rows.population.applicant, row));
    append(out, format_day(Day{rows.population.applied_on[row]}));
    for (std::size_t fact = 0; format.facts && fact < rows.population.facts.size(); ++fact) {
      append(out, fact_text(rows.population.value(fact, row)));
    }
    append_result(format.before, rows.before, row, out);
    if (rows.after != nullptr) {
      append_result(*format.after, *rows.after, row, out);
      out += ',';
      out += cel::format(cel::Decimal{rows.after->amount[row].units - rows.before.amount[row].units}, 2);
    }
    out += '\n';
  }
}

Result<RowFile> RowFile::create(const std::string& path) {
  RowFile made(path, File(nullptr, std::fclose));
  made.file_.reset(std::fopen(made.unfinished().c_str(), "wbe"));
  if (!made.file_) return unwritten(path, errno);
  return made;
}

RowFile::~RowFile() {
  if (!file_) return;
  file_.reset();
  std::remove(unfinished().c_str());
}

Result<void> RowFile::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size()) return {};
  return unwritten(path_, errno);
}

Result<void> RowFile::finish() {
  const bool closed = std::fflush(file_.get()) == 0;
  if (!closed) return unwritten(path_, errno);
  file_.reset();
  if (std::rename(unfinished().c_str(), path_.c_str()) == 0) return {};
  const int error = errno;
  std::remove(unfinished().c_str());
  return unwritten(path_, error);
}

}  // namespace scrip::cli
