#include "policy/file/population_file.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/limits.h"
#include "base/suggest.h"
#include "policy/file/cases.h"
#include "policy/file/reader.h"
#include "yaml/yaml.h"

namespace scrip::policy {
namespace {

// --- CSV ---

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
        return fail(ErrorCode::syntax_error, "a comma or the end of the line is missing after a quote", {}, line);
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
      if (quote == std::string_view::npos) return fail(ErrorCode::syntax_error, "a quote is not closed", {}, line);
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

// "no programme asks a fact of this name; did you mean 'staff'?"
std::string no_such_fact(std::span<const Policy* const> policies, std::string_view id,
                         std::vector<std::string_view> others) {
  for (const Policy* policy : policies) {
    for (const Fact& fact : policy->facts) others.push_back(fact.id);
  }
  std::ranges::sort(others);
  others.erase(std::unique(others.begin(), others.end()), others.end());
  return "no programme asks a fact of this name" + did_you_mean_or_all(id, others);
}

const Fact* find_fact(std::span<const Policy* const> policies, std::string_view id) {
  for (const Policy* policy : policies) {
    const auto found = std::ranges::find(policy->facts, id, &Fact::id);
    if (found != policy->facts.end()) return &*found;
  }
  return nullptr;
}

std::unexpected<Error> placed(Error error, std::string_view field, std::uint64_t line) {
  error.field = field;
  error.line = line;
  return std::unexpected(std::move(error));
}

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

enum class Heading : std::uint8_t { fact, applied_on, applicant, contract, project };

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
    auto ended = read_headings(cells);
    if (ended && problems_.empty()) ended = read_rows(cells);
    if (!ended) problems_.push_back(std::move(ended).error());
    return std::move(problems_);
  }

 private:
  Result<void> read_headings(Cells& cells) {
    if (!SCRIP_TRY(cells.next(names_))) {
      return fail(ErrorCode::missing_field, "the first line names the columns", {}, 1);
    }
    for (const auto& name : names_) {
      if (auto column = heading(name, cells.line)) {
        columns_.push_back(*column);
      } else {
        problems_.push_back(std::move(column).error());
      }
    }
    if (std::ranges::find(names_, "applied_on") != names_.end()) return {};
    return fail(ErrorCode::missing_field, "there is no column 'applied_on' with the day of application", "applied_on",
                cells.line);
  }

