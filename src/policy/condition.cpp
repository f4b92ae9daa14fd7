#include "policy/condition.h"

#include <algorithm>

#include "cel/parse.h"

namespace scrip::policy {
namespace {

using cel::Decimal;
using cel::Function;

bool has_parts(const Condition& condition) {
  return condition.kind == Condition::Kind::all || condition.kind == Condition::Kind::any;
}

std::size_t atoms_in(const Condition& condition) {
  if (!has_parts(condition)) return 1;
  std::size_t sum = 0;
  for (const auto& part : condition.parts) sum += atoms_in(part);
  return sum;
}

// What is known of one term.
struct Domain {
  cel::Kind kind = cel::Kind::boolean;
  cel::Currency currency;
  std::optional<bool> yes;
  std::optional<Decimal> low, high;
  bool low_open = false, high_open = false;
  std::set<Decimal> not_numbers;
  std::optional<std::set<std::string>> texts;  // none: any but `not_texts`
  std::set<std::string> not_texts;

  Decimal step() const {
    switch (kind) {
      case cel::Kind::int64:
      case cel::Kind::date:
        return cel::to_decimal(1);
      case cel::Kind::money:
        return Decimal{cel::decimal_one / (minor_digits(currency) == 0 ? 1 : minor_digits(currency) == 3 ? 1000 : 100)};
      default:
        return Decimal{1};
    }
  }
  bool discrete() const { return kind == cel::Kind::int64 || kind == cel::Kind::date; }

  void raise(Decimal to, bool open) {
    if (open && to.units >= cel::decimal_units_max) empty = true;
    if (open && discrete()) {
      to = cel::checked_add(to, step()).value_or(to);
      open = false;
    }
    if (!low || *low < to || (*low == to && open)) {
      low = to;
      low_open = open;
    }
  }
  void lower(Decimal to, bool open) {
    if (open && to.units <= -cel::decimal_units_max) empty = true;
    if (open && discrete()) {
      to = cel::checked_subtract(to, step()).value_or(to);
      open = false;
    }
    if (!high || to < *high || (*high == to && open)) {
      high = to;
      high_open = open;
    }
  }

  void narrow(const Atom& atom) {
    kind = atom.kind;
    currency = atom.currency;
    if (!atom.choices.empty() && !texts) texts = std::set<std::string>(atom.choices.begin(), atom.choices.end());
    switch (atom.is) {
      case Atom::Is::yes:
        if (yes && *yes == atom.negative) empty = true;
        yes = !atom.negative;
        break;
      case Atom::Is::less:
        atom.negative ? raise(atom.number, false) : lower(atom.number, true);
        break;
      case Atom::Is::at_most:
        atom.negative ? raise(atom.number, true) : lower(atom.number, false);
        break;
      case Atom::Is::equal:
        if (atom.negative) {
          not_numbers.insert(atom.number);
        } else {
          raise(atom.number, false);
          lower(atom.number, false);
        }
        break;
      case Atom::Is::one_of:
        narrow_texts(atom);
        break;
    }
  }
  void narrow_texts(const Atom& atom) {
    if (atom.negative) {
      not_texts.insert(atom.texts.begin(), atom.texts.end());
      return;
    }
    if (!texts) {
      texts = atom.texts;
      return;
    }
    std::set<std::string> kept;
    for (const auto& text : *texts) {
      if (atom.texts.contains(text)) kept.insert(text);
    }
    texts = std::move(kept);
  }

  [[nodiscard]] bool possible() const {
    if (empty) return false;
    if (low && high) {
      if (*high < *low || (*low == *high && (low_open || high_open))) return false;
      if (discrete() && small_range()) return has_discrete_value();
      if (*low == *high && not_numbers.contains(*low)) return false;
    }
    if (low && low->units >= cel::decimal_units_max && not_numbers.contains(*low)) return false;
    if (texts) {
      return std::any_of(texts->begin(), texts->end(),
                         [this](const std::string& text) { return !not_texts.contains(text); });
    }
    return true;
  }

