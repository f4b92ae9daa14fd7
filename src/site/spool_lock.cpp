#include "site/spool_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/system_error.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

// A file of its own: to close the database's file a second time would give up SQLite's own locks on it.
std::string lock_of(const std::string& spool) { return spool + ".lock"; }

std::string read_number(int file) {
  std::array<char, 32> text{};
  const ssize_t size = ::pread(file, text.data(), text.size(), 0);
  return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

// For whoever is refused; nothing depends on it.
void write_number(int file) {
  const std::string text = std::to_string(::getpid());
  if (::ftruncate(file, 0) == 0) static_cast<void>(::pwrite(file, text.data(), text.size(), 0) < 0);
}

}  // namespace

Result<SpoolLock> SpoolLock::take(const std::string& spool) {
  const std::string path = lock_of(spool);
  // Not inherited: a program of Slurm's that outlives this process would keep the lock.
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return fail(ErrorCode::store_unavailable, say("{0}: {1}", path, system_error(errno)), "spool");
  SpoolLock lock(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    const int why = errno;
    if (why != EWOULDBLOCK)
      return fail(ErrorCode::store_unavailable, say("{0}: {1}", path, system_error(why)), "spool");
    return fail(ErrorCode::store_unavailable,
                say("another scrip-site runs on the spool {0} (process {1})", spool, read_number(file)), "spool");
  }
  write_number(file);
  return lock;
}

SpoolLock::SpoolLock(SpoolLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

SpoolLock::~SpoolLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace scrip::site
