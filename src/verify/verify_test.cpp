#include "verify/verify.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "codec/entry.h"
#include "codec/snapshot.h"
#include "proof/checkpoint.h"
#include "runtime/journal.h"
#include "storage/memory/memory_store.h"
#include "tests/support/random_city.h"
#include "tests/support/sanitized.h"

namespace scrip::verify {
namespace {

using storage::MemoryDisk;
using storage::MemoryStore;
using testing::build_random_journal;
using testing::entries_of;
using testing::RandomCity;
using testing::signed_checkpoint;

constexpr VerifyOptions on_one_thread{.key = {}, .checkpoints = {}, .threaded = false};

void put_all(ports::Store& store, const std::vector<Bytes>& entries) {
  const std::vector<ByteView> views(entries.begin(), entries.end());
  ASSERT_TRUE(store.append(1, views));
}

// A small journal and what was signed of it.
class VerifyChanged : public ::testing::Test {
 protected:
  void SetUp() override {
    build_random_journal(original_, 42, 40);
    entries_ = entries_of(original_);
    checkpoint_ = signed_checkpoint(original_, entries_.size(), RandomCity::key());
  }

  // The error of verifying the entries as they are now, with the checkpoint of the original ones.
  [[nodiscard]] Error error_of(const std::vector<std::string>& checkpoints) {
    MemoryDisk disk;
    MemoryStore store(disk);
    put_all(store, entries_);
    const auto report = verify(store, {.key = {}, .checkpoints = checkpoints, .threaded = false});
    EXPECT_FALSE(report);
    return report ? Error{} : report.error();
  }

  MemoryDisk disk_;
  MemoryStore original_{disk_};
  std::vector<Bytes> entries_;
  std::string checkpoint_;
};

TEST_F(VerifyChanged, EveryFlippedBitIsFoundAndItsEntryNamed) {
  MemoryDisk disk;
  MemoryStore store(disk);
  put_all(store, entries_);
  constexpr std::size_t step = testing::is_sanitized ? 15 : 1;
  std::size_t flips = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    for (std::size_t byte = 0; byte < entries_[i].size(); byte += step) {
      const auto mask = static_cast<std::uint8_t>(1U << (flips++ % 8));
      disk.corrupt(i + 1, byte, mask);
      const auto report = verify(store, on_one_thread);
      disk.corrupt(i + 1, byte, mask);
      ASSERT_FALSE(report) << "entry " << i + 1 << ", byte " << byte;
      EXPECT_EQ(report.error().field, "entry");
      ASSERT_EQ(report.error().line, i + 1) << "byte " << byte << ": " << report.error().detail;
    }
  }
  EXPECT_GT(flips, 3'000U / step);
  EXPECT_TRUE(verify(store, on_one_thread));
}

TEST_F(VerifyChanged, SwappedEntriesAreFound) {
  std::swap(entries_[20], entries_[21]);
  const Error error = error_of({});
  EXPECT_EQ(error.code, ErrorCode::entry_corrupt);
  EXPECT_EQ(error.line, 21U);
}

TEST_F(VerifyChanged, AMissingLastEntryIsFoundByTheCheckpoint) {
  entries_.pop_back();
  const Error error = error_of({checkpoint_});
  EXPECT_EQ(error.code, ErrorCode::hash_mismatch);
  EXPECT_EQ(error.line, entries_.size() + 1);
}

TEST_F(VerifyChanged, AReplacedSnapshotIsFound) {
  RandomCity city(42);
  ASSERT_TRUE(runtime::Journal::open(original_, city.options()).value()->save_snapshot());
  EXPECT_EQ(verify(original_, on_one_thread)->snapshot, entries_.size());

  auto snapshot = codec::decode_snapshot(original_.load_snapshot().value()->bytes).value();
  snapshot.state.totals.charged_records += 1;
  const Bytes other = codec::encode_snapshot(snapshot.frontier, snapshot.state);
  ASSERT_TRUE(original_.save_snapshot(entries_.size(), other));
  const auto report = verify(original_, on_one_thread);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::replay_mismatch);
  EXPECT_EQ(report.error().line, entries_.size());
}

TEST_F(VerifyChanged, AChangedCheckpointIsFound) {
  std::string changed = checkpoint_;
  changed.replace(changed.find('\n') + 1, 1, "1");
  if (changed == checkpoint_) changed.replace(changed.find('\n') + 1, 1, "2");
  EXPECT_EQ(error_of({changed}).code, ErrorCode::signature_invalid);
  EXPECT_EQ(error_of({"nonsense"}).code, ErrorCode::encoding_invalid);
}

TEST_F(VerifyChanged, AnotherKeyIsFound) {
  const proof::PrivateKey other{.name = RandomCity::key().name, .seed = {9, 9, 9}};
  EXPECT_EQ(error_of({signed_checkpoint(original_, entries_.size(), other)}).code, ErrorCode::signature_invalid);
  const auto report = verify(original_, {.key = proof::public_key_of(other), .checkpoints = {}, .threaded = false});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::signature_invalid);
}

