#pragma once
// For the fuzz target and the test of files of stakes: any bytes as CSV.

#include <string>

#include "base/check.h"
#include "cli/csv_file.h"
#include "cli/stake_import.h"

namespace scrip::cli {

// What comes out can be recorded, or the row is refused with a reason. Returns how many stakes came out.
inline std::size_t read_any_stakes(std::string bytes) {
  const auto rows = read_csv(connectors::ByteSource::from_memory(std::move(bytes)));
  if (!rows) return 0;
  engine::RecordStakes command;
  for (const auto& row : *rows) {
    const std::size_t before = command.stakes.size();
    const auto added = add_stake_row(row, command);
    SCRIP_CHECK(command.stakes.size() == before + (added ? 1 : 0));  // a refused row adds no stake
    SCRIP_CHECK(added || !describe(added.error(), Language::english).empty());
  }
  for (const auto& stake : command.stakes) {
    SCRIP_CHECK(!stake.holder.empty() && !stake.held.empty());
    SCRIP_CHECK(stake.capital.min <= stake.capital.max && stake.capital.max <= control::whole_portion);
    SCRIP_CHECK(stake.votes.min <= stake.votes.max && stake.votes.max <= control::whole_portion);
  }
  return command.stakes.size();
}

}  // namespace scrip::cli
