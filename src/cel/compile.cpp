// From a checked expression to operations.

#include <algorithm>
#include <utility>

#include "cel/code.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

// What folding may spend on one constant part, so that compiling stays quick; what costs more is left to evaluation.
constexpr std::int64_t folding_cost_max = 1'000;

class Compiler {
 public:
  explicit Compiler(Program::Compiled& compiled) : compiled_(compiled) {}

  Result<void> run() {
    compiled_.root = node(compiled_.checked.ast.root);
    std::ranges::sort(compiled_.slots_used);
    const auto again = std::ranges::unique(compiled_.slots_used);
    compiled_.slots_used.erase(again.begin(), again.end());
    if (problem_.empty()) return {};
    return fail(ErrorCode::expression_invalid, std::move(problem_), {}, line_);
  }

 private:
  // The place of a local variable, found by what binds it.
  struct Binding {
    NodeId binder;
    std::uint32_t first;
    std::vector<std::uint32_t> entries;  // operations of a block's entries
  };

  [[nodiscard]] const Node& at(NodeId id) const { return compiled_.checked.ast[id]; }
  [[nodiscard]] const Reference& reference(NodeId id) const { return compiled_.checked.reference(id); }

  std::uint32_t add(Operation operation, const std::vector<std::uint32_t>& children = {}) {
    operation.children_from = static_cast<std::uint32_t>(compiled_.children.size());
    operation.children_count = static_cast<std::uint32_t>(children.size());
    compiled_.children.insert(compiled_.children.end(), children.begin(), children.end());
    compiled_.operations.push_back(std::move(operation));
    return static_cast<std::uint32_t>(compiled_.operations.size() - 1);
  }

  std::vector<std::uint32_t> nodes(std::span<const NodeId> ids) {
    std::vector<std::uint32_t> operations;
    for (const NodeId id : ids) operations.push_back(node(id));
    return operations;
  }

  std::uint32_t node(NodeId id) {
    Operation operation;
    operation.node = id;
    switch (at(id).kind) {
      case NodeKind::literal:
        operation.value = at(id).value;
        return add(std::move(operation));
      case NodeKind::identifier:
        return name(id, std::move(operation));
      case NodeKind::select:
        if (reference(id).meaning == Meaning::variable || reference(id).meaning == Meaning::constant) {
          return name(id, std::move(operation));
        }
        return fold(simple(id, Code::select));
      case NodeKind::has:
        return fold(simple(id, Code::has));
      case NodeKind::call:
        return call(id);
      case NodeKind::list:
        return collection(id, Code::list);
      case NodeKind::map:
        return collection(id, Code::map);
      case NodeKind::message:
        return simple(id, Code::message);
      case NodeKind::loop:
        return loop(id);
      case NodeKind::block:
        return block(id);
    }
    return add(std::move(operation));
  }

  std::uint32_t simple(NodeId id, Code code) {
    Operation operation;
    operation.code = code;
    operation.node = id;
    return add(std::move(operation), nodes(at(id).children));
  }

