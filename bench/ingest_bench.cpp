// The whole path of usage: decode, deduplicate, charge to wallets with holds, hash, commit durably. One run prints, for
// 1,000 and 100,000 vouchers: records/s as binary frames and as NDJSON, the same bookkeeping as a ledger of rows in
// SQLite, disk per record, commit latency, replay speed and restart time.
//
//   ingest_bench [--records N] [--batch N] [--vouchers N] [--dir DIR] [--only frames]

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "bench/city.h"
#include "bench/measure.h"
#include "bench/row_ledger.h"
#include "codec/usage_frame.h"
#include "connectors/open_usage.h"
#include "connectors/read_ahead.h"
#include "storage/memory/memory_store.h"
#include "storage/sqlite/sqlite_store.h"

namespace {

using namespace scrip;
using bench::Clock;
using bench::must;
using bench::resident_mib;
using bench::seconds_since;

struct Options {
  std::uint64_t records = 10'000'000;
  std::size_t batch = 8'192;
  std::vector<std::uint32_t> vouchers{1'000, 100'000};
  std::filesystem::path dir = std::filesystem::temp_directory_path();
  bool frames_only = false;
};

void remove_database(const std::filesystem::path& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix);
}

double database_bytes(const std::filesystem::path& path) {
  double bytes = 0;
  for (const char* suffix : {"", "-wal"}) {
    if (std::filesystem::exists(path.string() + suffix)) {
      bytes += static_cast<double>(std::filesystem::file_size(path.string() + suffix));
    }
  }
  return bytes;
}

struct Opened {
  std::unique_ptr<storage::SqliteStore> store;
  std::unique_ptr<runtime::Journal> journal;
};

Opened open(const std::filesystem::path& path, const bench::City& city, storage::OpenMode mode) {
  Opened opened;
  opened.store = must(storage::SqliteStore::open(path.string(), mode));
  opened.journal = must(runtime::Journal::open(
      *opened.store, {.clock = [&city] { return city.now(); }, .snapshot_records = ~std::uint64_t{0}}));
  return opened;
}

// A fresh journal for every measurement; setting up 100,000 companies one durable command at a time takes a while, so
// it is done in memory and its entries are copied.
Opened fresh(const std::filesystem::path& path, const bench::City& city) {
  remove_database(path);
  storage::MemoryDisk disk;
  storage::MemoryStore memory(disk);
  auto journal = must(runtime::Journal::open(memory, {.clock = [&city] { return city.now(); }, .threaded = false}));
  if (!bench::set_up(*journal, city)) std::exit(1);
  {
    auto store = must(storage::SqliteStore::open(path.string(), storage::OpenMode::create_new));
    std::vector<Bytes> entries;
    must(memory.read(1, ports::to_the_end, [&](std::uint64_t, ByteView bytes) {
      entries.emplace_back(bytes.begin(), bytes.end());
      return true;
    }));
    const std::vector<ByteView> views(entries.begin(), entries.end());
    must(store->append(1, views));
  }
  return open(path, city, storage::OpenMode::must_exist);
}

// Frames are made in rounds, outside the time measured, so that memory shows what the journal takes and not the input.
double measure_binary(Opened& opened, const bench::City& city, const Options& options) {
  constexpr std::size_t frames_per_round = 128;
  std::vector<Bytes> frames(frames_per_round);
  metering::UsageBatch batch;
  double frame_bytes = 0;
  double seconds = 0;
  std::uint64_t charged = 0;
  for (std::uint64_t n = 0; n < options.records;) {
    frames.clear();
    for (; frames.size() < frames_per_round && n < options.records; n += options.batch) {
      bench::fill(city, n, std::min<std::uint64_t>(options.batch, options.records - n), batch);
      frames.push_back(codec::encode_frame(batch));
      frame_bytes += static_cast<double>(frames.back().size());
    }
    const auto start = Clock::now();
    for (const auto& frame : frames) {
      must(codec::decode_frame(frame, batch));
      charged += must(opened.journal->record("site-a", batch, {.actor = "site-a"})).charged;
    }
    must(opened.journal->sync());
    seconds += seconds_since(start);
  }
  if (charged != options.records) std::printf("  WRONG: %lu of %lu charged\n", charged, options.records);
  std::printf("  frames carry %.1f bytes a record\n", frame_bytes / static_cast<double>(options.records));
  return static_cast<double>(options.records) / seconds;
}

