#include "proof/merkle.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>

#include "base/random.h"
#include "proof/hash.h"

namespace scrip::proof {
namespace {

constexpr std::uint64_t size_max = 300;  // of the trees that are tried one by one

std::vector<Hash256> make_leaves(std::uint64_t count) {
  std::vector<Hash256> leaves;
  for (std::uint64_t i = 0; i < count; ++i) leaves.push_back(leaf_hash(as_bytes("entry " + std::to_string(i))));
  return leaves;
}

std::span<const Hash256> first(const std::vector<Hash256>& leaves, std::uint64_t count) {
  return std::span{leaves}.first(count);
}

void flip_bit(Hash256& hash, std::uint64_t bit) {
  hash.bytes[bit / 8] = static_cast<std::uint8_t>(hash.bytes[bit / 8] ^ (1u << bit % 8));
}

// --- vectors of others ---

// The leaves and roots of the reference tree in the Certificate Transparency code (merkle_tree_test).
const std::vector<std::string> reference_leaves{
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
};
const std::vector<std::string> reference_roots{
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

TEST(Merkle, TheReferenceTreeHasItsPublishedRoots) {
  std::vector<Hash256> leaves;
  MerkleFrontier frontier;
  EXPECT_EQ(frontier.root(), sha256({}));
  EXPECT_EQ(root_of({}), sha256({}));
  for (std::size_t i = 0; i < reference_leaves.size(); ++i) {
    leaves.push_back(leaf_hash(from_hex(reference_leaves[i]).value()));
    frontier.append(leaves.back());
    EXPECT_EQ(to_hex(root_of(leaves)), reference_roots[i]) << "size " << i + 1;
    EXPECT_EQ(to_hex(frontier.root()), reference_roots[i]) << "size " << i + 1;
  }
}

// How many vectors of a file were accepted, refused by the verifier, and refused before it as no hash of 32 bytes.
struct VectorCounts {
  int accepted = 0;
  int refused = 0;
  int unreadable = 0;
};

std::optional<Hash256> read_hash(simdjson::dom::element text) {
  const auto bytes = from_base64(std::string_view{text});
  Hash256 hash;
  if (!bytes || bytes->size() != hash.bytes.size()) return std::nullopt;
  std::ranges::copy(*bytes, hash.bytes.begin());
  return hash;
}

std::optional<std::vector<Hash256>> read_proof(simdjson::dom::element list) {
  std::vector<Hash256> proof;
  if (list.is_null()) return proof;
  for (const auto element : simdjson::dom::array{list}) {
    const auto hash = read_hash(element);
    if (!hash) return std::nullopt;
    proof.push_back(*hash);
  }
  return proof;
}

std::optional<Result<void>> run_inclusion(simdjson::dom::element vector) {
  const auto leaf = read_hash(vector["leafHash"]);
  const auto root = read_hash(vector["root"]);
  const auto proof = read_proof(vector["proof"]);
  if (!leaf || !root || !proof) return std::nullopt;
  return verify_inclusion(*leaf, std::uint64_t{vector["leafIdx"]}, std::uint64_t{vector["treeSize"]}, *proof, *root);
}

std::optional<Result<void>> run_consistency(simdjson::dom::element vector) {
  const auto root1 = read_hash(vector["root1"]);
  const auto root2 = read_hash(vector["root2"]);
  const auto proof = read_proof(vector["proof"]);
  if (!root1 || !root2 || !proof) return std::nullopt;
  return verify_consistency(std::uint64_t{vector["size1"]}, std::uint64_t{vector["size2"]}, *proof, *root1, *root2);
}

VectorCounts run_vectors(const std::string& file_name,
                         std::optional<Result<void>> (*run)(simdjson::dom::element vector)) {
  VectorCounts counts;
  std::ifstream file(std::filesystem::path(SCRIP_SOURCE_DIR) / "tests/vectors/rfc6962" / file_name);
  EXPECT_TRUE(file.is_open()) << file_name;
  simdjson::dom::parser parser;
  for (std::string line; std::getline(file, line);) {
    const simdjson::dom::element parsed = parser.parse(line);
    const auto outcome = run(parsed["case"]);
    const bool accepted = outcome && *outcome;
    EXPECT_EQ(accepted, !bool{parsed["case"]["wantErr"]})
        << std::string_view{parsed["file"]} << ": "
        << (outcome && !*outcome ? outcome->error().detail : std::string{"no verifier's error"});
    if (outcome && !*outcome) {
      EXPECT_EQ(outcome->error().code, ErrorCode::proof_invalid);
    }
    ++(!outcome ? counts.unreadable : accepted ? counts.accepted : counts.refused);
  }
  std::cout << file_name << ": " << counts.accepted << " accepted, " << counts.refused << " refused, "
            << counts.unreadable << " refused as no 32-byte hash\n";
  return counts;
}

TEST(Merkle, EveryPublishedInclusionVectorComesOutAsItSays) {
  const auto counts = run_vectors("inclusion.jsonl", run_inclusion);
  EXPECT_EQ(counts.accepted, 4);
  EXPECT_EQ(counts.accepted + counts.refused + counts.unreadable, 64);
}

TEST(Merkle, EveryPublishedConsistencyVectorComesOutAsItSays) {
  const auto counts = run_vectors("consistency.jsonl", run_consistency);
  EXPECT_EQ(counts.accepted, 4);
  EXPECT_EQ(counts.accepted + counts.refused + counts.unreadable, 63);
}

// --- the frontier ---

TEST(Merkle, TheFrontierHasTheRootOfTheDefinitionAtEverySize) {
  const auto leaves = make_leaves(size_max);
  MerkleFrontier frontier;
  for (std::uint64_t size = 0; size <= size_max; ++size) {
    ASSERT_EQ(frontier.size(), size);
    ASSERT_EQ(frontier.root(), root_of(first(leaves, size))) << "size " << size;
    ASSERT_EQ(frontier.peaks().size(), static_cast<std::size_t>(std::popcount(size)));
    if (size < size_max) frontier.append(leaves[size]);
  }
}

TEST(Merkle, ARestoredFrontierGoesOnLikeTheOriginal) {
  const auto leaves = make_leaves(100);
  MerkleFrontier frontier;
  for (const auto& leaf : leaves) {
    auto restored = MerkleFrontier::restore(frontier.size(), frontier.peaks()).value();
    EXPECT_EQ(restored, frontier);
    frontier.append(leaf);
    restored.append(leaf);
    ASSERT_EQ(restored, frontier);
  }
}

TEST(Merkle, AFrontierWithTooManyOrTooFewPeaksIsRefused) {
  const auto hashes = make_leaves(3);
  EXPECT_EQ(MerkleFrontier::restore(4, hashes).error().code, ErrorCode::encoding_invalid);
  EXPECT_EQ(MerkleFrontier::restore(0, hashes).error().code, ErrorCode::encoding_invalid);
  EXPECT_EQ(MerkleFrontier::restore(15, hashes).error().code, ErrorCode::encoding_invalid);
  EXPECT_TRUE(MerkleFrontier::restore(7, hashes));
}

// --- which nodes a proof is made of ---

// A proof's nodes and what it starts from cover every leaf of the tree exactly once.
void expect_partition(std::vector<LeafRange> ranges, std::uint64_t size) {
  std::ranges::sort(ranges, {}, &LeafRange::begin);
  std::uint64_t next = 0;
  std::uint64_t ragged = 0;
  for (const auto& range : ranges) {
    ASSERT_EQ(range.begin, next);
    ASSERT_LT(range.begin, range.end);
    const std::uint64_t count = range.end - range.begin;
    const bool complete = std::has_single_bit(count) && range.begin % count == 0;
    ASSERT_TRUE(complete || range.end == size);
    if (!complete) ++ragged;
    next = range.end;
  }
  ASSERT_EQ(next, size);
  ASSERT_LE(ragged, 1u);
}

RC_GTEST_PROP(Merkle, AProofOfALogOfAnySizeCoversItOnce, (std::uint64_t size, std::uint64_t index)) {
  RC_PRE(size > 0);
  index %= size;
  auto inclusion = inclusion_path(index, size);
  RC_ASSERT(inclusion.size() <= 64u);
  inclusion.push_back({.begin = index, .end = index + 1});
  expect_partition(inclusion, size);

  const std::uint64_t old_size = index + 1;
  auto consistency = consistency_path(old_size, size);
  RC_ASSERT(consistency.size() <= 65u);
  if (consistency.empty() || std::has_single_bit(old_size)) consistency.push_back({.begin = 0, .end = old_size});
  expect_partition(consistency, size);
}

// --- inclusion ---

// Which way a proof turns at each step. Two trees of different sizes can have leaves with the same way; a proof of one
// then also fits the other, under the same root: the root vouches for the size only because they are signed together.
std::vector<bool> turns(std::uint64_t index, std::uint64_t size) {
  std::vector<bool> left;
  for (const auto& range : inclusion_path(index, size)) left.push_back(range.begin < index);
  return left;
}

TEST(Merkle, EveryLeafOfEveryTreeHasAProofThatHolds) {
  const auto leaves = make_leaves(size_max);
  std::uint64_t proofs = 0;
  for (std::uint64_t size = 1; size <= size_max; ++size) {
    const Hash256 root = root_of(first(leaves, size));
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto proof = inclusion_proof(first(leaves, size), index);
      ASSERT_TRUE(verify_inclusion(leaves[index], index, size, proof, root)) << index << " of " << size;
      ++proofs;
    }
  }
  EXPECT_EQ(proofs, size_max * (size_max + 1) / 2);
}

TEST(Merkle, AnInclusionProofHoldsForNoOtherLeafIndexOrSize) {
  constexpr std::uint64_t size_tried_max = 40;
  const auto leaves = make_leaves(size_tried_max);
  for (std::uint64_t size = 1; size <= size_tried_max; ++size) {
    const Hash256 root = root_of(first(leaves, size));
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto proof = inclusion_proof(first(leaves, size), index);
      for (std::uint64_t other = 0; other <= size_tried_max; ++other) {
        if (other != index) {
          ASSERT_FALSE(verify_inclusion(leaves[index], other, size, proof, root));
          if (other < size) {
            ASSERT_FALSE(verify_inclusion(leaves[other], index, size, proof, root));
          }
        }
        const bool same_way = index < other && turns(index, other) == turns(index, size);
        ASSERT_EQ(verify_inclusion(leaves[index], index, other, proof, root).has_value(), same_way)
            << "leaf " << index << " of " << size << " tried as of " << other;
      }
    }
  }
}

TEST(Merkle, AnInclusionProofWithAnyBitFlippedFails) {
  const auto leaves = make_leaves(21);
  for (std::uint64_t size = 1; size <= leaves.size(); ++size) {
    const Hash256 root = root_of(first(leaves, size));
    for (std::uint64_t index = 0; index < size; ++index) {
      auto proof = inclusion_proof(first(leaves, size), index);
      for (std::uint64_t bit = 0; bit < 256; ++bit) {
        for (auto& hash : proof) {
          flip_bit(hash, bit);
          ASSERT_FALSE(verify_inclusion(leaves[index], index, size, proof, root));
          flip_bit(hash, bit);
        }
        Hash256 leaf = leaves[index];
        flip_bit(leaf, bit);
        ASSERT_FALSE(verify_inclusion(leaf, index, size, proof, root));
        Hash256 other_root = root;
        flip_bit(other_root, bit);
        ASSERT_FALSE(verify_inclusion(leaves[index], index, size, proof, other_root));
      }
      ASSERT_TRUE(verify_inclusion(leaves[index], index, size, proof, root));
    }
  }
}

TEST(Merkle, AnInclusionProofOfTheWrongLengthSaysSo) {
  const auto leaves = make_leaves(7);
  const Hash256 root = root_of(leaves);
  auto proof = inclusion_proof(leaves, 3);
  proof.push_back(root);
  EXPECT_EQ(verify_inclusion(leaves[3], 3, 7, proof, root).error().detail, "the proof goes on above the root");
  proof.resize(2);
  EXPECT_EQ(verify_inclusion(leaves[3], 3, 7, proof, root).error().detail, "the proof ends below the root");
  EXPECT_EQ(verify_inclusion(leaves[3], 7, 7, proof, root).error().detail, "there is no leaf 7 in a tree of 7");
  EXPECT_EQ(verify_inclusion(leaves[3], 0, 0, {}, root).error().code, ErrorCode::proof_invalid);
}

// --- consistency ---

// The same as turns(), with where a consistency proof starts: at the whole old tree or at its own first hash.
struct ConsistencyWay {
  bool from_old_root = false;
  std::vector<bool> left;
  bool operator==(const ConsistencyWay&) const = default;
};

ConsistencyWay way(std::uint64_t old_size, std::uint64_t size) {
  const auto path = consistency_path(old_size, size);
  ConsistencyWay way{.from_old_root = std::has_single_bit(old_size), .left = {}};
  const std::uint64_t start = way.from_old_root ? 0 : path.front().begin;
  for (const auto& range : std::span{path}.subspan(way.from_old_root ? 0 : 1)) way.left.push_back(range.begin < start);
  return way;
}

TEST(Merkle, EveryTreeIsProvenToStartWithEverySmallerOne) {
  const auto leaves = make_leaves(size_max);
  std::vector<Hash256> roots;
  for (std::uint64_t size = 0; size <= size_max; ++size) roots.push_back(root_of(first(leaves, size)));
  std::uint64_t proofs = 0;
  for (std::uint64_t size = 0; size <= size_max; ++size) {
    for (std::uint64_t old_size = 0; old_size <= size; ++old_size) {
      const auto proof = consistency_proof(first(leaves, size), old_size);
      const auto result = verify_consistency(old_size, size, proof, roots[old_size], roots[size]);
      ASSERT_TRUE(result) << old_size << " to " << size << ": " << result.error().detail;
      ++proofs;
    }
  }
  EXPECT_EQ(proofs, (size_max + 1) * (size_max + 2) / 2);
}

TEST(Merkle, AConsistencyProofHoldsForNoOtherSizes) {
  constexpr std::uint64_t size_tried_max = 40;
  const auto leaves = make_leaves(size_tried_max);
  for (std::uint64_t size = 2; size <= size_tried_max; ++size) {
    const Hash256 root = root_of(first(leaves, size));
    for (std::uint64_t old_size = 1; old_size < size; ++old_size) {
      const Hash256 old_root = root_of(first(leaves, old_size));
      const auto proof = consistency_proof(first(leaves, size), old_size);
      for (std::uint64_t other = 0; other <= size_tried_max; ++other) {
        if (other != old_size) {
          ASSERT_FALSE(verify_consistency(other, size, proof, old_root, root));
        }
        const bool same_way = old_size < other && way(old_size, other) == way(old_size, size);
        ASSERT_EQ(verify_consistency(old_size, other, proof, old_root, root).has_value(), same_way)
            << old_size << " to " << size << " tried as to " << other;
      }
    }
  }
}

TEST(Merkle, AConsistencyProofWithAnyBitFlippedFails) {
  const auto leaves = make_leaves(17);
  for (std::uint64_t size = 1; size <= leaves.size(); ++size) {
    const Hash256 root = root_of(first(leaves, size));
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      const Hash256 old_root = root_of(first(leaves, old_size));
      auto proof = consistency_proof(first(leaves, size), old_size);
      for (std::uint64_t bit = 0; bit < 256; ++bit) {
        for (auto& hash : proof) {
          flip_bit(hash, bit);
          ASSERT_FALSE(verify_consistency(old_size, size, proof, old_root, root));
          flip_bit(hash, bit);
        }
        Hash256 other = old_root;
        flip_bit(other, bit);
        ASSERT_FALSE(verify_consistency(old_size, size, proof, other, root));
        other = root;
        flip_bit(other, bit);
        ASSERT_FALSE(verify_consistency(old_size, size, proof, old_root, other));
      }
      ASSERT_TRUE(verify_consistency(old_size, size, proof, old_root, root));
    }
  }
}

