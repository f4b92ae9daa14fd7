#include "http/server.h"

#include <fmt/format.h>

#include <array>
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <optional>
#include <semaphore>
#include <set>
#include <utility>

#include "base/limits.h"
#include "base/system_error.h"
#include "http/beast_message.h"
#include "http/limits.h"
#include "http/log_line.h"
#include "http/places.h"
#include "http/texts.h"

namespace scrip::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = beast::http;
using asio::ip::tcp;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr seconds stream_keep_alive{15};
constexpr int compress_level = 1;  // 5 % larger than level 6 for a third of the time
constexpr int listen_backlog = 1'024;
// Of a body that is refused: who is still sending it reads the answer only afterwards.
constexpr std::size_t drain_bytes_max = 64u << 20;
constexpr seconds drain_time_max{10};

// Those who wait for one commit.
struct Batch {
  explicit Batch(asio::io_context& context) : done(context, Clock::time_point::max()) {}
  asio::steady_timer done;  // cancelled when it is over
  std::uint64_t answers = 0;
  bool over = false;
  Result<void> outcome;
};

struct Connection {
  explicit Connection(tcp::socket socket) : stream(std::move(socket)) {
    boost::system::error_code gone;
    peer = stream.socket().remote_endpoint(gone).address().to_string();
  }
  beast::tcp_stream stream;
  beast::flat_buffer buffer{limits::http_header_bytes_max + (64u << 10)};
  bool idle = true;  // waits for a request, or sends live updates: may be cut off
  bool live = false;  // sends live updates
  std::string peer;
  Clock::time_point since;  // when it began to wait
};

using Place = Places::Place;

// A request whose body may be read.
struct Admitted {
  std::size_t bytes_max = 0;
  std::optional<Place> large = {};  // among the large bodies
};

// What is told to a client whose body could not be read; nothing where there is nobody to be told.
std::optional<Error> why_refused(const boost::system::error_code& error, std::size_t bytes_max) {
  if (error == bhttp::error::body_limit) {
    return Error::at(ErrorCode::too_large, "body", say("at most {0} bytes", bytes_max));
  }
  if (error == beast::error::timeout) {
    return Error::at(ErrorCode::request_timeout, "body", say("{0} s", limits::http_request_s_max));
  }
  return std::nullopt;
}

// What a proxy before this server may understand otherwise: where a request ends, and whom it is for (RFC 9112,
// sections 3.2 and 6.1). The library has refused lengths that contradict each other.
std::optional<Error> doubt(const bhttp::request_header<>& head) {
  const auto hosts = head.count(bhttp::field::host);
  if (hosts > 1) return Error::at(ErrorCode::duplicate_key, "Host", say("a request names one host"));
  if (head.version() >= 11 && head[bhttp::field::host].empty()) {
    return Error::at(ErrorCode::missing_field, "Host", say("a request names its host"));
  }
  const auto codings = head.count(bhttp::field::transfer_encoding);
  if (codings == 0) return std::nullopt;
  const bool is_chunked = codings == 1 && beast::iequals(head[bhttp::field::transfer_encoding], "chunked");
  if (is_chunked && head.version() >= 11) return std::nullopt;
  return Error::at(ErrorCode::value_invalid, "Transfer-Encoding", say("chunked, or none"));
}

}  // namespace

class Server::Loop {
 public:
  Loop(Application application, Counters& counters)
      : application_(std::move(application)), counters_(counters), news_(context_, Clock::time_point::max()) {}

  Result<void> open(const ServerOptions& options);
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  Result<void> run();
  void stop() {
    asio::post(context_, [this] { begin_stop(); });
  }

 private:
  using Incoming = bhttp::request_parser<bhttp::string_body>;

