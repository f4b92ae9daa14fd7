#include "cel/columns.h"

#include <algorithm>

#include "base/check.h"
#include "cel/column_compile.h"
#include "cel/column_steps.h"

namespace scrip::cel {

std::int32_t Dictionary::intern(std::string_view text) {
  if (const auto found = codes_.find(text); found != codes_.end()) return found->second;
  const auto code = static_cast<std::int32_t>(texts_.size());
  texts_.emplace_back(text);
  codes_.emplace(std::string(text), code);
  return code;
}

std::optional<std::int32_t> Dictionary::find(std::string_view text) const {
  const auto found = codes_.find(text);
  return found == codes_.end() ? std::nullopt : std::optional(found->second);
}

ColumnKind column_kind(const Type& type) {
  switch (type.kind()) {
    case Kind::boolean:
      return ColumnKind::boolean;
    case Kind::int64:
      return ColumnKind::integer;
    case Kind::decimal:
    case Kind::money:
      return ColumnKind::micro;
    case Kind::date:
      return ColumnKind::date;
    case Kind::string:
      return ColumnKind::text;
    default:
      return ColumnKind::absent;
  }
}

std::optional<std::int64_t> to_micro(Decimal value) {
  constexpr Int128 units = decimal_one / micro;
  if (value.units % units != 0) return std::nullopt;
  return narrow(value.units / units);
}

ColumnScratch::ColumnScratch() : registers_(std::make_unique<Registers>()) {}
ColumnScratch::~ColumnScratch() = default;
ColumnScratch::ColumnScratch(ColumnScratch&&) noexcept = default;
ColumnScratch& ColumnScratch::operator=(ColumnScratch&&) noexcept = default;

ColumnProgram::ColumnProgram(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
ColumnProgram::ColumnProgram(ColumnProgram&&) noexcept = default;
ColumnProgram& ColumnProgram::operator=(ColumnProgram&&) noexcept = default;
ColumnProgram::~ColumnProgram() = default;

ColumnProgram ColumnProgram::compile(const Program& program, std::span<const ColumnShape> shapes, Dictionary& texts) {
  auto compiled = std::make_unique<Compiled>();
  compiled->program = &program;
  compiled->slots = shapes.size();
  ColumnCompiler(*compiled, shapes, texts).run();
  return ColumnProgram(std::move(compiled));
}

bool ColumnProgram::is_fast() const { return compiled_->why_not.empty(); }
const std::string& ColumnProgram::why_not() const { return compiled_->why_not; }
ColumnKind ColumnProgram::kind() const { return compiled_->kind; }
const Program& ColumnProgram::program() const { return *compiled_->program; }

namespace {

Register& spare(ColumnScratch::Registers& scratch, std::size_t number) {
  while (scratch.registers.size() <= number) scratch.registers.push_back(std::make_unique<Register>());
  return *scratch.registers[number];
}

}  // namespace

Column ColumnProgram::run(std::span<const Column> slots, std::size_t rows, ColumnScratch& scratch) const {
  SCRIP_CHECK(rows <= batch_rows_max);
  auto& room = scratch.registers();
  if (!is_fast()) {
    Register& all = spare(room, 0);
    std::fill_n(all.exceptions, rows, std::uint8_t{1});
    return {.kind = compiled_->kind, .data = all.data, .exceptions = all.exceptions};
  }
  SCRIP_CHECK(slots.size() >= compiled_->slots);
  room.columns.assign(slots.begin(), slots.begin() + static_cast<std::ptrdiff_t>(compiled_->slots));
  room.columns.resize(compiled_->slots + compiled_->registers);
  if (compiled_->registers > 0) spare(room, compiled_->registers - 1);
  Batch batch{.columns = room.columns, .registers = room.registers, .slots = compiled_->slots, .rows = rows};
  for (const Step& step : compiled_->steps) step.kernel(step, batch);
  return room.columns[compiled_->root];
}

namespace {

// Numbers come as wide where rows are added one by one, since the value of an exception may need all its decimals.
void widen(const Column& from, std::size_t rows, Register& to) {
  for (std::size_t i = 0; i < rows; ++i) {
    if (from.is_exception(i)) continue;
    switch (from.kind) {
      case ColumnKind::integer:
        to.data[i] = to_decimal(from.as<std::int64_t>()[i]);
        break;
      case ColumnKind::micro:
        to.data[i] = from_micro(from.as<std::int64_t>()[i]);
        break;
      default:
        to.data[i] = from.as<Decimal>()[i];
    }
  }
}

template <class T>
T* room_for(Register& to) {
  return static_cast<T*>(static_cast<void*>(to.data));
}

bool store(const Value& value, ColumnKind kind, std::size_t row, Register& to) {
  switch (value.kind()) {
    case Kind::boolean:
      room_for<std::uint8_t>(to)[row] = value.as_bool() ? 1 : 0;
      return kind == ColumnKind::boolean;
    case Kind::date:
      room_for<std::int32_t>(to)[row] = count(value.as_date());
      return kind == ColumnKind::date;
    case Kind::int64:
      to.data[row] = to_decimal(value.as_int());
      return kind == ColumnKind::wide;
    case Kind::decimal:
    case Kind::money:
      to.data[row] = value.as_decimal();
      return kind == ColumnKind::wide;
    default:
      return false;
  }
}

}  // namespace

Column ColumnProgram::run_all(std::span<const Column> slots, std::size_t rows, ColumnScratch& scratch,
                              const ReadRow& read, const std::uint8_t* skip) const {
  const Column quick = run(slots, rows, scratch);
  if (quick.exceptions == nullptr) return quick;
  const bool is_number =
      quick.kind == ColumnKind::integer || quick.kind == ColumnKind::micro || quick.kind == ColumnKind::wide;
  auto& room = scratch.registers();
  Register& to = spare(room, compiled_->registers + 1);  // not one that `quick` may lie in
  Column result{.kind = is_number ? ColumnKind::wide : quick.kind, .data = to.data, .exceptions = to.exceptions};
  std::copy_n(quick.exceptions, rows, to.exceptions);
  if (is_number) {
    widen(quick, rows, to);
  } else if (quick.kind == ColumnKind::boolean) {
    std::copy_n(quick.as<std::uint8_t>(), rows, room_for<std::uint8_t>(to));
  } else {
    std::copy_n(quick.as<std::int32_t>(), rows, room_for<std::int32_t>(to));
  }
  for (std::size_t i = 0; i < rows; ++i) {
    if (to.exceptions[i] == 0 || (skip != nullptr && skip[i] != 0)) continue;
    room.row.assign(std::max(slots.size(), compiled_->slots), Value::missing());
    read(i, room.row);
    const auto value = compiled_->program->evaluate(room.row);
    if (value && store(*value, result.kind, i, to)) to.exceptions[i] = 0;
  }
  return result;
}

}  // namespace scrip::cel
