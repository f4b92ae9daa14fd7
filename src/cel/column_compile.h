#pragma once
// Chooses the steps for an expression over columns.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cel/column_steps.h"

namespace scrip::cel {

class ColumnCompiler {
 public:
  ColumnCompiler(ColumnProgram::Compiled& compiled, std::span<const ColumnShape> shapes, Dictionary& texts);

  // Fills in the steps, or says in `why_not` why there are none.
  void run();

 private:
  // What a part of the expression is: one value for all rows, or a column of the batch.
  struct Operand {
    ColumnKind kind = ColumnKind::absent;  // of a column
    std::uint32_t column = 0;
    std::optional<Value> constant;
  };
  // Nothing where a part has no fast form.
  using Made = std::optional<Operand>;

  [[nodiscard]] const Node& at(NodeId id) const;
  [[nodiscard]] const Type& type(NodeId id) const;
  Made no_form(std::string why);

  Made node(NodeId id);
  Made slot(std::uint32_t slot);
  Made has(NodeId id);
  Made list(NodeId id);
  Made call(NodeId id);
  Made chain(NodeId id, bool decisive);
  Made choice(NodeId id);
  Made fold(NodeId id, Function function, std::span<const Operand> arguments);
  Made function_of(NodeId id, Function function, std::span<const Operand> arguments);
  Made compare(Comparison comparison, Operand a, Operand b);
  Made in(const Operand& a, const Operand& list);
  Made sum(Operand a, Operand b, bool minus);
  Made product(Operand a, Operand b);
  Made quotient(Operand a, Operand b);
  Made scaled(const Operand& a, Decimal factor);
  Made negated(const Operand& a);
  Made extreme(NodeId id, std::span<const Operand> arguments, bool greatest);
  Made rounded(Operand a, Operand b, Rounding rounding);
  Made to_number(NodeId id, const Operand& a);

  // The operands as columns of one kind.
  Made as_column(const Operand& operand, ColumnKind kind);
  Made unified(Operand& a, Operand& b);  // the kind in its answer

  // Adds a step and gives its register. Registers that it reads are free after it.
  Operand add(Kernel kernel, ColumnKind kind, std::initializer_list<const Operand*> operands, Step step = {});
  std::uint32_t take_register();
  void release(const Operand& operand);

  // The constant as a column of a kind holds it; nothing where it cannot.
  [[nodiscard]] std::optional<std::int64_t> number(const Value& constant, ColumnKind kind);

  ColumnProgram::Compiled& compiled_;
  const Checked& checked_;
  std::span<const ColumnShape> shapes_;
  Dictionary& texts_;
  std::vector<std::uint32_t> free_;
};

}  // namespace scrip::cel