TEST(Merkle, ARewrittenPastHasNoConsistencyProof) {
  const auto leaves = make_leaves(50);
  for (std::uint64_t old_size = 1; old_size < leaves.size(); ++old_size) {
    const Hash256 old_root = root_of(first(leaves, old_size));
    for (std::uint64_t changed = 0; changed < old_size; ++changed) {
      auto rewritten = leaves;
      rewritten[changed] = leaf_hash(as_bytes("another past"));
      const auto proof = consistency_proof(rewritten, old_size);
      ASSERT_FALSE(verify_consistency(old_size, leaves.size(), proof, old_root, root_of(rewritten)));
    }
  }
}

TEST(Merkle, TheEmptyTreeIsConsistentWithAnyUnderItsOwnRootOnly) {
  const auto leaves = make_leaves(3);
  const Hash256 root = root_of(leaves);
  const Hash256 nothing = root_of({});
  EXPECT_TRUE(verify_consistency(0, 3, {}, nothing, root));
  EXPECT_TRUE(verify_consistency(0, 0, {}, nothing, nothing));
  EXPECT_FALSE(verify_consistency(0, 0, {}, nothing, root));
  EXPECT_FALSE(verify_consistency(0, 3, {}, root, root));
  EXPECT_FALSE(verify_consistency(0, 3, leaves, nothing, root));
  EXPECT_FALSE(verify_consistency(3, 0, {}, root, nothing));
}

