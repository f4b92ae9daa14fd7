#include <gtest/gtest.h>

#include "base/random.h"
#include "cli/stake_rows_hostile.h"
#include "tests/support/sanitized.h"

namespace scrip::cli {
namespace {

constexpr std::string_view good =
    "holder,holder_kind,holder_name,holder_jurisdiction,held,label,capital,votes,from,until\r\n"
    "state,state_body,,CN,group,shares,51%,,2020-01-01,\r\n"
    "group,organisation,Group,CN,acme,shares,30%-40%,60%,2020-01-01,2026-01-01\r\n"
    "p-1,person,,,acme,\"a, b\",5%,0%,2021-05-06,\r\n";

TEST(StakeRows, AreReadFromAFileThatIsInOrder) { EXPECT_EQ(read_any_stakes(std::string(good)), 3u); }

// Each row that comes out of a damaged file is whole (read_any_stakes checks it), whatever was done to the bytes.
TEST(StakeRows, OfDamagedFilesAreWholeOrRefused) {
  Random random(7);
  std::size_t taken = 0;
  for (int round = 0; round < testing::part_of(20'000); ++round) {
    std::string bytes(good);
    for (std::uint64_t i = 0; i <= random.below(6); ++i) {
      const auto at = static_cast<std::size_t>(random.below(bytes.size()));
      switch (random.below(4)) {
        case 0:
          bytes[at] = static_cast<char>(random.below(256));
          break;
        case 1:
          bytes.insert(at, bytes.substr(static_cast<std::size_t>(random.below(bytes.size())), random.below(40)));
          break;
        case 2:
          bytes.erase(at, static_cast<std::size_t>(random.below(40)));
          break;
        default:
          bytes[at] = std::string_view(",\"\n\r%.-9\0", 9)[static_cast<std::size_t>(random.below(9))];
      }
      if (bytes.empty()) bytes = ",";
    }
    taken += read_any_stakes(std::move(bytes));
  }
  EXPECT_GT(taken, 1'000u);
}

TEST(StakeRows, OfAFileThatIsCutAnywhereAreWholeOrRefused) {
  for (std::size_t end = 0; end < good.size(); ++end) EXPECT_LE(read_any_stakes(std::string(good.substr(0, end))), 3u);
}

}  // namespace
}  // namespace scrip::cli
