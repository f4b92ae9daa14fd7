#pragma once
// The kinds of thing that are set up: one list of fields for the YAML file, the CSV columns and the command line.

#include <string_view>
#include <vector>

#include "cli/field_reader.h"
#include "engine/commands.h"

namespace scrip::cli {

enum class FieldForm : std::uint8_t { text, list, prices };

struct FieldSpec {
  std::string_view name;
  std::string_view help;
  bool required = false;
  FieldForm form = FieldForm::text;
};

struct Kind {
  std::string_view name;     // the command: "organisation"
  std::string_view section;  // in a YAML file, and the table: "organisations"
  std::string_view summary;
  std::string_view example;  // of `add`, behind "scrip <name> add"
  std::vector<FieldSpec> fields;  // "key", where there is one, comes first
  // Resolves units and prices against what is there already; keys are left to the engine.
  Result<engine::Command> (*make)(const FieldReader& fields, const engine::State& state);
  bool has_commands = true;  // "scrip <name> add" and so on; else it is a section of files only

  [[nodiscard]] bool has_key() const { return fields.front().name == "key"; }
};

// In the order in which they refer to each other.
[[nodiscard]] const std::vector<Kind>& kinds();
// The last of them: vendors, chips, their origin, targets.
[[nodiscard]] std::vector<Kind> chip_kinds();
[[nodiscard]] const Kind* find_section(std::string_view section);

// Fields that the kind does not have. Errors: unknown_field with its line and the nearest name; value_invalid where the
// node is no mapping.
[[nodiscard]] Result<void> check_fields(const std::vector<FieldSpec>& fields, const Node& node);

}  // namespace scrip::cli
