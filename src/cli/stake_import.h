#pragma once
// Stakes out of files: judged whole, then recorded whole.

#include <string>
#include <vector>

#include "cli/context.h"
#include "yaml/node.h"

namespace scrip::cli {

struct StakeFile {
  std::string file;
  std::vector<std::string> persons;  // "RECORD=ID"
  bool check = false;
};

// What a row says, by the names of the columns that docs/formats/stakes.md states; `add` takes the same fields.
[[nodiscard]] Result<void> add_stake_row(const yaml::Node& row, engine::RecordStakes& command);

// A CSV file, or JSON statements in the Beneficial Ownership Data Standard. Each thing that is wrong is noted with its
// line, or statement; then nothing is recorded.
[[nodiscard]] Result<void> import_stakes(Context& context, const StakeFile& options);

}  // namespace scrip::cli
