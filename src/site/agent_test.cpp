// The agent with stand-ins for Slurm's programs and for Scrip, which is away at first. With a real Slurm:
// tests/e2e/slurm.py.

#include "site/agent.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

namespace scrip::site {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::int64_t start_s = 1'800'000'000;

// Says the same to every write, and to every question what a site has to know.
class StandIn {
 public:
  StandIn() {
    sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t size = sizeof(address);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 8), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] {
      for (int caller = 0; (caller = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(caller)) answer(caller);
    });
  }
  ~StandIn() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  StandIn(const StandIn&) = delete;
  StandIn& operator=(const StandIn&) = delete;
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  std::atomic<bool> refuses = false;

 private:
  void answer(int caller) const {
    std::array<char, 65'536> buffer;
    std::string request;
    while (!request.contains("\r\n\r\n")) {
      const ssize_t got = ::read(caller, buffer.data(), buffer.size());
      if (got <= 0) return;
      request.append(buffer.data(), static_cast<std::size_t>(got));
    }
    const bool refused = refuses && request.starts_with("POST");
    const std::string body = refused ? R"({"code":"insufficient_balance","detail":"5.00 of 9.00"})"
                             : request.contains("/payers?")
                                 ? R"({"items":[{"site":"east","account":"lab","organisation":"acme"}]})"
                                 : R"({"items":[]})";
    const std::string text =
        std::string("HTTP/1.1 ") + (refused ? "409 Conflict" : "200 OK") +
        "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body;
    EXPECT_EQ(::send(caller, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    ::shutdown(caller, SHUT_WR);
    while (::read(caller, buffer.data(), buffer.size()) > 0) {  // so that what was not read resets nothing
    }
  }
  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int port_ = 0;
  std::jthread thread_;
};

struct Row {
  std::string id = "7";
  std::string array_id = "7";
  std::string state = "PENDING";
  std::string used = "0:00";
  std::string limit = "1:00:00";
  std::string priority = "0";
  std::string tres = "cpu=1,gres/gpu=1";
  std::string nodes;
};

class AgentTest : public testing::Test {
 protected:
  AgentTest() {
    std::filesystem::create_directories(folder);
    program("squeue", "case \"$*\" in *%A*) cat comments;; *) cat queue;; esac");
    program("scontrol",
            "case \"$*\" in 'show config') echo 'AccountingStorageTRES = gres/gpu';; 'show node'*) cat nodes;;\n"
            "'show reservation'*) cat kept;; *) echo \"$*\" >> calls;; esac");
    program("scancel", "echo \"cancel $*\" >> calls");
    program("sacct", "");
    program("sacctmgr", "");
    for (const char* name : {"comments", "queue", "nodes", "kept", "calls"}) write(name, "");
    write("token", "token\n");
    config.site = "east";
    config.url = "http://127.0.0.1:9";  // nobody listens there
    config.token_file = folder + "/token";
    config.cluster = "east";
    config.slurm_bin = folder;
    config.untyped = "chip";
    config.resources = {{"other", "other-chip"}};
    config.slice_s = 600;
    config.grace_s = 60;
    config.margin_s = 20;
    config.hold_s = 1'000;
    spool.emplace(*Spool::open(folder + "/spool.db"));
    scrip.emplace(*ScripApi::open(config));
  }
  ~AgentTest() override { std::filesystem::remove_all(folder); }

  void write(const std::string& name, const std::string& text) const { std::ofstream(folder + "/" + name) << text; }
  void program(const std::string& name, const std::string& script) const {
    write(name, "#!/bin/sh\ncd " + folder + "\n" + script + "\n");
    std::filesystem::permissions(folder + "/" + name, std::filesystem::perms::owner_all);
  }
  void queue(const std::vector<Row>& rows) const {
    std::string text;
    for (const Row& row : rows) {
      const std::string began = row.state == "PENDING" ? "N/A" : std::to_string(start_s);
      text += row.id + "|" + row.array_id + "|" + row.state + "|" + std::to_string(start_s) + "|" + began + "|" +
              row.used + "|" + row.limit + "|" + row.priority + "|" + row.tres + "|N/A|N/A|N/A|N/A|lab|" + row.nodes +
              "||\n";
    }
    write("queue", text);
  }
  // What was asked of Slurm in a round.
  std::string step(std::int64_t after_s) {
    if (!agent) {
      agent.emplace(config, *spool, *scrip, known);
      EXPECT_TRUE(agent->start().has_value());
    }
    write("calls", "");
    const auto done = agent->step(start_s + after_s);
    EXPECT_TRUE(done.has_value());
    std::stringstream calls;
    calls << std::ifstream(folder + "/calls").rdbuf();
    return calls.str();
  }
  [[nodiscard]] static std::string key(const std::string& id) { return "east/" + id + "@" + std::to_string(start_s); }
  std::optional<JobRow> job(const std::string& id = "7") { return *spool->job(key(id)); }
  void put(JobRow row) {
    row.key = key("7");
    row.id = "7";
    row.organisation = "acme";
    row.account = "lab";
    EXPECT_TRUE(spool->put(row).has_value());
  }
  void put_payers() { EXPECT_TRUE(spool->put_fact("payers", "lab\tacme\n").has_value()); }
  void put_reservation(std::string status, std::int64_t from_s) {
    EXPECT_TRUE(spool
                    ->put_fact("reservations", written({{"R-1", Reserved{.key = "R-1",
                                                                         .organisation = "acme",
                                                                         .resource = "chip",
                                                                         .status = std::move(status),
                                                                         .reason = "no power",
                                                                         .devices = 1,
                                                                         .from_s = from_s,
                                                                         .until_s = from_s + 3'600}}}))
                    .has_value());
  }
  // Slurm keeps the node n1 free for the reservation.
  void keep_node_for_reservation(std::int64_t from_s) {
    config.keeps_nodes = true;
    put_reservation("reserved", from_s);
    write("kept", "ReservationName=scrip-R-1 StartTime=" + std::to_string(from_s) +
                      " EndTime=" + std::to_string(from_s + 3'600) + " Nodes=n1\n");
  }
  // A job with a hold, paid to its own limit.
  void put_paid(std::int64_t limit_s) {
    put({.resource = "chip",
         .hold = "h",
         .state = JobState::authorised,
         .units = 1'000,
         .limit_s = limit_s,
         .paid = limit_s * 1'000,
         .released = true});
  }

  std::string folder =
      (std::filesystem::temp_directory_path() / ("scrip-agent-" + std::to_string(::getpid()))).string();
  Config config;
  Known known;
  std::optional<Spool> spool;
  std::optional<ScripApi> scrip;
  std::optional<Agent> agent;
};

TEST_F(AgentTest, EachTaskOfAnArrayIsReadAndMeantByItself) {
  put_payers();
  queue({{.id = "17", .array_id = "17_1"}, {.id = "17", .array_id = "17_0"}, {.id = "25", .array_id = "17_2"}});
  write("comments", "17 scrip:acme warn=USR1\n25 scrip:acme\n");
  EXPECT_THAT(step(0), HasSubstr("update JobId=17_1 AdminComment=scrip:held"));
  EXPECT_FALSE(job("17").has_value()) << "two tasks have that id";
  ASSERT_TRUE(job("25").has_value());
  EXPECT_EQ(job("25")->organisation, "acme");
  queue({{.id = "17", .array_id = "17_0", .priority = "9"}, {.id = "25", .array_id = "17_2"}});
  step(1);
  ASSERT_TRUE(job("17").has_value());
  EXPECT_EQ(job("17")->signal, "USR1");
  EXPECT_EQ(step(2), "hold 17_0\n") << "the id would be the whole array";
}

TEST_F(AgentTest, WhileNobodyKnowsWhoPaysNothingIsAuthorised) {
  write("comments", "7 scrip:acme\n");
  queue({{.priority = "9"}});
  EXPECT_EQ(step(0), "hold 7\n");
  EXPECT_FALSE(job().has_value());
  queue({{.state = "RUNNING", .used = "10:00"}});
  EXPECT_THAT(step(10), HasSubstr("notify 7"));
  EXPECT_EQ(step(20), "");
  EXPECT_THAT(step(70), HasSubstr("cancel 7"));
  EXPECT_THAT(job()->reason, HasSubstr("nobody could be asked"));
  EXPECT_THAT(step(71), HasSubstr("cancel 7"));
}

TEST_F(AgentTest, AJobThatIsGivenDevicesUnaskedIsToBePaidFor) {
  put({.state = JobState::authorised, .limit_s = 3'600, .released = true});
  queue({{.state = "RUNNING", .used = "0:05", .tres = "cpu=64"}});
  EXPECT_EQ(step(5), "");
  queue({{.state = "RUNNING", .used = "0:10", .tres = "cpu=64,gres/gpu=8,gres/gpu:other=8"}});
  step(10);
  EXPECT_EQ(job()->state, JobState::asked);
  EXPECT_EQ(job()->units, 8'000);
  EXPECT_EQ(job()->resource, "other-chip");
  EXPECT_EQ((*spool->requests(9)).size(), 1u);
  EXPECT_THAT(step(11), HasSubstr("the job is ended in 50 s"));
  EXPECT_EQ(step(12), "");
  queue({{.state = "RUNNING", .used = "1:00", .tres = "cpu=64,gres/gpu=8,gres/gpu:other=8"}});
  EXPECT_THAT(step(60), HasSubstr("cancel 7"));
}

TEST_F(AgentTest, AJobOnAnotherChipNeedsAnotherHold) {
  put({.resource = "chip",
       .hold = "east/" + key("7"),
       .state = JobState::authorised,
       .units = 1'000,
       .limit_s = 3'600,
       .paid = 600'000,
       .released = true});
  queue({{.state = "RUNNING", .used = "0:05", .tres = "cpu=1,gres/gpu=1,gres/gpu:other=1"}});
  step(5);
  const auto requests = *spool->requests(9);
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].kind, RequestRow::Kind::release);
  EXPECT_EQ(requests[0].subject, "east/" + key("7")) << "its answer is none of the job's";
  EXPECT_EQ(requests[1].kind, RequestRow::Kind::place);
  EXPECT_THAT(requests[1].body, HasSubstr("\"resource\":\"other-chip\""));
  EXPECT_NE(job()->hold, "east/" + key("7")) << "a hold that ended is not placed again";
  EXPECT_EQ(job()->state, JobState::asked);
}

TEST_F(AgentTest, AJobThatIsPaidToItsLimitGivesWayToo) {
  keep_node_for_reservation(start_s + 100);
  put_paid(600);
  const auto runs = [&](const std::string& used, const std::string& limit) {
    queue({{.state = "RUNNING", .used = used, .limit = limit, .nodes = "n1"}});
  };
  runs("0:10", "10:00");
  EXPECT_EQ(step(10), "");
  runs("0:40", "10:00");
  EXPECT_THAT(step(40), HasSubstr("notify 7 Scrip: its devices are reserved from"));
  runs("1:20", "10:00");
  EXPECT_THAT(step(80), HasSubstr("cancel 7"));
}

TEST_F(AgentTest, AJobThatEndsByItselfBeforehandDoesNotGiveWay) {
  keep_node_for_reservation(start_s + 100);
  put_paid(60);
  queue({{.state = "RUNNING", .used = "0:40", .limit = "1:00", .nodes = "n1"}});
  EXPECT_EQ(step(40), "");
}

TEST_F(AgentTest, AJobThatWaitsGoesWithItsReservation) {
  put_reservation("in_use", start_s);
  put({.resource = "chip",
       .hold = "R-1",
       .reservation = "R-1",
       .state = JobState::authorised,
       .units = 1'000,
       .paid = 3'600'000,
       .until_s = start_s + 3'600,
       .released = true});
  queue({{.priority = "9"}});
  EXPECT_EQ(step(10), "");
  EXPECT_EQ(job()->state, JobState::authorised);
  EXPECT_THAT(step(3'600), HasSubstr("cancel 7"));
  EXPECT_EQ(job()->state, JobState::refused);
  EXPECT_THAT(job()->reason, HasSubstr("the reservation 'R-1' ended at"));
}

TEST_F(AgentTest, AJobThatWaitsIsToldWhenItsReservationIsBroken) {
  put_reservation("broken", start_s);
  put({.resource = "chip",
       .hold = "R-1",
       .reservation = "R-1",
       .state = JobState::authorised,
       .units = 1'000,
       .paid = 3'600'000,
       .until_s = start_s + 3'600,
       .released = true});
  queue({{.priority = "9"}});
  EXPECT_THAT(step(10), HasSubstr("this site cancelled the reservation 'R-1' (no power)"));
  EXPECT_EQ(job()->state, JobState::refused);
}

TEST_F(AgentTest, AHoldOutlivesTheTimeInTheQueue) {
  put({.resource = "chip",
       .hold = "h",
       .state = JobState::authorised,
       .units = 1'000,
       .paid = 600'000,
       .until_s = start_s + 1'000,
       .released = true});
  queue({{.priority = "9"}});
  step(400);
  EXPECT_THAT(*spool->requests(9), IsEmpty());
  step(500);
  const auto requests = *spool->requests(9);
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].kind, RequestRow::Kind::extend);
  EXPECT_EQ(requests[0].adds, 0);
  EXPECT_EQ(expires_s(requests[0]), start_s + 500 + 600 + 1'000) << "as late as a hold that is placed then";
  EXPECT_THAT(requests[0].body, Not(HasSubstr("units"))) << "it costs nothing";
  step(501);
  EXPECT_EQ((*spool->requests(9)).size(), 1u) << "once";
  // Scrip was away for too long: what pays for it is gone, so it does not start.
  EXPECT_EQ(step(1'000), "hold 7\n");
  EXPECT_FALSE(job()->released);
}

TEST_F(AgentTest, AJobWhoseHoldEndedInTheQueueAsksForAnother) {
  put({.resource = "chip",
       .hold = "h",
       .state = JobState::authorised,
       .units = 1'000,
       .paid = 600'000,
       .until_s = start_s + 10,
       .released = true});
  queue({{.priority = "9"}});
  EXPECT_EQ(step(10), "hold 7\n");
  EXPECT_EQ(job()->state, JobState::asked);
  EXPECT_EQ(job()->paid, 0);
  EXPECT_NE(job()->hold, "h");
  EXPECT_EQ((*spool->requests(9)).front().kind, RequestRow::Kind::place);
}

TEST_F(AgentTest, WhileScripIsAwayAJobIsEndedWithTheTrueReason) {
  put({.resource = "chip",
       .hold = "h",
       .state = JobState::authorised,
       .units = 1'000,
       .paid = 60'000,
       .released = true});
  queue({{.state = "RUNNING", .used = "0:40"}});
  EXPECT_THAT(step(40), HasSubstr("cancel 7"));
  EXPECT_THAT(job()->reason, HasSubstr("Scrip could not be asked for more"));
}

TEST_F(AgentTest, WhileMoreIsAskedForNothingIsSpent) {
  StandIn stand_in;
  config.url = stand_in.url();
  put({.resource = "chip",
       .hold = "h",
       .state = JobState::authorised,
       .units = 1'000,
       .paid = 60'000,
       .released = true});
  queue({{.state = "RUNNING", .used = "0:55"}});
  EXPECT_THAT(step(55), Not(HasSubstr("cancel")));
  EXPECT_EQ(job()->paid, 660'000);
  EXPECT_THAT(step(56), Not(HasSubstr("notify"))) << "nor is it warned";
}

TEST_F(AgentTest, WhatTheVouchersDoNotCoverIsEndedWithThatReason) {
  StandIn stand_in;
  stand_in.refuses = true;
  config.url = stand_in.url();
  put({.resource = "chip",
       .hold = "h",
       .state = JobState::authorised,
       .units = 1'000,
       .paid = 60'000,
       .released = true});
  queue({{.state = "RUNNING", .used = "0:55"}});
  EXPECT_THAT(step(55), Not(HasSubstr("cancel")));
  EXPECT_THAT(step(56), HasSubstr("cancel 7"));
  EXPECT_THAT(job()->reason, HasSubstr("is spent; the vouchers do not cover it: 5.00 of 9.00"));
}

TEST_F(AgentTest, AJobThatIsGivenDevicesItsVouchersDoNotCoverIsToldSoFirst) {
  StandIn stand_in;
  stand_in.refuses = true;
  config.url = stand_in.url();
  put({.state = JobState::authorised, .limit_s = 3'600, .released = true});
  queue({{.state = "RUNNING", .used = "0:10", .tres = "cpu=64,gres/gpu=8,gres/gpu:other=8"}});
  const std::string told = step(10);
  EXPECT_THAT(told, HasSubstr("notify 7 Scrip: the vouchers do not cover it: 5.00 of 9.00; the job is ended in 50 s"));
  EXPECT_THAT(told, Not(HasSubstr("cancel")));
  queue({{.state = "RUNNING", .used = "1:00", .tres = "cpu=64,gres/gpu=8,gres/gpu:other=8"}});
  step(60);
  EXPECT_THAT(step(61), HasSubstr("cancel 7"));
  EXPECT_THAT(job()->reason, HasSubstr("the vouchers do not cover it"));
}

}  // namespace
}  // namespace scrip::site
