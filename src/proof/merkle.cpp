#include "proof/merkle.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

#include "base/check.h"
#include "proof/hash.h"
#include "proof/texts.h"

namespace scrip::proof {
namespace {

// Where a tree of two or more leaves splits: the largest power of two below its size.
std::uint64_t split_of(std::uint64_t size) { return std::bit_floor(size - 1); }

bool is_odd(std::uint64_t value) { return (value & 1) != 0; }

Hash256 empty_root() { return sha256({}); }

std::vector<Hash256> hashes_of(std::span<const Hash256> leaves, std::span<const LeafRange> path) {
  std::vector<Hash256> hashes;
  hashes.reserve(path.size());
  for (const auto& range : path) hashes.push_back(root_of(leaves.subspan(range.begin, range.end - range.begin)));
  return hashes;
}

Result<void> expect_equal(const Hash256& computed, const Hash256& given, Wording<catalogue> what) {
  if (computed == given) return {};
  return fail(ErrorCode::proof_invalid, say("the proof leads to the {0} {1}, not {2}", Message(what.sentence()),
                                            to_hex(computed), to_hex(given)));
}

Result<void> expect_empty(std::span<const Hash256> proof, Wording<catalogue> why) {
  if (proof.empty()) return {};
  return fail(ErrorCode::proof_invalid,
              say("the proof has {0} hashes but needs none: {1}", proof.size(), Message(why.sentence())));
}

// A way up a tree: a node's number at its level, and the number of the last node of that level.
struct Climb {
  std::uint64_t node = 0;
  std::uint64_t last = 0;

  void up() {
    node >>= 1;
    last >>= 1;
  }
  // Whether the next hash of the proof lies to the left; if not, to the right.
  [[nodiscard]] bool sibling_is_left() const { return is_odd(node) || node == last; }
  // A last node that is a left child has no sibling: it goes up, as it is, until it is a right child.
  void skip_levels_without_sibling() {
    while (!is_odd(node) && node != 0) up();
  }
};

}  // namespace

Result<MerkleFrontier> MerkleFrontier::restore(std::uint64_t size, std::vector<Hash256> peaks) {
  const auto expected = static_cast<std::size_t>(std::popcount(size));
  if (peaks.size() != expected) {
    return fail(ErrorCode::encoding_invalid,
                say("a tree of {0} leaves has {1} complete parts, not {2}", size, expected, peaks.size()));
  }
  MerkleFrontier frontier;
  frontier.size_ = size;
  frontier.peaks_ = std::move(peaks);
  return frontier;
}

void MerkleFrontier::append(const Hash256& leaf) {
  Hash256 hash = leaf;
  for (std::uint64_t rest = size_; is_odd(rest); rest >>= 1) {
    hash = node_hash(peaks_.back(), hash);
    peaks_.pop_back();
  }
  peaks_.push_back(hash);
  ++size_;
}

Hash256 MerkleFrontier::root() const {
  if (peaks_.empty()) return empty_root();
  Hash256 hash = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i > 0; --i) hash = node_hash(peaks_[i - 1], hash);
  return hash;
}

Hash256 root_of(std::span<const Hash256> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves.front();
  const std::size_t split = split_of(leaves.size());
  return node_hash(root_of(leaves.first(split)), root_of(leaves.subspan(split)));
}

std::vector<LeafRange> inclusion_path(std::uint64_t index, std::uint64_t size) {
  SCRIP_CHECK(index < size);
  std::vector<LeafRange> path;
  LeafRange at{.begin = 0, .end = size};
  while (at.end - at.begin > 1) {
    const std::uint64_t middle = at.begin + split_of(at.end - at.begin);
    if (index < middle) {
      path.push_back({.begin = middle, .end = at.end});
      at.end = middle;
    } else {
      path.push_back({.begin = at.begin, .end = middle});
      at.begin = middle;
    }
  }
  std::ranges::reverse(path);  // a proof goes from the leaf to the root
  return path;
}