  // A list or map: each part becomes what the whole was found to hold.
  std::uint32_t collection(NodeId id, Code code) {
    Operation operation;
    operation.code = code;
    operation.node = id;
    const Type& type = compiled_.checked.type(id);
    auto parts = nodes(at(id).children);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      parts[i] = promoted(parts[i], type.parameter_at(type.is(Kind::map) ? i % 2 : 0));
    }
    return fold(add(std::move(operation), parts));
  }

  // check.cpp joins int and decimal to decimal; so that a later operation finds what the type says, the int becomes
  // one.
  std::uint32_t promoted(std::uint32_t id, const Type& wanted) {
    const NodeId from = compiled_.operations[id].node;
    if (!wanted.is(Kind::decimal) || !compiled_.checked.type(from).is(Kind::int64)) return id;
    Operation operation;
    operation.code = Code::promote;
    operation.node = from;
    return fold(add(std::move(operation), {id}));
  }

  std::uint32_t name(NodeId id, Operation operation) {
    const Reference& meaning = reference(id);
    switch (meaning.meaning) {
      case Meaning::variable:
        operation.code = Code::slot;
        operation.first = meaning.slot;
        compiled_.slots_used.push_back(meaning.slot);
        break;
      case Meaning::constant:
        operation.value = meaning.constant;
        break;
      case Meaning::local: {
        const auto bound = std::ranges::find(bindings_, meaning.binder, &Binding::binder);
        SCRIP_CHECK(bound != bindings_.end());
        operation.code = bound->entries.empty() ? Code::local : Code::lazy;
        operation.first = bound->first + meaning.slot;
        if (!bound->entries.empty()) operation.second = bound->entries[meaning.slot];
        break;
      }
      default:
        operation.code = Code::undeclared;
    }
    return add(std::move(operation));
  }

  std::uint32_t call(NodeId id) {
    const Reference& meaning = reference(id);
    std::span<const NodeId> arguments = at(id).children;
    if (meaning.namespaced) arguments = arguments.subspan(1);
    Operation operation;
    operation.node = id;
    operation.function = meaning.function;
    switch (meaning.function) {
      case Function::logical_and:
        operation.code = Code::conjunction;
        break;
      case Function::logical_or:
        operation.code = Code::disjunction;
        break;
      case Function::conditional:
        operation.code = Code::choice;
        break;
      default:
        operation.code = arguments.size() == 2 && meaning.function != Function::none ? Code::binary : Code::call;
    }
    auto children = nodes(arguments);
    const bool joins = meaning.function == Function::conditional || meaning.function == Function::min ||
                       meaning.function == Function::max;
    if (joins) {
      for (std::uint32_t& child : children) child = promoted(child, compiled_.checked.type(id));
    }
    if (meaning.function == Function::matches && children.size() == 2) pattern(operation, children[1]);
    return fold(add(std::move(operation), children));
  }

  void pattern(Operation& operation, std::uint32_t argument) {
    const Operation& source = compiled_.operations[argument];
    if (source.code != Code::constant || !source.value.is(Kind::string)) return;
    auto compiled = Regex::compile(source.value.as_string());
    if (!compiled) return always_fails(source.node, compiled.error().sentence());
    operation.pattern = static_cast<std::int32_t>(compiled_.patterns.size());
    compiled_.patterns.push_back(*std::move(compiled));
  }

  std::uint32_t loop(NodeId id) {
    const Macro macro = at(id).macro;
    Operation operation;
    operation.node = id;
    operation.code = macro == Macro::bind                                      ? Code::bind
                     : macro == Macro::opt_map || macro == Macro::opt_flat_map ? Code::opt_map
                                                                               : Code::loop;
    operation.first = compiled_.places;
    compiled_.places += at(id).second.empty() ? 1u : 2u;
    const auto range = node(at(id).children[0]);
    bindings_.push_back({id, operation.first, {}});
    auto children = nodes(std::span(at(id).children).subspan(1));
    bindings_.pop_back();
    children.insert(children.begin(), range);
    return add(std::move(operation), children);
  }

  std::uint32_t block(NodeId id) {
    const auto& children = at(id).children;
    const auto count = static_cast<std::uint32_t>(children.size() - 1);
    Operation operation;
    operation.node = id;
    operation.code = Code::block;
    operation.first = compiled_.places;
    operation.second = count;
    compiled_.places += count;
    std::vector<std::uint32_t> entries;
    for (std::size_t i = 0; i < count; ++i) {
      bindings_.push_back({id, operation.first, entries});
      entries.push_back(node(children[i]));
      bindings_.pop_back();
    }
    bindings_.push_back({id, operation.first, entries});
    const auto result = node(children.back());
    bindings_.pop_back();
    return add(std::move(operation), {result});
  }

  // Evaluates an operation whose parts are all constant, once and for all.
  std::uint32_t fold(std::uint32_t id) {
    Operation& operation = compiled_.operations[id];
    for (const std::uint32_t child : compiled_.children_of(operation)) {
      if (compiled_.operations[child].code != Code::constant) return id;
    }
    Evaluator evaluator(compiled_, {}, folding_cost_max, nullptr);
    const Value value = evaluator.run(id);
    if (evaluator.cost_left() < 0) return id;
    if (value.is(Kind::error)) {
      if (operation.function != Function::none || operation.code != Code::call) {
        always_fails(operation.node, value.as_error().sentence());
      }
      return id;
    }
    operation.code = Code::constant;
    operation.value = value;
    return id;
  }

  // CEL lets an expression fail when it is evaluated; a rule that cannot be right is refused at once.
  void always_fails(NodeId id, const Message& why) {
    if (compiled_.checked.dialect != Dialect::policy || !problem_.empty()) return;
    const Position position = compiled_.checked.ast.position(id);
    problem_ = format(Problem{position, why, say("this part has no facts in it, so it fails always")});
    line_ = position.line;
  }

  Program::Compiled& compiled_;
  std::vector<Binding> bindings_;
  Message problem_;
  std::uint64_t line_ = 0;
};

}  // namespace

Program::Program(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

Result<Program> Program::compile(Checked checked, const EvaluationLimits& limits) {
  auto compiled = std::make_unique<Compiled>();
  compiled->checked = std::move(checked);
  compiled->limits = limits;
  SCRIP_TRY_VOID(Compiler(*compiled).run());
  return Program(std::move(compiled));
}

const Checked& Program::checked() const { return compiled_->checked; }
std::span<const std::uint32_t> Program::slots_used() const { return compiled_->slots_used; }

}  // namespace scrip::cel