  asio::awaitable<void> accept();
  asio::awaitable<void> tick();
  asio::awaitable<void> serve(tcp::socket socket);
  asio::awaitable<void> refuse(tcp::socket socket);
  // Closes the connection that has waited longest for a request, so that nobody keeps others out by opening connections
  // and sending nothing. False where all are in use.
  bool make_room();
  // The next request, if there is one; false where the connection is to end.
  asio::awaitable<bool> exchange(Connection& connection);
  // What is wrong with a request as far as its head tells, before any of its body is read; and where its body will lie.
  Result<Admitted> admit(const Request& request, Incoming& incoming);
  asio::awaitable<boost::system::error_code> read_body(Connection& connection, Incoming& incoming);
  void take_what_came(Connection& connection, Incoming& incoming);
  // Reads on for a moment after a refusal: a client that is still sending would lose the answer otherwise.
  asio::awaitable<void> drain(Connection& connection);
  // Does what takes long beside this thread, then asks for the answer. At most limits::slow_queue_max wait for it.
  asio::awaitable<void> worked(Response& response, const Request& request);
  asio::awaitable<void> committed(Response& response, const Request& request);
  asio::awaitable<bool> send(Connection& connection, const Request& request, Response& response, bool keep_alive);
  asio::awaitable<void> send_stream(Connection& connection, const Response& response);

  void schedule_commit(int hops);
  void commit();
  void finish_commit(const Result<void>& outcome);
  void begin_stop();
  void note(const Request& request, const Response& response, Clock::time_point begun, std::size_t bytes_out);

  Application application_;
  Counters& counters_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  asio::signal_set signals_{context_};
  asio::steady_timer ticker_{context_};
  asio::steady_timer last_call_{context_};
  asio::steady_timer news_;  // cancelled when something happened that live updates may tell
  std::set<Connection*> connections_;
  asio::thread_pool slow_{limits::slow_threads};
  Places slow_places_{limits::slow_queue_max, limits::slow_queue_of_one_max};
  Places stream_places_{limits::http_event_streams_max, limits::http_event_streams_of_one_max};
  Places large_places_{limits::http_large_bodies_max, limits::http_large_bodies_of_one_max};
  std::shared_ptr<Batch> batch_;  // of the next commit; shared with those who wait for it
  std::shared_ptr<Batch> running_;  // of the commit that runs
  std::binary_semaphore commit_called_back_{1};  // taken while another thread may still use this object
  bool stopping_ = false;
  Result<void> outcome_;
};

Result<void> Server::Loop::open(const ServerOptions& options) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) return fail(ErrorCode::value_invalid, say("'{0}' is no address", options.address), "listen");
  const tcp::endpoint endpoint(address, options.port);
  // From here on a signal ends the server in order, also one that comes before run().
  signals_.add(SIGTERM);
  signals_.add(SIGINT);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(listen_backlog, error);
  if (!error) return {};
  return fail(ErrorCode::address_unavailable,
              say("{0}:{1}: {2}", options.address, options.port, system_error(error.value())), "listen");
}

Result<void> Server::Loop::run() {
  signals_.async_wait([this](const boost::system::error_code& error, int) {
    if (!error) begin_stop();
  });
  asio::co_spawn(context_, accept(), asio::detached);
  asio::co_spawn(context_, tick(), asio::detached);
  context_.run();
  commit_called_back_.acquire();
  return outcome_;
}

void Server::Loop::begin_stop() {
  if (stopping_) return;
  stopping_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  signals_.cancel(ignored);
  ticker_.cancel();
  news_.cancel();
  for (Connection* connection : connections_) {
    if (connection->idle) connection->stream.close();
  }
  if (connections_.empty()) return;
  last_call_.expires_after(seconds{limits::http_stop_s_max});
  last_call_.async_wait([this](const boost::system::error_code& error) {
    if (!error) context_.stop();
  });
}

asio::awaitable<void> Server::Loop::accept() {
  while (!stopping_) {
    auto [error, socket] = co_await acceptor_.async_accept(no_throw);
    if (error && stopping_) break;
    if (error) {  // out of descriptors, most likely: what is open goes on, and frees some
      asio::steady_timer pause(context_, std::chrono::milliseconds{100});
      co_await pause.async_wait(no_throw);
    } else if (counters_.connections_open() >= limits::http_connections_max && !make_room()) {
      asio::co_spawn(context_, refuse(std::move(socket)), asio::detached);
    } else {
      asio::co_spawn(context_, serve(std::move(socket)), asio::detached);
    }
  }
}