std::vector<LeafRange> consistency_path(std::uint64_t old_size, std::uint64_t size) {
  SCRIP_CHECK(old_size <= size);
  if (old_size == 0) return {};
  std::vector<LeafRange> path;
  LeafRange at{.begin = 0, .end = size};
  while (at.end != old_size) {
    const std::uint64_t middle = at.begin + split_of(at.end - at.begin);
    if (old_size <= middle) {
      path.push_back({.begin = middle, .end = at.end});
      at.end = middle;
    } else {
      path.push_back({.begin = at.begin, .end = middle});
      at.begin = middle;
    }
  }
  if (at.begin != 0) path.push_back(at);  // else it is the old tree itself, whose root the verifier has
  std::ranges::reverse(path);
  return path;
}

std::vector<Hash256> inclusion_proof(std::span<const Hash256> leaves, std::uint64_t index) {
  return hashes_of(leaves, inclusion_path(index, leaves.size()));
}

std::vector<Hash256> consistency_proof(std::span<const Hash256> leaves, std::uint64_t old_size) {
  return hashes_of(leaves, consistency_path(old_size, leaves.size()));
}

Result<void> verify_inclusion(const Hash256& leaf_hash, std::uint64_t index, std::uint64_t size,
                              std::span<const Hash256> proof, const Hash256& root) {
  if (index >= size) {
    return fail(ErrorCode::proof_invalid, say("there is no leaf {0} in a tree of {1}", index, size));
  }
  Climb climb{.node = index, .last = size - 1};
  Hash256 hash = leaf_hash;
  for (const auto& sibling : proof) {
    if (climb.last == 0) return fail(ErrorCode::proof_invalid, say("the proof goes on above the root"));
    if (climb.sibling_is_left()) {
      hash = node_hash(sibling, hash);
      climb.skip_levels_without_sibling();
    } else {
      hash = node_hash(hash, sibling);
    }
    climb.up();
  }
  if (climb.last != 0) return fail(ErrorCode::proof_invalid, say("the proof ends below the root"));
  return expect_equal(hash, root, "root");
}

Result<void> verify_consistency(std::uint64_t size1, std::uint64_t size2, std::span<const Hash256> proof,
                                const Hash256& root1, const Hash256& root2) {
  if (size1 > size2) {
    return fail(ErrorCode::proof_invalid, say("a tree of {0} leaves cannot start with one of {1}", size2, size1));
  }
  if (size1 == 0) {
    SCRIP_TRY_VOID(expect_empty(proof, "the old tree is empty"));
    SCRIP_TRY_VOID(expect_equal(empty_root(), root1, "old root"));
    if (size2 == 0) return expect_equal(empty_root(), root2, "new root");
    return {};
  }
  if (size1 == size2) {
    SCRIP_TRY_VOID(expect_empty(proof, "the trees have one size"));
    return expect_equal(root1, root2, "new root");
  }
  if (proof.empty()) return fail(ErrorCode::proof_invalid, say("the proof is empty but the sizes differ"));

  // Start at the last node common to both trees: the old tree itself where that is complete, else the proof's first.
  Climb climb{.node = size1 - 1, .last = size2 - 1};
  while (is_odd(climb.node)) climb.up();
  const bool old_tree_is_complete = std::has_single_bit(size1);
  Hash256 old_hash = old_tree_is_complete ? root1 : proof.front();
  Hash256 new_hash = old_hash;
  for (const auto& sibling : proof.subspan(old_tree_is_complete ? 0 : 1)) {
    if (climb.last == 0) return fail(ErrorCode::proof_invalid, say("the proof goes on above the root"));
    if (climb.sibling_is_left()) {
      old_hash = node_hash(sibling, old_hash);
      new_hash = node_hash(sibling, new_hash);
      climb.skip_levels_without_sibling();
    } else {
      new_hash = node_hash(new_hash, sibling);
    }
    climb.up();
  }
  if (climb.last != 0) return fail(ErrorCode::proof_invalid, say("the proof ends below the root"));
  SCRIP_TRY_VOID(expect_equal(old_hash, root1, "old root"));
  return expect_equal(new_hash, root2, "new root");
}

}  // namespace scrip::proof
