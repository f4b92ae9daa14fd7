#pragma once
// The journal's hash: SHA-256 (FIPS 180-4), and what RFC 9162 section 2.1.1 makes of it for the leaves and nodes of a
// Merkle tree. This is the one place that names the hash; a journal under other national rules changes it here.
//
// Leaves and nodes start with different bytes, so that no entry can be passed off as an inner node of the tree.
// Cost: one compression for each 64 bytes; a node takes two, a leaf one up to 54 bytes. Nothing allocates.

#include <array>
#include <cstddef>

#include "base/bytes.h"

namespace scrip::proof {

// A hash over parts that arrive one after another: the same as over all of them joined.
class Sha256 {
 public:
  Sha256();
  Sha256& update(ByteView part);
  // The hash of everything so far. The object goes on from there: more parts may follow.
  [[nodiscard]] Hash256 finish() const;

 private:
  alignas(8) std::array<std::byte, 112> state_;  // the library's state, whose headers stay out of ours
};

[[nodiscard]] Hash256 sha256(ByteView bytes);

// SHA-256(0x00 || entry).
[[nodiscard]] Hash256 leaf_hash(ByteView entry);
// The leaf of an entry that lies in two pieces: SHA-256(0x00 || header || body).
[[nodiscard]] Hash256 leaf_hash(ByteView header, ByteView body);

// SHA-256(0x01 || left || right).
[[nodiscard]] Hash256 node_hash(const Hash256& left, const Hash256& right);

}  // namespace scrip::proof
