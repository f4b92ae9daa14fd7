// Distributions to draw a population from.

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "policy/file/cases.h"
#include "policy/file/population_facts.h"
#include "policy/file/population_file.h"
#include "policy/texts.h"
#include "yaml/yaml.h"

namespace scrip::policy {
namespace {

using yaml::Node;

std::unexpected<Error> wrong(const Node& node, std::string_view field, Message why) {
  return fail(ErrorCode::value_invalid, std::move(why), std::string(field), node.line);
}

std::unexpected<Error> unknown(const Node& node, const std::string& name, const std::vector<std::string_view>& known) {
  return fail(ErrorCode::unknown_field, joined(say("there is no such field"), suggestion_or_all(name, known)), name,
              node.line);
}

Result<std::uint64_t> whole(const Node& node, std::string_view field, std::uint64_t most) {
  std::uint64_t value = 0;
  const char* const end = node.text.data() + node.text.size();
  const auto [at, error] = std::from_chars(node.text.data(), end, value);
  if (node.kind != Node::Kind::scalar || error != std::errc{} || at != end || value > most) {
    return wrong(node, field, say("a whole number up to {0} is wanted here", most));
  }
  return value;
}

class RecipeReader {
 public:
  explicit RecipeReader(std::span<const Policy* const> policies) : policies_(policies) {}

  Result<Recipe> read(const Node& root) {
    if (root.kind != Node::Kind::map)
      return wrong(root, {}, say("'scrip: population 1' and its fields are wanted here"));
    if (root.find("scrip") == nullptr) {
      return fail(ErrorCode::missing_field, say("write first 'scrip: population 1', the format of the file"), "scrip",
                  root.line);
    }
    Recipe recipe;
    bool dated = false;
    for (std::size_t i = 0; i < root.names.size(); ++i) {
      const std::string& name = root.names[i];
      const Node& node = root.items[i];
      if (name == "scrip") {
        if (node.text != "population 1") return wrong(node, name, say("this release knows 'population 1'"));
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
      } else if (name == "score") {
        recipe.score = SCRIP_TRY(score(node));
      } else {
        return unknown(node, name, {"scrip", "seed", "rows", "applicants", "applied_on", "facts", "score"});
      }
    }
    if (!dated) return fail(ErrorCode::missing_field, say("on which days do they apply?"), "applied_on", root.line);
    return recipe;
  }

 private:
  // Points that assessors give, 0 to 100.
  Result<Distribution> score(const Node& node) {
    const Fact points{.id = "score", .type = FactType::number};
    Distribution made = SCRIP_TRY(distribution(node, points));
    return check_points(node, made) ? Result<Distribution>(std::move(made))
                                    : wrong(node, "score", say("points lie between 0 and 100"));
  }
  static bool check_points(const Node& node, const Distribution& how) {
    const auto fits = [](std::int64_t millionths) { return millionths >= 0 && millionths <= 100 * micro; };
    const auto is_point = [&](const cel::Value& value) { return fits(millionths_of(value).value_or(-1)); };
    const bool ranged = how.shape == Shape::uniform || how.shape == Shape::normal || how.shape == Shape::log_uniform;
    if (ranged && (!fits(how.low) || !fits(how.high))) return false;
    if (how.shape == Shape::constant && !is_point(how.value)) return false;
    return std::ranges::all_of(how.choices, [&](const auto& choice) { return is_point(choice.first); }) &&
           std::ranges::all_of(how.then, [&](const Distribution& then) { return check_points(node, then); });
  }

  Result<void> facts(const Node& node, Recipe& recipe) {
    if (node.kind != Node::Kind::map) return wrong(node, "facts", say("facts by id are wanted here"));
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
      return wrong(node, fact.id,
                   say("a distribution is wanted here: constant, uniform, normal, log_uniform or weights"));
    }
    if (node.find("by") != nullptr) return dependent(node, fact);
    Distribution made;
    made.line = node.line;
    bool shaped = false;
    made.step = fact.type == FactType::count || fact.type == FactType::date ? 1 : micro / 100;
    for (std::size_t i = 0; i < node.names.size(); ++i) {
      const std::string& name = node.names[i];
      const Node& item = node.items[i];
      if (is_shape(name)) {
        if (shaped) return wrong(item, fact.id, say("a fact has one distribution"));
        shaped = true;
        SCRIP_TRY_VOID(shape(name, item, fact, made));
      } else {
        SCRIP_TRY_VOID(detail(name, item, fact, made));
      }
    }
    if (!shaped) {
      return wrong(node, fact.id, say("constant, uniform, normal, log_uniform or weights is wanted here"));
    }
    SCRIP_TRY_VOID(check_normal(node, fact, made));
    return made;
  }

  static bool is_shape(std::string_view name) {
    return name == "constant" || name == "weights" || name == "uniform" || name == "normal" || name == "log_uniform";
  }

  Result<void> shape(std::string_view name, const Node& item, const Fact& fact, Distribution& made) {
    if (name == "constant") {
      made.shape = Shape::constant;
      made.value = SCRIP_TRY(value(item, fact));
      return {};
    }
    if (name == "weights") {
      made.shape = Shape::weights;
      return weights(item, fact, made);
    }
    made.shape = name == "uniform" ? Shape::uniform : name == "normal" ? Shape::normal : Shape::log_uniform;
    if (item.kind != Node::Kind::list || item.items.size() != 2) {
      return wrong(item, fact.id, say("the lowest and the highest value are wanted here, as in [1, 10]"));
    }
    made.low = SCRIP_TRY(number(item.items[0], fact));
    made.high = SCRIP_TRY(number(item.items[1], fact));
    return {};
  }

