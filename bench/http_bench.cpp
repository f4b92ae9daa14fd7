// The HTTP service on a real journal in SQLite: durable authorisations, usage in NDJSON batches, pages of long lists,
// against the same server with a handler that does nothing. One thread serves, one is the client, a third appends.
//
//   http_bench [--requests N] [--connections N] [--records N] [--applications N] [--charges N] [--dir DIR]

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "base/limits.h"
#include "bench/city.h"
#include "bench/http_client.h"
#include "bench/measure.h"
#include "http/counters.h"
#include "http/server.h"
#include "identity/identity.h"
#include "proof/hash.h"
#include "service/service.h"
#include "storage/memory/memory_store.h"
#include "storage/sqlite/sqlite_register.h"
#include "storage/sqlite/sqlite_store.h"

namespace {

using namespace scrip;
using bench::must;

constexpr std::size_t batch_records = 8'192;

struct Options {
  std::uint64_t requests = 200'000;
  std::size_t connections = 64;
  std::uint64_t records = 2'000'000;
  std::uint64_t applications = 1'000'000;
  std::uint64_t charges = 10'000'000;
  std::filesystem::path dir = std::filesystem::temp_directory_path();
};

// A server on a thread of its own, until this ends.
class Running {
 public:
  Running(http::Application application, http::Counters& counters)
      : server_(must(http::Server::listen({.port = 0}, std::move(application), counters))), thread_([this] {
          must(server_->run());
          seconds_ = bench::thread_seconds();
        }) {}
  // The processor time of the thread.
  double stop() {
    server_->stop();
    thread_.join();
    return seconds_;
  }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

 private:
  std::unique_ptr<http::Server> server_;
  double seconds_ = 0;
  std::thread thread_;
};

std::string post(std::string_view path, std::string_view type, std::string_view token, std::uint64_t key,
                 std::string_view body) {
  std::string text = "POST " + std::string(path) + " HTTP/1.1\r\nHost: bench\r\nContent-Type: " + std::string(type) +
                     "\r\nAuthorization: Bearer " + std::string(token) + "\r\nIdempotency-Key: " + std::to_string(key) +
                     "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return text.append(body);
}

void print(const char* what, const bench::HttpOutcome& outcome, double server_seconds) {
  const auto requests = static_cast<double>(outcome.milliseconds.size());
  std::printf("%-34s %9.0f /s   p50 %7.2f ms   p99 %7.2f ms   max %7.2f ms   server thread %6.1f us, client %5.1f us\n",
              what, outcome.per_second(), outcome.percentile(0.5), outcome.percentile(0.99), outcome.percentile(1),
              server_seconds / requests * 1e6, outcome.client_seconds / requests * 1e6);
  if (outcome.refused > 0) {
    std::printf("  WRONG: %lu refused, first: %s\n", outcome.refused, outcome.first_refusal.c_str());
  }
}

// Everything that a service stands on, in a folder of its own.
class City {
 public:
  explicit City(const std::filesystem::path& dir) : db_((dir / "scrip_http_bench.db").string()) {
    remove();
    store_ = must(storage::SqliteStore::open(db_, storage::OpenMode::create_new));
    people_ = must(storage::SqliteRegister::open(db_ + ".register"));
    copy_set_up();
    identity::Identity identity(*people_);
    must(identity.add({.id = "agent", .name = "Agent", .email = {}, .language = "en", .password = "a long one, 2026"},
                      now()));
    token_ = must(identity.issue_key("agent", "bench", {}, {}, now())).token;
    log_.open("/dev/null");
    service_ = std::make_unique<service::Service>(
        *store_, *people_, counters_, portal_,
        service::Surroundings{.clock = [this] { return now(); },
                              .sign = {},
                              .prove = {},
                              .log = [this](std::string_view line) { log_ << line << '\n'
                                                                          << std::flush; },
                              .rates = {.address = {}, .session = {}, .key = {}}});  // without limits
    must(service_->open());
  }
  ~City() {
    service_.reset();
    remove();
  }

  [[nodiscard]] http::Application application() { return service_->application(); }
  [[nodiscard]] http::Counters& counters() { return counters_; }
  [[nodiscard]] const std::string& token() const { return token_; }
  [[nodiscard]] runtime::Journal& journal() { return service_->journal(); }
  [[nodiscard]] const bench::City& data() const { return data_; }

