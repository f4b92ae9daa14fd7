#pragma once
// A JSON answer, read member by member. What is absent or of another type reads as nothing: "", 0, false, none.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace scrip::cli {

class Json {
 public:
  // Errors: syntax_error.
  [[nodiscard]] static Result<Json> parse(std::string_view text);

  [[nodiscard]] std::string text(std::string_view name) const;  // a text's content; of anything else its JSON; null: ""
  [[nodiscard]] std::uint64_t number(std::string_view name) const;
  [[nodiscard]] bool truth(std::string_view name) const;
  [[nodiscard]] std::string raw(std::string_view name) const;  // the member as JSON, on one line
  [[nodiscard]] Json object(std::string_view name) const;
  [[nodiscard]] std::vector<Json> items(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;  // of the members, in their order

 private:
  struct Value;
  explicit Json(std::shared_ptr<const Value> value) : value_(std::move(value)) {}  // shared with the objects in it
  std::shared_ptr<const Value> value_;
};

}  // namespace scrip::cli
