#include "site/spool.h"

#include <sys/stat.h>

#include <algorithm>

#include "codec/usage_frame.h"
#include "proof/key.h"
#include "site/limits.h"
#include "site/random_name.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

using storage::Access;
using storage::Database;
using storage::Statement;
using storage::Transaction;

constexpr std::int64_t application_id = 0x53637253;  // "ScrS"; never changes
constexpr std::int64_t format_version = 3;  // 2: alerts in both languages; 3: keys of requests and batches are drawn

constexpr const char* schema = R"(
CREATE TABLE fact (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE job (key TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL, organisation TEXT NOT NULL, account TEXT NOT NULL,
                  resource TEXT NOT NULL, signal TEXT NOT NULL, hold TEXT NOT NULL, reason TEXT NOT NULL,
                  state INTEGER NOT NULL, units INTEGER NOT NULL, limit_s INTEGER NOT NULL, paid INTEGER NOT NULL,
                  lent INTEGER NOT NULL, lent_money INTEGER NOT NULL, used_s INTEGER NOT NULL, halved INTEGER NOT NULL,
                  retry_s INTEGER NOT NULL, asks_for_devices INTEGER NOT NULL, released INTEGER NOT NULL,
                  warned INTEGER NOT NULL, stopped INTEGER NOT NULL, reservation TEXT NOT NULL,
                  until_s INTEGER NOT NULL) STRICT;
CREATE INDEX job_open ON job (state) WHERE state <> 4;
CREATE INDEX job_id ON job (id);
CREATE TABLE request (number INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, subject TEXT NOT NULL,
                      path TEXT NOT NULL, body TEXT NOT NULL, adds INTEGER NOT NULL, key TEXT NOT NULL) STRICT;
CREATE INDEX request_subject ON request (subject);
CREATE TABLE run (job TEXT NOT NULL, start_s INTEGER NOT NULL, resource TEXT NOT NULL, metered_s INTEGER NOT NULL,
                  PRIMARY KEY (job, start_s, resource)) STRICT;
CREATE TABLE record (number INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, account TEXT NOT NULL,
                     resource TEXT NOT NULL, requested TEXT NOT NULL, part INTEGER NOT NULL, start_ms INTEGER NOT NULL,
                     end_ms INTEGER NOT NULL, units INTEGER NOT NULL, problem INTEGER NOT NULL, ended INTEGER NOT NULL,
                     batch INTEGER NOT NULL) STRICT;
CREATE INDEX record_batch ON record (batch, number);
CREATE INDEX record_job ON record (job);
CREATE TABLE batch (number INTEGER PRIMARY KEY AUTOINCREMENT, frame BLOB NOT NULL, key TEXT NOT NULL) STRICT;
CREATE TABLE lent (key TEXT NOT NULL PRIMARY KEY, hold TEXT NOT NULL, turn INTEGER NOT NULL, amount INTEGER NOT NULL,
                   used INTEGER NOT NULL, expires_s INTEGER NOT NULL) STRICT;
CREATE TABLE device_day (vendor TEXT NOT NULL, serial TEXT NOT NULL, day TEXT NOT NULL, resource TEXT NOT NULL,
                         present_s INTEGER NOT NULL, busy_s INTEGER NOT NULL, reported_s INTEGER NOT NULL,
                         PRIMARY KEY (vendor, serial, day)) STRICT;
CREATE TABLE alert (kind TEXT NOT NULL, subject TEXT NOT NULL, at_s INTEGER NOT NULL, english TEXT NOT NULL,
                    chinese TEXT NOT NULL, PRIMARY KEY (kind, subject)) STRICT;
)";

constexpr const char* job_columns =
    "key, id, organisation, account, resource, signal, hold, reason, state, units, limit_s, paid, lent, lent_money, "
    "used_s, "
    "halved, retry_s, asks_for_devices, released, warned, stopped, reservation, until_s";
constexpr const char* record_columns =
    "job, account, resource, requested, part, start_ms, end_ms, units, problem, ended";

