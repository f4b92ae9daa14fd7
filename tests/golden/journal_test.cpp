// Journals of every released format replay for ever, to the state they led to when they were written.
//
// To write them for a new format, and the fuzz target's corpus with them:
//   build/tests/scrip_tests --gtest_also_run_disabled_tests --gtest_filter='Golden*Writes*'

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "codec/binary.h"
#include "codec/entry.h"
#include "storage/memory/memory_store.h"
#include "tests/support/random_city.h"
#include "verify/verify.h"

namespace scrip {
namespace {

// A file of entries, each after its length, and one of lines: entries, root, state digest.
void load(ports::Store& store, const std::string& name) {
  std::ifstream file(std::string(SCRIP_SOURCE_DIR) + "/tests/golden/" + name + ".bin", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  codec::Reader in(as_bytes(text));
  std::vector<ByteView> entries;
  while (in.left() > 0) entries.push_back(in.raw(in.length()));
  ASSERT_TRUE(in.ok());
  ASSERT_TRUE(store.append(1, entries));
}

std::string found(const verify::VerifyReport& report) {
  return std::to_string(report.entries) + "\n" + to_hex(report.root) + "\n" + to_hex(report.state_digest) + "\n";
}

std::string expected(const std::string& name) {
  std::ifstream file(std::string(SCRIP_SOURCE_DIR) + "/tests/golden/" + name + ".expected");
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(GoldenJournal, Version1ReplaysToItsState) {
  storage::MemoryDisk disk;
  storage::MemoryStore store(disk);
  load(store, "journal-v1");
  const auto report = verify::verify(store, {.key = {}, .checkpoints = {}, .threaded = false});
  ASSERT_TRUE(report) << describe(report.error(), Language::english);
  EXPECT_EQ(found(*report), expected("journal-v1"));
  const auto restarted = runtime::Journal::open(store, {.threaded = false});
  ASSERT_TRUE(restarted);
  EXPECT_EQ(codec::state_digest((*restarted)->state()), report->state_digest);
}

// Entries without their seals, as the fuzz target reads them.
void write_corpus(const std::string& path, const std::vector<Bytes>& entries, std::uint8_t how) {
  Bytes out{how};
  codec::Writer writer(out);
  for (const Bytes& entry : entries) {
    writer.unsigned_number(entry.size() - codec::seal_bytes);
    writer.raw(ByteView{entry}.first(entry.size() - codec::seal_bytes));
  }
  std::ofstream(path, std::ios::binary) << as_text(out);
}

TEST(GoldenJournal, DISABLED_WritesWhatAReleaseLeavesBehind) {
  const std::string tests = std::string(SCRIP_SOURCE_DIR) + "/tests";
  storage::MemoryDisk disk;
  storage::MemoryStore store(disk);
  testing::build_random_journal(store, 2026, 160);
  Bytes out;
  codec::Writer writer(out);
  for (const Bytes& entry : testing::entries_of(store)) {
    writer.unsigned_number(entry.size());
    writer.raw(entry);
  }
  const std::string name = tests + "/golden/journal-v1";
  std::ofstream(name + ".bin", std::ios::binary) << as_text(out);
  std::ofstream(name + ".expected") << found(verify::verify(store, {}).value());

  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    storage::MemoryDisk other;
    storage::MemoryStore small(other);
    testing::build_random_journal(small, seed, static_cast<int>(seed * 6));
    write_corpus(tests + "/fuzz/corpus/entry/journal-" + std::to_string(seed), testing::entries_of(small), seed % 2);
  }
}

}  // namespace
}  // namespace scrip
