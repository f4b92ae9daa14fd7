#pragma once
// The bytes of a file, unpacked if it is gzip: told by the first two bytes, never by the name. Memory is constant
// however long the file is.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace scrip::connectors {

class ByteSource {
 public:
  // Opens a file, or standard input for "-". Errors: file_unreadable with the reason (missing, not allowed, a
  // directory).
  [[nodiscard]] static Result<ByteSource> open(const std::string& path);
  // The same over bytes in memory, packed or not.
  [[nodiscard]] static ByteSource from_memory(std::string bytes);

  // Fills as much of `out` as the file has left; fewer bytes than asked for (also none) mean its end.
  // Errors: file_truncated where packed data ends in the middle, file_unreadable where it is damaged or the system
  // refuses to read on. What was unpacked before the fault is handed out first; the error comes with the next call.
  [[nodiscard]] Result<std::size_t> read(std::span<char> out);

  // Up to `size` bytes from the front, which read() will still hand out. Only before the first read().
  [[nodiscard]] Result<std::string_view> peek(std::size_t size);

  // Bytes of the file as it lies on the disk that were consumed so far.
  [[nodiscard]] std::uint64_t bytes_read() const;

  // Name for messages: the path, or "standard input".
  [[nodiscard]] const std::string& name() const;

  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  ~ByteSource();

 private:
  class State;
  explicit ByteSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;  // hides zlib and the file descriptor
};

}  // namespace scrip::connectors
