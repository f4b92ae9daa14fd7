#include "bench/row_ledger.h"

#include <chrono>
#include <cstdlib>
#include <string>

#include "bench/measure.h"
#include "rating/rate_card.h"
#include "storage/sqlite/database.h"

namespace scrip::bench {
namespace {

// The tables a careful developer would make: identity and balances have keys, charges an index by job.
constexpr const char* schema = R"(
  CREATE TABLE usage_record(job INTEGER NOT NULL, part INTEGER NOT NULL, resource INTEGER NOT NULL,
    start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL, units INTEGER NOT NULL, charged INTEGER NOT NULL,
    PRIMARY KEY (job, part)) STRICT, WITHOUT ROWID;
  CREATE TABLE job(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, voucher INTEGER NOT NULL, quantity INTEGER NOT NULL,
    gross INTEGER NOT NULL, covered INTEGER NOT NULL) STRICT;
  CREATE TABLE voucher(id INTEGER PRIMARY KEY, held INTEGER NOT NULL, in_flight INTEGER NOT NULL) STRICT;
  CREATE TABLE operator(id INTEGER PRIMARY KEY, payable INTEGER NOT NULL) STRICT;)";

}  // namespace

double row_ledger(const std::filesystem::path& path, const City& city, std::uint64_t records, std::size_t batch_size) {
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix);
  double seconds = 0;
  {
    auto database = must(storage::Database::open(path.string(), storage::Access::create));
    must(database.run("PRAGMA journal_mode = WAL"));
    must(database.run("PRAGMA synchronous = FULL"));
    must(database.run(schema));
    must(database.run("BEGIN"));
    auto add_job = must(database.prepare("INSERT INTO job VALUES (?1, ?2, ?1, 0, 0, 0)"));
    auto add_voucher = must(database.prepare("INSERT INTO voucher VALUES (?1, 1000000000000, 0)"));
    for (std::uint32_t i = 0; i < city.vouchers; ++i) {
      must(add_job.run(std::int64_t{i}, city.job_key(i)));
      must(add_voucher.run(std::int64_t{i}));
    }
    must(database.run("INSERT INTO operator VALUES (1, 0)"));
    must(database.run("COMMIT"));

    auto find_job = must(database.prepare("SELECT id, quantity, gross, covered FROM job WHERE key = ?1"));
    auto add_record = must(database.prepare("INSERT INTO usage_record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
    auto update_job = must(database.prepare("UPDATE job SET quantity = ?2, gross = ?3, covered = ?4 WHERE id = ?1"));
    auto update_voucher =
        must(database.prepare("UPDATE voucher SET held = held - ?2, in_flight = in_flight + ?2 WHERE id = ?1"));
    auto update_operator = must(database.prepare("UPDATE operator SET payable = payable + ?1 WHERE id = 1"));
    metering::UsageBatch batch;
    for (std::uint64_t n = 0; n < records; n += batch_size) {
      fill(city, n, std::min<std::uint64_t>(batch_size, records - n), batch);
      const auto start = std::chrono::steady_clock::now();
      must(database.run("BEGIN IMMEDIATE"));
      for (std::size_t i = 0; i < batch.size(); ++i) {
        if (!must([&]() -> Result<bool> {
              SCRIP_TRY_VOID(find_job.bind(batch.jobs[batch.job[i]].key));
              return find_job.step();
            }())) {
          std::exit(1);
        }
        const std::int64_t job = find_job.integer(0);
        const Amount quantity{find_job.integer(1) + batch.units[i] * (batch.end_ms[i] - batch.start_ms[i])};
        const Amount price{(10 + batch.resource[i]) * 1'234'567};
        const Amount gross = rating::rounded(rating::exact_price(registry::ResourceKind::accelerator, price, quantity));
        const std::int64_t covered = gross.micro_units * 6 / 10;
        const std::int64_t more = covered - find_job.integer(3);
        const std::int64_t charged = gross.micro_units - find_job.integer(2);
        find_job.reset();
        must(add_record.run(job, static_cast<std::int64_t>(batch.part[i]), std::int64_t{batch.resource[i]},
                            batch.start_ms[i], batch.end_ms[i], batch.units[i], charged));
        must(update_job.run(job, quantity.micro_units, gross.micro_units, covered));
        must(update_voucher.run(job, more));
        must(update_operator.run(more));
      }
      must(database.run("COMMIT"));
      seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
  }
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix);
  return static_cast<double>(records) / seconds;
}

}  // namespace scrip::bench
