#pragma once
// Journal entries as bytes. An entry is a header and a body; docs/formats/journal.md has the layout.
//
//   header  magic 'S', version 1, kind, sequence, time (ms), actor, idempotency key's hash or nothing
//   body    kind 0: the events of one command or of what became due
//           kind 1: a block of usage records
//           kind 2: how the site signed them, then a block of usage records
//   seal    the first 8 bytes of the SHA-256 of all before it: damage shows at once, and in which entry
//
// The entry's leaf in the Merkle log is the RFC 9162 leaf hash of exactly these bytes.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/commands.h"
#include "engine/events.h"
#include "engine/replay.h"
#include "engine/usage.h"

namespace scrip::codec {

struct EntryHeader {
  std::uint64_t sequence = 0;
  Instant time{};
  std::string actor;                 // who asked: a person's or key's id, never a name
  std::optional<Hash256> request;    // of the idempotency key, where one was given

  static void fields(auto& self, auto&& visit) {
    visit("sequence", self.sequence);
    visit("time", self.time);
    visit("actor", self.actor);
    visit("request", self.request);
  }
  friend bool operator==(const EntryHeader&, const EntryHeader&) = default;
};

using EntryBody = std::variant<std::vector<engine::Event>, engine::UsageBlock>;

struct Entry {
  EntryHeader header;
  EntryBody body;
};

[[nodiscard]] Bytes encode(const EntryHeader& header, const std::vector<engine::Event>& events);
[[nodiscard]] Bytes encode(const EntryHeader& header, const engine::UsageBlock& block);

// Ends an entry with its seal. It says where a journal was damaged; that it was not forged, only the Merkle root says.
inline constexpr std::size_t seal_bytes = 8;
void seal(Bytes& entry);

// Errors: entry_corrupt, version_unsupported. What encode() wrote decodes to the same; bytes that decode but that
// encode() would write otherwise are for an audit to find.
[[nodiscard]] Result<Entry> decode_entry(ByteView bytes);

// Brings a state from the entry before to this one. Errors: replay_mismatch; then the state has to be dropped.
[[nodiscard]] Result<void> replay(engine::State& state, const Entry& entry, engine::Replay how);

// A usage block alone, as it stands in an entry's body.
void write_block(Bytes& out, const engine::UsageBlock& block);
[[nodiscard]] Result<engine::UsageBlock> read_block(ByteView bytes);

// --- the whole state ---
[[nodiscard]] Bytes encode_state(const engine::State& state);
// Errors: entry_corrupt. The indexes are built.
[[nodiscard]] Result<engine::State> decode_state(ByteView bytes);
// The SHA-256 of the encoded state: equal states, equal digests, on every machine.
[[nodiscard]] Hash256 state_digest(const engine::State& state);

}  // namespace scrip::codec