TEST_F(VerifyChanged, AWholeOtherJournalIsFoundByACheckpointThatWasKept) {
  MemoryDisk disk;
  MemoryStore other(disk);
  build_random_journal(other, 43, 80);
  EXPECT_TRUE(verify(other, on_one_thread)) << "in itself it holds";
  const auto report = verify(other, {.key = {}, .checkpoints = {checkpoint_}, .threaded = false});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::hash_mismatch);
  EXPECT_EQ(report.error().line, entries_.size());
}

TEST_F(VerifyChanged, CheckpointsNarrowDownWhichEntryWasForged) {
  auto forged = codec::decode_entry(entries_[30]).value();
  forged.header.actor += "x";  // nothing else depends on it
  entries_[30] = std::visit([&](const auto& body) { return codec::encode(forged.header, body); }, forged.body);
  const Error error = error_of({checkpoint_, signed_checkpoint(original_, 30, RandomCity::key()),
                                signed_checkpoint(original_, 31, RandomCity::key())});
  EXPECT_EQ(error.code, ErrorCode::hash_mismatch);
  EXPECT_EQ(error.line, 31U);
  EXPECT_TRUE(error.detail.contains("this entry")) << error.detail;
}

// Entries changed in their meaning and sealed again, as who holds the file could do.
class VerifyForged : public ::testing::Test {
 protected:
  // Changes the first entry of the journal (or of the next, by seed) that `change` can change, and expects the audit to
  // name it.
  template <class Body, class Change>
  void expect_found(const Change& change, std::string_view what) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      MemoryDisk disk;
      MemoryStore original(disk);
      build_random_journal(original, seed, 120);
      auto entries = entries_of(original);
      const std::size_t at = forge<Body>(entries, change);
      if (at == entries.size()) continue;
      MemoryDisk forged_disk;
      MemoryStore forged(forged_disk);
      put_all(forged, entries);
      const auto report = verify(forged, on_one_thread);
      ASSERT_FALSE(report);
      EXPECT_EQ(report.error().code, ErrorCode::replay_mismatch);
      EXPECT_EQ(report.error().line, at + 1);
      EXPECT_TRUE(report.error().detail.contains(what)) << report.error().detail;
      return;
    }
    FAIL() << "no journal has such an entry";
  }

  template <class Event, class Change>
  void expect_event_found(const Change& change, std::string_view what) {
    expect_found<std::vector<engine::Event>>(
        [&](std::vector<engine::Event>& events) {
          auto* event = events.front().template as<Event>();
          return event != nullptr && change(*event);
        },
        what);
  }

 private:
  template <class Body, class Change>
  static std::size_t forge(std::vector<Bytes>& entries, const Change& change) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      auto entry = codec::decode_entry(entries[i]).value();
      auto* body = std::get_if<Body>(&entry.body);
      if (body == nullptr || !change(*body)) continue;
      entries[i] = codec::encode(entry.header, *body);
      return i;
    }
    return entries.size();
  }
};

using engine::UsageBlock;

TEST_F(VerifyForged, APrice) {
  expect_found<UsageBlock>(
      [](UsageBlock& block) {
        for (const auto slot : block.slot) {
          if (block.slots[slot].reason != metering::SuspenseReason::none) continue;
          block.slots[slot].price.micro_units += 1;
          return true;
        }
        return false;
      },
      "price");
}

TEST_F(VerifyForged, TheMonthAChargeIsPostedIn) {
  expect_found<UsageBlock>(
      [](UsageBlock& block) {
        for (const auto slot : block.slot) {
          if (block.slots[slot].reason != metering::SuspenseReason::none) continue;
          block.slots[slot].posting = next(block.slots[slot].posting);
          return true;
        }
        return false;
      },
      "month");
}

TEST_F(VerifyForged, TheQuantityOfARecord) {
  expect_found<UsageBlock>(
      [](UsageBlock& block) {
        if (block.charged.empty() || block.charged.front().allocations.empty() || !block.pieces.empty() ||
            block.jobs.front().plain || block.slots[block.slot[0]].reason != metering::SuspenseReason::none ||
            block.units[0] == 0 || block.end_ms[0] == block.start_ms[0]) {
          return false;
        }
        block.units[0] *= 2;
        return !block.charged.front().allocations.front().empty();
      },
      "charged again");
}

TEST_F(VerifyForged, WhatAVoucherPays) {
  expect_found<UsageBlock>(
      [](UsageBlock& block) {
        for (auto& charged : block.charged) {
          for (auto& allocations : charged.allocations) {
            if (allocations.empty() || allocations.front().covered.is_zero()) continue;
            allocations.front().covered -= Amount{1};
            return true;
          }
        }
        return false;
      },
      "charged again");
}

