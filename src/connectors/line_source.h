#pragma once
// The lines of a file, one view at a time, with constant memory: big blocks are read and lines are views into them.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "connectors/byte_source.h"

namespace scrip::connectors {

class LineSource {
 public:
  // At least this many bytes after every line may be read (not used), as JSON parsers that read ahead need.
  static constexpr std::size_t padding = 64;

  explicit LineSource(ByteSource source, std::size_t line_bytes_max = limits::import_line_bytes_max);

  // Sets `line` to the next line without its end (LF or CRLF; a byte order mark at the front of the file is left out)
  // and returns true, or false at the end of the file. The view holds until the next call.
  // Errors: too_large with the line number: the next call goes on with the line after it. file_truncated and
  // file_unreadable, with the line reached: these end the reading; a line cut off by the fault is not handed out.
  [[nodiscard]] Result<bool> next(std::string_view& line) {
    // The common case stays here: the line ends within the block.
    if (at_ < scanned_end_) {
      const char* begin = buffer_.data() + at_;
      if (const void* found = __builtin_memchr(begin, '\n', scanned_end_ - at_)) {
        const char* end = static_cast<const char*>(found);
        at_ = static_cast<std::size_t>(end - buffer_.data()) + 1;
        return take(begin, end, line);
      }
    }
    return next_over_blocks(line);
  }

  [[nodiscard]] std::uint64_t line_number() const { return line_number_; }  // 1-based, of the line last handed out
  [[nodiscard]] std::uint64_t bytes_read() const { return source_.bytes_read(); }
  [[nodiscard]] const std::string& name() const { return source_.name(); }

 private:
  Result<bool> take(const char* begin, const char* end, std::string_view& line);
  Result<bool> next_over_blocks(std::string_view& line);
  Result<bool> skip_long_line();
  Result<bool> refill();

  ByteSource source_;
  std::size_t line_bytes_max_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;  // start of the next line
  std::size_t scanned_end_ = 0;  // end of what was read
  std::uint64_t line_number_ = 0;
};

}  // namespace scrip::connectors
