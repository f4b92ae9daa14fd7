#pragma once
// What a site must not lose: its jobs, what each is paid for, usage that Scrip has not acknowledged, and requests
// whose answer is not known. One SQLite file, every change durable before anything that follows from it is done.
//
// Format version 3 (application_id 0x53637253, "ScrS"; all tables STRICT). Units are thousandths of a device;
// what is paid for is counted in units times seconds.
//
// Errors, of every function: those of storage::Database. One thread at a time.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "metering/usage.h"
#include "storage/sqlite/database.h"

namespace scrip::site {

enum class JobState : std::uint8_t {
  asked = 0,       // its hold is asked for; it is held in Slurm
  authorised = 1,  // it may run
  refused = 2,     // it is cancelled, with the reason
  over = 3,        // all its usage is in the spool
  closed = 4,      // all its usage is acknowledged, and what was left of its hold went back
  unpaid = 5,      // it ran without being authorised: only its usage is reported
};
[[nodiscard]] std::string_view name(JobState state);

struct JobRow {
  std::string key;  // "<cluster>/<id>@<submit>": as the connectors name it
  std::string id;
  std::string organisation;
  std::string account;   // that its usage names
  std::string resource;  // the chip model at Scrip
  std::string signal;    // that its batch script asked for as a warning
  std::string hold;      // the hold's key at Scrip; empty: there is none yet
  std::string reason;    // why it waits, was refused, or ended
  std::string reservation;  // under which it runs; empty: none
  JobState state = JobState::asked;
  std::int64_t units = 0;    // asked for, then allocated
  std::int64_t limit_s = 0;  // the user's own; 0: none
  std::int64_t paid = 0;     // unit-seconds that the hold covers
  std::int64_t lent = 0;     // unit-seconds beyond them that are lent
  std::int64_t lent_money = 0;  // micro-units, the same at the highest price
  std::int64_t used_s = 0;   // run time when it was last seen
  std::int64_t halved = 0;   // how often the next slice was made half as long, for want of money
  std::int64_t retry_s = 0;  // not before then is more money asked for (since 1970)
  // Since 1970. A job under a reservation is over by then; the hold of any other ends then by itself (0: not known).
  std::int64_t until_s = 0;
  bool asks_for_devices = false;
  bool released = false;     // Slurm was told to let it start
  bool warned = false;
  bool stopped = false;      // Slurm was told to end it

  [[nodiscard]] std::int64_t covered() const { return paid + lent; }
};

// A write of Scrip's API whose answer is not known yet.
struct RequestRow {
  enum class Kind : std::uint8_t {
    place = 0,
    extend = 1,
    release = 2,
    lend = 3,
    take_back = 4,
    device_days = 5,
    use = 6
  };
  std::int64_t number = 0;
  Kind kind = Kind::place;
  std::string subject;  // the job's key, or the lent slice's
  std::string path;
  std::string body;
  std::string key;  // idempotency
  std::int64_t adds = 0;  // unit-seconds that its success pays for
};

// One usage record on its way.
struct RecordRow {
  std::string job;
  std::string account;
  std::string resource;
  std::string requested;
  std::uint64_t part = 0;
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;
  std::int64_t units = 0;
  metering::SuspenseReason problem = metering::SuspenseReason::none;
  bool ended = false;
};

struct BatchRow {
  std::int64_t number = 0;
  std::string key;  // idempotency
  Bytes frame;
};

struct LentRow {
  std::string key;  // "<organisation>/<resource>"
  std::string hold;
  std::int64_t turn = 0;    // how many holds it had before
  std::int64_t amount = 0;  // micro-units of the hold; 0: there is none
  std::int64_t used = 0;    // given to jobs
  std::int64_t expires_s = 0;
};

// A device on a day, with what is to be added to it or what it came to.
struct DeviceDayRow {
  std::string vendor, serial, resource, day;
  std::int64_t present_s = 0;
  std::int64_t busy_s = 0;
};

struct AlertRow {
  std::int64_t at_s = 0;
  std::string kind;
  std::string subject;
  std::string english, chinese;
};

class Spool {
 public:
  // Errors also: format_unknown, version_unsupported.
  [[nodiscard]] static Result<Spool> open(const std::string& path, storage::Access access = storage::Access::create);

