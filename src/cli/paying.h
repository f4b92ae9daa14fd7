#pragma once
// What the commands of paying have in common, on a file and on a server.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/context.h"

namespace scrip::cli {

// Keeps a text beside the journal, with 16 random bytes before it; gives its hash.
// It cannot be guessed from its digest.
[[nodiscard]] Result<Hash256> salted_document(Context& context, std::string_view text);

// An instalment's condition as it came out; texts in the language of the context.
struct CheckedInstalment {
  std::string instalment, share, reason, explained;
  bool holds = false;
  std::vector<std::string> missing;  // facts that are not known yet
};
void print_checked(Context& context, std::span<const CheckedInstalment> all);

}  // namespace scrip::cli
