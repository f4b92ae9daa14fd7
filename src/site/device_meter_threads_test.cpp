// Exporters that hang, for ThreadSanitizer too: what is read in the reader's threads, and what the agent's round takes.

#include "site/device_meter.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace scrip::site {
namespace {

constexpr std::int64_t long_s = 600;  // longer than any test: who waits for an answer is told by the socket's end

// A port of this machine where connections are taken and nothing is said, until it is told to.
class Port {
 public:
  Port() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(::listen(listener_, SOMAXCONN), 0);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    number_ = ::ntohs(address.sin_port);
  }
  ~Port() { hang_up(); }
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(number_) + "/metrics"; }
  // Whoever is connected, and whoever comes, is turned away.
  void hang_up() {
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
  }
  // Answers one connection.
  void answer(const std::string& body) const {
    const int caller = ::accept(listener_, nullptr, nullptr);
    pollfd wait{caller, POLLIN, 0};
    std::string asked(4'096, ' ');
    EXPECT_GT(::poll(&wait, 1, -1), 0);
    EXPECT_GT(::recv(caller, asked.data(), asked.size(), 0), 0);
    const std::string text =
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    EXPECT_EQ(::send(caller, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    ::close(caller);
  }

 private:
  int listener_;
  unsigned number_ = 0;
};

class HangingExporters : public testing::Test {
 protected:
  HangingExporters()
      : path((std::filesystem::temp_directory_path() / ("scrip-hang-" + std::to_string(::getpid()))).string()) {
    remove();
    spool.emplace(Spool::open(path).value());
  }
  ~HangingExporters() override {
    spool.reset();
    remove();
  }
  void remove() const {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
  }
  void watch(const Port& port) {
    config.exporters.push_back({.url = port.url(),
                                .kind = ExporterKind::dcgm,
                                .vendor = "nvidia",
                                .resource = "h100",
                                .label = "DCGM_FI_DEV_SERIAL",
                                .node = {}});
  }

  static constexpr const char* metrics = "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\",DCGM_FI_DEV_SERIAL=\"S-1\"} 50\n";
  std::string path;
  std::optional<Spool> spool;
  Config config;
};

TEST_F(HangingExporters, ARoundIsDoneWhileTheyHang) {
  std::vector<Port> ports(25);
  for (const Port& port : ports) watch(port);
  DeviceMeter meter(config, *spool, long_s);
  for (const std::int64_t now_s : {1'000, 1'001, 2'000}) {
    ASSERT_TRUE(meter.step(now_s).has_value());
    EXPECT_TRUE(meter.is_reading()) << "nobody answered, and the round went on";
    EXPECT_FALSE(meter.all_answered());
    EXPECT_TRUE(spool->put_fact("round", std::to_string(now_s)).has_value());
  }
  for (Port& port : ports) port.hang_up();
  while (meter.is_reading()) std::this_thread::yield();
  ASSERT_TRUE(meter.step(2'001).has_value());
  EXPECT_FALSE(meter.all_answered());
}

TEST_F(HangingExporters, OneThatAnswersIsHeardBesideThem) {
  std::vector<Port> ports(limits::exporter_threads_max);
  for (const Port& port : ports) watch(port);
  DeviceMeter meter(config, *spool, long_s);
  ASSERT_TRUE(meter.step(1'000).has_value());
  ports.back().answer(metrics);
  while (meter.seen_since(0).empty()) ASSERT_TRUE(meter.step(1'001).has_value());
  EXPECT_EQ(meter.seen_since(0).front().serial, "S-1");
  EXPECT_TRUE(meter.is_reading());
  for (Port& port : ports) port.hang_up();
}

TEST_F(HangingExporters, WhenAllHaveAnsweredTheyAreReadAgain) {
  const Port port;
  watch(port);
  DeviceMeter meter(config, *spool, long_s);
  for (const std::int64_t now_s : {1'000, 1'060}) {
    ASSERT_TRUE(meter.step(now_s).has_value());
    EXPECT_EQ(meter.all_answered(), now_s != 1'000) << "that is of the reading before";
    port.answer(metrics);
    while (meter.is_reading()) std::this_thread::yield();
    ASSERT_TRUE(meter.step(now_s).has_value());
    EXPECT_TRUE(meter.all_answered());
  }
  const auto days = *spool->days_to_report(10);
  ASSERT_EQ(days.size(), 1u);
  EXPECT_EQ(days[0].present_s, 60);
}

}  // namespace
}  // namespace scrip::site