  Result<void> read_rows(Cells& cells) {
    std::vector<std::string> row;
    std::size_t room = 0;
    std::size_t rows = 0;
    while (SCRIP_TRY(cells.next(row))) {
      if (row.size() > names_.size()) {
        problems_.push_back(Error::at(
            ErrorCode::value_invalid, {},
            std::to_string(row.size()) + " cells under " + std::to_string(names_.size()) + " columns", cells.line));
      }
      if (rows == limits::population_whole_max) {
        return fail(ErrorCode::too_large, "a table has at most 5,000,000 rows", {}, cells.line);
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
      return fail(ErrorCode::duplicate_key, "the column stands there twice", name, line);
    }
    if (name == "applied_on") return ColumnOf{.heading = Heading::applied_on};
    for (const auto& [id, which, codes] : {std::tuple{"applicant", Heading::applicant, &population_.applicant},
                                           std::tuple{"contract", Heading::contract, &population_.contract},
                                           std::tuple{"project", Heading::project, &population_.project}}) {
      if (name != id) continue;
      codes->assign(1, population_.texts().intern(""));  // not empty: resized with the rest
      return ColumnOf{.heading = which};
    }
    const auto fact = population_.fact(name);
    const Fact* const declared = find_fact(policies_, name);
    if (!fact || declared == nullptr) {
      return fail(ErrorCode::unknown_field,
                  no_such_fact(policies_, name, {"applied_on", "applicant", "contract", "project"}), name, line);
    }
    return ColumnOf{.heading = Heading::fact, .fact = *fact, .declared = declared};
  }

  Result<void> put(std::size_t column, std::size_t row, std::string_view text, std::uint64_t line) {
    const ColumnOf& at = columns_[column];
    if (text.size() > limits::policy_text_bytes_max) {
      return fail(ErrorCode::too_large, "a cell has at most 4,096 bytes", names_[column], line);
    }
    switch (at.heading) {
      case Heading::applied_on: {
        auto day = parse_day(text);
        if (!day) return placed(std::move(day).error(), names_[column], line);
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

// --- distributions ---

using yaml::Node;

std::unexpected<Error> wrong(const Node& node, std::string_view field, std::string why) {
  return fail(ErrorCode::value_invalid, std::move(why), std::string(field), node.line);
}

std::unexpected<Error> unknown(const Node& node, const std::string& name, const std::vector<std::string_view>& known) {
  return fail(ErrorCode::unknown_field, "there is no such field" + did_you_mean_or_all(name, known), name, node.line);
}

Result<std::uint64_t> whole(const Node& node, std::string_view field, std::uint64_t most) {
  std::uint64_t value = 0;
  const char* const end = node.text.data() + node.text.size();
  const auto [at, error] = std::from_chars(node.text.data(), end, value);
  if (node.kind != Node::Kind::scalar || error != std::errc{} || at != end || value > most) {
    return wrong(node, field, "a whole number up to " + std::to_string(most) + " is wanted here");
  }
  return value;
}

class RecipeReader {
 public:
  explicit RecipeReader(std::span<const Policy* const> policies) : policies_(policies) {}

  Result<Recipe> read(const Node& root) {
    if (root.kind != Node::Kind::map) return wrong(root, {}, "'scrip: population 1' and its fields are wanted here");
    Recipe recipe;
    bool dated = false;
    for (std::size_t i = 0; i < root.names.size(); ++i) {
      const std::string& name = root.names[i];
      const Node& node = root.items[i];
      if (name == "scrip") {
        if (node.text != "population 1") return wrong(node, name, "this release knows 'population 1'");
      } else if (name == "seed") {
        recipe.seed = SCRIP_TRY(whole(node, name, UINT64_MAX));
      } else if (name == "rows") {
        recipe.rows = SCRIP_TRY(whole(node, name, limits::population_rows_max));
      } else if (name == "applicants") {
        recipe.applicants = static_cast<std::uint32_t>(SCRIP_TRY(whole(node, name, limits::population_applicants_max)));
      } else if (name == "applied_on") {
        const Fact day{.id = "applied_on", .type = FactType::date};
        recipe.applied_on = SCRIP_TRY(distribution(node, day));
        dated = true;
      } else if (name == "facts") {
        SCRIP_TRY_VOID(facts(node, recipe));
      } else {
        return unknown(node, name, {"scrip", "seed", "rows", "applicants", "applied_on", "facts"});
      }
    }
    if (!dated) return fail(ErrorCode::missing_field, "on which days do they apply?", "applied_on", root.line);
    return recipe;
  }

 private:
  Result<void> facts(const Node& node, Recipe& recipe) {
    if (node.kind != Node::Kind::map) return wrong(node, "facts", "facts by id are wanted here");
    for (std::size_t i = 0; i < node.names.size(); ++i) {
      const Fact* const fact = find_fact(policies_, node.names[i]);
      if (fact == nullptr) {
        return fail(ErrorCode::unknown_field, no_such_fact(policies_, node.names[i], {}), node.names[i],
                    node.items[i].line);
      }
      recipe.facts.emplace_back(fact->id, SCRIP_TRY(distribution(node.items[i], *fact)));
    }
    return {};
  }

  Result<Distribution> distribution(const Node& node, const Fact& fact) {
    if (node.kind != Node::Kind::map) {
      return wrong(node, fact.id, "a distribution is wanted here: constant, uniform, normal, log_uniform or weights");
    }
    Distribution made;
    made.line = node.line;
    bool shaped = false;
    made.step = fact.type == FactType::count || fact.type == FactType::date ? 1 : micro / 100;
    for (std::size_t i = 0; i < node.names.size(); ++i) {
      const std::string& name = node.names[i];
      const Node& item = node.items[i];
      if (name == "constant" || name == "weights" || name == "uniform" || name == "normal" || name == "log_uniform") {
        if (shaped) return wrong(item, fact.id, "a fact has one distribution");
        shaped = true;
      }
      if (name == "constant") {
        made.shape = Shape::constant;
        made.value = SCRIP_TRY(value(item, fact));
      } else if (name == "weights") {
        made.shape = Shape::weights;
        SCRIP_TRY_VOID(weights(item, fact, made));
      } else if (name == "uniform" || name == "normal" || name == "log_uniform") {
        made.shape = name == "uniform" ? Shape::uniform : name == "normal" ? Shape::normal : Shape::log_uniform;
        if (item.kind != Node::Kind::list || item.items.size() != 2) {
          return wrong(item, fact.id, "the lowest and the highest value are wanted here, as in [1, 10]");
        }
        made.low = SCRIP_TRY(number(item.items[0], fact));
        made.high = SCRIP_TRY(number(item.items[1], fact));
      } else if (name == "step") {
        made.step = fact.type == FactType::date ? static_cast<std::int64_t>(SCRIP_TRY(whole(item, fact.id, 100'000)))
                                                : SCRIP_TRY(number(item, fact));
      } else if (name == "middle") {
        made.middle = SCRIP_TRY(number(item, fact));
      } else if (name == "spread") {
        made.spread = fact.type == FactType::date ? static_cast<std::int64_t>(SCRIP_TRY(whole(item, fact.id, 100'000)))
                                                  : SCRIP_TRY(number(item, fact));
      } else if (name == "missing") {
        const auto share = parse_literal(item.text);
        if (!share || share->kind != LiteralKind::share) return wrong(item, fact.id, "a share is wanted here: 90%");
        const auto ppm = cel::to_micro(share->number);
        if (!ppm || *ppm < 0 || *ppm > micro) return wrong(item, fact.id, "a share from 0% to 100% is wanted here");
        made.missing_ppm = static_cast<std::uint32_t>(*ppm);
      } else {
        return unknown(
            item, name,
            {"constant", "weights", "uniform", "normal", "log_uniform", "step", "middle", "spread", "missing"});
      }
    }
    if (!shaped) return wrong(node, fact.id, "constant, uniform, normal, log_uniform or weights is wanted here");
    for (const char* field : {"middle", "spread"}) {
      const Node* const given = node.find(field);
      if (made.shape == Shape::normal && given == nullptr) {
        return fail(ErrorCode::missing_field, "a normal distribution has a middle and a spread", fact.id + "." + field,
                    node.line);
      }
      if (made.shape != Shape::normal && given != nullptr) {
        return wrong(*given, fact.id + "." + field, "only a normal distribution has a middle and a spread");
      }
    }
    return made;
  }

  Result<void> weights(const Node& node, const Fact& fact, Distribution& made) {
    if (node.kind != Node::Kind::map || node.names.empty()) {
      return wrong(node, fact.id, "values and their weights are wanted here, as in {yes: 95, no: 5}");
    }
    for (std::size_t i = 0; i < node.names.size(); ++i) {
      const auto weight = SCRIP_TRY(whole(node.items[i], fact.id, 1'000'000'000));
      made.choices.emplace_back(SCRIP_TRY(value(Node::scalar(node.names[i], node.items[i].line), fact)),
                                static_cast<std::uint32_t>(weight));
    }
    return {};
  }

  // A choice may be one of any policy.
  Result<cel::Value> value(const Node& node, const Fact& fact) {
    auto first = parse_fact(fact, node.text);
    if (first) return first;
    for (const Policy* policy : policies_) {
      const auto found = std::ranges::find(policy->facts, fact.id, &Fact::id);
      if (found == policy->facts.end()) continue;
      if (auto made = parse_fact(*found, node.text)) return made;
    }
    return placed(std::move(first).error(), fact.id, node.line);
  }

  Result<std::int64_t> number(const Node& node, const Fact& fact) {
    const cel::Value made = SCRIP_TRY(value(node, fact));
    if (made.is(cel::Kind::int64)) return made.as_int();
    if (made.is(cel::Kind::date)) return std::int64_t{count(made.as_date())};
    if (made.is(cel::Kind::decimal) || made.is(cel::Kind::money)) {
      if (const auto millionths = cel::to_micro(made.as_decimal())) return *millionths;
    }
    return wrong(node, fact.id, "a number of at most six decimals, or a date, is wanted here");
  }

  std::span<const Policy* const> policies_;
};

}  // namespace

std::vector<Error> read_population(std::string_view csv, std::span<const Policy* const> policies,
                                   Population& population) {
  return Table(policies, population).read(csv);
}

Result<Recipe> read_recipe(const std::string& text, std::span<const Policy* const> policies) {
  const Node root = SCRIP_TRY(yaml::parse(text, {.bytes = limits::policy_file_bytes_max,
                                                 .nodes = limits::policy_nodes_max,
                                                 .depth = limits::policy_depth_max,
                                                 .aliases = false}));
  return RecipeReader(policies).read(root);
}

}  // namespace scrip::policy