 private:
  [[nodiscard]] Instant now() const { return data_.now(); }
  void remove() const {
    for (const char* suffix : {"", "-wal", "-shm", ".register"}) std::filesystem::remove(db_ + suffix);
  }
  // One durable commit for each command would take minutes.
  void copy_set_up() {
    storage::MemoryDisk disk;
    storage::MemoryStore memory(disk);
    auto journal = must(runtime::Journal::open(memory, {.clock = [this] { return now(); }, .threaded = false}));
    if (!bench::set_up(*journal, data_)) std::exit(1);
    const auto grant = [&](registry::Role role, registry::ScopeKind scope, const char* key) {
      must(journal->execute(engine::GrantRole{.person = "agent", .role = role, .scope = scope, .key = key},
                            {.actor = "bench"}));
    };
    grant(registry::Role::site_operator, registry::ScopeKind::site, "site-a");
    grant(registry::Role::auditor, registry::ScopeKind::authority, "");
    std::vector<Bytes> entries;
    must(memory.read(1, ports::to_the_end, [&](std::uint64_t, ByteView bytes) {
      entries.emplace_back(bytes.begin(), bytes.end());
      return true;
    }));
    must(store_->append(1, std::vector<ByteView>(entries.begin(), entries.end())));
  }

  bench::City data_;
  std::string db_;
  std::string token_;
  std::unique_ptr<storage::SqliteStore> store_;
  std::unique_ptr<storage::SqliteRegister> people_;
  http::Counters counters_;
  http::StaticFiles portal_;
  std::ofstream log_;
  std::unique_ptr<service::Service> service_;
};

std::string hold_body(const bench::City& city, std::uint64_t n) {
  return R"({"hold":"H-)" + std::to_string(n) + R"(","organisation":"company-)" + std::to_string(n % city.vouchers) +
         R"(","site":"site-a","job":"job-)" + std::to_string(n) +
         R"(","bill":"1.25","use":"training","expires_at":"2026-06-01T00:00:00Z"})";
}

std::string usage_body(const bench::City& city, std::uint64_t first, std::size_t size) {
  metering::UsageBatch batch;
  bench::fill(city, first, size, batch);
  std::string body;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& job = batch.jobs[batch.job[i]];
    body += R"({"job":")" + std::string(job.key) + R"(","account":")" + std::string(job.account) + R"(","resource":")" +
            std::string(batch.resources[batch.resource[i]]) + R"(","devices":)" +
            std::to_string(batch.units[i] / 1'000) + R"(,"start":)" + std::to_string(batch.start_ms[i]) + R"(,"end":)" +
            std::to_string(batch.end_ms[i]) + R"(,"part":)" + std::to_string(batch.part[i]) + R"(,"use":"training"})" +
            "\n";
  }
  return body;
}

// What the library and our frame around it cost: the same requests, answered without looking at them.
void measure_nothing(const Options& options, const bench::City& city) {
  http::Counters counters;
  Running running(
      {.handle =
           [](const http::Request&) {
             http::Response response;
             response.content_type = "application/json";
             response.body = R"({"sequence":1,"repeated":false,"events":[]})";
             return response;
           },
       .commit = [](const auto& done) { done({}); },
       .committed = [] {},
       .body_room =
           [](const http::Request&) { return http::BodyRoom{.bytes_max = std::size_t{1} << 20, .person = {}}; },
       .problem = [](const http::Request&, const Error&) { return http::Response{.status = 500}; },
       .tick = [] { return Result<void>{}; },
       .log = [](std::string_view) {}},
      counters);
  const auto outcome = bench::drive({.port = running.port(),
                                     .connections = options.connections,
                                     .requests = options.requests,
                                     .request = [&](std::uint64_t n) {
                                       return post("/api/v1/holds", "application/json", "none", n, hold_body(city, n));
                                     }});
  print("a handler that does nothing", outcome, running.stop());
}

void measure_holds(const Options& options, City& city) {
  Running running(city.application(), city.counters());
  const auto outcome =
      bench::drive({.port = running.port(),
                    .connections = options.connections,
                    .requests = options.requests,
                    .request = [&](std::uint64_t n) {
                      return post("/api/v1/holds", "application/json", city.token(), n, hold_body(city.data(), n));
                    }});
  print("durable authorisations", outcome, running.stop());
}

void measure_usage(const Options& options, City& city) {
  const std::uint64_t batches = options.records / batch_records;
  std::vector<std::string> bodies;
  for (std::uint64_t n = 0; n < batches; ++n)
    bodies.push_back(usage_body(city.data(), n * batch_records, batch_records));
  Running running(city.application(), city.counters());
  const auto outcome =
      bench::drive({.port = running.port(), .connections = 4, .requests = batches, .request = [&](std::uint64_t n) {
                      return post("/api/v1/sites/site-a/usage?outcomes=exceptions", "application/x-ndjson",
                                  city.token(), n + (1u << 30), bodies[n]);
                    }});
  print("usage, batches of 8,192 as NDJSON", outcome, running.stop());
  std::printf("  %.0f records a second\n", outcome.per_second() * static_cast<double>(batch_records));
}