  // A value that fits, as people write it.
  [[nodiscard]] std::string sample() const {
    if (kind == cel::Kind::boolean) return yes.value_or(true) ? "yes" : "no";
    if (kind == cel::Kind::string) return sample_text();
    Decimal value;
    if (low) {
      value = low_open ? cel::checked_add(*low, step()).value_or(*low) : *low;
    } else if (high) {
      value = high_open ? cel::checked_subtract(*high, step()).value_or(*high) : *high;
    }
    for (std::size_t tries = not_numbers.size(); tries > 0 && not_numbers.contains(value); --tries) {
      value = cel::checked_add(value, step()).value_or(value);
    }
    if (kind == cel::Kind::date) {
      return format_day(Day{static_cast<std::int32_t>(cel::to_integer(value).value_or(0))});
    }
    if (kind == cel::Kind::money) return cel::format_grouped(value, minor_digits(currency)) + " " + currency.code();
    return cel::format(value);
  }

  bool empty = false;

 private:
  [[nodiscard]] std::string sample_text() const {
    if (texts) {
      for (const auto& text : *texts) {
        if (!not_texts.contains(text)) return text;
      }
    }
    return "\"anything else\"";
  }
  [[nodiscard]] bool small_range() const { return high->units - low->units <= 64 * cel::decimal_one; }
  [[nodiscard]] bool has_discrete_value() const {
    for (Decimal value = *low; value <= *high; value.units += cel::decimal_one) {
      if (!not_numbers.contains(value)) return true;
    }
    return false;
  }
};

using Domains = std::map<std::string, Domain>;

// Walks the disjunctive normal form, one conjunction after another, until one is possible.
class Search {
 public:
  enum class Answer : std::uint8_t { possible, impossible, unknown };

  explicit Search(Effort& effort) : effort_(effort) {}

  Answer run(Together conditions) {
    const bool found = all(std::move(conditions), Domains{});
    if (found) return Answer::possible;
    return budget_ > 0 ? Answer::impossible : Answer::unknown;
  }
  [[nodiscard]] const Domains& domains() const { return found_; }

 private:
  // Whether the goals hold together within what is known; depth first, alternatives last.
  bool all(std::vector<const Condition*> goals, Domains domains) {
    if (budget_ == 0) return false;
    std::vector<const Condition*> choices;
    while (!goals.empty()) {
      const Condition& goal = *goals.back();
      goals.pop_back();
      spend(1);
      switch (goal.kind) {
        case Condition::Kind::yes:
          break;
        case Condition::Kind::no:
          give_up();
          return false;
        case Condition::Kind::atom: {
          Domain& domain = domains[goal.atom.term];
          domain.narrow(goal.atom);
          if (!domain.possible()) {
            give_up();
            return false;
          }
          break;
        }
        case Condition::Kind::all:
          for (const auto& part : goal.parts) goals.push_back(&part);
          break;
        case Condition::Kind::any:
          choices.push_back(&goal);
          break;
      }
    }
    if (choices.empty()) {
      found_ = std::move(domains);
      return true;
    }
    const Condition& choice = *choices.back();
    choices.pop_back();
    for (const auto& part : choice.parts) {
      auto next = choices;
      next.push_back(&part);
      spend(next.size() + domains.size());
      if (all(std::move(next), domains)) return true;
      if (budget_ == 0) return false;
    }
    return false;
  }

  void spend(std::size_t looks) {
    effort_.left -= std::min(effort_.left, looks);
    if (effort_.left == 0) budget_ = 0;
  }
  // One way was tried and is impossible.
  void give_up() {
    if (budget_ > 0) --budget_;
  }

