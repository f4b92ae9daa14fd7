#pragma once
// One statement of the Beneficial Ownership Data Standard as it stands there.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "control/portion.h"

namespace scrip::connectors {

struct BodsInterest {
  std::string type;        // empty: not stated
  bool is_indirect = false;
  std::optional<control::Range> share;
  std::optional<Day> start, end;
};

struct BodsStatement {
  enum class Kind : std::uint8_t { entity, person, relationship };
  std::uint64_t number = 0;  // 1-based
  Kind kind{};
  std::string record;
  Day date{};
  bool is_closed = false;
  // entity and person
  std::string type, name, jurisdiction;
  std::vector<std::string> identifiers;
  // relationship; nobody where the record is not specified
  std::optional<std::string> subject, party;
  std::vector<BodsInterest> interests;
};

struct BodsStatements {
  std::vector<BodsStatement> taken;
  std::vector<std::pair<std::uint64_t, Error>> refused;
  std::uint64_t count = 0;
};
// Errors: syntax_error, too_large.
[[nodiscard]] Result<BodsStatements> read_bods_statements(std::string_view json);

}  // namespace scrip::connectors