// --- long lists ---

void add_applications(runtime::Journal& journal, std::uint64_t applications) {
  using namespace engine;
  const auto day = [](const char* text) { return *parse_day(text); };
  must(journal.submit(PublishPolicy{.programme = "programme",
                                    .version = "1",
                                    .document = proof::sha256(as_bytes(std::string_view("policy"))),
                                    .effective_from = day("2026-01-01"),
                                    .valid_from = day("2026-01-01"),
                                    .valid_until = day("2030-01-01")},
                      {.actor = "bench"}));
  for (std::uint64_t n = 0; n < applications; ++n) {
    const std::string key = "A-" + std::to_string(n);
    const std::string call = "call-" + std::to_string(n / limits::call_applications_max);
    if (n % limits::call_applications_max == 0) {
      must(journal.submit(OpenCall{.key = call,
                                   .programme = "programme",
                                   .policy = "programme@1",
                                   .lines = {{"line", Share{1'000'000}}},
                                   .opens = *parse_instant("2026-01-02T00:00:00Z", {})},
                          {.actor = "bench"}));
    }
    must(journal.submit(DraftApplication{.key = key,
                                         .call = call,
                                         .organisation = "company-" + std::to_string(n % 1'000),
                                         .facts = proof::sha256(as_bytes(key))},
                        {.actor = "bench"}));
    if (n % 4 != 0) must(journal.submit(SubmitApplication{key}, {.actor = "bench"}));
  }
  must(journal.sync());
}

// One charge each of as many jobs.
void add_charges(runtime::Journal& journal, const bench::City& city, std::uint64_t charges) {
  metering::UsageBatch batch;
  for (std::uint64_t n = 0; n < charges;) {
    batch.clear();
    for (std::uint32_t i = 0; i < city.models; ++i) batch.resources.push_back(batch.keep("model-" + std::to_string(i)));
    for (std::uint32_t i = 0; i < limits::batch_records_max && n < charges; ++i, ++n) {
      const auto company = static_cast<std::uint32_t>(n * 7 % city.vouchers);
      batch.jobs.push_back({.key = batch.keep("bulk-" + std::to_string(n)),
                            .account = batch.keep(city.account(company)),
                            .requested = {},
                            .use = metering::Use::training});
      const std::int64_t start = city.start_ms + static_cast<std::int64_t>(n % 1'000'000) * 1'000;
      batch.add(i, static_cast<std::uint32_t>(n % city.models), 0, start,
                start + 60'000 + static_cast<std::int64_t>(n % 977), 1'000);
    }
    must(journal.record("site-a", batch, {.actor = "bench"}));
  }
  must(journal.sync());
}

void measure_lists(const Options& options, City& city) {
  add_applications(city.journal(), options.applications);
  add_charges(city.journal(), city.data(), options.charges);
  std::printf("lists: %lu applications, %lu charges, %ld MiB in memory; one connection, 40 pages of 100 rows each\n",
              options.applications, options.charges, bench::resident_mib());
  Running running(city.application(), city.counters());
  for (const char* query :
       {"applications?limit=100", "applications?limit=100&cursor=500000", "applications?limit=100&filter=status=draft",
        "applications?limit=100&organisation=company-7", "applications?limit=100&sort=-submitted_at",
        "applications?limit=100&sort=application", "charges?limit=100", "charges?limit=100&cursor=5000000",
        "charges?limit=100&organisation=company-7", "charges?limit=100&filter=day=2026-01-05",
        "charges?limit=100&programme=programme&month=2026-01", "charges?limit=100&sort=-gross",
        "jobs?limit=100&sort=-gross"}) {
    const std::string get = std::string("GET /api/v1/") + query + " HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer " +
                            city.token() + "\r\n\r\n";
    const bench::HttpLoad load{
        .port = running.port(), .connections = 1, .requests = 1, .request = [&](std::uint64_t) { return get; }};
    const auto first = bench::drive(load);
    auto many = load;
    many.requests = 40;
    const auto outcome = bench::drive(many);
    std::printf("  %-56s first %8.1f ms   then p50 %6.2f ms   max %6.2f ms%s\n", query, first.percentile(1),
                outcome.percentile(0.5), outcome.percentile(1), outcome.refused > 0 ? "   WRONG: refused" : "");
  }
  running.stop();
  std::printf("  %ld MiB in memory\n", bench::resident_mib());
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--requests") options.requests = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--connections") options.connections = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--records") options.records = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--applications") options.applications = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--charges") options.charges = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--dir") options.dir = argv[i + 1];
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  City city(options.dir);
  measure_nothing(options, city.data());
  measure_holds(options, city);
  measure_usage(options, city);
  if (options.applications + options.charges > 0) measure_lists(options, city);
  return 0;
}
