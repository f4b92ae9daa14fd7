#include "policy/file/population_file.h"

#include <algorithm>
#include <tuple>

#include "allocation/score.h"
#include "base/limits.h"
#include "policy/file/cases.h"
#include "policy/file/population_facts.h"
#include "policy/file/reader.h"
#include "policy/texts.h"

namespace scrip::policy {
namespace {

// One cell after the other. Lines count from 1, also within quotes.
class Cells {
 public:
  explicit Cells(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);  // the mark that spreadsheets put first
  }

  // The cells of the next line that is not blank; false at the end.
  Result<bool> next(std::vector<std::string>& cells) {
    cells.clear();
    while (rest_.starts_with('\n') || rest_.starts_with("\r\n")) {
      rest_.remove_prefix(rest_.front() == '\r' ? 2 : 1);
      ++next_line_;
    }
    line = next_line_;
    if (rest_.empty()) return false;
    while (true) {
      cells.push_back(SCRIP_TRY(cell()));
      if (rest_.starts_with(',')) {
        rest_.remove_prefix(1);
        continue;
      }
      if (rest_.starts_with('\r')) rest_.remove_prefix(1);
      if (rest_.starts_with('\n')) {
        rest_.remove_prefix(1);
      } else if (!rest_.empty()) {
        return fail(ErrorCode::syntax_error, say("a comma or the end of the line is missing after a quote"), {}, line);
      }
      ++next_line_;
      return true;
    }
  }
  std::uint64_t line = 1;

 private:
  Result<std::string> cell() {
    if (!rest_.starts_with('"')) {
      const std::size_t end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
      std::string made(rest_.substr(0, end));
      rest_.remove_prefix(end);
      return made;
    }
    std::string made;
    rest_.remove_prefix(1);
    while (true) {
      const std::size_t quote = rest_.find('"');
      if (quote == std::string_view::npos) return fail(ErrorCode::syntax_error, say("a quote is not closed"), {}, line);
      made += rest_.substr(0, quote);
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) break;
      made += '"';
      rest_.remove_prefix(1);
    }
    next_line_ += static_cast<std::uint64_t>(std::ranges::count(made, '\n'));
    return made;
  }

  std::string_view rest_;
  std::uint64_t next_line_ = 1;
};

Result<cel::Value> fact_value(const Fact& fact, const FactColumn& column, std::string_view text) {
  if (fact.type == FactType::choice) {  // the policies together say what can be chosen
    if (std::ranges::find(column.choices, text) != column.choices.end()) return cel::Value::string(text);
  }
  if (fact.type != FactType::choices && fact.type != FactType::texts) return parse_fact(fact, text);
  std::vector<std::string> texts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    texts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parse_fact(fact, texts);
}

enum class Heading : std::uint8_t { fact, applied_on, applicant, contract, project, score };

struct ColumnOf {
  Heading heading = Heading::fact;
  std::size_t fact = 0;
  const Fact* declared = nullptr;
};

class Table {
 public:
  Table(std::span<const Policy* const> policies, Population& population)
      : policies_(policies), population_(population) {}

  // What is wrong with single cells is gathered; with the table itself, it ends there.
  std::vector<Error> read(std::string_view csv) {
    Cells cells(csv);
    population_.resize(0);
    for (auto* ids : {&population_.applicant, &population_.contract, &population_.project}) ids->clear();
    population_.score.clear();
    auto ended = read_headings(cells);
    if (ended && problems_.empty()) ended = read_rows(cells);
    if (!ended) problems_.push_back(std::move(ended).error());
    return std::move(problems_);
  }

 private:
  Result<void> read_headings(Cells& cells) {
    if (!SCRIP_TRY(cells.next(names_))) {
      return fail(ErrorCode::missing_field, say("the first line names the columns"), {}, 1);
    }
    for (const auto& name : names_) {
      if (auto column = heading(name, cells.line)) {
        columns_.push_back(*column);
      } else {
        problems_.push_back(std::move(column).error());
      }
    }
    if (std::ranges::find(names_, "applied_on") != names_.end()) return {};
    return fail(ErrorCode::missing_field, say("there is no column 'applied_on' with the day of application"),
                "applied_on", cells.line);
  }

