#pragma once
// The Merkle tree over a journal's entries, as in RFC 9162 (Certificate Transparency 2.0) section 2.1: a tree of n
// leaves splits into a complete left part, of the largest power of two below n, and the rest. Appending never changes
// a complete part, so a root commits to every entry before it, a short proof shows that an entry is under a root
// (inclusion), and another that a later root only added to an earlier one (consistency).
//
// Leaves are leaf hashes (proof/hash.h), indices count from 0, and the root of the empty tree is SHA-256 of nothing.

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace scrip::proof {

// The right edge of a growing tree: all that appending and the root need, in at most 64 hashes however long the log.
class MerkleFrontier {
 public:
  MerkleFrontier() = default;
  // A frontier from what was stored of another one. Errors: encoding_invalid if `size` has not as many complete parts
  // as there are peaks.
  [[nodiscard]] static Result<MerkleFrontier> restore(std::uint64_t size, std::vector<Hash256> peaks);

  // Cost: one node hash on average, at most log2(size).
  void append(const Hash256& leaf);
  // Cost: one node hash for each peak but one.
  [[nodiscard]] Hash256 root() const;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  // The roots of the complete parts, largest and leftmost first: one for each 1 in the binary form of size().
  [[nodiscard]] const std::vector<Hash256>& peaks() const { return peaks_; }

  friend bool operator==(const MerkleFrontier&, const MerkleFrontier&) = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash256> peaks_;
};

// The root over all leaves, by the definition of section 2.1.1. Cost: leaves.size() - 1 node hashes, no allocation.
[[nodiscard]] Hash256 root_of(std::span<const Hash256> leaves);

// The leaves [begin, end), never empty, under one node of a tree.
struct LeafRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  friend bool operator==(const LeafRange&, const LeafRange&) = default;
};

// Which nodes make up a proof, in the proof's order; the proof is root_of() of the leaves of each. For a log too long
// to hash again, a caller that stores roots of complete parts takes them from there: every range is a complete part,
// 2^k leaves from a multiple of 2^k on, but for at most one, which ends at `size`.
// Preconditions (checked): index < size; old_size <= size. An old size of 0 or `size` needs no hashes.
[[nodiscard]] std::vector<LeafRange> inclusion_path(std::uint64_t index, std::uint64_t size);
[[nodiscard]] std::vector<LeafRange> consistency_path(std::uint64_t old_size, std::uint64_t size);

// The proof of sections 2.1.3.1 and 2.1.4.1 over the leaves in memory. Preconditions as above, with size =
// leaves.size(). Cost: fewer than leaves.size() node hashes.
[[nodiscard]] std::vector<Hash256> inclusion_proof(std::span<const Hash256> leaves, std::uint64_t index);
[[nodiscard]] std::vector<Hash256> consistency_proof(std::span<const Hash256> leaves, std::uint64_t old_size);

// Whether `leaf_hash` is leaf number `index` of the tree of `size` leaves under `root` (section 2.1.3.2).
// Errors: proof_invalid; the detail says what does not fit. Cost: one node hash for each hash of the proof.
[[nodiscard]] Result<void> verify_inclusion(const Hash256& leaf_hash, std::uint64_t index, std::uint64_t size,
                                            std::span<const Hash256> proof, const Hash256& root);

// Whether the tree of `size2` leaves under `root2` starts with the tree of `size1` leaves under `root1` (section
// 2.1.4.2). The RFC leaves size1 = 0 open: every tree starts with the empty one, so there the proof must be empty and
// root1 the empty tree's, and nothing is said about root2.
// Errors: proof_invalid; the detail says what does not fit. Cost: at most two node hashes for each hash of the proof.
[[nodiscard]] Result<void> verify_consistency(std::uint64_t size1, std::uint64_t size2, std::span<const Hash256> proof,
                                              const Hash256& root1, const Hash256& root2);

}  // namespace scrip::proof
