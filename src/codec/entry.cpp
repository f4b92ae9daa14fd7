#include "codec/entry.h"

#include <algorithm>

#include "base/limits.h"
#include "codec/binary.h"
#include "codec/texts.h"
#include "proof/hash.h"

namespace scrip::codec {
namespace {

constexpr std::uint8_t entry_magic = 'S';
constexpr std::uint8_t entry_version = 1;
constexpr std::uint8_t kind_events = 0;
constexpr std::uint8_t kind_usage = 1;
constexpr std::uint8_t kind_signed_usage = 2;
constexpr std::uint8_t state_version = 5;

void write_header(Bytes& out, const EntryHeader& header, std::uint8_t kind) {
  Writer writer(out);
  writer.byte(entry_magic);
  writer.byte(entry_version);
  writer.byte(kind);
  writer.value(header);
}

ByteView mark_of(const Hash256& hash) { return ByteView{hash.bytes}.first(seal_bytes); }

std::unexpected<Error> corrupt(std::string_view what) { return fail(ErrorCode::entry_corrupt, std::string(what)); }

Result<EntryBody> read_events(Reader& reader) {
  std::vector<engine::Event> events;
  reader.value(events);
  if (!reader.at_end()) return corrupt("the events do not decode");
  return events;
}

}  // namespace

Bytes encode(const EntryHeader& header, const std::vector<engine::Event>& events) {
  Bytes out;
  write_header(out, header, kind_events);
  Writer(out).value(events);
  seal(out);
  return out;
}

Bytes encode(const EntryHeader& header, const engine::UsageBlock& block) {
  Bytes out;
  out.reserve(64 + block.size() * 12);
  write_header(out, header, block.signature ? kind_signed_usage : kind_usage);
  if (block.signature) Writer(out).value(*block.signature);
  write_block(out, block);
  seal(out);
  return out;
}

void seal(Bytes& entry) {
  const Hash256 hash = proof::sha256(entry);
  const ByteView mark = mark_of(hash);
  entry.insert(entry.end(), mark.begin(), mark.end());
}

Result<Entry> decode_entry(ByteView bytes) {
  if (bytes.size() < seal_bytes) return corrupt("not an entry");
  const ByteView content = bytes.first(bytes.size() - seal_bytes);
  if (!std::ranges::equal(bytes.last(seal_bytes), mark_of(proof::sha256(content)))) {
    return corrupt("its bytes were damaged or changed: they do not match their seal");
  }
  Reader reader(content);
  if (reader.byte() != entry_magic) return corrupt("not an entry");
  if (const auto version = reader.byte(); version != entry_version) {
    return fail(ErrorCode::version_unsupported, say("entry version {0}", version));
  }
  const std::uint8_t kind = reader.byte();
  Entry entry;
  reader.value(entry.header);
  if (!reader.ok()) return corrupt("the header does not decode");
  if (kind == kind_events) {
    entry.body = SCRIP_TRY(read_events(reader));
  } else if (kind == kind_usage) {
    entry.body = SCRIP_TRY(read_block(reader.raw(reader.left())));
  } else if (kind == kind_signed_usage) {
    engine::BatchSignature signature;
    reader.value(signature);
    auto block = SCRIP_TRY(read_block(reader.raw(reader.left())));
    block.signature = std::move(signature);
    entry.body = std::move(block);
  } else {
    return corrupt("unknown kind " + std::to_string(kind));
  }
  return entry;
}

Result<void> replay(engine::State& state, const Entry& entry, engine::Replay how) {
  const auto& header = entry.header;
  const engine::EntryContext context{.sequence = header.sequence, .now = header.time, .actor = header.actor};
  SCRIP_TRY_VOID(engine::replay_header(state, context, header.request));
  if (const auto* block = std::get_if<engine::UsageBlock>(&entry.body)) {
    return engine::replay(state, *block, context, how);
  }
  for (const auto& event : std::get<std::vector<engine::Event>>(entry.body)) {
    SCRIP_TRY_VOID(engine::replay(state, event, how));
  }
  return {};
}

Bytes encode_state(const engine::State& state) {
  Bytes out{state_version};
  Writer(out).value(state);
  return out;
}

Result<engine::State> decode_state(ByteView bytes) {
  Reader reader(bytes);
  if (const auto version = reader.byte(); version != state_version) {
    return fail(ErrorCode::version_unsupported, say("snapshot version {0}", version));
  }
  engine::State state;
  reader.value(state);
  if (!reader.at_end()) return corrupt("the snapshot does not decode");
  state.rebuild_indexes();
  return state;
}

Hash256 state_digest(const engine::State& state) { return proof::sha256(encode_state(state)); }

}  // namespace scrip::codec
