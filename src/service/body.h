#pragma once
// A request's JSON body, field by field. Errors name the field: syntax_error (no JSON object, or nested too deeply),
// missing_field, value_invalid (another type), unknown_field, and those of the value's own reader.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/result.h"
#include "base/time.h"

namespace scrip::service {

class Body {
 public:
  ~Body();
  Body(Body&&) noexcept;
  Body& operator=(Body&&) = delete;

  // Fields other than these are errors.
  [[nodiscard]] Result<void> only(std::initializer_list<std::string_view> names) const;

  [[nodiscard]] bool has(std::string_view name) const;  // present and not null
  [[nodiscard]] Result<std::string> text(std::string_view name) const;
  [[nodiscard]] Result<std::string> text_or(std::string_view name, std::string_view otherwise) const;
  [[nodiscard]] Result<std::int64_t> integer_or(std::string_view name, std::int64_t otherwise) const;
  [[nodiscard]] Result<bool> truth_or(std::string_view name, bool otherwise) const;
  [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view name) const;  // none where it is absent
  [[nodiscard]] Result<std::vector<std::uint64_t>> integers(std::string_view name) const;
  [[nodiscard]] Result<Body> object(std::string_view name) const;
  [[nodiscard]] Result<std::vector<Body>> objects(std::string_view name) const;  // none where it is absent

  [[nodiscard]] Result<Amount> amount(std::string_view name) const;
  [[nodiscard]] Result<Day> day(std::string_view name) const;
  // An instant, or a day for its first moment, by the zone's clock.
  [[nodiscard]] Result<Instant> instant(std::string_view name, const ZoneOffsets& zone) const;

  // One field as JSON again, on one line: as it was sent, numbers too.
  [[nodiscard]] Result<std::string> raw(std::string_view name) const;

 private:
  friend class BodyReader;
  struct Parser;
  struct Document;
  explicit Body(std::shared_ptr<const Document> document);  // shared by a body and the objects in it
  std::shared_ptr<const Document> document_;
};

// Reads bodies, and keeps from one to the next what reading a common one takes: allocating it anew costs more than
// reading it. A body may outlive its reader.
class BodyReader {
 public:
  // A body without a byte is an empty object.
  [[nodiscard]] Result<Body> read(std::string_view text);

 private:
  std::shared_ptr<Body::Parser> kept_;  // shared with the bodies that were read by it
};

// The result, with its error naming the field.
template <class T>
[[nodiscard]] Result<T> for_field(std::string_view field, Result<T> result) {
  if (!result) result.error().field = field;
  return result;
}

}  // namespace scrip::service