TEST(Merkle, AConsistencyProofOfTheWrongLengthSaysSo) {
  const auto leaves = make_leaves(7);
  const Hash256 root = root_of(leaves);
  const Hash256 old_root = root_of(first(leaves, 3));
  auto proof = consistency_proof(leaves, 3);
  proof.push_back(root);
  EXPECT_EQ(verify_consistency(3, 7, proof, old_root, root).error().detail, "the proof goes on above the root");
  proof.resize(2);
  EXPECT_EQ(verify_consistency(3, 7, proof, old_root, root).error().detail, "the proof ends below the root");
  EXPECT_EQ(verify_consistency(3, 7, {}, old_root, root).error().detail, "the proof is empty but the sizes differ");
  EXPECT_EQ(verify_consistency(8, 7, {}, old_root, root).error().detail,
            "a tree of 7 leaves cannot start with one of 8");
  EXPECT_EQ(verify_consistency(7, 7, proof, root, root).error().detail,
            "the proof has 2 hashes but needs none: the trees have one size");
}

// Random proofs never hold, whatever the sizes; this also walks the 64-bit edges.
RC_GTEST_PROP(Merkle, MadeUpProofsFail, (std::uint64_t a, std::uint64_t b, std::uint64_t seed)) {
  Random random(seed);
  const auto hashes = make_leaves(random.below(70) + 2);
  const auto proof = std::span{hashes}.subspan(2);
  RC_ASSERT(!verify_inclusion(hashes[0], a, b, proof, hashes[1]));
  RC_ASSERT(!verify_consistency(a, b, proof, hashes[0], hashes[1]));
  constexpr std::uint64_t top = ~std::uint64_t{0};
  RC_ASSERT(!verify_inclusion(hashes[0], top - 1 - a % 3, top, proof, hashes[1]));
  RC_ASSERT(!verify_consistency(top - 1 - a % 3, top, proof, hashes[0], hashes[1]));
}

}  // namespace
}  // namespace scrip::proof
