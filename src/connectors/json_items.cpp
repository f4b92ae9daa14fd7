#include "connectors/json_items.h"

#include <cstring>
#include <span>

#include <fmt/format.h>

#include "connectors/texts.h"

namespace scrip::connectors {
namespace {

constexpr std::size_t block_bytes = 256 * 1024;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Follows one value to its end: brackets and texts, escapes within texts.
class Follower {
 public:
  // True where this character ends the value; a bare word or number ends before it.
  bool ends(char c) {
    if (in_text_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_text_ = false;
        return depth_ == 0;
      }
      return false;
    }
    if (c == '"') {
      in_text_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      return --depth_ == 0;
    }
    return false;
  }

 private:
  std::uint64_t depth_ = 0;
  bool in_text_ = false;
  bool escaped_ = false;
};

}  // namespace

JsonItems::JsonItems(ByteSource source, std::string member)
    : source_(std::move(source)), member_(std::move(member)), buffer_(2 * block_bytes + padding) {}

// Reads another block behind what is kept; false at the end of the file.
Result<bool> JsonItems::refill() {
  const std::size_t from = keeping_ ? kept_from_ : at_;
  std::memmove(buffer_.data(), buffer_.data() + from, end_ - from);
  at_ -= from;
  end_ -= from;
  kept_from_ = 0;
  if (end_ > item_bytes_max) {
    return fail(ErrorCode::too_large, say("item {0} has more than {1} bytes", number_ + 1, item_bytes_max));
  }
  if (buffer_.size() < end_ + block_bytes + padding) buffer_.resize(2 * end_ + block_bytes + padding);
  auto more = source_.read(std::span{buffer_}.subspan(end_, block_bytes));
  if (!more) {
    more.error().detail += fmt::format(", after item {}", number_);
    return std::unexpected(more.error());
  }
  end_ += *more;
  return *more != 0;
}

Result<bool> JsonItems::at_end() {
  for (;;) {
    while (at_ < end_ && is_space(buffer_[at_])) ++at_;
    if (at_ < end_) return false;
    if (!SCRIP_TRY(refill())) return true;
  }
}

Result<char> JsonItems::peek() {
  if (!SCRIP_TRY(at_end())) return buffer_[at_];
  return fail(ErrorCode::file_truncated, say("the document ends in the middle, after item {0}", number_));
}

std::unexpected<Error> JsonItems::unexpected_character(char found) const {
  return fail(ErrorCode::syntax_error, say("not JSON: unexpected '{0}' after item {1}",
                                           static_cast<unsigned char>(found) < 0x20 ? '?' : found, number_));
}

Result<std::string_view> JsonItems::take_value() {
  const char first = SCRIP_TRY(peek());
  const bool bare = first != '"' && first != '{' && first != '[';
  Follower follower;
  keeping_ = true;
  kept_from_ = at_;
  for (;;) {
    for (; at_ < end_; ++at_) {
      const char c = buffer_[at_];
      const bool ended = bare ? c == ',' || c == '}' || c == ']' || is_space(c) : follower.ends(c);
      if (!ended) continue;
      if (!bare) ++at_;
      keeping_ = false;
      if (at_ == kept_from_) return unexpected_character(c);
      return std::string_view{buffer_.data() + kept_from_, at_ - kept_from_};
    }
    const auto more = refill();
    if (!more || !*more) keeping_ = false;
    if (!more) return std::unexpected(more.error());
    if (!*more) {
      return fail(ErrorCode::file_truncated, say("the document ends in the middle of item {0}", number_ + 1));
    }
  }
}

// A text with its quotes and escapes.
Result<std::string_view> JsonItems::take_text() {
  const char first = SCRIP_TRY(peek());
  if (first != '"') return unexpected_character(first);
  return take_value();
}

Result<void> JsonItems::enter() {
  if (SCRIP_TRY(peek()) == '\xEF' && end_ - at_ > 3) at_ += 3;  // a byte order mark
  const char first = SCRIP_TRY(peek());
  if (first != (member_.empty() ? '[' : '{')) return unexpected_character(first);
  ++at_;
  place_ = member_.empty() ? Place::items : Place::members;
  first_ = true;
  return {};
}

// Goes to the array among the members of the object; false at the object's end.
Result<bool> JsonItems::next_member() {
  for (;;) {
    const char c = SCRIP_TRY(peek());
    if (c == '}') {
      ++at_;
      return false;
    }
    if (!first_) {
      if (c != ',') return unexpected_character(c);
      ++at_;
    }
    first_ = false;
    const std::string name{SCRIP_TRY(take_text())};
    const char colon = SCRIP_TRY(peek());
    if (colon != ':') return unexpected_character(colon);
    ++at_;
    if (name == '"' + member_ + '"' && !found_) {
      const char opening = SCRIP_TRY(peek());
      if (opening != '[') return unexpected_character(opening);
      ++at_;
      found_ = true;
      first_ = true;
      return true;
    }
    const std::string_view value = SCRIP_TRY(take_value());
    if (name == "\"errors\"" && value.find_first_of("{\"") != value.npos) has_errors_ = true;
  }
}

Result<bool> JsonItems::next(std::string_view& item) {
  if (place_ == Place::before) SCRIP_TRY_VOID(enter());
  for (;;) {
    if (place_ == Place::ended) {
      if (SCRIP_TRY(at_end())) return false;
      return fail(ErrorCode::syntax_error, say("something follows the end of the document: one document a file"));
    }
    if (place_ == Place::members) {
      const bool at_array = SCRIP_TRY(next_member());
      place_ = at_array ? Place::items : Place::ended;
      if (!at_array && !found_) return fail(ErrorCode::missing_field, say("the document has no such list"), member_);
      continue;
    }
    const char c = SCRIP_TRY(peek());
    if (c == ']') {
      ++at_;
      place_ = member_.empty() ? Place::ended : Place::members;
      first_ = false;
      continue;
    }
    if (!first_) {
      if (c != ',') return unexpected_character(c);
      ++at_;
    }
    first_ = false;
    item = SCRIP_TRY(take_value());
    ++number_;
    return true;
  }
}

}  // namespace scrip::connectors
