#pragma once
// What the commands of chips have in common, on a file and on a server.

#include <string>
#include <vector>

#include "cli/set_up.h"

namespace scrip::cli {

// Vendors and chips of one file, or of all .yaml files of a folder in order of their names. Errors: file_unreadable,
// and those of read_set_up(); noted in the context with the file.
[[nodiscard]] Result<SetUp> read_chips(Context& context, const std::string& path);

// Errors: usage_error, unless exactly one is given.
[[nodiscard]] Result<void> check_one_of(bool passes, bool fails);

// What is said below the table of self-reliance. Texts as they are shown; "" where there is nothing to say.
struct RelianceNotes {
  std::string test;
  std::string share;  // of all device-hours
  struct Step {
    std::string share, by, source;
  };
  std::vector<Step> path;
  std::string projected_share, projected_month;  // where the straight line ends
  std::vector<std::string> assumptions;  // in the language of the context
};
void tell(Context& context, const RelianceNotes& notes);

}  // namespace scrip::cli
