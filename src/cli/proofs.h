#pragma once
// Inclusion proofs as files that stand for themselves.

#include <cstdint>
#include <string>

#include "base/result.h"
#include "ports/store.h"

namespace scrip::cli {

// JSON: the entry's bytes and number, the hashes of the path, the signed checkpoint and the public key.
// Errors: out_of_range (no such entry, or none of the last checkpoint), proof_invalid (there is no checkpoint yet).
// Cost: reads every entry up to the checkpoint.
[[nodiscard]] Result<std::string> prove_entry(ports::Store& store, const std::string& public_key, std::uint64_t entry);

struct CheckedProof {
  std::uint64_t entry = 0;
  std::uint64_t size = 0;
  std::string key;  // its name
};
// With an empty key the one in the proof is taken. Errors: syntax_error, missing_field, key_invalid, signature_invalid,
// proof_invalid.
[[nodiscard]] Result<CheckedProof> check_proof(const std::string& json, const std::string& key);

}  // namespace scrip::cli
