#pragma once
// Replay: from the journal's results back to the state. Nothing in an entry is believed: each index, amount and order
// is checked against the state before it is used, so a damaged or forged journal gives an error and never a crash.
//
// Errors: replay_mismatch, with what does not fit. Then the state is spoilt (half of an entry may be in it) and has to
// be dropped.

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/events.h"
#include "engine/usage.h"

namespace scrip::engine {

// How much of an entry is taken at its word.
enum class Replay : std::uint8_t {
  take,   // its results, as long as they fit the state: a restart. No rule, price or time zone is asked.
  judge,  // nothing: records are priced, charged and refunded, periods closed and applications decided again, and must
          // come out the same. An audit. It takes the rules of the release that wrote the entry.
};

// An entry's header: the next in sequence, later than the last, under a new idempotency key.
[[nodiscard]] Result<void> replay_header(State& state, const EntryContext& context,
                                         const std::optional<Hash256>& request);
[[nodiscard]] Result<void> replay(State& state, const Event& event, Replay how);
[[nodiscard]] Result<void> replay(State& state, const UsageBlock& block, const EntryContext& context, Replay how);

// Whether apply() may be called: what decide() makes sure of, as far as the event tells. Changes nothing; of a closed
// period it checks the outside only, the rest is for apply_close() to say.
[[nodiscard]] Result<void> check(const State& state, const Event& event);

// Decides the command that an event of an application's life answers once more; it must come to the same event. Other
// events are let pass. The event has passed check().
[[nodiscard]] Result<void> judge_again(const State& state, const Event& event);

// A time zone's clocks as they can be: steps ascending, offsets within 18 hours. Errors: time_invalid.
[[nodiscard]] Result<void> check_zone(const ZoneOffsets& zone);

}  // namespace scrip::engine
