#include "connectors/line_source.h"

#include <cstring>
#include <span>

#include "connectors/texts.h"

namespace scrip::connectors {
namespace {

constexpr std::size_t block_bytes = 256 * 1024;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

LineSource::LineSource(ByteSource source, std::size_t line_bytes_max)
    : source_(std::move(source)),
      line_bytes_max_(line_bytes_max),
      buffer_(line_bytes_max + 2 + byte_order_mark.size() + block_bytes + padding) {}

Result<bool> LineSource::take(const char* begin, const char* end, std::string_view& line) {
  ++line_number_;
  line = std::string_view{begin, static_cast<std::size_t>(end - begin)};
  if (line_number_ == 1 && line.starts_with(byte_order_mark)) line.remove_prefix(byte_order_mark.size());
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (line.size() <= line_bytes_max_) return true;
  return fail(ErrorCode::too_large, say("a line has more than {0} bytes", line_bytes_max_), {}, line_number_);
}

// Reads another block behind what is left; false at the end of the file.
Result<bool> LineSource::refill() {
  std::memmove(buffer_.data(), buffer_.data() + at_, scanned_end_ - at_);
  scanned_end_ -= at_;
  at_ = 0;
  auto more = source_.read(std::span{buffer_}.subspan(scanned_end_, block_bytes));
  if (!more) {
    more.error().line = line_number_;
    more.error().detail += " after line " + std::to_string(line_number_);
    scanned_end_ = 0;
    return std::unexpected(more.error());
  }
  scanned_end_ += *more;
  return *more != 0;
}

Result<bool> LineSource::next_over_blocks(std::string_view& line) {
  for (;;) {
    const std::size_t searched = scanned_end_ - at_;
    if (searched > line_bytes_max_ + 1 + byte_order_mark.size()) return skip_long_line();
    const bool more = SCRIP_TRY(refill());
    const char* begin = buffer_.data();
    if (!more) {
      if (scanned_end_ == 0) return false;
      at_ = scanned_end_;
      return take(begin, begin + scanned_end_, line);
    }
    if (const void* found = std::memchr(begin + searched, '\n', scanned_end_ - searched)) {
      const char* end = static_cast<const char*>(found);
      at_ = static_cast<std::size_t>(end - begin) + 1;
      return take(begin, end, line);
    }
  }
}

// Drops the rest of a line that is over the limit and reports it.
Result<bool> LineSource::skip_long_line() {
  at_ = scanned_end_;
  const char* end = nullptr;
  while (end == nullptr && SCRIP_TRY(refill())) {
    end = static_cast<const char*>(std::memchr(buffer_.data(), '\n', scanned_end_));
    at_ = end == nullptr ? scanned_end_ : static_cast<std::size_t>(end - buffer_.data()) + 1;
  }
  ++line_number_;
  return fail(ErrorCode::too_large, say("a line has more than {0} bytes", line_bytes_max_), {}, line_number_);
}

}  // namespace scrip::connectors
