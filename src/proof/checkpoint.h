#pragma once
// Checkpoints: what an authority signs about its journal, so that it cannot show two people two pasts. The text is a
// C2SP tlog-checkpoint in a C2SP signed-note (c2sp.org/tlog-checkpoint, c2sp.org/signed-note), for example
//
//   subsidy.example.gov/journal
//   20852163
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//
//   — subsidy.example.gov/journal Az3grlgtzPICa5OS8npVmf1M...
//
// that is: the origin (which journal), the number of entries, the root in base 64, an empty line, and one signature
// line or more: em dash, space, the key's name, space, base 64 of key id and signature of the text before the empty
// line. Every line ends in a line feed. We are stricter than C2SP in two ways: the origin is the name of the key
// that signs, and there are no extension lines. Signatures of other keys (witnesses) may follow and are not judged.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "proof/key.h"

namespace scrip::proof {

// Room for our signature and 16 of witnesses, of the longest kind in use (post-quantum, 5 kB each).
inline constexpr std::size_t checkpoint_bytes_max = 128 * 1024;

struct Checkpoint {
  std::string origin;      // a key name
  std::uint64_t size = 0;  // entries in the journal
  Hash256 root;            // of the Merkle tree over their leaf hashes, in journal order
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// The three lines that are signed. Errors: key_invalid if the origin is not a key name.
[[nodiscard]] Result<std::string> format_checkpoint(const Checkpoint& checkpoint);
// Reads exactly what format_checkpoint writes; checks no signature. Errors: encoding_invalid.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view text);

// The signed text. The caller has made sure that the checkpoint is consistent with every one signed before.
// Errors: key_invalid if the key does not have the origin's name, or that is not a key name.
[[nodiscard]] Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const PrivateKey& key);

// Reads a signed text and trusts nothing in it before the signature by `key` is found good.
// Errors: encoding_invalid (not a signed checkpoint), signature_invalid (not signed by the key, or changed since; also
// if one of several signatures by the key is bad, or the origin is not the key's name).
[[nodiscard]] Result<Checkpoint> open_checkpoint(std::string_view text, const PublicKey& key);

}  // namespace scrip::proof
