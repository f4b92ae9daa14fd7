#pragma once
// A snapshot as bytes: the state after some entry and the Merkle log up to it, so that a restart replays only what
// follows. docs/formats/checkpoint.md has the layout. It is a convenience, never a source: an audit replays the journal
// and finds a snapshot that says otherwise.

#include "base/bytes.h"
#include "base/result.h"
#include "engine/state.h"
#include "proof/merkle.h"

namespace scrip::codec {

struct Snapshot {
  proof::MerkleFrontier frontier;
  engine::State state;  // with its indexes
};

// Precondition (checked): both end with the same entry. Equal states, equal bytes.
[[nodiscard]] Bytes encode_snapshot(const proof::MerkleFrontier& frontier, const engine::State& state);

// Whether a snapshot says that it is in the version that encode_snapshot() writes.
[[nodiscard]] bool is_of_this_version(ByteView bytes);

// Errors: entry_corrupt (also damaged bytes: a snapshot ends in its SHA-256), version_unsupported.
[[nodiscard]] Result<Snapshot> decode_snapshot(ByteView bytes);

}  // namespace scrip::codec