JobRow job_of(const Statement& row) {
  return {.key = std::string(row.text(0)),
          .id = std::string(row.text(1)),
          .organisation = std::string(row.text(2)),
          .account = std::string(row.text(3)),
          .resource = std::string(row.text(4)),
          .signal = std::string(row.text(5)),
          .hold = std::string(row.text(6)),
          .reason = std::string(row.text(7)),
          .reservation = std::string(row.text(21)),
          .state = static_cast<JobState>(row.integer(8)),
          .units = row.integer(9),
          .limit_s = row.integer(10),
          .paid = row.integer(11),
          .lent = row.integer(12),
          .lent_money = row.integer(13),
          .used_s = row.integer(14),
          .halved = row.integer(15),
          .retry_s = row.integer(16),
          .until_s = row.integer(22),
          .asks_for_devices = row.integer(17) != 0,
          .released = row.integer(18) != 0,
          .warned = row.integer(19) != 0,
          .stopped = row.integer(20) != 0};
}

LentRow lent_of(const Statement& row) {
  return {.key = std::string(row.text(0)),
          .hold = std::string(row.text(1)),
          .turn = row.integer(2),
          .amount = row.integer(3),
          .used = row.integer(4),
          .expires_s = row.integer(5)};
}

RecordRow record_of(const Statement& row) {
  return {.job = std::string(row.text(0)),
          .account = std::string(row.text(1)),
          .resource = std::string(row.text(2)),
          .requested = std::string(row.text(3)),
          .part = static_cast<std::uint64_t>(row.integer(4)),
          .start_ms = row.integer(5),
          .end_ms = row.integer(6),
          .units = row.integer(7),
          .problem = static_cast<metering::SuspenseReason>(row.integer(8)),
          .ended = row.integer(9) != 0};
}

// Rows of a statement that was bound.
template <class Row>
Result<std::vector<Row>> rows_of(Statement& statement, auto&& read) {
  std::vector<Row> rows;
  while (SCRIP_TRY(statement.step())) rows.push_back(read(statement));
  statement.reset();
  return rows;
}

Result<void> create_tables(Database& database) {
  Transaction transaction = SCRIP_TRY(Transaction::begin(database, Transaction::Kind::write));
  if (SCRIP_TRY(database.number("SELECT count(*) FROM sqlite_schema")) == 0) {
    SCRIP_TRY_VOID(database.run(schema));
    SCRIP_TRY_VOID(database.run("PRAGMA application_id = " + std::to_string(application_id)));
    SCRIP_TRY_VOID(database.run("PRAGMA user_version = " + std::to_string(format_version)));
  }
  return transaction.commit();
}

// A number would be given twice where an older copy of the spool is put back.
std::string drawn_key(std::string_view kind) { return std::string(kind) + "/" + random_name(); }

// What an earlier release wrote. The first one's alerts were in one language, which stands for both. The second's keys
// were counted under the spool's name, and what waits keeps the key that it may have been sent with already.
Result<void> upgrade(Database& database) {
  Transaction transaction = SCRIP_TRY(Transaction::begin(database, Transaction::Kind::write));
  if (SCRIP_TRY(database.number("PRAGMA user_version")) == 1) {
    SCRIP_TRY_VOID(
        database.run("ALTER TABLE alert RENAME COLUMN text TO english;"
                     "ALTER TABLE alert ADD COLUMN chinese TEXT NOT NULL DEFAULT '';"
                     "UPDATE alert SET chinese = english;"
                     "PRAGMA user_version = 2"));
  }
  if (SCRIP_TRY(database.number("PRAGMA user_version")) == 2) {
    SCRIP_TRY_VOID(
        database.run("ALTER TABLE request ADD COLUMN key TEXT NOT NULL DEFAULT '';"
                     "ALTER TABLE batch ADD COLUMN key TEXT NOT NULL DEFAULT '';"
                     "UPDATE request SET key = (SELECT value FROM fact WHERE name = 'spool') || '/request/' || number;"
                     "UPDATE batch SET key = (SELECT value FROM fact WHERE name = 'spool') || '/batch/' || number;"
                     "PRAGMA user_version = 3"));
  }
  return transaction.commit();
}

