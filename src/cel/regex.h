#pragma once
// Regular expressions in time linear in the text (RE2), with a bound on memory.

#include <memory>
#include <string_view>

#include "base/result.h"

namespace re2 {
class RE2;
}

namespace scrip::cel {

class Regex {
 public:
  // Errors: expression_failed (the pattern is not valid, or too large).
  [[nodiscard]] static Result<Regex> compile(std::string_view pattern);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // Whether the pattern matches some part of the text.
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  explicit Regex(std::unique_ptr<re2::RE2> compiled);
  std::unique_ptr<re2::RE2> compiled_;
};

}  // namespace scrip::cel
