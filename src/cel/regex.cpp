#include "cel/regex.h"

#include <re2/re2.h>

#include <utility>

namespace scrip::cel {
namespace {
constexpr std::int64_t memory_max = 1 << 20;
constexpr std::size_t pattern_bytes_max = 4096;
}  // namespace

Regex::Regex(std::unique_ptr<re2::RE2> compiled) : compiled_(std::move(compiled)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Result<Regex> Regex::compile(std::string_view pattern) {
  if (pattern.size() > pattern_bytes_max) {
    return fail(ErrorCode::expression_failed,
                "the pattern is longer than " + std::to_string(pattern_bytes_max) + " bytes");
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(memory_max);
  auto compiled = std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (!compiled->ok()) return fail(ErrorCode::expression_failed, "the pattern is not valid: " + compiled->error());
  return Regex(std::move(compiled));
}

bool Regex::matches(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

}  // namespace scrip::cel