TEST_F(VerifyForged, WhichVoucherPays) {
  expect_found<UsageBlock>(
      [](UsageBlock& block) {
        for (auto& charged : block.charged) {
          for (auto& allocations : charged.allocations) {
            if (allocations.empty()) continue;
            auto& voucher = allocations.front().voucher;
            voucher = voucher == VoucherId{0} ? VoucherId{1} : VoucherId{0};
            return true;
          }
        }
        return false;
      },
      "charged again");
}

TEST_F(VerifyForged, WhoPays) {
  expect_found<UsageBlock>(
      [](UsageBlock& block) {
        for (auto& job : block.jobs) {
          if (!job.is_new || job.payer == no_id<OrganisationId>) continue;
          job.payer = job.payer == OrganisationId{0} ? OrganisationId{1} : OrganisationId{0};
          return true;
        }
        return false;
      },
      "payer");
}

TEST_F(VerifyForged, ARecordTakenTwice) {
  expect_found<UsageBlock>(
      [](UsageBlock& block) {
        if (block.size() < 2 || block.jobs.front().records < 2) return false;
        block.part[1] = block.part[0];
        return block.conflicts.empty();
      },
      "taken before");
}

TEST_F(VerifyForged, AStatementsTotal) {
  expect_event_found<engine::PeriodClosed>(
      [](engine::PeriodClosed& event) {
        if (event.statements.empty()) return false;
        event.statements.front().total += Amount{1};
        return true;
      },
      "statement 0 says");
}

TEST_F(VerifyForged, AStatementLeftOut) {
  expect_event_found<engine::PeriodClosed>(
      [](engine::PeriodClosed& event) {
        if (event.statements.empty()) return false;
        event.statements.pop_back();
        return true;
      },
      "statements are given");
}

TEST_F(VerifyForged, ARefund) {
  expect_event_found<engine::ChargeAdjusted>(
      [](engine::ChargeAdjusted& event) {
        auto& line = event.adjustment.lines.front();
        if (line.parts.empty() || line.parts.front().covered_money < Amount{2}) return false;
        line.parts.front().covered_money -= Amount{1};
        event.adjustment.covered_money -= Amount{1};
        return true;
      },
      "refund");
}

TEST_F(VerifyForged, AVoucherBeyondItsBudget) {
  expect_event_found<engine::VoucherIssued>(
      [](engine::VoucherIssued& event) {
        event.voucher.face = Amount{50'000'000 * micro};
        return true;
      },
      "budget line does not hold");
}

TEST_F(VerifyForged, AHoldBeyondItsVoucher) {
  expect_event_found<engine::HoldPlaced>(
      [](engine::HoldPlaced& event) {
        auto& part = event.hold.parts.front();
        part.placed = part.remaining = Amount{50'000'000 * micro};
        return true;
      },
      "does not have what the hold sets aside");
}

TEST_F(VerifyForged, AVoucherThatExpiresTooSoon) {
  expect_event_found<engine::VoucherStatusChanged>(
      [](engine::VoucherStatusChanged& event) {
        if (event.status != programme::VoucherStatus::suspended) return false;
        event.status = programme::VoucherStatus::expired;
        return true;
      },
      "expires later");
}

TEST(Verify, FindsAJournalAsItShouldBe) {
  for (std::uint64_t seed = 1; seed <= testing::part_of(80U); ++seed) {
    MemoryDisk disk;
    MemoryStore store(disk);
    const Hash256 digest = build_random_journal(store, seed, 150);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
    const auto report = verify(store, on_one_thread);
    ASSERT_TRUE(report) << "seed " << seed << ": " << describe(report.error(), Language::english);
    EXPECT_EQ(report->entries, store.last_sequence().value());
    EXPECT_EQ(report->checkpoints.size(), 1U);
    const auto restarted = runtime::Journal::open(store, {.threaded = false});
    ASSERT_TRUE(restarted) << "seed " << seed << ": " << describe(restarted.error(), Language::english);
    EXPECT_EQ(report->state_digest, digest) << "seed " << seed;
    EXPECT_EQ(codec::state_digest((*restarted)->state()), digest) << "seed " << seed << ": snapshot and tail";

    MemoryDisk plain_disk;
    MemoryStore plain(plain_disk);
    put_all(plain, entries_of(store));
    const auto replayed = runtime::Journal::open(plain, {.threaded = false});
    ASSERT_TRUE(replayed);
    EXPECT_EQ(codec::state_digest((*replayed)->state()), digest) << "seed " << seed << ": all of it";
  }
}

}  // namespace
}  // namespace scrip::verify
