#pragma once
// Stakes out of files: judged whole, then recorded whole.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
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

// The same of the options of `stake add`; "" for one that was not given.
[[nodiscard]] Result<engine::RecordStakes> stake_of_options(
    const std::function<std::string(const std::string& option)>& given);

// The rows of a CSV file, and the line of each part of them. What is wrong with a row is noted with its line.
struct StakeRows {
  engine::RecordStakes record;
  std::vector<std::uint64_t> party_lines, stake_lines;
};
[[nodiscard]] Result<StakeRows> read_stake_rows(Context& context, const std::string& file);

// Whether a file of stakes is JSON statements rather than CSV.
[[nodiscard]] bool is_bods(std::string_view text);

// A CSV file, or JSON statements in the Beneficial Ownership Data Standard. Each thing that is wrong is noted with its
// line, or statement; then nothing is recorded.
[[nodiscard]] Result<void> import_stakes(Context& context, const StakeFile& options);

}  // namespace scrip::cli