asio::awaitable<void> Server::Loop::tick() {
  while (!stopping_) {
    ticker_.expires_after(seconds{1});
    co_await ticker_.async_wait(no_throw);
    if (stopping_) break;
    if (auto ticked = application_.tick(); !ticked) {
      outcome_ = ticked;
      begin_stop();
    }
    news_.cancel();
  }
}

bool Server::Loop::make_room() {
  Connection* longest = nullptr;
  for (Connection* connection : connections_) {
    if (!connection->idle || connection->live) continue;
    if (longest == nullptr || connection->since < longest->since) longest = connection;
  }
  if (longest == nullptr) return false;
  longest->idle = false;
  longest->stream.close();
  return true;
}

asio::awaitable<void> Server::Loop::refuse(tcp::socket socket) {
  Connection connection(std::move(socket));
  Response response = application_.problem({}, Error::at(ErrorCode::overloaded, {}, say("try again in a moment")));
  connection.stream.expires_after(seconds{limits::http_stop_s_max});
  co_await send(connection, {}, response, false);
}

asio::awaitable<void> Server::Loop::serve(tcp::socket socket) {
  Connection connection(std::move(socket));
  boost::system::error_code ignored;
  connection.stream.socket().set_option(tcp::no_delay(true), ignored);
  connections_.insert(&connection);
  counters_.connection_opened();
  while (!stopping_ && co_await exchange(connection)) connection.idle = true;
  connection.stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  counters_.connection_closed();
  connections_.erase(&connection);
  if (stopping_ && connections_.empty()) last_call_.cancel();
}

asio::awaitable<void> Server::Loop::drain(Connection& connection) {
  std::array<char, 16'384> dropped{};
  std::size_t bytes = 0;
  connection.stream.expires_after(drain_time_max);  // for all of it: a client that drips would hold it for ever
  while (bytes < drain_bytes_max) {
    const auto [error, some] = co_await connection.stream.async_read_some(asio::buffer(dropped), no_throw);
    if (error) break;
    bytes += some;
  }
}

Result<Admitted> Server::Loop::admit(const Request& request, Incoming& incoming) {
  if (auto error = doubt(incoming.get())) return std::unexpected(std::move(*error));
  auto room = SCRIP_TRY(application_.body_room(request));
  incoming.body_limit(room.bytes_max);
  const auto length = incoming.content_length();
  if (length && *length > room.bytes_max) {
    return std::unexpected(*why_refused(bhttp::error::body_limit, room.bytes_max));
  }
  Admitted admitted{.bytes_max = room.bytes_max};
  const bool has_body = length ? *length > 0 : incoming.chunked();
  const bool is_large = has_body && length.value_or(room.bytes_max) > limits::http_body_bytes_max;
  if (!is_large) return admitted;
  admitted.large = large_places_.take(room.person);
  if (!admitted.large) return fail(ErrorCode::overloaded, say("too many large bodies are being read"));
  return admitted;
}

asio::awaitable<boost::system::error_code> Server::Loop::read_body(Connection& connection, Incoming& incoming) {
  bool late = false;
  asio::steady_timer deadline(context_, seconds{limits::http_request_s_max});
  bool over = false;
  deadline.async_wait([&](const boost::system::error_code& error) {
    if (error || over) return;
    late = true;
    boost::system::error_code ignored;
    connection.stream.socket().cancel(ignored);
  });
  connection.stream.expires_never();
  if (beast::iequals(incoming.get()[bhttp::field::expect], "100-continue")) {
    bhttp::response<bhttp::empty_body> go_on(bhttp::status::continue_, incoming.get().version());
    co_await bhttp::async_write(connection.stream, go_on, no_throw);
  }
  auto [error, bytes] = co_await bhttp::async_read(connection.stream, connection.buffer, incoming, no_throw);
  over = true;
  deadline.cancel();
  co_await asio::post(context_, asio::use_awaitable);  // the deadline's handler, which refers to this frame, runs first
  (void)bytes;
  co_return late ? boost::system::error_code(beast::error::timeout) : error;
}

