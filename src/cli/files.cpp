#include "cli/files.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/system_error.h"
#include "cli/texts.h"

namespace scrip::cli {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const File file(path == "-" ? stdin : std::fopen(path.c_str(), "rbe"), path == "-" ? std::fflush : std::fclose);
  if (!file) return fail(ErrorCode::file_unreadable, say("{0}: {1}", path, system_error(errno)));
  std::string text;
  std::string block(1u << 16, '\0');
  while (const std::size_t size = std::fread(block.data(), 1, block.size(), file.get())) {
    text.append(block, 0, size);
    if (text.size() > bytes_max) {
      return fail(ErrorCode::too_large, say("{0}: more than {1} MiB", path, bytes_max >> 20));
    }
  }
  if (std::ferror(file.get()) != 0) return fail(ErrorCode::file_unreadable, say("{0}: {1}", path, system_error(errno)));
  return text;
}

Result<void> write_file(const std::string& path, std::string_view text) {
  File file(std::fopen(path.c_str(), "wbe"), std::fclose);
  bool written = file != nullptr && std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  int error = errno;
  if (file && (std::fclose(file.release()) != 0)) {
    written = false;
    error = errno;
  }
  if (written) return {};
  return fail(error == ENOSPC ? ErrorCode::store_full : ErrorCode::store_unavailable,
              say("{0}: {1}", path, system_error(error)));
}

}  // namespace scrip::cli