  // A random name of this spool: what is sent under it is never taken for what another spool sent.
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] Result<storage::Transaction> begin();

  [[nodiscard]] Result<std::optional<JobRow>> job(std::string_view key);
  [[nodiscard]] Result<std::vector<JobRow>> jobs_not_closed();
  // The user's own limit of the newest job under this id of Slurm's; 0: none, or no such job.
  [[nodiscard]] Result<std::int64_t> limit_of(std::string_view id);
  [[nodiscard]] Result<void> put(const JobRow& job);

  [[nodiscard]] Result<std::vector<RequestRow>> requests(std::size_t count);
  [[nodiscard]] Result<bool> has_request(std::string_view subject);
  // Its number and idempotency key are made here. The key is drawn and kept: it is the same after any restart, and no
  // request that another copy of this spool made, before or since, has it.
  [[nodiscard]] Result<void> add(RequestRow request);
  [[nodiscard]] Result<void> drop_request(std::int64_t number);
  // The same, and whether it was there still: what a request brings counts once.
  [[nodiscard]] Result<bool> take_request(std::int64_t number);
  // Its key stands for something else at Scrip: it goes on under a new one.
  [[nodiscard]] Result<void> renew_request_key(std::int64_t number);

  // Up to which second of its run time a resource of a run was recorded.
  [[nodiscard]] Result<std::int64_t> metered_s(std::string_view job, std::int64_t start_s, std::string_view resource);
  // The record, and how far the run is recorded now, in one.
  [[nodiscard]] Result<void> add_record(const RecordRow& record, std::int64_t start_s, std::int64_t metered_s);
  [[nodiscard]] Result<std::int64_t> records_waiting();
  [[nodiscard]] Result<bool> has_records(std::string_view job);

  // The oldest batch that is not acknowledged, made of waiting records if there is none; none: nothing waits. A batch
  // once made is never changed. Its key is drawn, as a request's is.
  [[nodiscard]] Result<std::optional<BatchRow>> next_batch();
  [[nodiscard]] Result<void> acknowledge(std::int64_t batch);
  // As of a request. Its records are known by their own names, so that under another key they are charged once.
  [[nodiscard]] Result<void> renew_batch_key(std::int64_t batch);

  [[nodiscard]] Result<std::optional<LentRow>> lent(std::string_view key);
  [[nodiscard]] Result<std::vector<LentRow>> all_lent();
  [[nodiscard]] Result<void> put(const LentRow& lent);

  [[nodiscard]] Result<void> add(const DeviceDayRow& day);
  // Days that are other than they were reported.
  [[nodiscard]] Result<std::vector<DeviceDayRow>> days_to_report(std::size_t count);
  [[nodiscard]] Result<void> mark_reported(const DeviceDayRow& day);

  // The same kind about the same subject is kept once.
  [[nodiscard]] Result<bool> alert(const AlertRow& alert);
  // It is over: should it come again, it is news. Whether it stood.
  [[nodiscard]] Result<bool> clear_alert(std::string_view kind, std::string_view subject);
  // What alerts of the kind are about.
  [[nodiscard]] Result<std::vector<std::string>> alerts_of(std::string_view kind);
  [[nodiscard]] Result<std::vector<AlertRow>> alerts(std::size_t newest);

  // Forgets settled jobs that were submitted before then (since 1970), and how far their runs were recorded.
  [[nodiscard]] Result<void> prune(std::int64_t before_s);

  // Small facts by name: what was last heard, and when.
  [[nodiscard]] Result<std::string> fact(std::string_view name);
  [[nodiscard]] Result<void> put_fact(std::string_view name, std::string_view value);
  [[nodiscard]] Result<std::int64_t> count(const std::string& sql) { return database_.number(sql); }

 private:
  explicit Spool(storage::Database database) : database_(std::move(database)) {}
  template <class... Values>
  [[nodiscard]] Result<void> run(std::string_view sql, const Values&... values);
  [[nodiscard]] Result<std::optional<BatchRow>> oldest_batch();
  [[nodiscard]] Result<void> make_batch();

  storage::Database database_;
  std::string id_;
};

}  // namespace scrip::site
