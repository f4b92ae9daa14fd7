#pragma once
// The authority's key, which lies in a file beside the journal, and the checkpoints it signs.

#include <string>

#include "proof/checkpoint.h"
#include "proof/key.h"
#include "runtime/journal.h"
#include "verify/verify.h"

namespace scrip::cli {

using verify::checkpoint_note;

[[nodiscard]] std::string key_path(const std::string& db);

// Errors: file_unreadable, key_invalid.
[[nodiscard]] Result<proof::PrivateKey> read_key(const std::string& path);
// Creates the file with mode 0600; never replaces one. Errors: store_exists, store_unavailable.
[[nodiscard]] Result<void> write_key(const std::string& path, const proof::PrivateKey& key);

// Signs the head of the journal, keeps the signed text as the store's note and returns it. Refuses to sign a past other
// than the one signed before. `trusted` is an earlier head of this same journal, which saves reading the entries.
// Errors: file_unreadable (no key), key_invalid (another authority's key), hash_mismatch (the journal was changed since
// the last checkpoint), signature_invalid (the note was), those of the store.
[[nodiscard]] Result<std::string> sign_head(ports::Store& store, const engine::State& state,
                                            const std::string& key_file, const runtime::Journal::Head& head,
                                            const runtime::Journal::Head& trusted);

// The leaf hashes of entries 1 .. last.
[[nodiscard]] Result<std::vector<Hash256>> read_leaves(ports::Store& store, std::uint64_t last);

}  // namespace scrip::cli
