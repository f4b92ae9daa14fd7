#include "cel/regex.h"
#include "cel/texts.h"

#include <re2/re2.h>

#include <utility>

namespace scrip::cel {
namespace {
constexpr std::int64_t memory_max = 1 << 20;
constexpr std::size_t pattern_bytes_max = 4096;

Message mistake(const re2::RE2& pattern) {
  switch (pattern.error_code()) {
    case re2::RE2::ErrorMissingBracket:
      return say("a ']' is missing");
    case re2::RE2::ErrorMissingParen:
    case re2::RE2::ErrorUnexpectedParen:
      return say("'(' and ')' do not match");
    case re2::RE2::ErrorTrailingBackslash:
      return say("it ends after a backslash");
    case re2::RE2::ErrorRepeatArgument:
      return say("there is nothing that '{0}' could repeat", pattern.error_arg());
    case re2::RE2::ErrorRepeatSize:
      return say("it repeats too often: '{0}'", pattern.error_arg());
    case re2::RE2::ErrorPatternTooLarge:
      return say("it is too large");
    default:
      return say("'{0}' cannot stand here", pattern.error_arg());
  }
}

}  // namespace

Regex::Regex(std::unique_ptr<re2::RE2> compiled) : compiled_(std::move(compiled)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::compile(std::string_view pattern) {
  if (pattern.size() > pattern_bytes_max) {
    return fail(ErrorCode::expression_failed, say("the pattern is longer than {0} bytes", pattern_bytes_max));
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(memory_max);
  auto compiled = std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (!compiled->ok())
    return fail(ErrorCode::expression_failed, say("the pattern is not valid: {0}", mistake(*compiled)));
  return Regex(std::move(compiled));
}

bool Regex::matches(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

}  // namespace scrip::cel
