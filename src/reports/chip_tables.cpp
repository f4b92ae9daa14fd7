// Tables of chips: models with the figures that are used, all figures, origin, targets.

#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/tables.h"

namespace scrip::reports {

using engine::State;
using registry::ChipQuantity;

namespace {

// The figure that is used; "" where nothing is published.
std::string used(const State& state, ResourceId resource, ChipQuantity quantity) {
  const auto* figure = registry::used_figure(state.chips.figures, resource, quantity);
  return figure == nullptr ? std::string{} : registry::format_chip_value(figure->value);
}

}  // namespace

Table chips_table(const State& state, const Scope&) {
  Table table{
      .name = {},
      .columns = {column::chip, column::name, column::vendor, column::year, column::fp16_dense, column::bf16_dense,
                  column::memory, column::memory_bandwidth, column::interconnect, column::power, column::note},
      .rows = {}};
  for (const auto& [resource, model] : state.chips.models) {
    const auto figure = [&, id = resource](ChipQuantity quantity) { return used(state, id, quantity); };
    table.rows.push_back({key_of(state, resource), state.registry.resources()[index(resource)].name,
                          state.chips.vendors[index(model.vendor)].name, figure(ChipQuantity::year),
                          figure(ChipQuantity::fp16_dense), figure(ChipQuantity::bf16_dense),
                          figure(ChipQuantity::memory), figure(ChipQuantity::memory_bandwidth),
                          figure(ChipQuantity::interconnect), figure(ChipQuantity::power), model.note});
  }
  return table;
}

Table chip_figures_table(const State& state, const Scope&) {
  Table table{.name = {},
              .columns = {column::figure, column::chip, column::quantity_of, column::bound, column::value,
                          column::chip_unit, column::basis, column::grade, column::source, column::dated, column::note,
                          column::is_used, column::withdrawn},
              .rows = {}};
  for (const auto& figure : state.chips.figures) {
    const auto* best = registry::used_figure(state.chips.figures, figure.resource, figure.quantity);
    table.rows.push_back({cell(std::uint64_t{index(figure.id)}), key_of(state, figure.resource),
                          cell(name(figure.quantity)), cell(name(figure.bound)),
                          registry::format_chip_value(figure.value), cell(registry::unit_of(figure.quantity)),
                          cell(name(figure.basis)), cell(name(figure.grade)), figure.source, figure.dated, figure.note,
                          cell(best != nullptr && best->id == figure.id), cell(figure.withdrawn)});
  }
  return table;
}

Table origins_table(const State& state, const Scope&) {
  Table table{.name = {},
              .columns = {column::chip, column::test, column::passes, column::from, column::source, column::document,
                          column::basis},
              .rows = {}};
  for (const auto& record : state.chips.origins.records()) {
    table.rows.push_back({key_of(state, record.resource), cell(name(record.test)), cell(record.passes),
                          cell(record.from), record.source, document(record.evidence), cell(name(record.basis))});
  }
  return table;
}

Table domestic_targets_table(const State& state, const Scope&) {
  Table table{.name = {}, .columns = {column::test, column::by, column::target_share, column::source}, .rows = {}};
  for (const auto& step : state.chips.targets) {
    table.rows.push_back({cell(name(step.test)), cell(step.by), cell(step.share), step.source});
  }
  return table;
}

Table control_tests_table(const State& state, const Scope&) {
  Table table{.name = {},
              .columns = {column::from, column::jurisdiction_asked, column::votes_asked, column::foreign_at_most,
                          column::source},
              .rows = {}};
  for (const auto& test : state.chips.control_tests) {
    table.rows.push_back(
        {cell(test.from), test.jurisdiction, cell(test.votes), cell(test.foreign_at_most), test.source});
  }
  return table;
}

}  // namespace scrip::reports
