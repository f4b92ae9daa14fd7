#include "bench/http_client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "bench/measure.h"

namespace scrip::bench {
namespace {

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (socket_ < 0 || ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      give_up("connect");
    }
    const int yes = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }
  ~Connection() { ::close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] int socket() const { return socket_; }
  [[nodiscard]] Clock::time_point sent_at() const { return sent_at_; }

  void send(const std::string& text) {
    sent_at_ = Clock::now();
    for (std::size_t at = 0; at < text.size();) {
      const auto sent = ::send(socket_, text.data() + at, text.size() - at, MSG_NOSIGNAL);
      if (sent < 0) give_up("send");
      at += static_cast<std::size_t>(sent);
    }
  }

  // Reads what is there; the answer once it is whole, else "".
  [[nodiscard]] std::string_view receive() {
    if (whole_) received_.clear();
    whole_ = false;
    std::array<char, 65'536> buffer;
    const auto bytes = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (bytes <= 0) give_up("recv");
    received_.append(buffer.data(), static_cast<std::size_t>(bytes));
    const auto head = received_.find("\r\n\r\n");
    if (head == std::string::npos) return {};
    constexpr std::string_view length_field = "Content-Length: ";
    const auto at = received_.find(length_field);
    std::size_t length = 0;
    if (at < head) std::from_chars(received_.data() + at + length_field.size(), received_.data() + head, length);
    whole_ = received_.size() == head + 4 + length;
    return whole_ ? std::string_view(received_) : std::string_view{};
  }

 private:
  int socket_;
  Clock::time_point sent_at_{};
  std::string received_;
  bool whole_ = false;
};

}  // namespace

double HttpOutcome::percentile(double share) const {
  if (milliseconds.empty()) return 0;
  const auto last = static_cast<double>(milliseconds.size() - 1);
  return milliseconds[static_cast<std::size_t>(share * last)];
}

HttpOutcome drive(const HttpLoad& load) {
  std::vector<std::unique_ptr<Connection>> connections;
  const int poll = ::epoll_create1(0);
  for (std::size_t i = 0; i < load.connections; ++i) {
    connections.push_back(std::make_unique<Connection>(load.port));
    epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
    ::epoll_ctl(poll, EPOLL_CTL_ADD, connections.back()->socket(), &event);
  }
  HttpOutcome outcome;
  outcome.milliseconds.reserve(load.requests);
  const double processor = thread_seconds();
  const auto begun = Clock::now();
  std::uint64_t next = 0;
  for (auto& connection : connections) {
    if (next < load.requests) connection->send(load.request(next++));
  }
  std::array<epoll_event, 64> events{};
  while (outcome.milliseconds.size() < load.requests) {
    const int ready = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < ready; ++i) {
      Connection& connection = *connections[events[static_cast<std::size_t>(i)].data.u64];
      const auto answer = connection.receive();
      if (answer.empty()) continue;
      const std::chrono::duration<double, std::milli> took = Clock::now() - connection.sent_at();
      outcome.milliseconds.push_back(took.count());
      if (!answer.starts_with("HTTP/1.1 200")) {
        if (outcome.refused++ == 0) outcome.first_refusal = answer;
      }
      if (next < load.requests) connection.send(load.request(next++));
    }
  }
  outcome.seconds = seconds_since(begun);
  outcome.client_seconds = thread_seconds() - processor;
  ::close(poll);
  std::ranges::sort(outcome.milliseconds);
  return outcome;
}

}  // namespace scrip::bench