  Result<void> detail(const std::string& name, const Node& item, const Fact& fact, Distribution& made) {
    const bool days = fact.type == FactType::date;
    if (name == "step") {
      made.step =
          days ? static_cast<std::int64_t>(SCRIP_TRY(whole(item, fact.id, 100'000))) : SCRIP_TRY(number(item, fact));
    } else if (name == "middle") {
      made.middle = SCRIP_TRY(number(item, fact));
    } else if (name == "spread") {
      made.spread =
          days ? static_cast<std::int64_t>(SCRIP_TRY(whole(item, fact.id, 100'000))) : SCRIP_TRY(number(item, fact));
    } else if (name == "missing") {
      made.missing_ppm = static_cast<std::uint32_t>(SCRIP_TRY(share(item, fact, 0)));
    } else if (name == "factor") {
      if (item.kind != Node::Kind::map || item.names.size() != 1) {
        return wrong(item, fact.id, say("a factor and how far it is followed are wanted here, as in {size: 80%}"));
      }
      made.factor = item.names.front();
      made.follows_ppm = static_cast<std::int32_t>(SCRIP_TRY(share(item.items.front(), fact, -micro)));
    } else {
      return unknown(item, name,
                     {"constant", "weights", "uniform", "normal", "log_uniform", "step", "middle", "spread", "missing",
                      "factor", "by"});
    }
    return {};
  }

  // Millionths, from `least` up to the whole.
  static Result<std::int64_t> share(const Node& item, const Fact& fact, std::int64_t least) {
    const bool negative = least < 0 && item.text.starts_with('-');
    const auto literal = parse_literal(std::string_view(item.text).substr(negative ? 1 : 0));
    if (!literal || literal->kind != LiteralKind::share) {
      return wrong(item, fact.id, say("a share is wanted here: 90%"));
    }
    const auto ppm = cel::to_micro(literal->number);
    if (!ppm || *ppm < 0 || *ppm > micro) {
      return wrong(item, fact.id, say("a share from 0% to 100% is wanted here"));
    }
    return negative ? -*ppm : *ppm;
  }

  static Result<void> check_normal(const Node& node, const Fact& fact, const Distribution& made) {
    for (const char* field : {"middle", "spread"}) {
      const Node* const given = node.find(field);
      if (made.shape == Shape::normal && given == nullptr) {
        return fail(ErrorCode::missing_field, say("a normal distribution has a middle and a spread"),
                    fact.id + "." + field, node.line);
      }
      if (made.shape != Shape::normal && given != nullptr) {
        return wrong(*given, fact.id + "." + field, say("only a normal distribution has a middle and a spread"));
      }
    }
    return {};
  }

  // {by: applicant_class, when: {startup: {...}, company: {...}}, otherwise: {...}}
  Result<Distribution> dependent(const Node& node, const Fact& fact) {
    Distribution made{.shape = Shape::depends, .line = node.line};
    for (std::size_t i = 0; i < node.names.size(); ++i) {
      if (node.names[i] != "by" && node.names[i] != "when" && node.names[i] != "otherwise") {
        return unknown(node.items[i], node.names[i], {"by", "when", "otherwise"});
      }
    }
    const Node& by = *node.find("by");
    const Fact* const other = find_fact(policies_, by.text);
    if (other == nullptr) {
      return fail(ErrorCode::unknown_field, no_such_fact(policies_, by.text, {}), fact.id + ".by", by.line);
    }
    made.by = other->id;
    const Node* const when = node.find("when");
    if (when == nullptr || when->kind != Node::Kind::map || when->names.empty()) {
      return wrong(node, fact.id + ".when",
                   say("a distribution for each value of '{0}' is wanted here, as in {yes: {constant: 1}}", made.by));
    }
    for (std::size_t i = 0; i < when->names.size(); ++i) {
      made.when.push_back(SCRIP_TRY(value(Node::scalar(when->names[i], when->items[i].line), *other)));
      made.then.push_back(SCRIP_TRY(distribution(when->items[i], fact)));
    }
    if (const Node* const otherwise = node.find("otherwise"); otherwise != nullptr) {
      made.then.push_back(SCRIP_TRY(distribution(*otherwise, fact)));
    }
    return made;
  }

  Result<void> weights(const Node& node, const Fact& fact, Distribution& made) {
    if (node.kind != Node::Kind::map || node.names.empty()) {
      return wrong(node, fact.id, say("values and their weights are wanted here, as in {yes: 95, no: 5}"));
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
    return wrong(node, fact.id, say("a number of at most six decimals, or a date, is wanted here"));
  }

  std::span<const Policy* const> policies_;
};

}  // namespace

Result<Recipe> read_recipe(const std::string& text, std::span<const Policy* const> policies) {
  const Node root = SCRIP_TRY(yaml::parse(text, {.bytes = limits::policy_file_bytes_max,
                                                 .nodes = limits::policy_nodes_max,
                                                 .depth = limits::policy_depth_max,
                                                 .aliases = false}));
  return RecipeReader(policies).read(root);
}

}  // namespace scrip::policy
