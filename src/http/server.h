#pragma once
// An HTTP/1.1 server on one thread. It keeps the limits of base/limits.h, sends the security headers, compresses, logs
// and counts; what a request means is the application's business. The library behind it is Boost.Beast, and only
// server.cpp knows (docs/decisions/0011).
//
// Group commit: an answer that has `after_commit` waits until a commit that was begun after it is done. One commit runs
// at a time; requests that come meanwhile are handled, and share the next one.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http/counters.h"
#include "http/message.h"

namespace scrip::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any that is free
};

struct BodyRoom {
  std::size_t bytes_max = 0;
  std::string person;  // who sends it; empty: not known
};

struct Application {
  std::function<Response(const Request&)> handle;
  // Begins to make durable what was written so far, and calls `done` once, from any thread, when it is. After an error
  // the server answers those who wait with it, and stops.
  std::function<void(std::function<void(const Result<void>&)> done)> commit;
  std::function<void()> committed;  // a commit is done: called between requests, before the answers go out
  // By the head of a request, what its body may be. Errors: it is refused unread.
  std::function<Result<BodyRoom>(const Request&)> body_room;
  std::function<Response(const Request&, const Error&)> problem;  // for what the server itself refuses
  std::function<Result<void>()> tick;  // about once a second, between requests. After an error the server stops
  std::function<void(std::string_view)> log;  // one line, without its end
};

class Server {
 public:
  // From then on SIGTERM and SIGINT are its own: one that comes before run() makes that return at once.
  // Errors: value_invalid (no such address), address_unavailable (another program has it, or it is none of this
  // machine).
  [[nodiscard]] static Result<std::unique_ptr<Server>> listen(const ServerOptions& options, Application application,
                                                              Counters& counters);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  // Serves until SIGTERM or SIGINT, or stop(): then takes no more connections, finishes what is in flight (at most
  // limits::http_stop_s_max), and returns. Errors: that of commit() or tick().
  [[nodiscard]] Result<void> run();
  void stop();  // from any thread

 private:
  class Loop;
  explicit Server(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace scrip::http