  Result<void> read_rows(Cells& cells) {
    std::vector<std::string> row;
    std::size_t room = 0;
    std::size_t rows = 0;
    while (SCRIP_TRY(cells.next(row))) {
      if (row.size() > names_.size()) {
        problems_.push_back(Error::at(ErrorCode::value_invalid, {},
                                      say("{0} cells under {1} columns", row.size(), names_.size()), cells.line));
      }
      if (rows == limits::population_whole_max) {
        return fail(ErrorCode::too_large, say("a table has at most 5,000,000 rows"), {}, cells.line);
      }
      if (rows == room) population_.resize(room = 2 * room + 1'024);
      for (std::size_t i = 0; i < names_.size(); ++i) {
        auto taken = put(i, rows, i < row.size() ? std::string_view(row[i]) : std::string_view(), cells.line);
        if (!taken) problems_.push_back(std::move(taken).error());
      }
      if (problems_.size() >= problems_max) return {};
      ++rows;
    }
    population_.resize(rows);
    return {};
  }

  Result<ColumnOf> heading(const std::string& name, std::uint64_t line) {
    if (std::ranges::count(names_, name) > 1) {
      return fail(ErrorCode::duplicate_key, say("the column stands there twice"), name, line);
    }
    if (name == "applied_on") return ColumnOf{.heading = Heading::applied_on};
    for (const auto& [id, which, codes] : {std::tuple{"applicant", Heading::applicant, &population_.applicant},
                                           std::tuple{"contract", Heading::contract, &population_.contract},
                                           std::tuple{"project", Heading::project, &population_.project}}) {
      if (name != id) continue;
      codes->assign(1, population_.texts().intern(""));  // not empty: resized with the rest
      return ColumnOf{.heading = which};
    }
    if (name == "score" && !population_.fact(name)) {
      population_.score.assign(1, -1);
      return ColumnOf{.heading = Heading::score};
    }
    const auto fact = population_.fact(name);
    const Fact* const declared = find_fact(policies_, name);
    if (!fact || declared == nullptr) {
      return fail(ErrorCode::unknown_field,
                  no_such_fact(policies_, name, {"applied_on", "applicant", "contract", "project", "score"}), name,
                  line);
    }
    return ColumnOf{.heading = Heading::fact, .fact = *fact, .declared = declared};
  }

  Result<void> put(std::size_t column, std::size_t row, std::string_view text, std::uint64_t line) {
    const ColumnOf& at = columns_[column];
    if (text.size() > limits::policy_text_bytes_max) {
      return fail(ErrorCode::too_large, say("a cell has at most 4,096 bytes"), names_[column], line);
    }
    switch (at.heading) {
      case Heading::applied_on: {
        const auto day = parse_day(text);
        if (!day) {
          return fail(ErrorCode::time_invalid, say("'{0}' is no date; write it as in: {1}", text, "2026-01-31"),
                      names_[column], line);
        }
        population_.applied_on[row] = count(*day);
        return {};
      }
      case Heading::applicant:
        population_.applicant[row] = population_.texts().intern(text);
        return {};
      case Heading::contract:
        population_.contract[row] = population_.texts().intern(text);
        return {};
      case Heading::project:
        population_.project[row] = population_.texts().intern(text);
        return {};
      case Heading::score: {
        if (text.empty()) return {};
        const auto score = allocation::parse_score(text);
        if (!score) return fail(score.error().code, say("points lie between 0 and 100"), names_[column], line);
        population_.score[row] = score->thousandths;
        return {};
      }
      case Heading::fact:
        break;
    }
    if (text.empty()) return {};  // rows begin without facts
    auto value = fact_value(*at.declared, population_.facts[at.fact], text);
    if (!value) return placed(std::move(value).error(), names_[column], line);
    population_.set(at.fact, row, *value);
    return {};
  }

  std::span<const Policy* const> policies_;
  Population& population_;
  std::vector<std::string> names_;
  std::vector<ColumnOf> columns_;
  std::vector<Error> problems_;
};

}  // namespace

std::vector<Error> read_population(std::string_view csv, std::span<const Policy* const> policies,
                                   Population& population) {
  return Table(policies, population).read(csv);
}

}  // namespace scrip::policy