// The records as one batch: jobs and resources each once, in the order they come.
metering::UsageBatch batch_of(const std::vector<RecordRow>& records) {
  metering::UsageBatch batch;
  for (const RecordRow& record : records) {
    auto job = std::ranges::find_if(batch.jobs, [&](const metering::JobInfo& info) {
      return info.key == record.job && info.account == record.account && info.requested == record.requested;
    });
    if (job == batch.jobs.end()) {
      batch.jobs.push_back({.key = record.job, .account = record.account, .requested = record.requested});
      job = std::prev(batch.jobs.end());
    }
    job->ended = job->ended || record.ended;
    auto resource = std::ranges::find(batch.resources, std::string_view(record.resource));
    if (resource == batch.resources.end()) {
      batch.resources.push_back(record.resource);
      resource = std::prev(batch.resources.end());
    }
    batch.add(static_cast<std::uint32_t>(job - batch.jobs.begin()),
              static_cast<std::uint32_t>(resource - batch.resources.begin()), record.part, record.start_ms,
              record.end_ms, record.units, record.problem);
  }
  return batch;
}

}  // namespace

std::string_view name(JobState state) {
  switch (state) {
    case JobState::asked:
      return "asked";
    case JobState::authorised:
      return "authorised";
    case JobState::refused:
      return "refused";
    case JobState::over:
      return "over";
    case JobState::closed:
      return "closed";
    case JobState::unpaid:
      return "unpaid";
  }
  return "unknown";
}

