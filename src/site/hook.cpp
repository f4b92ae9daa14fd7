#include "site/hook.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "base/system_error.h"
#include "base/time.h"
#include "site/limits.h"
#include "site/log.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

std::string_view take_field(std::string_view& line) {
  const auto end = line.find('\t');
  const std::string_view field = line.substr(0, end);
  line.remove_prefix(end == line.npos ? line.size() : end + 1);
  return field;
}

std::string one_line(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return text;
}

// A line of the caller; empty: none came in time, or it is too long.
std::string read_line(int caller) {
  std::string line;
  std::array<char, 1'024> buffer;
  pollfd wait{caller, POLLIN, 0};
  while (line.size() < limits::hook_line_bytes_max && ::poll(&wait, 1, limits::hook_wait_ms_max) > 0) {
    const ssize_t size = ::read(caller, buffer.data(), buffer.size());
    if (size <= 0) return {};
    line.append(buffer.data(), static_cast<std::size_t>(size));
    if (const auto end = line.find('\n'); end != line.npos) return line.substr(0, end);
  }
  return {};
}

// Whether an agent listens there. One that is too busy to be reached at once listens, too.
bool is_answered(const sockaddr_un& address) {
  const int end = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (end < 0) return false;
  const bool answered =
      ::connect(end, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 || errno == EAGAIN;
  ::close(end);
  return answered;
}

}  // namespace

std::string answer_hook(std::string_view line, const Config& config, const Known& known, std::int64_t now_s) {
  if (take_field(line) != "submit")
    return "no\t" + one_line(say("the submit hook and scrip-site are of different releases").text(config.language));
  Submission submission{.account = std::string(take_field(line))};
  submission.asks_for_devices = take_field(line) == "devices";
  submission.comment = line;
  const auto named = judge(submission, config, known);
  if (!named && named.error().code == ErrorCode::server_unreachable) {
    return "say\t" +
           one_line(
               say("Scrip: {0}; the job waits, held, until it is", named.error().sentence()).text(config.language));
  }
  if (!named) return "no\t" + one_line(named.error().sentence().text(config.language));
  if (!*named) return "free";
  if (const auto reserved = known.reservation((*named)->reservation)) {
    const auto may = judge(*reserved, {.organisation = (*named)->organisation, .resource = {}}, now_s);
    if (!may) return "no\t" + one_line(may.error().sentence().text(config.language));
    return "say\t" + one_line(say("Scrip: this job runs under the reservation '{0}', which begins at {1}",
                                  reserved->key, format_instant(instant_at(reserved->from_s * 1000)))
                                  .text(config.language));
  }
  return "say\t" +
         one_line(say("Scrip: '{0}' pays for this job; it starts as soon as that is settled", (*named)->organisation)
                      .text(config.language));
}

Result<std::unique_ptr<HookServer>> HookServer::start(const Config& config, const Known& known) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (config.socket.size() >= sizeof(address.sun_path)) {
    return fail(ErrorCode::too_large, say("the path of a socket has at most {0} bytes", sizeof(address.sun_path) - 1),
                "socket");
  }
  std::ranges::copy(config.socket, address.sun_path);
  if (is_answered(address))
    return fail(ErrorCode::store_unavailable, say("another scrip-site answers at {0}", config.socket), "socket");
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  ::unlink(config.socket.c_str());
  if (listener < 0 || ::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      ::chmod(config.socket.c_str(), S_IRUSR | S_IWUSR) != 0 || ::listen(listener, SOMAXCONN) != 0) {
    const Message why = system_error(errno);
    if (listener >= 0) ::close(listener);
    return fail(ErrorCode::store_unavailable, say("{0}: {1}", config.socket, why), "socket");
  }
  return std::unique_ptr<HookServer>(new HookServer(config, known, listener, ::eventfd(0, EFD_CLOEXEC)));
}

HookServer::HookServer(const Config& config, const Known& known, int listener, int wake)
    : config_(config),
      known_(known),
      socket_(socket_at(config.socket)),
      listener_(listener),
      wake_(wake),
      thread_([this] { serve(); }) {}

HookServer::Socket HookServer::socket_at(const std::string& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return {};
  return {.device = found.st_dev, .number = found.st_ino};
}

HookServer::~HookServer() {
  const std::uint64_t one = 1;
  if (::write(wake_, &one, sizeof(one)) == sizeof(one)) thread_.join();
  ::close(wake_);
  ::close(listener_);
  if (socket_at(config_.socket) == socket_) ::unlink(config_.socket.c_str());
}

void HookServer::serve() {
  std::array<pollfd, 2> ends{{{listener_, POLLIN, 0}, {wake_, POLLIN, 0}}};
  while (true) {
    if (::poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR) return;
    if (ends[1].revents != 0) return;
    const int caller = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (caller < 0) continue;
    const std::string line = read_line(caller);
    if (!line.empty()) {
      const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
      const std::string answer = answer_hook(line, config_, known_, now.time_since_epoch().count()) + "\n";
      if (::send(caller, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) log(Level::warning, "hook_went_away");
    }
    ::close(caller);
  }
}

}  // namespace scrip::site
