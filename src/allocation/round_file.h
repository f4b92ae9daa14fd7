#pragma once
// What is published of a round, as text with one form only: the inputs, which include everything that decides the
// outcome (no names, nothing personal), and afterwards the outcome with the seed. Anyone can compute the one from the
// other. The format is docs/formats/round.md; `sha256sum` of the file is its digest.

#include <optional>
#include <string>
#include <string_view>

#include "allocation/allocation.h"
#include "base/bytes.h"
#include "base/result.h"

namespace scrip::allocation {

// The inputs, applications ordered by key.
// Errors: those of check_round; missing_field if the round draws and has no commitment.
[[nodiscard]] Result<std::string> format_round(const Round& round);

// Reads exactly what format_round writes, and checks it as that does; entries come in order of their keys.
// Errors: format_unknown (not such a file, or of another version), too_large, and those of format_round, with the line
// where it is known; encoding_invalid where the text means something but is not in its one form.
// Memory: a constant times the text's size, whatever it says.
[[nodiscard]] Result<Round> parse_round(std::string_view text);

// SHA-256 of a published text.
[[nodiscard]] Hash256 digest_of(std::string_view text);

// The outcome, applications ordered by key. The allocation is that of the round with the seed (precondition, checked:
// as many outcomes and pools); `inputs` is the digest of the published inputs.
[[nodiscard]] std::string format_outcome(const Round& round, const Hash256& inputs, const std::optional<Seed>& seed,
                                         const Allocation& allocation);

// The seed that an outcome names, if it names one. Errors: format_unknown, value_invalid.
[[nodiscard]] Result<std::optional<Seed>> published_seed(std::string_view outcome);

// Checks an outcome from the published inputs: shares the round out again and compares line by line.
// Errors: those of parse_round and allocate; proof_invalid with the first line of the outcome that differs, and both
// readings of it.
[[nodiscard]] Result<void> verify_round(std::string_view inputs, const std::optional<Seed>& seed,
                                        std::string_view outcome);

}  // namespace scrip::allocation