  Effort& effort_;
  std::size_t budget_ = conjunctions_max;
  Domains found_;
};

}  // namespace

Condition always() { return {}; }

Condition both(Condition a, Condition b) {
  Condition made{.kind = Condition::Kind::all, .atom = {}, .parts = {}};
  made.parts.push_back(std::move(a));
  made.parts.push_back(std::move(b));
  return made;
}

Condition either(Condition a, Condition b) {
  Condition made = both(std::move(a), std::move(b));
  made.kind = Condition::Kind::any;
  return made;
}

Condition negated(const Condition& condition) {
  Condition made = condition;
  switch (condition.kind) {
    case Condition::Kind::yes:
      made.kind = Condition::Kind::no;
      break;
    case Condition::Kind::no:
      made.kind = Condition::Kind::yes;
      break;
    case Condition::Kind::atom:
      made.atom.negative = !made.atom.negative;
      break;
    case Condition::Kind::all:
    case Condition::Kind::any:
      made.kind = condition.kind == Condition::Kind::all ? Condition::Kind::any : Condition::Kind::all;
      for (auto& part : made.parts) part = negated(part);
      break;
  }
  return made;
}

void add_terms(const Condition& condition, std::vector<std::string>& terms) {
  if (condition.kind == Condition::Kind::atom) terms.push_back(condition.atom.term);
  if (has_parts(condition)) {
    for (const auto& part : condition.parts) add_terms(part, terms);
  }
}

std::optional<Example> find_example(const Condition& condition) {
  Effort effort;
  return find_example({&condition}, effort);
}

std::optional<Example> find_example(Together conditions, Effort& effort) {
  Search search(effort);
  if (search.run(std::move(conditions)) != Search::Answer::possible) return std::nullopt;
  Example example;
  for (const auto& [term, domain] : search.domains()) example.emplace_back(term, domain.sample());
  return example;
}

bool never(const Condition& condition) {
  Effort effort;
  return never({&condition}, effort);
}

bool never(Together conditions, Effort& effort) {
  return Search(effort).run(std::move(conditions)) == Search::Answer::impossible;
}

// Reads one checked expression.
class ConditionReader::Walker {
 public:
  Walker(const CompiledPolicy& compiled, const cel::Checked& checked) : compiled_(compiled), checked_(checked) {}

  Condition read(cel::NodeId id) const {
    const cel::Node& node = checked_.ast[id];
    if (const auto value = constant(id); value && value->is(cel::Kind::boolean)) {
      return {.kind = value->as_bool() ? Condition::Kind::yes : Condition::Kind::no, .atom = {}, .parts = {}};
    }
    if (node.kind != cel::NodeKind::call) return opaque(id);
    const auto& children = node.children;
    switch (checked_.reference(id).function) {
      case Function::logical_and:
        return chain(children, Condition::Kind::all);
      case Function::logical_or:
        return chain(children, Condition::Kind::any);
      case Function::logical_not:
        return negated(read(children[0]));
      case Function::conditional:
        return choice(id);
      case Function::less:
        return compare(id, Atom::Is::less, false);
      case Function::less_equals:
        return compare(id, Atom::Is::at_most, false);
      case Function::greater:
        return compare(id, Atom::Is::at_most, true);
      case Function::greater_equals:
        return compare(id, Atom::Is::less, true);
      case Function::equals:
        return equal(id, false);
      case Function::not_equals:
        return equal(id, true);
      case Function::in:
        return in(id);
      default:
        return opaque(id);
    }
  }

 private:
  // a && b && c is one call with three arguments.
  Condition chain(const std::vector<cel::NodeId>& children, Condition::Kind kind) const {
    Condition made{.kind = kind, .atom = {}, .parts = {}};
    for (const cel::NodeId child : children) made.parts.push_back(read(child));
    return made;
  }

  // Comparing conditions repeats them, and may do so at every level: large ones are free to be yes or no.
  Condition choice(cel::NodeId id) const {
    const auto& children = checked_.ast[id].children;
    const Condition condition = read(children[0]);
    if (atoms_in(condition) > comparison_atoms_max) return opaque(id);
    return either(both(condition, read(children[1])), both(negated(condition), read(children[2])));
  }
  Condition same(cel::NodeId id, const Condition& a, const Condition& b) const {
    if (atoms_in(a) + atoms_in(b) > comparison_atoms_max) return opaque_equal(id);
    return either(both(a, b), both(negated(a), negated(b)));
  }