// A small body has come with the head: it takes no waiting. What is wrong with it shows when it is read on.
void Server::Loop::take_what_came(Connection& connection, Incoming& incoming) {
  if (incoming.is_done() || !incoming.content_length() || connection.buffer.size() < *incoming.content_length()) return;
  boost::system::error_code error;
  incoming.eager(true);
  connection.buffer.consume(incoming.put(connection.buffer.data(), error));
}

asio::awaitable<void> Server::Loop::worked(Response& response, const Request& request) {
  const auto place = slow_places_.take(response.person);
  if (!place) {
    response = application_.problem(request, Error::at(ErrorCode::overloaded, {}, say("try again in a moment")));
    co_return;
  }
  const auto later = response.later;  // outlives the answer that it replaces
  asio::steady_timer done(context_, Clock::time_point::max());
  bool over = false;
  // Plain functions and a timer: g++ 12 destroys a lambda's captures twice where it is made inside a co_await.
  asio::post(slow_, [this, later, &done, &over] {
    later->work();
    asio::post(context_, [&done, &over] {
      over = true;
      done.cancel();
    });
  });
  while (!over) co_await done.async_wait(no_throw);
  response = later->finish();
}

asio::awaitable<bool> Server::Loop::exchange(Connection& connection) {
  Incoming incoming;
  incoming.header_limit(limits::http_header_bytes_max);
  incoming.body_limit(boost::none);  // set when the address is known
  connection.since = Clock::now();
  connection.stream.expires_after(seconds{limits::http_idle_s_max});
  [[maybe_unused]] auto [error, head_bytes] =
      co_await bhttp::async_read_header(connection.stream, connection.buffer, incoming, no_throw);
  const auto begun = Clock::now();
  Request request = request_of(incoming.get());
  request.peer = connection.peer;
  if (error) {
    // Who went away or never came is told nothing; who sent no HTTP is told so.
    if (error == bhttp::error::end_of_stream ||
        error.category() != bhttp::make_error_code(bhttp::error::bad_target).category()) {
      co_return false;
    }
    const auto code = error == bhttp::error::header_limit ? ErrorCode::too_large : ErrorCode::syntax_error;
    Response refused = application_.problem(request, Error::at(code, "header", error.message()));
    connection.stream.expires_after(seconds{limits::http_write_s_max});
    co_await send(connection, request, refused, false);
    note(request, refused, begun, refused.body.size());
    co_return false;
  }
  connection.idle = false;
  const auto admitted = admit(request, incoming);
  std::optional<Error> refused;
  if (!admitted) refused = admitted.error();
  if (!refused) take_what_came(connection, incoming);
  if (!refused && !incoming.is_done()) {
    if (const auto failed = co_await read_body(connection, incoming)) {
      refused = why_refused(failed, admitted->bytes_max);
      if (!refused) co_return false;  // the client has gone
    }
  }
  Response response;
  if (refused) {
    response = application_.problem(request, *refused);
  } else {
    request.body = std::move(incoming.get().body());
    response = application_.handle(request);
    while (response.later) co_await worked(response, request);
  }
  std::optional<Place> live;
  if (response.stream && request.method != Method::head) {
    live = stream_places_.take(response.person);
    if (!live) {
      response = application_.problem(request, Error::at(ErrorCode::overloaded, {}, say("too many live updates")));
    }
  }
  if (response.after_commit) co_await committed(response, request);
  connection.stream.expires_after(seconds{limits::http_write_s_max});
  if (live) {
    note(request, response, begun, 0);
    connection.idle = connection.live = true;
    co_await send_stream(connection, response);
    co_return false;
  }
  const bool keep_alive = incoming.keep_alive() && !refused && !stopping_;
  const bool sent = co_await send(connection, request, response, keep_alive);
  note(request, response, begun, response.body.size());
  if (sent && refused) {
    boost::system::error_code ignored;
    connection.stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    co_await drain(connection);
  }
  co_return sent&& keep_alive;
}

