#include "codec/snapshot.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/check.h"
#include "codec/binary.h"
#include "codec/entry.h"
#include "codec/texts.h"
#include "proof/hash.h"

namespace scrip::codec {
namespace {

constexpr std::uint8_t snapshot_version = 6;
constexpr std::size_t digest_bytes = 32;

std::unexpected<Error> corrupt(std::string_view what) { return fail(ErrorCode::entry_corrupt, std::string(what)); }

}  // namespace

Bytes encode_snapshot(const proof::MerkleFrontier& frontier, const engine::State& state) {
  SCRIP_CHECK(frontier.size() == state.last_sequence);
  Bytes out;
  Writer writer(out);
  writer.byte(snapshot_version);
  writer.value(frontier.size());
  writer.value(frontier.peaks());
  writer.raw(encode_state(state));
  writer.value(proof::sha256(out));
  return out;
}

bool is_of_this_version(ByteView bytes) { return !bytes.empty() && bytes.front() == snapshot_version; }

Result<Snapshot> decode_snapshot(ByteView bytes) {
  if (bytes.size() < digest_bytes) return corrupt("not a snapshot");
  const ByteView content = bytes.first(bytes.size() - digest_bytes);
  if (!std::ranges::equal(bytes.last(digest_bytes), proof::sha256(content).bytes)) {
    return corrupt("the snapshot was damaged");
  }
  Reader reader(content);
  if (const auto version = reader.byte(); version != snapshot_version) {
    return fail(ErrorCode::version_unsupported, say("snapshot version {0}", version));
  }
  std::uint64_t size = 0;
  std::vector<Hash256> peaks;
  reader.value(size);
  reader.value(peaks);
  if (!reader.ok()) return corrupt("the snapshot does not decode");
  auto frontier = SCRIP_TRY(proof::MerkleFrontier::restore(size, std::move(peaks)));
  auto state = SCRIP_TRY(decode_state(reader.raw(reader.left())));
  if (state.last_sequence != size) return corrupt("the snapshot's state and log end with different entries");
  return Snapshot{.frontier = std::move(frontier), .state = std::move(state)};
}

}  // namespace scrip::codec
