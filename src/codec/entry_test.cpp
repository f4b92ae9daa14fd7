#include "codec/entry.h"

#include <gtest/gtest.h>

#include "codec/binary.h"
#include "codec/snapshot.h"
#include "storage/memory/memory_store.h"
#include "tests/support/mutator.h"
#include "tests/support/random_city.h"
#include "tests/support/sanitized.h"

namespace scrip::codec {
namespace {

using testing::build_random_journal;
using testing::entries_of;

std::vector<Bytes> random_entries(std::uint64_t seed, int steps = 60) {
  storage::MemoryDisk disk;
  storage::MemoryStore store(disk);
  build_random_journal(store, seed, steps);
  return entries_of(store);
}

Bytes encoded(const Entry& entry) {
  return std::visit([&](const auto& body) { return encode(entry.header, body); }, entry.body);
}

Bytes sealed(Bytes content) {
  seal(content);
  return content;
}

Bytes content_of(const Bytes& entry) { return {entry.begin(), entry.end() - seal_bytes}; }

// Its jobs have as many records as its columns, and name an account only with a key.
bool can_be_written(const engine::UsageBlock& block) {
  std::size_t records = 0;
  for (const auto& job : block.jobs) {
    records += job.records;
    if (job.key.empty() && !job.account.empty()) return false;
  }
  return records == block.size();
}

TEST(EntryCodec, WhatWasWrittenIsReadAndWrittenTheSame) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    for (const Bytes& bytes : random_entries(seed)) {
      const auto entry = decode_entry(bytes);
      ASSERT_TRUE(entry) << entry.error().detail;
      ASSERT_EQ(encoded(*entry), bytes);
    }
  }
}

TEST(EntryCodec, AnyChangeOfAFieldComesThrough) {
  Random random(3);
  testing::Mutator mutator(random);
  int read = 0;
  for (const Bytes& bytes : random_entries(2)) {
    for (int i = 0; i < 40; ++i) {
      auto entry = decode_entry(bytes).value();
      mutator.change(entry);
      const auto* block = std::get_if<engine::UsageBlock>(&entry.body);
      if (block != nullptr && !can_be_written(*block)) continue;
      const Bytes written = encoded(entry);
      const auto again = decode_entry(written);
      if (!again) continue;  // an amount or index that no entry may have
      ++read;
      ASSERT_EQ(encoded(*again), written);
      if (block != nullptr) {
        ASSERT_EQ(std::get<engine::UsageBlock>(again->body), *block);
      }
    }
  }
  EXPECT_GT(read, 1'000);
}

TEST(EntryCodec, EveryTruncationIsRefused) {
  for (const Bytes& bytes : random_entries(3, 30)) {
    const Bytes content = content_of(bytes);
    for (std::size_t size = 0; size < content.size(); ++size) {
      ASSERT_FALSE(decode_entry(ByteView{bytes}.first(size)));
      // Also with a fresh seal, so that the content itself is judged.
      ASSERT_FALSE(decode_entry(sealed({content.begin(), content.begin() + static_cast<std::ptrdiff_t>(size)})))
          << size;
    }
    Bytes longer = content;
    longer.push_back(0);
    ASSERT_FALSE(decode_entry(sealed(longer)));
  }
}

TEST(EntryCodec, EveryFlippedBitBreaksTheSeal) {
  for (const Bytes& bytes : random_entries(4, 10)) {
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      Bytes flipped = bytes;
      flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      const auto entry = decode_entry(flipped);
      ASSERT_FALSE(entry);
      ASSERT_EQ(entry.error().code, ErrorCode::entry_corrupt);
    }
  }
}

// What a flip turns an entry into, sealed again, is refused or is an entry of its own right: it is stable from then on.
TEST(EntryCodec, AFlippedBitSealedAgainIsRefusedOrReadsAsWhatItSays) {
  constexpr std::size_t step = testing::is_sanitized ? 5 : 1;
  std::size_t taken = 0;
  for (const Bytes& bytes : random_entries(5, 30)) {
    const Bytes content = content_of(bytes);
    for (std::size_t bit = 0; bit < content.size() * 8; bit += step) {
      Bytes flipped = content;
      flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      const auto entry = decode_entry(sealed(flipped));
      if (!entry) continue;
      ++taken;
      const Bytes once = encoded(*entry);
      ASSERT_EQ(encoded(decode_entry(once).value()), once);
    }
  }
  EXPECT_GT(taken, 1'000U / step);
}

TEST(EntryCodec, ALaterVersionSaysSo) {
  Bytes content = content_of(random_entries(6, 0).front());
  content[1] = 2;
  const auto entry = decode_entry(sealed(content));
  ASSERT_FALSE(entry);
  EXPECT_EQ(entry.error().code, ErrorCode::version_unsupported);
}

TEST(EntryCodec, AClaimedSizeTakesNoMemory) {
  Bytes content{'S', 1, 1};
  Writer writer(content);
  writer.value(EntryHeader{.sequence = 1, .time = {}, .actor = {}});
  writer.unsigned_number(0);  // site
  writer.byte(0);  // source
  writer.unsigned_number(0xffff'ffff'ffffULL);  // jobs
  EXPECT_FALSE(decode_entry(sealed(content)));
}

TEST(StateCodec, ASnapshotGivesTheStateBackAndNoDamagedOneIsRead) {
  storage::MemoryDisk disk;
  storage::MemoryStore store(disk);
  build_random_journal(store, 7, 80);
  const Bytes bytes = store.load_snapshot().value()->bytes;
  const auto snapshot = decode_snapshot(bytes);
  ASSERT_TRUE(snapshot);
  EXPECT_EQ(encode_snapshot(snapshot->frontier, snapshot->state), bytes);
  for (std::size_t byte = 0; byte < bytes.size(); byte += 7) {
    Bytes damaged = bytes;
    damaged[byte] ^= 0x10;
    ASSERT_FALSE(decode_snapshot(damaged));
    ASSERT_FALSE(decode_snapshot(ByteView{bytes}.first(byte)));
  }
}

TEST(BinaryCodec, NumbersHaveOneForm) {
  const auto reads = [](Bytes bytes) {
    Reader reader(bytes);
    static_cast<void>(reader.unsigned_number());
    return reader.at_end();
  };
  EXPECT_TRUE(reads({0x00}));
  EXPECT_TRUE(reads({0x80, 0x01}));
  EXPECT_FALSE(reads({0x80, 0x00})) << "over-long";
  EXPECT_FALSE(reads({0x80})) << "cut short";
  Bytes widest(18, 0xff);
  widest.push_back(0x03);
  EXPECT_TRUE(reads(widest)) << "2^128 - 1";
  widest.back() = 0x04;
  EXPECT_FALSE(reads(widest)) << "2^128 and more";
}

TEST(BinaryCodec, NumbersComeBack) {
  for (const Int128 value : {Int128{0}, Int128{1}, Int128{-1}, Int128{63}, Int128{-64}, Int128{64},
                             Int128{std::numeric_limits<std::int64_t>::max()},
                             Int128{std::numeric_limits<std::int64_t>::min()}, ~(Int128{1} << 127), Int128{1} << 127}) {
    Bytes bytes;
    Writer(bytes).signed_number(value);
    Reader reader(bytes);
    EXPECT_TRUE(reader.signed_number() == value);
    EXPECT_TRUE(reader.at_end());
  }
}

}  // namespace
}  // namespace scrip::codec