Result<Spool> Spool::open(const std::string& path, Access access) {
  auto database = SCRIP_TRY(Database::open(path, access));
  if (access == Access::create) {
    SCRIP_TRY_VOID(database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"));
    SCRIP_TRY_VOID(create_tables(database));
    ::chmod(path.c_str(), S_IRUSR | S_IWUSR);
  }
  if (SCRIP_TRY(database.number("PRAGMA application_id")) != application_id) {
    return fail(ErrorCode::format_unknown, say("{0} is not a spool", path), "spool");
  }
  if (SCRIP_TRY(database.number("PRAGMA user_version")) > format_version) {
    return fail(ErrorCode::version_unsupported, say("{0} was written by a newer release", path), "spool");
  }
  if (SCRIP_TRY(database.number("PRAGMA user_version")) < format_version) SCRIP_TRY_VOID(upgrade(database));
  Spool spool(std::move(database));
  spool.id_ = SCRIP_TRY(spool.fact("spool"));
  if (spool.id_.empty() && access == Access::create) {
    spool.id_ = random_name();
    SCRIP_TRY_VOID(spool.put_fact("spool", spool.id_));
  }
  return spool;
}

template <class... Values>
Result<void> Spool::run(std::string_view sql, const Values&... values) {
  auto statement = SCRIP_TRY(database_.prepare(sql));
  return statement.run(values...);
}

Result<Transaction> Spool::begin() { return Transaction::begin(database_, Transaction::Kind::write); }

Result<std::optional<JobRow>> Spool::job(std::string_view key) {
  auto statement = SCRIP_TRY(database_.prepare("SELECT " + std::string(job_columns) + " FROM job WHERE key = ?1"));
  SCRIP_TRY_VOID(statement.bind(key));
  auto rows = SCRIP_TRY(rows_of<JobRow>(statement, job_of));
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

Result<std::vector<JobRow>> Spool::jobs_not_closed() {
  auto statement =
      SCRIP_TRY(database_.prepare("SELECT " + std::string(job_columns) + " FROM job WHERE state <> 4 ORDER BY key"));
  return rows_of<JobRow>(statement, job_of);
}

Result<std::int64_t> Spool::limit_of(std::string_view id) {
  auto statement = SCRIP_TRY(database_.prepare("SELECT limit_s FROM job WHERE id = ?1 ORDER BY rowid DESC LIMIT 1"));
  SCRIP_TRY_VOID(statement.bind(id));
  const bool found = SCRIP_TRY(statement.step());
  return found ? statement.integer(0) : 0;
}

Result<void> Spool::put(const JobRow& job) {
  return run(
      "INSERT OR REPLACE INTO job (" + std::string(job_columns) +
          ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, "
          "?22, ?23)",
      std::string_view(job.key), std::string_view(job.id), std::string_view(job.organisation),
      std::string_view(job.account), std::string_view(job.resource), std::string_view(job.signal),
      std::string_view(job.hold), std::string_view(job.reason), static_cast<int>(job.state), job.units, job.limit_s,
      job.paid, job.lent, job.lent_money, job.used_s, job.halved, job.retry_s, job.asks_for_devices ? 1 : 0,
      job.released ? 1 : 0, job.warned ? 1 : 0, job.stopped ? 1 : 0, std::string_view(job.reservation), job.until_s);
}

Result<std::vector<RequestRow>> Spool::requests(std::size_t count) {
  auto statement = SCRIP_TRY(
      database_.prepare("SELECT number, kind, subject, path, body, adds, key FROM request ORDER BY number LIMIT ?1"));
  SCRIP_TRY_VOID(statement.bind(count));
  return rows_of<RequestRow>(statement, [&](const Statement& row) {
    return RequestRow{.number = row.integer(0),
                      .kind = static_cast<RequestRow::Kind>(row.integer(1)),
                      .subject = std::string(row.text(2)),
                      .path = std::string(row.text(3)),
                      .body = std::string(row.text(4)),
                      .key = std::string(row.text(6)),
                      .adds = row.integer(5)};
  });
}

Result<bool> Spool::has_request(std::string_view subject) {
  auto statement = SCRIP_TRY(database_.prepare("SELECT 1 FROM request WHERE subject = ?1 LIMIT 1"));
  SCRIP_TRY_VOID(statement.bind(subject));
  return statement.step();
}

Result<void> Spool::add(RequestRow request) {
  return run("INSERT INTO request (kind, subject, path, body, adds, key) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
             static_cast<int>(request.kind), std::string_view(request.subject), std::string_view(request.path),
             std::string_view(request.body), request.adds, std::string_view(drawn_key("request")));
}

Result<void> Spool::drop_request(std::int64_t number) { return run("DELETE FROM request WHERE number = ?1", number); }

Result<bool> Spool::take_request(std::int64_t number) {
  SCRIP_TRY_VOID(drop_request(number));
  return database_.changes() != 0;
}

Result<void> Spool::renew_request_key(std::int64_t number) {
  return run("UPDATE request SET key = ?2 WHERE number = ?1", number, std::string_view(drawn_key("request")));
}

Result<std::int64_t> Spool::metered_s(std::string_view job, std::int64_t start_s, std::string_view resource) {
  auto statement =
      SCRIP_TRY(database_.prepare("SELECT metered_s FROM run WHERE job = ?1 AND start_s = ?2 AND resource = ?3"));
  SCRIP_TRY_VOID(statement.bind(job, start_s, resource));
  const bool found = SCRIP_TRY(statement.step());
  return found ? statement.integer(0) : 0;
}

Result<void> Spool::add_record(const RecordRow& record, std::int64_t start_s, std::int64_t metered) {
  SCRIP_TRY_VOID(run("INSERT INTO record (" + std::string(record_columns) +
                         ", batch) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0)",
                     std::string_view(record.job), std::string_view(record.account), std::string_view(record.resource),
                     std::string_view(record.requested), static_cast<std::int64_t>(record.part), record.start_ms,
                     record.end_ms, record.units, static_cast<int>(record.problem), record.ended ? 1 : 0));
  return run("INSERT OR REPLACE INTO run (job, start_s, resource, metered_s) VALUES (?1, ?2, ?3, ?4)",
             std::string_view(record.job), start_s, std::string_view(record.resource), metered);
}

Result<std::int64_t> Spool::records_waiting() { return database_.number("SELECT count(*) FROM record"); }

Result<bool> Spool::has_records(std::string_view job) {
  auto statement = SCRIP_TRY(database_.prepare("SELECT 1 FROM record WHERE job = ?1 LIMIT 1"));
  SCRIP_TRY_VOID(statement.bind(job));
  return statement.step();
}

Result<std::optional<BatchRow>> Spool::oldest_batch() {
  auto statement = SCRIP_TRY(database_.prepare("SELECT number, frame, key FROM batch ORDER BY number LIMIT 1"));
  if (!SCRIP_TRY(statement.step())) return std::nullopt;
  const ByteView frame = statement.bytes(1);
  return BatchRow{.number = statement.integer(0),
                  .key = std::string(statement.text(2)),
                  .frame = Bytes(frame.begin(), frame.end())};
}

Result<void> Spool::make_batch() {
  auto transaction = SCRIP_TRY(begin());
  std::vector<RecordRow> records;
  std::int64_t last = 0;
  {
    auto statement = SCRIP_TRY(database_.prepare("SELECT " + std::string(record_columns) +
                                                 ", number FROM record WHERE batch = 0 ORDER BY number LIMIT ?1"));
    SCRIP_TRY_VOID(statement.bind(limits::batch_records_max));
    records = SCRIP_TRY(rows_of<RecordRow>(statement, [&](const Statement& row) {
      last = row.integer(10);
      return record_of(row);
    }));
  }
  if (records.empty()) return {};
  const Bytes frame = codec::encode_frame(batch_of(records));
  SCRIP_TRY_VOID(
      run("INSERT INTO batch (frame, key) VALUES (?1, ?2)", ByteView(frame), std::string_view(drawn_key("batch"))));
  SCRIP_TRY_VOID(
      run("UPDATE record SET batch = (SELECT max(number) FROM batch) WHERE batch = 0 AND number <= ?1", last));
  return transaction.commit();
}

Result<std::optional<BatchRow>> Spool::next_batch() {
  auto batch = SCRIP_TRY(oldest_batch());
  if (batch) return batch;
  SCRIP_TRY_VOID(make_batch());
  return oldest_batch();
}

Result<void> Spool::acknowledge(std::int64_t batch) {
  auto transaction = SCRIP_TRY(begin());
  SCRIP_TRY_VOID(run("DELETE FROM record WHERE batch = ?1", batch));
  SCRIP_TRY_VOID(run("DELETE FROM batch WHERE number = ?1", batch));
  return transaction.commit();
}

Result<void> Spool::renew_batch_key(std::int64_t batch) {
  return run("UPDATE batch SET key = ?2 WHERE number = ?1", batch, std::string_view(drawn_key("batch")));
}

Result<std::optional<LentRow>> Spool::lent(std::string_view key) {
  auto statement =
      SCRIP_TRY(database_.prepare("SELECT key, hold, turn, amount, used, expires_s FROM lent WHERE key = ?1"));
  SCRIP_TRY_VOID(statement.bind(key));
  auto rows = SCRIP_TRY(rows_of<LentRow>(statement, lent_of));
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

Result<std::vector<LentRow>> Spool::all_lent() {
  auto statement =
      SCRIP_TRY(database_.prepare("SELECT key, hold, turn, amount, used, expires_s FROM lent ORDER BY key"));
  return rows_of<LentRow>(statement, lent_of);
}

Result<void> Spool::put(const LentRow& lent) {
  return run("INSERT OR REPLACE INTO lent (key, hold, turn, amount, used, expires_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
             std::string_view(lent.key), std::string_view(lent.hold), lent.turn, lent.amount, lent.used,
             lent.expires_s);
}

Result<void> Spool::add(const DeviceDayRow& day) {
  return run(
      "INSERT INTO device_day (vendor, serial, day, resource, present_s, busy_s, reported_s) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0) ON CONFLICT (vendor, serial, day) DO UPDATE SET "
      "present_s = min(86400, present_s + ?5), busy_s = min(86400, busy_s + ?6), resource = ?4",
      std::string_view(day.vendor), std::string_view(day.serial), std::string_view(day.day),
      std::string_view(day.resource), day.present_s, day.busy_s);
}

Result<std::vector<DeviceDayRow>> Spool::days_to_report(std::size_t count) {
  auto statement =
      SCRIP_TRY(database_.prepare("SELECT vendor, serial, resource, day, present_s, busy_s FROM device_day "
                                  "WHERE present_s <> reported_s ORDER BY day, vendor, serial LIMIT ?1"));
  SCRIP_TRY_VOID(statement.bind(count));
  return rows_of<DeviceDayRow>(statement, [](const Statement& row) {
    return DeviceDayRow{.vendor = std::string(row.text(0)),
                        .serial = std::string(row.text(1)),
                        .resource = std::string(row.text(2)),
                        .day = std::string(row.text(3)),
                        .present_s = row.integer(4),
                        .busy_s = row.integer(5)};
  });
}

Result<void> Spool::mark_reported(const DeviceDayRow& day) {
  return run("UPDATE device_day SET reported_s = ?4 WHERE vendor = ?1 AND serial = ?2 AND day = ?3",
             std::string_view(day.vendor), std::string_view(day.serial), std::string_view(day.day), day.present_s);
}

Result<bool> Spool::alert(const AlertRow& alert) {
  SCRIP_TRY_VOID(run("INSERT OR IGNORE INTO alert (kind, subject, at_s, english, chinese) VALUES (?1, ?2, ?3, ?4, ?5)",
                     std::string_view(alert.kind), std::string_view(alert.subject), alert.at_s,
                     std::string_view(alert.english), std::string_view(alert.chinese)));
  return database_.changes() != 0;
}

Result<bool> Spool::clear_alert(std::string_view kind, std::string_view subject) {
  SCRIP_TRY_VOID(run("DELETE FROM alert WHERE kind = ?1 AND subject = ?2", kind, subject));
  return database_.changes() != 0;
}

Result<std::vector<std::string>> Spool::alerts_of(std::string_view kind) {
  auto statement = SCRIP_TRY(database_.prepare("SELECT subject FROM alert WHERE kind = ?1 ORDER BY subject"));
  SCRIP_TRY_VOID(statement.bind(kind));
  return rows_of<std::string>(statement, [](const Statement& row) { return std::string(row.text(0)); });
}

Result<std::vector<AlertRow>> Spool::alerts(std::size_t newest) {
  auto statement = SCRIP_TRY(database_.prepare(
      "SELECT at_s, kind, subject, english, chinese FROM alert ORDER BY at_s DESC, kind, subject LIMIT ?1"));
  SCRIP_TRY_VOID(statement.bind(newest));
  return rows_of<AlertRow>(statement, [](const Statement& row) {
    return AlertRow{.at_s = row.integer(0),
                    .kind = std::string(row.text(1)),
                    .subject = std::string(row.text(2)),
                    .english = std::string(row.text(3)),
                    .chinese = std::string(row.text(4))};
  });
}

Result<void> Spool::prune(std::int64_t before_s) {
  auto transaction = SCRIP_TRY(begin());
  SCRIP_TRY_VOID(
      run("DELETE FROM job WHERE state = 4 AND CAST(substr(key, instr(key, '@') + 1) AS INTEGER) < ?1", before_s));
  if (database_.changes() != 0) SCRIP_TRY_VOID(run("DELETE FROM run WHERE job NOT IN (SELECT key FROM job)"));
  return transaction.commit();
}

Result<std::string> Spool::fact(std::string_view name) {
  auto statement = SCRIP_TRY(database_.prepare("SELECT value FROM fact WHERE name = ?1"));
  SCRIP_TRY_VOID(statement.bind(name));
  const bool found = SCRIP_TRY(statement.step());
  return found ? std::string(statement.text(0)) : std::string{};
}

Result<void> Spool::put_fact(std::string_view name, std::string_view value) {
  return run("INSERT OR REPLACE INTO fact (name, value) VALUES (?1, ?2)", name, value);
}

}  // namespace scrip::site
