// A journal from a stranger: entries are decoded, checked and replayed until one is refused. An abort, a sanitizer's
// report or endless work is a finding; that an audit's state balances is checked where one went through.
//
// Input: a first byte (bit 0: judge or take), then entries without their seals, each after its length as a varint.
// Numbers, times and seals are put right, so that the bytes in between are what is tried.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "codec/binary.h"
#include "codec/entry.h"
#include "verify/books.h"

namespace {

using namespace scrip;

// The next entry of the input, made to follow the last; nothing when it does not decode.
Result<codec::Entry> next_entry(codec::Reader& in, const engine::State& state) {
  const ByteView content = in.raw(in.length());
  if (!in.ok() || content.empty()) return fail(ErrorCode::entry_corrupt, "the end");
  Bytes sealed(content.begin(), content.end());
  codec::seal(sealed);
  auto entry = codec::decode_entry(sealed);
  if (!entry) return entry;
  const Bytes once = std::visit([&](const auto& body) { return codec::encode(entry->header, body); }, entry->body);
  const auto again = codec::decode_entry(once);
  SCRIP_CHECK(again.has_value());
  SCRIP_CHECK(std::visit([&](const auto& body) { return codec::encode(again->header, body); }, again->body) == once);
  entry->header.sequence = state.last_sequence + 1;
  entry->header.time = std::max(entry->header.time, state.last_time + Milliseconds{1});
  return entry;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  codec::Reader in(ByteView{data, size});
  const auto how = (in.byte() & 1) != 0 ? engine::Replay::judge : engine::Replay::take;
  engine::State state;
  while (in.ok() && in.left() > 0) {
    const auto entry = next_entry(in, state);
    if (!entry) break;
    if (!codec::replay(state, *entry, how)) return 0;  // the state is spoilt
  }
  if (how == engine::Replay::judge) SCRIP_CHECK(verify::check_books(state).has_value());
  return 0;
}
