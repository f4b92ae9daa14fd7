#pragma once
// The objects of one array in a JSON document, one after another, with constant memory however long the document is:
// either the document is the array, or it is an object with the array as a member. Only brackets and texts are followed
// here; what an item holds is for a JSON parser to read.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connectors/byte_source.h"

namespace scrip::connectors {

class JsonItems {
 public:
  static constexpr std::size_t padding = 64;
  static constexpr std::size_t item_bytes_max = 64u << 20;  // a job with all its steps

  // `member` names the array within the document's object; empty: the document itself is the array.
  JsonItems(ByteSource source, std::string member);

  // Sets `item` to the next object's text, behind which `padding` bytes may be read, and returns true, or false at the
  // document's end. The view holds until the next call. Errors, all of which end the reading: syntax_error,
  // missing_field (the object has no such array), file_truncated, too_large (one item).
  [[nodiscard]] Result<bool> next(std::string_view& item);

  [[nodiscard]] std::uint64_t number() const { return number_; }  // 1-based, of the item last handed out
  [[nodiscard]] std::uint64_t bytes_read() const { return source_.bytes_read(); }
  // Whether the document has a member "errors" that is not empty. Known at the end.
  [[nodiscard]] bool has_errors() const { return has_errors_; }

 private:
  enum class Place : std::uint8_t { before, members, items, ended };

  Result<bool> refill();
  Result<bool> at_end();  // passes over spaces
  Result<char> peek();  // the next character that is no space
  Result<void> enter();
  Result<bool> next_member();
  Result<std::string_view> take_text();
  Result<std::string_view> take_value();
  std::unexpected<Error> unexpected_character(char found) const;

  ByteSource source_;
  std::string member_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::size_t kept_from_ = 0;  // bytes from here on stay in the buffer while a value is read
  bool keeping_ = false;
  bool found_ = false;
  bool first_ = true;  // nothing was read yet in the array or object at hand
  bool has_errors_ = false;
  Place place_ = Place::before;
  std::uint64_t number_ = 0;
};

}  // namespace scrip::connectors
