#include "proof/hash.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace scrip::proof {
namespace {

Bytes joined(ByteView a, ByteView b) {
  Bytes out{a.begin(), a.end()};
  out.insert(out.end(), b.begin(), b.end());
  return out;
}

// FIPS 180-4 examples, and the long message of the same series.
TEST(Hash, Sha256GivesThePublishedDigests) {
  EXPECT_EQ(to_hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256(as_bytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256(as_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(to_hex(sha256(as_bytes("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                                   "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"))),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(to_hex(sha256(as_bytes(std::string(1'000'000, 'a')))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Hash, LeavesAndNodesAreHashedWithTheirOwnPrefix) {
  const Hash256 left = sha256(as_bytes("left"));
  const Hash256 right = sha256(as_bytes("right"));
  const Bytes both = joined(left.bytes, right.bytes);
  EXPECT_EQ(leaf_hash(both), sha256(joined(Bytes{0x00}, both)));
  EXPECT_EQ(node_hash(left, right), sha256(joined(Bytes{0x01}, both)));
  EXPECT_NE(node_hash(left, right), node_hash(right, left));
  EXPECT_EQ(to_hex(leaf_hash({})), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST(Hash, FinishDoesNotEndTheHash) {
  Sha256 hash;
  hash.update(as_bytes("a"));
  EXPECT_EQ(hash.finish(), sha256(as_bytes("a")));
  EXPECT_EQ(hash.finish(), sha256(as_bytes("a")));
  Sha256 branch = hash;
  branch.update(as_bytes("x"));
  hash.update(as_bytes("bc"));
  EXPECT_EQ(hash.finish(), sha256(as_bytes("abc")));
  EXPECT_EQ(branch.finish(), sha256(as_bytes("ax")));
}

RC_GTEST_PROP(Hash, HowAMessageIsCutDoesNotChangeItsHash, (const Bytes& a, const Bytes& b, const Bytes& c)) {
  const Bytes whole = joined(joined(a, b), c);
  RC_ASSERT(Sha256{}.update(a).update(b).update(c).finish() == sha256(whole));
  RC_ASSERT(leaf_hash(a, b) == leaf_hash(joined(a, b)));
}

}  // namespace
}  // namespace scrip::proof