asio::awaitable<bool> Server::Loop::send(Connection& connection, const Request& request, Response& response,
                                         bool keep_alive) {
  if (is_compressible(request, response)) {
    response.body = gzip(response.body, compress_level);
    response.headers.push_back({"content-encoding", "gzip"});
    response.headers.push_back({"vary", "Accept-Encoding"});
  }
  const std::string head = head_of(response, keep_alive);
  const bool has_body = request.method != Method::head && !is_without_body(response.status);
  const std::array<asio::const_buffer, 2> parts{
      asio::buffer(head), asio::buffer(response.body.data(), has_body ? response.body.size() : 0)};
  const auto [error, bytes] = co_await asio::async_write(connection.stream, parts, no_throw);
  (void)bytes;
  co_return !error;
}

asio::awaitable<void> Server::Loop::send_stream(Connection& connection, const Response& response) {
  const std::string head = head_of(response, true);
  [[maybe_unused]] auto [error, bytes] = co_await asio::async_write(connection.stream, asio::buffer(head), no_throw);
  counters_.stream_opened();
  auto spoken = Clock::now();
  while (!error && !stopping_) {
    std::string text = response.stream();
    if (text.empty() && Clock::now() - spoken >= stream_keep_alive) text = ":\n\n";
    if (text.empty()) {
      co_await news_.async_wait(no_throw);
      continue;
    }
    spoken = Clock::now();
    connection.stream.expires_after(seconds{limits::http_write_s_max});
    [[maybe_unused]] const auto [write_error, written] =
        co_await asio::async_write(connection.stream, bhttp::make_chunk(asio::buffer(text)), no_throw);
    error = write_error;
  }
  counters_.stream_closed();
}

asio::awaitable<void> Server::Loop::committed(Response& response, const Request& request) {
  if (!batch_) {
    batch_ = std::make_shared<Batch>(context_);
    // Requests that are here already share the commit: they take a turn of the loop until they are handled.
    if (!running_) schedule_commit(1);
  }
  const auto batch = batch_;
  ++batch->answers;
  if (!batch->over) co_await batch->done.async_wait(no_throw);
  if (batch->outcome) co_return;
  response = application_.problem(request, batch->outcome.error());
}

void Server::Loop::schedule_commit(int hops) {
  asio::post(context_, [this, hops] { hops > 0 ? schedule_commit(hops - 1) : commit(); });
}

void Server::Loop::commit() {
  running_ = std::exchange(batch_, nullptr);
  commit_called_back_.acquire();
  application_.commit([this](const Result<void>& outcome) {
    asio::post(context_, [this, outcome] { finish_commit(outcome); });
    commit_called_back_.release();
  });
}

void Server::Loop::finish_commit(const Result<void>& outcome) {
  const auto batch = std::exchange(running_, nullptr);
  application_.committed();
  batch->outcome = outcome;
  batch->over = true;
  batch->done.cancel();
  counters_.committed(batch->answers);
  news_.cancel();
  if (!outcome) {
    outcome_ = outcome;
    begin_stop();
  }
  if (batch_) commit();
}

void Server::Loop::note(const Request& request, const Response& response, Clock::time_point begun,
                        std::size_t bytes_out) {
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun).count();
  counters_.count({.route = response.route.empty() ? std::string_view("(none)") : response.route,
                   .method = request.method,
                   .status = response.status,
                   .microseconds = took,
                   .bytes_in = request.body.size(),
                   .bytes_out = bytes_out});
  application_.log(log_line(request, response, took, bytes_out));
}

Server::Server(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Server::~Server() = default;
std::uint16_t Server::port() const { return loop_->port(); }
Result<void> Server::run() { return loop_->run(); }
void Server::stop() { loop_->stop(); }

Result<std::unique_ptr<Server>> Server::listen(const ServerOptions& options, Application application,
                                               Counters& counters) {
  auto loop = std::make_unique<Loop>(std::move(application), counters);
  SCRIP_TRY_VOID(loop->open(options));
  return std::unique_ptr<Server>(new Server(std::move(loop)));
}

}  // namespace scrip::http