  // Anything else is known by its text and may be yes or no.
  Condition opaque(cel::NodeId id) const {
    return atom({.term = cel::to_source(checked_.ast, id), .is = Atom::Is::yes, .texts = {}, .choices = {}});
  }
  static Condition atom(Atom made) { return {.kind = Condition::Kind::atom, .atom = std::move(made), .parts = {}}; }

  // The value of a node that does not depend on the application: a literal, or a parameter with one value.
  std::optional<cel::Value> constant(cel::NodeId id) const {
    const cel::Node& node = checked_.ast[id];
    const cel::Reference& reference = checked_.reference(id);
    if (node.kind == cel::NodeKind::literal) return node.value;
    if (reference.meaning == cel::Meaning::variable) {
      const std::uint32_t first = compiled_.slots.parameters;
      const auto& parameters = compiled_.policy.parameters;
      if (reference.slot < first || reference.slot - first >= parameters.size()) return std::nullopt;
      const auto& values = parameters[reference.slot - first].values;
      if (values.size() != 1) return std::nullopt;
      return values.front().value.value();
    }
    if (node.kind != cel::NodeKind::call) return std::nullopt;
    // cny(5), date("..."), -1, 2.0 / 3: whatever is made of constants only
    for (const cel::NodeId child : node.children) {
      if (!constant(child)) return std::nullopt;
    }
    cel::Environment empty(cel::Dialect::policy);
    auto ast = cel::parse(cel::to_source(checked_.ast, id), cel::Dialect::policy);
    if (!ast) return std::nullopt;
    auto checked = cel::check(std::move(*ast), empty);
    if (!checked) return std::nullopt;
    const auto program = cel::Program::compile(std::move(*checked));
    if (!program) return std::nullopt;
    auto value = program->evaluate({});
    if (!value) return std::nullopt;
    return std::move(*value);
  }

  static std::optional<Decimal> number(const cel::Value& value) {
    switch (value.kind()) {
      case cel::Kind::int64:
        return cel::to_decimal(value.as_int());
      case cel::Kind::decimal:
      case cel::Kind::money:
        return value.as_decimal();
      case cel::Kind::date:
        return cel::to_decimal(count(value.as_date()));
      default:
        return std::nullopt;
    }
  }

  // left OP right, as an atom over `left` where right is constant, or over "left - right" against zero.
  Condition compare(cel::NodeId id, Atom::Is is, bool negative) const {
    const cel::NodeId left = checked_.ast[id].children[0];
    const cel::NodeId right = checked_.ast[id].children[1];
    const auto left_value = constant(left);
    const auto right_value = constant(right);
    if (right_value && number(*right_value)) return over(left, *number(*right_value), is, negative);
    if (left_value && number(*left_value)) {  // c < x is not (x <= c)
      return over(right, *number(*left_value), is == Atom::Is::less ? Atom::Is::at_most : Atom::Is::less, !negative);
    }
    return is_ordered(checked_.type(left)) ? difference(left, right, is, negative) : opaque(id);
  }

  static bool is_ordered(const cel::Type& type) {
    return type.is(cel::Kind::int64) || type.is(cel::Kind::decimal) || type.is(cel::Kind::money) ||
           type.is(cel::Kind::date);
  }

  // left OP right, as "left - right" against zero.
  Condition difference(cel::NodeId left, cel::NodeId right, Atom::Is is, bool negative) const {
    const std::string a = cel::to_source(checked_.ast, left);
    const std::string b = cel::to_source(checked_.ast, right);
    Condition made = atom({.term = a + " - " + b,
                           .is = is,
                           .negative = negative,
                           .texts = {},
                           .choices = {},
                           .kind = cel::Kind::decimal});
    if (b < a) {  // b - a > 0 is the same fact as a - b < 0
      made.atom.term = b + " - " + a;
      if (is == Atom::Is::equal) return made;
      made.atom.is = is == Atom::Is::less ? Atom::Is::at_most : Atom::Is::less;
      made.atom.negative = !negative;
    }
    return made;
  }

  Condition over(cel::NodeId term, Decimal against, Atom::Is is, bool negative) const {
    const cel::Type& type = checked_.type(term);
    return atom({.term = cel::to_source(checked_.ast, term),
                 .is = is,
                 .negative = negative,
                 .number = against,
                 .texts = {},
                 .choices = {},
                 .kind = type.kind(),
                 .currency = type.currency().value_or(cel::Currency{})});
  }

