#pragma once
// An audit of a journal: everything it says is worked out again from its first entry, and nothing else is trusted.
//
//  - each entry decodes, and encodes to the same bytes; numbers count up by one, times increase;
//  - each record is priced and charged again, each refund and each closed period decided again, and must come out as
//  the
//    journal says (engine::Replay::judge); at the end the books are worked out a second way (verify/books.h);
//  - each signed batch of usage is signed by a key that its site had then; where its body was kept, the records are
//    those of the body;
//  - the Merkle roots are those that the authority signed: the store's own checkpoint, and any given from outside;
//  - the stored snapshot is that of the state reached.
//
// What it cannot see: what was never entered, and a forgery that keeps every rule in a journal without a checkpoint.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/state.h"
#include "ports/store.h"
#include "proof/key.h"

namespace scrip::verify {

// The note of the store that holds the newest signed checkpoint.
inline constexpr std::string_view checkpoint_note = "checkpoint";

struct VerifyOptions {
  std::optional<proof::PublicKey> key;   // who must have signed; the key in the journal's first entry if not given
  std::vector<std::string> checkpoints;  // signed texts that were kept elsewhere
  bool threaded = true;                  // decode and hash ahead on a thread of its own
};

struct Progress {
  std::uint64_t entry = 0;
  std::uint64_t entries = 0;  // in all
  std::uint64_t records = 0;
};

struct SignedSize {
  std::uint64_t size = 0;
  std::string origin;
};

// What was found of a journal that holds.
struct VerifyReport {
  std::uint64_t entries = 0;
  std::uint64_t usage_entries = 0;
  std::uint64_t records = 0;  // usage records in them
  std::uint64_t bytes = 0;
  Hash256 root;
  Hash256 state_digest;
  std::vector<SignedSize> checkpoints;  // ascending by size; all hold
  std::uint64_t snapshot = 0;           // the entry of the snapshot that was compared; 0: none
  std::uint64_t signatures = 0;         // of usage entries, by the sites that sent them
  std::uint64_t bodies = 0;             // of those: kept as they were sent, and compared
  std::uint64_t lines = 0;              // of jobs' bills that the books were worked out from
  engine::State state;                  // as replayed, for balances and further questions
};

// Errors: store_unavailable, store_corrupt; and of the journal, with field "entry" and line the entry's number:
//   entry_corrupt, version_unsupported  the entry does not decode, or is not written as it should be
//   replay_mismatch                     the entry, the books or the snapshot say otherwise than the rules
//   document_missing                    a body that was to be kept is not there
//   hash_mismatch                       a kept body is not the one that was signed; a checkpoint's root is not the
//   journal's: an entry up to it was changed; or
//                                       entries are missing from the end
//   signature_invalid                   a checkpoint is not signed by the key, or the journal was set up with another
//   encoding_invalid, key_invalid       a checkpoint or key is none
[[nodiscard]] Result<VerifyReport> verify(ports::Store& store, const VerifyOptions& options,
                                          const std::function<void(const Progress&)>& progress = {});

}  // namespace scrip::verify
