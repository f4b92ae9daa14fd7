#include "site/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "base/check.h"
#include "base/system_error.h"
#include "site/limits.h"
#include "site/texts.h"

extern char** environ;

namespace scrip::site {
namespace {

constexpr std::size_t errors_bytes_max = 4'096;

class Pipe {
 public:
  Pipe() { SCRIP_CHECK(::pipe2(ends_.data(), O_CLOEXEC) == 0); }
  ~Pipe() {
    close_writing();
    ::close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  [[nodiscard]] int reading() const { return ends_[0]; }
  [[nodiscard]] int writing() const { return ends_[1]; }
  void close_writing() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

std::vector<std::string> environment_of(const Program& program) {
  std::vector<std::string> lines;
  for (char** line = environ; *line != nullptr; ++line) {
    const std::string_view text(*line);
    bool replaced = false;
    for (const auto& [name, value] : program.environment) replaced = replaced || text.starts_with(name + "=");
    if (!replaced) lines.emplace_back(text);
  }
  for (const auto& [name, value] : program.environment) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

Result<pid_t> start(const Program& program, const Pipe& out, const Pipe& err) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.writing(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.writing(), STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);  // a signal at the terminal is for this process to pass on
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  auto words = program.words;
  auto lines = environment_of(program);
  pid_t pid = 0;
  const int failed =
      ::posix_spawnp(&pid, words[0].c_str(), &actions, &attributes, pointers(words).data(), pointers(lines).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0)
    return fail(ErrorCode::file_unreadable, say("{0}: {1}", program.words[0], system_error(failed)), "program");
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Reads both ends until they are closed. Errors: too_large, server_unreachable.
Result<void> read_all(const Pipe& out, const Pipe& err, std::chrono::steady_clock::time_point end, Finished& finished) {
  std::array<pollfd, 2> ends{{{out.reading(), POLLIN, 0}, {err.reading(), POLLIN, 0}}};
  std::array<char, 65'536> buffer;
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    if (left <= 0) return fail(ErrorCode::server_unreachable, say("it took too long and was ended"), "program");
    if (::poll(ends.data(), ends.size(), static_cast<int>(left)) < 0 && errno != EINTR) break;
    for (pollfd& one : ends) {
      if (one.fd < 0 || one.revents == 0) continue;
      one.revents = 0;
      const ssize_t size = ::read(one.fd, buffer.data(), buffer.size());
      if (size <= 0) {
        one.fd = -1;
        continue;
      }
      const bool is_output = one.fd == out.reading();
      std::string& text = is_output ? finished.output : finished.errors;
      text.append(buffer.data(), static_cast<std::size_t>(size));
      if (is_output && text.size() > limits::program_output_bytes_max)
        return fail(ErrorCode::too_large, say("its output"), "program");
      if (!is_output && text.size() > errors_bytes_max) text.resize(errors_bytes_max);
    }
  }
  return {};
}

}  // namespace

Result<Finished> run_program(const Program& program) {
  SCRIP_CHECK(!program.words.empty());
  Pipe out;
  Pipe err;
  const pid_t pid = SCRIP_TRY(start(program, out, err));
  out.close_writing();
  err.close_writing();
  const auto seconds = std::chrono::seconds{program.timeout_s != 0 ? program.timeout_s : limits::program_s_max};
  Finished finished;
  const auto read = read_all(out, err, std::chrono::steady_clock::now() + seconds, finished);
  if (!read) ::kill(-pid, SIGKILL);
  finished.status = wait_for(pid);
  if (!read) return std::unexpected(read.error());
  return finished;
}

}  // namespace scrip::site
