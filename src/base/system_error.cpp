#include "base/system_error.h"

#include <cerrno>
#include <cstring>

#include "base/texts.h"

namespace scrip {

Message system_error(int number) {
  switch (number) {
    case ENOENT:
      return say("No such file or directory");
    case EACCES:
      return say("Permission denied");
    case EPERM:
      return say("Operation not permitted");
    case EEXIST:
      return say("File exists");
    case ENOTDIR:
      return say("Not a directory");
    case EISDIR:
      return say("Is a directory");
    case ENOSPC:
      return say("No space left on device");
    case EROFS:
      return say("Read-only file system");
    case EIO:
      return say("Input/output error");
    case EFBIG:
      return say("File too large");
    case ENAMETOOLONG:
      return say("File name too long");
    case EMFILE:
      return say("Too many open files");
    case EADDRINUSE:
      return say("Address already in use");
    case EADDRNOTAVAIL:
      return say("Cannot assign requested address");
    default:
      return verbatim(std::strerror(number));
  }
}

}  // namespace scrip