double measure_ndjson(Opened& opened, const bench::City& city, const Options& options) {
  const auto file = options.dir / "scrip_bench.ndjson";
  const std::uint64_t records = options.records / 2;
  {
    std::ofstream out(file);
    metering::UsageBatch batch;
    for (std::uint64_t n = 0; n < records; n += options.batch) {
      bench::fill(city, n, std::min<std::uint64_t>(options.batch, records - n), batch);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        const auto& job = batch.jobs[batch.job[i]];
        out << R"({"job":")" << job.key << R"(","account":")" << job.account << R"(","resource":")"
            << batch.resources[batch.resource[i]] << R"(","devices":)" << batch.units[i] / 1000 << R"(,"start":)"
            << batch.start_ms[i] << R"(,"end":)" << batch.end_ms[i] << R"(,"part":)" << batch.part[i]
            << R"(,"use":"training"})" << '\n';
      }
    }
  }
  const double bytes = static_cast<double>(std::filesystem::file_size(file)) / static_cast<double>(records);
  metering::UsageBatch batch;
  std::uint64_t charged = 0;
  const auto start = Clock::now();
  connectors::ReadAhead reader(must(connectors::open_usage(file.string(), connectors::Format::ndjson, {})),
                               options.batch);
  while (must(reader.next(batch, options.batch))) {
    charged += must(opened.journal->record("site-a", batch, {.actor = "site-a"})).charged;
  }
  must(opened.journal->sync());
  const double seconds = seconds_since(start);
  if (charged != records) std::printf("  WRONG: %lu of %lu charged\n", charged, records);
  std::printf("  NDJSON lines of %.0f bytes\n", bytes);
  std::filesystem::remove(file);
  return static_cast<double>(records) / seconds;
}

// One batch at a time, each durable before the next: what a site waits for its answer.
void measure_latency(Opened& opened, const bench::City& city, const Options& options) {
  std::vector<double> milliseconds;
  metering::UsageBatch batch;
  for (int i = 0; i < 300; ++i) {
    bench::fill(city, options.records + static_cast<std::uint64_t>(i) * options.batch, options.batch, batch);
    const Bytes frame = codec::encode_frame(batch);
    const auto start = Clock::now();
    must(codec::decode_frame(frame, batch));
    must(opened.journal->record("site-a", batch, {.actor = "site-a"}));
    must(opened.journal->sync());
    milliseconds.push_back(seconds_since(start) * 1000);
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  std::printf("  commit latency of a batch of %zu: p50 %.2f ms, p99 %.2f ms\n", options.batch,
              milliseconds[milliseconds.size() / 2], milliseconds[milliseconds.size() * 99 / 100]);
}

void measure(std::uint32_t vouchers, const Options& options) {
  const bench::City city{.vouchers = vouchers};
  const auto path = options.dir / "scrip_bench.db";
  std::printf("%u vouchers, %lu records, batches of %zu\n", vouchers, options.records, options.batch);

  auto opened = fresh(path, city);
  const double before = database_bytes(path);
  const double binary = measure_binary(opened, city, options);
  const long memory = resident_mib();
  const std::uint64_t entries = opened.journal->state().last_sequence;
  opened.journal.reset();
  opened.store.reset();  // folds the write-ahead log into the file
  std::printf("  binary frames: %.0f records/s\n", binary);
  if (options.frames_only) return;
  std::printf("  disk: %.2f bytes a record\n", (database_bytes(path) - before) / static_cast<double>(options.records));

  auto start = Clock::now();
  opened = open(path, city, storage::OpenMode::must_exist);
  const auto& loaded = opened.journal->load_report();
  const double replay = seconds_since(start);
  std::printf("  replay: %.0f records/s (%lu records, %lu entries in %.2f s)\n",
              static_cast<double>(loaded.records_replayed) / replay, loaded.records_replayed, entries, replay);
  measure_latency(opened, city, options);
  must(opened.journal->save_snapshot());
  opened.journal.reset();
  opened.store.reset();
  start = Clock::now();
  opened = open(path, city, storage::OpenMode::must_exist);
  std::printf("  restart from a snapshot with %lu records behind it: %.3f s\n", options.records, seconds_since(start));

  opened = {};
  opened = fresh(path, city);
  const double ndjson = measure_ndjson(opened, city, options);
  std::printf("  NDJSON: %.0f records/s\n", ndjson);
  opened = {};
  remove_database(path);

  const double rows = bench::row_ledger(options.dir / "scrip_bench_rows.db", city,
                                        std::min<std::uint64_t>(options.records, 1'000'000), options.batch);
  std::printf("  the same as rows in SQLite: %.0f records/s; ratio %.1f (frames), %.1f (NDJSON)\n", rows, binary / rows,
              ndjson / rows);
  std::printf("  memory at most, after the frames: %ld MiB\n", memory);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view option = argv[i];
    if (option == "--records") options.records = std::strtoull(argv[i + 1], nullptr, 10);
    if (option == "--batch") options.batch = std::strtoull(argv[i + 1], nullptr, 10);
    if (option == "--only") options.frames_only = std::string_view(argv[i + 1]) == "frames";
    if (option == "--dir") options.dir = argv[i + 1];
    if (option == "--vouchers") options.vouchers = {static_cast<std::uint32_t>(std::strtoul(argv[i + 1], nullptr, 10))};
  }
  for (const auto vouchers : options.vouchers) measure(vouchers, options);
}
