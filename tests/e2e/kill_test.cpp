// Kills the writing process with SIGKILL at random moments, many times, and fills its disk: what was acknowledged is
// there once, what was not is there at most once.
//
// Request number n is made from n alone, so that parent, child and every restart mean the same by it.
// SCRIP_KILL_ROUNDS sets how often (40), SCRIP_KILL_SEED when (1).

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "runtime/journal.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/conformance/temporary_folder.h"
#include "tests/support/sanitized.h"
#include "verify/verify.h"

namespace scrip {
namespace {

using metering::UsageBatch;
using runtime::Journal;
using storage::OpenMode;
using storage::SqliteStore;

constexpr std::uint64_t jobs = 150;
constexpr std::int64_t price = 7'654'321;  // micro-units a device-hour
constexpr Instant start{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* set = std::getenv(name);
  return set != nullptr ? std::strtoull(set, nullptr, 10) : otherwise;
}

struct Record {
  std::uint64_t job;
  std::uint64_t part;
  std::int64_t start_ms;
  std::int64_t end_ms;
  std::int64_t units;
};

struct Request {
  enum class Kind { usage, hold, organisation } kind = Kind::usage;
  std::vector<Record> records;
  std::uint64_t job = 0;
};

Request request(std::uint64_t n) {
  Random random(n * 7'919 + 17);
  const auto choice = random.below(10);
  Request made{.kind = choice < 7   ? Request::Kind::usage
                       : choice < 9 ? Request::Kind::hold
                                    : Request::Kind::organisation,
               .records = {},
               .job = random.below(jobs)};
  for (auto i = random.between(1, 40); i > 0 && made.kind == Request::Kind::usage; --i) {
    const std::int64_t from = count(start) - random.between(1, 20 * 86'400'000);
    made.records.push_back({.job = random.below(jobs),
                            .part = n * 100 + static_cast<std::uint64_t>(i),
                            .start_ms = from,
                            .end_ms = from + random.between(0, 7'200'000),
                            .units = random.between(0, 8'000)});
  }
  return made;
}

std::string key_of(std::uint64_t n) { return "request-" + std::to_string(n); }

void set_up(Journal& journal) {
  std::vector<engine::Command> commands{
      engine::CreateAuthority{{.name = "City", .currency = "CNY", .zone_name = "UTC"}},
      engine::AddOrganisation{.key = "company", .name = "Company"},
      engine::AddSite{.key = "site", .name = "Site", .operator_key = "company"},
      engine::AddResource{.key = "npu", .name = "NPU"},
      engine::MapPayer{.site = "site", .account = "*", .organisation = "company"},
      engine::PublishRateCard{.key = "card",
                              .site = "site",
                              .period = {.from = instant_min, .until = instant_max},
                              .prices = {{"npu", {{.price = Amount{price}}}}}},
      engine::AddProgramme{.key = "programme", .name = "Programme"},
      engine::AddBudgetLine{.key = "line", .programme = "programme", .appropriation = Amount{1'000'000 * micro}}};
  for (int i = 0; i < 20; ++i) {
    commands.emplace_back(engine::IssueVoucher{.key = "voucher-" + std::to_string(i),
                                               .budget_line = "line",
                                               .organisation = "company",
                                               .face = Amount{(i + 1) * 100 * micro},
                                               .share = Share{600'000},
                                               .valid_from = Day{20'000},
                                               .valid_until = Day{21'000}});
  }
  for (const auto& command : commands) ASSERT_TRUE(journal.execute(command, {.idempotency_key = {}}));
}

runtime::JournalOptions options() {
  return {.clock = [] { return start; }, .threaded = true, .snapshot_records = 3'000};
}

struct Answer {
  bool taken = false;  // it is in the journal
  bool repeated = false;
};

// Sends one request; usage is not durable before sync().
Result<Answer> send(Journal& journal, std::uint64_t n) {
  const Request wanted = request(n);
  if (wanted.kind == Request::Kind::usage) {
    UsageBatch batch;
    batch.resources.push_back("npu");
    for (const auto& record : wanted.records) {
      batch.jobs.push_back({.key = batch.keep("job-" + std::to_string(record.job))});
      batch.add(static_cast<std::uint32_t>(batch.jobs.size() - 1), 0, record.part, record.start_ms, record.end_ms,
                record.units);
    }
    const auto reply = SCRIP_TRY(journal.record("site", batch, {.idempotency_key = key_of(n)}));
    return Answer{.taken = reply.sequence != 0, .repeated = reply.repeated};
  }
  const engine::Command command = wanted.kind == Request::Kind::organisation
                                      ? engine::Command{engine::AddOrganisation{.key = key_of(n), .name = "one more"}}
                                      : engine::Command{engine::PlaceHold{.key = key_of(n),
                                                                          .organisation = "company",
                                                                          .site = "site",
                                                                          .job = "job-" + std::to_string(wanted.job),
                                                                          .bill = Amount{5 * micro},
                                                                          .expires_at = start + std::chrono::hours{24},
                                                                          .partial = true}};
  const auto reply = journal.execute(command, {.idempotency_key = key_of(n)});
  if (!reply && static_cast<unsigned>(reply.error().code) < 3000) return Answer{};  // refused: no effect
  if (!reply) return std::unexpected(reply.error());
  return Answer{.taken = reply->sequence != 0, .repeated = reply->repeated};
}

// What a child tells its parent: lines of a letter and a number. T: trying, A: acknowledged, L: lost, E: an error.
class Lines {
 public:
  explicit Lines(int pipe) : pipe_(pipe) {}
  [[noreturn]] void give_up(std::uint64_t n) const {
    say('E', n);
    _exit(1);
  }
  void say(char what, std::uint64_t n) const {
    const std::string line = std::string(1, what) + std::to_string(n) + "\n";
    if (write(pipe_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) _exit(3);
  }

 private:
  int pipe_;
};

// The process that is killed. First asks for what was acknowledged before, then goes on.
[[noreturn]] void write_until_killed(const std::string& path, std::uint64_t first, const std::set<std::uint64_t>& known,
                                     std::uint64_t seed, const Lines& lines) {
  Random random(seed);
  const auto store = SqliteStore::open(path, OpenMode::must_exist);
  if (!store) lines.give_up(0);
  const auto journal = Journal::open(**store, options());
  if (!journal) lines.give_up(1);
  for (const std::uint64_t n : known) {
    const auto answer = send(**journal, n);
    if (!answer || !answer->repeated) lines.say('L', n);
  }
  std::vector<std::uint64_t> waiting;
  for (std::uint64_t n = first;; ++n) {
    lines.say('T', n);
    const auto answer = send(**journal, n);
    if (!answer) lines.give_up(n);
    if (answer->taken) waiting.push_back(n);
    if (random.chance(1, 2)) continue;  // several requests go into one commit
    if (!(*journal)->sync()) lines.give_up(n);
    for (const std::uint64_t done : waiting) lines.say('A', done);
    waiting.clear();
  }
}

struct Told {
  std::uint64_t tried = 0;  // the last
  std::set<std::uint64_t> acknowledged;
};

// Reads what the child says; kills it after some acknowledgements and a moment.
Told listen_and_kill(int pipe, pid_t child, Random& random) {
  Told told;
  const auto enough = random.below(80);
  const auto moment_us = static_cast<useconds_t>(random.below(3'000));
  std::string text;
  std::array<char, 4096> buffer{};
  bool alive = true;
  for (ssize_t got = 1; got > 0;) {
    pollfd ready{.fd = pipe, .events = POLLIN, .revents = 0};
    if (alive && poll(&ready, 1, 10'000) == 0) {
      ADD_FAILURE() << "the child hangs";
      kill(child, SIGKILL);
      alive = false;
    }
    got = read(pipe, buffer.data(), buffer.size());
    if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
    for (std::size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
      std::uint64_t n = 0;
      std::from_chars(text.data() + 1, text.data() + end, n);
      if (text[0] == 'T') told.tried = n;
      if (text[0] == 'A') told.acknowledged.insert(n);
      if (text[0] == 'L' || text[0] == 'E') ADD_FAILURE() << "the child says " << text.substr(0, end);
    }
    if (alive && told.acknowledged.size() >= enough) {
      usleep(moment_us);
      kill(child, SIGKILL);
      alive = false;
    }
  }
  int status = 0;
  waitpid(child, &status, 0);
  return told;
}

// What all requests up to `last` must come to, taken once each.
void expect_each_once(const engine::State& state, std::uint64_t last) {
  std::map<std::uint64_t, Int128> by_job;  // exact: 1 / (3,600 x 10^6) micro-units of money
  std::uint64_t records = 0;
  std::set<std::string> organisations;
  for (std::uint64_t n = 1; n <= last; ++n) {
    const Request made = request(n);
    records += made.records.size();
    for (const auto& record : made.records) {
      by_job[record.job] += Int128{price} * record.units * (record.end_ms - record.start_ms);
    }
    if (made.kind == Request::Kind::organisation) organisations.insert(key_of(n));
  }
  EXPECT_EQ(state.totals.charged_records, records);
  EXPECT_TRUE(state.suspense.empty());
  EXPECT_EQ(state.registry.organisations().size(), 1 + organisations.size());
  for (const auto& key : organisations) EXPECT_NE(state.registry.find_organisation(key), nullptr) << key;
  EXPECT_EQ(state.jobs.size(), by_job.size());
  for (const auto& [number, exact] : by_job) {
    const auto* job = state.find_job(SiteId{0}, "job-" + std::to_string(number));
    ASSERT_NE(job, nullptr) << number;
    constexpr Int128 hour = 3'600'000'000;
    EXPECT_EQ(job->gross.micro_units, static_cast<std::int64_t>((2 * exact + hour) / (2 * hour))) << "job " << number;
  }
}

void send_all(Journal& journal, std::uint64_t last, const std::set<std::uint64_t>& acknowledged) {
  for (std::uint64_t n = 1; n <= last; ++n) {
    const auto answer = send(journal, n);
    ASSERT_TRUE(answer) << describe(answer.error(), Language::english);
    EXPECT_TRUE(answer->repeated || !acknowledged.contains(n)) << "request " << n << " was acknowledged and lost";
  }
  ASSERT_TRUE(journal.sync());
}

TEST(Kill, NothingAcknowledgedIsLostOrDoubled) {
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("journal.db");
  {
    const auto store = SqliteStore::open(path, OpenMode::create_new).value();
    set_up(*Journal::open(*store, options()).value());
  }
  Random random(setting("SCRIP_KILL_SEED", 1));
  std::uint64_t tried = 0;
  std::set<std::uint64_t> acknowledged;
  std::set<std::uint64_t> newest;
  const auto rounds = setting("SCRIP_KILL_ROUNDS", testing::part_of(40));
  for (std::uint64_t round = 0; round < rounds && !HasFailure(); ++round) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const std::uint64_t first = tried + 1 - std::min<std::uint64_t>(tried, random.below(6));
    const std::uint64_t seed = random.next();
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(ends[0]);
      write_until_killed(path, first, newest, seed, Lines(ends[1]));
    }
    close(ends[1]);
    const Told told = listen_and_kill(ends[0], child, random);
    close(ends[0]);
    tried = std::max(tried, told.tried);
    newest = told.acknowledged;
    acknowledged.insert(newest.begin(), newest.end());
  }
  ASSERT_FALSE(HasFailure());
  EXPECT_GT(acknowledged.size(), rounds);

  const auto store = SqliteStore::open(path, OpenMode::must_exist).value();
  const auto journal = Journal::open(*store, options()).value();
  send_all(*journal, tried, acknowledged);
  expect_each_once(journal->state(), tried);
  ASSERT_TRUE(journal->save_snapshot());
  const auto report = verify::verify(*store, {});
  ASSERT_TRUE(report) << describe(report.error(), Language::english);
  EXPECT_EQ(report->state.totals.charged_records, journal->state().totals.charged_records);
}

TEST(FullDisk, StopsTheWriterAndLosesNothing) {
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("journal.db");
  {
    const auto store = SqliteStore::open(path, OpenMode::create_new).value();
    set_up(*Journal::open(*store, options()).value());
  }
  std::set<std::uint64_t> acknowledged;
  std::uint64_t n = 0;
  for (std::uint64_t pages = 20; pages <= 60; pages += 20) {
    const auto store = SqliteStore::open(path, OpenMode::must_exist, {.pages_max = pages}).value();
    const auto journal = Journal::open(*store, options());
    ASSERT_TRUE(journal) << "a full disk can still be read";
    Result<void> result;
    while (result && n < 100'000) {
      const auto answer = send(**journal, ++n);
      result = answer ? (*journal)->sync() : std::unexpected(answer.error());
      if (result && answer->taken) acknowledged.insert(n);
    }
    ASSERT_FALSE(result) << "the disk never filled";
    EXPECT_EQ(result.error().code, ErrorCode::store_full);
    EXPECT_FALSE(send(**journal, n + 1)) << "a writer that failed writes no more";
    --n;  // it is sent again when there is room
  }
  ASSERT_GT(acknowledged.size(), 10U);
  const auto store = SqliteStore::open(path, OpenMode::must_exist).value();
  const auto journal = Journal::open(*store, options()).value();
  send_all(*journal, n + 50, acknowledged);
  expect_each_once(journal->state(), n + 50);
  const auto report = verify::verify(*store, {});
  ASSERT_TRUE(report) << describe(report.error(), Language::english);
}

}  // namespace
}  // namespace scrip
