#pragma once
// Published draws: lotteries, ties and audit samples that anyone can repeat with `sha256sum`.
//
// Every application of a round has one ticket,
//
//   ticket = SHA-256("<purpose> <seed> <round> <key>")
//
// over ASCII text with one space between the four and nothing after the last: the purpose's word, the seed as 64
// lower-case hexadecimal digits, the round and the application's key. Tickets are ranked as numbers, lowest first. So a
// ticket depends on nothing but the application itself, never on the order or the number of the others; and ranking
// hashes has no modulo bias, because nothing is reduced to a range.
//
// Before the round closes the authority publishes the commitment, SHA-256 of the seed's 64 digits, and afterwards the
// seed. The scheme with a worked example is docs/formats/round.md; it never changes without a new purpose's word.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "proof/hash.h"

namespace scrip::allocation {

// What a key of a round, application, organisation, pool, quota or tier may be: 1 to 128 visible ASCII characters, no
// space, not "-" alone, which stands for "none" in published files.
[[nodiscard]] bool is_round_key(std::string_view text);

// 256 bits from a good source of randomness (`openssl rand -hex 32`), secret until the round has closed.
struct Seed {
  std::array<std::uint8_t, 32> bytes{};
  friend bool operator==(const Seed&, const Seed&) = default;
};

// Reads exactly 64 lower-case hexadecimal digits: a seed has one text, because the text is what is hashed.
// Errors: value_invalid; the text is not repeated in the error, since it may be a secret with one wrong digit.
[[nodiscard]] Result<Seed> parse_seed(std::string_view text);
[[nodiscard]] std::string format_seed(const Seed& seed);

[[nodiscard]] Hash256 commitment_of(const Seed& seed);
// Errors: proof_invalid if the seed is not the one committed to.
[[nodiscard]] Result<void> verify_commitment(const Seed& seed, const Hash256& commitment);

// What a ticket decides. Each has tickets of its own, so that the outcome of one draw says nothing about another.
enum class Purpose : std::uint8_t {
  lottery,  // "lottery": the order of a lottery and of ties
  sample,  // "sample": which awards are audited
  review_organisation,  // "review-organisation": peer review, see score.h
  review_applicant,  // "review-applicant"
  review_step,  // "review-step"
};
[[nodiscard]] std::string_view word(Purpose purpose);

// The tickets of one round for one purpose.
class Drawing {
 public:
  // Precondition (checked): `round` is a round key.
  Drawing(const Seed& seed, Purpose purpose, std::string_view round);
  // The key's ticket; any text has one, though only that of a round key is unambiguous. Cost: some 100 ns.
  [[nodiscard]] Hash256 ticket(std::string_view key) const;

 private:
  proof::Sha256 prefix_;  // what is the same for every key, hashed once
};

// The positions in `keys` of the `count` lowest tickets, lowest first; of all keys if there are fewer.
// Errors: duplicate_key, value_invalid, too_large. Cost: O(n log count).
[[nodiscard]] Result<std::vector<std::uint32_t>> sample(const Drawing& drawing, std::span<const std::string> keys,
                                                        std::size_t count);

// Whether all are round keys and no two the same. Errors: duplicate_key, value_invalid; `field` names what the keys
// are of. Cost: O(n), with a hash table of all keys unless they are in ascending order.
[[nodiscard]] Result<void> check_keys(std::span<const std::string_view> keys, std::string_view field);

}  // namespace scrip::allocation