  std::vector<std::string> choices_of(cel::NodeId id) const {
    const cel::Reference& reference = checked_.reference(id);
    if (reference.meaning != cel::Meaning::variable) return {};
    return checked_.variables[reference.slot].choices;
  }

  Condition text_atom(cel::NodeId term, std::set<std::string> texts, bool negative) const {
    return atom({.term = cel::to_source(checked_.ast, term),
                 .is = Atom::Is::one_of,
                 .negative = negative,
                 .texts = std::move(texts),
                 .choices = choices_of(term),
                 .kind = cel::Kind::string});
  }

  Condition equal(cel::NodeId id, bool negative) const {
    cel::NodeId term = checked_.ast[id].children[0];
    auto value = constant(checked_.ast[id].children[1]);
    if (!value) {
      value = constant(term);
      term = checked_.ast[id].children[1];
    }
    if (!value) {
      const cel::NodeId left = checked_.ast[id].children[0];
      const cel::NodeId right = checked_.ast[id].children[1];
      if (is_ordered(checked_.type(left)) && checked_.type(left) == checked_.type(right)) {
        return difference(left, right, Atom::Is::equal, negative);
      }
      const bool yes_no = checked_.type(term).is(cel::Kind::boolean);
      const Condition made = yes_no ? same(id, read(left), read(right)) : opaque_equal(id);
      return negative ? negated(made) : made;
    }
    if (value->is(cel::Kind::boolean)) {
      const Condition made = read(term);
      return value->as_bool() != negative ? made : negated(made);
    }
    if (value->is(cel::Kind::string)) return text_atom(term, {std::string(value->as_string())}, negative);
    if (const auto against = number(*value)) return over(term, *against, Atom::Is::equal, negative);
    return opaque(id);
  }
  // "a == b" and "a != b" are one atom.
  Condition opaque_equal(cel::NodeId id) const {
    std::string a = cel::to_source(checked_.ast, checked_.ast[id].children[0]);
    std::string b = cel::to_source(checked_.ast, checked_.ast[id].children[1]);
    if (b < a) std::swap(a, b);
    return atom({.term = a + " == " + b, .is = Atom::Is::yes, .texts = {}, .choices = {}});
  }

  Condition in(cel::NodeId id) const {
    const auto list = constant(checked_.ast[id].children[1]);
    std::set<std::string> texts;
    const cel::Node& elements = checked_.ast[checked_.ast[id].children[1]];
    if (list && list->is(cel::Kind::list)) {
      for (const auto& element : list->as_list()) {
        if (!element.is(cel::Kind::string)) return opaque(id);
        texts.emplace(element.as_string());
      }
    } else if (elements.kind == cel::NodeKind::list) {
      for (const cel::NodeId child : elements.children) {
        const auto element = constant(child);
        if (!element || !element->is(cel::Kind::string)) return opaque(id);
        texts.emplace(element->as_string());
      }
    } else {
      return opaque(id);
    }
    return text_atom(checked_.ast[id].children[0], std::move(texts), false);
  }

  const CompiledPolicy& compiled_;
  const cel::Checked& checked_;
};

Condition ConditionReader::read(const cel::Program& program) const {
  return Walker(compiled_, program.checked()).read(program.checked().ast.root);
}

Condition ConditionReader::background() const {
  const auto day = [](Day limit) {
    return Atom{.term = "applied_on",
                .is = Atom::Is::less,
                .number = cel::to_decimal(count(limit)),
                .texts = {},
                .choices = {},
                .kind = cel::Kind::date};
  };
  Condition from{.kind = Condition::Kind::atom, .atom = day(compiled_.policy.from), .parts = {}};
  from.atom.negative = true;
  if (!compiled_.policy.until) return from;
  return both(std::move(from), {.kind = Condition::Kind::atom, .atom = day(*compiled_.policy.until), .parts = {}});
}

}  // namespace scrip::policy
