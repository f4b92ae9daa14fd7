// Vendors, chip models with their figures, their origin, and targets, as sections of a set-up file
// (docs/formats/chips.md).

#include "cli/kinds.h"
#include "cli/texts.h"
#include "registry/chip.h"

namespace scrip::cli {
namespace {

using engine::Command;
using engine::RecordChips;
using engine::State;
using registry::FigureBasis;
using registry::FigureBound;

const std::vector<FieldSpec>& figure_fields() {
  static const std::vector<FieldSpec> fields{{"quantity", "What it is of", true},
                                             {"value", "The number", true},
                                             {"basis", ""},
                                             {"bound", ""},
                                             {"grade", ""},
                                             {"source", ""},
                                             {"dated", ""},
                                             {"note", ""}};
  return fields;
}

Result<bool> parse_truth(const std::string& text) {
  if (text == "true" || text == "yes") return true;
  if (text == "false" || text == "no") return false;
  return fail(ErrorCode::value_invalid, say("'{0}': true or false is expected", text));
}

Result<std::string> checked_date(const std::string& text) {
  SCRIP_TRY_VOID(registry::check_source_date(text));
  return text;
}

// A text of the figure, or else of its model.
Result<std::string> own_or(const FieldReader& figure, const FieldReader& model, std::string_view name) {
  return figure.find(name) != nullptr ? figure.text_or_none(name) : model.text_or_none(name);
}

Result<registry::FigureGrade> grade_of(const FieldReader& figure, const FieldReader& model) {
  const bool own = figure.find("grade") != nullptr || model.find("grade") == nullptr;
  return (own ? figure : model).parsed("grade", registry::parse_figure_grade);
}

// A figure for each quantity that is named: a number that was given for two of them at once is said of both.
Result<void> add_figures(const FieldReader& model, const Node& node, const std::string& key, RecordChips& command) {
  SCRIP_TRY_VOID(check_fields(figure_fields(), node));
  const FieldReader figure(node);
  RecordChips::StatedFigure stated{
      .model = key,
      .value = SCRIP_TRY(figure.parsed("value", registry::parse_chip_value)),
      .basis = SCRIP_TRY(figure.parsed_or("basis", FigureBasis::nominal, registry::parse_figure_basis)),
      .grade = SCRIP_TRY(grade_of(figure, model)),
      .source = SCRIP_TRY(own_or(figure, model, "source")),
      .dated = SCRIP_TRY(figure.located("dated", checked_date(SCRIP_TRY(own_or(figure, model, "dated"))))),
      .note = SCRIP_TRY(figure.text_or_none("note"))};
  stated.bound = SCRIP_TRY(figure.parsed_or("bound", FigureBound::exactly, registry::parse_figure_bound));
  if (stated.source.empty())
    return fail(ErrorCode::missing_field, say("where the figure is from"), "source", node.line);
  const auto quantities = SCRIP_TRY(figure.texts("quantity"));
  if (quantities.empty()) return fail(ErrorCode::missing_field, say("what the figure is of"), "quantity", node.line);
  for (const auto& quantity : quantities) {
    stated.quantity = SCRIP_TRY(figure.located("quantity", registry::parse_chip_quantity(quantity)));
    command.figures.push_back(stated);
  }
  return {};
}

Result<Command> make_vendor(const FieldReader& fields, const State&) {
  RecordChips command;
  command.vendors.push_back({.key = SCRIP_TRY(fields.text("key")),
                             .name = SCRIP_TRY(fields.text("name")),
                             .jurisdiction = SCRIP_TRY(fields.text_or_none("jurisdiction")),
                             .organisation = SCRIP_TRY(fields.text_or_none("organisation"))});
  return command;
}

Result<Command> make_chip(const FieldReader& fields, const State&) {
  RecordChips command;
  const std::string key = SCRIP_TRY(fields.text("key"));
  command.models.push_back({.key = key,
                            .name = SCRIP_TRY(fields.text("name")),
                            .vendor = SCRIP_TRY(fields.text("vendor")),
                            .aliases = SCRIP_TRY(fields.texts("aliases")),
                            .note = SCRIP_TRY(fields.text_or_none("note"))});
  const Node* figures = fields.find("figures");
  if (figures == nullptr) return command;
  if (figures->kind != Node::Kind::list) {
    return fail(ErrorCode::value_invalid, say("a list of figures is expected here"), "figures", figures->line);
  }
  for (const Node& figure : figures->items) SCRIP_TRY_VOID(add_figures(fields, figure, key, command));
  return command;
}

Result<Command> make_origin(const FieldReader& fields, const State&) {
  return engine::RecordOrigin{.resource = SCRIP_TRY(fields.text("chip")),
                              .test = SCRIP_TRY(fields.parsed("test", registry::parse_origin_test)),
                              .passes = SCRIP_TRY(fields.parsed("passes", parse_truth)),
                              .from = SCRIP_TRY(fields.day("from")),
                              .source = SCRIP_TRY(fields.text("source")),
                              .evidence = {}};
}

Result<Command> make_target(const FieldReader& fields, const State&) {
  return engine::SetDomesticTarget{.test = SCRIP_TRY(fields.parsed("test", registry::parse_origin_test)),
                                   .by = SCRIP_TRY(fields.day("by")),
                                   .share = SCRIP_TRY(fields.parsed("share", parse_share)),
                                   .source = SCRIP_TRY(fields.text("source"))};
}

}  // namespace

std::vector<Kind> chip_kinds() {
  return {
      {.name = "vendor",
       .section = "vendors",
       .summary = {},
       .example = {},
       .fields = {{"key", "", true}, {"name", "", true}, {"jurisdiction", ""}, {"organisation", ""}},
       .make = make_vendor,
       .has_commands = false},
      {.name = "chip",
       .section = "chips",
       .summary = {},
       .example = {},
       .fields = {{"key", "", true},
                  {"name", "", true},
                  {"vendor", "", true},
                  {"aliases", "", false, FieldForm::list},
                  {"note", ""},
                  {"grade", ""},
                  {"source", ""},
                  {"dated", ""},
                  {"figures", "", false, FieldForm::list}},
       .make = make_chip,
       .has_commands = false},
      {.name = "origin",
       .section = "origins",
       .summary = {},
       .example = {},
       .fields =
           {{"chip", "", true}, {"test", "", true}, {"passes", "", true}, {"from", "", true}, {"source", "", true}},
       .make = make_origin,
       .has_commands = false},
      {.name = "target",
       .section = "domestic_targets",
       .summary = {},
       .example = {},
       .fields = {{"test", "", true}, {"by", "", true}, {"share", "", true}, {"source", "", true}},
       .make = make_target,
       .has_commands = false},
  };
}

}  // namespace scrip::cli
