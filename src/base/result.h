#pragma once
// Errors are values with stable codes. `Result<T>` is a value or an `Error`; SCRIP_TRY passes the error up.

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "base/message.h"

namespace scrip {

// Every error a caller can act on. The number is part of the public interface and is never reused; the list with
// what to do, HTTP status and texts is error_codes.def.
enum class ErrorCode : std::uint16_t {
#define SCRIP_ERROR(number_, name_, remedy_, http_, english_, chinese_) name_ = number_,
#include "base/error_codes.def"
#undef SCRIP_ERROR
};

// What the caller should do about an error.
enum class Remedy : std::uint8_t {
  fix_request,  // the request itself is wrong: change it, then send it again
  fix_state,    // the request is fine but something else must change first (a top-up, a missing price)
  retry,        // nothing is wrong: send the same request again, with the same idempotency key
  call_help,    // the system found itself wrong: keep the files and ask
};

struct Error {
  ErrorCode code{};
  std::string detail;      // what exactly, in English: the value found, the limit, the other record
  std::string field;       // the field, column or option at fault; empty when there is none
  std::uint64_t line = 0;  // 1-based line of the file at fault; 0 when there is none
  Message said{};          // `detail` for readers of every language, where its part has a catalogue; may be empty

  [[nodiscard]] static Error at(ErrorCode code, std::string field, std::string detail, std::uint64_t line = 0) {
    return Error{.code = code, .detail = std::move(detail), .field = std::move(field), .line = line};
  }
  [[nodiscard]] static Error at(ErrorCode code, std::string field, Message said, std::uint64_t line = 0) {
    std::string detail = said.text();
    return Error{
        .code = code, .detail = std::move(detail), .field = std::move(field), .line = line, .said = std::move(said)};
  }
  // The detail as people read it: in English where it has no other language.
  [[nodiscard]] std::string detail_in(Language language) const {
    return said.empty() || language == Language::english ? detail : said.text(language);
  }
  // The detail as a sentence, to be part of another one.
  [[nodiscard]] Message sentence() const { return said.empty() ? verbatim(detail) : said; }
  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string detail, std::string field = {},
                                                 std::uint64_t line = 0) {
  return std::unexpected(Error::at(code, std::move(field), std::move(detail), line));
}

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, Message said, std::string field = {},
                                                 std::uint64_t line = 0) {
  return std::unexpected(Error::at(code, std::move(field), std::move(said), line));
}

// The stable name of a code, as the API and the command line print it, e.g. "voucher_not_found".
[[nodiscard]] std::string_view name(ErrorCode code);
[[nodiscard]] std::string_view text(ErrorCode code, Language language);
[[nodiscard]] Remedy remedy(ErrorCode code);
[[nodiscard]] int http_status(ErrorCode code);

// One line for people: "voucher_not_found: no such voucher: V-17 (field voucher, line 3)".
[[nodiscard]] std::string describe(const Error& error, Language language);

}  // namespace scrip

// Evaluates to the value of a Result, or returns its error from the enclosing function. One may stand inside another.
#define SCRIP_TRY(expression) SCRIP_TRY_NAMED(SCRIP_JOIN(scrip_result_, __COUNTER__), expression)

// The same without a value: for Result<void>, and where the value is not wanted.
#define SCRIP_TRY_VOID(expression) SCRIP_TRY_VOID_NAMED(SCRIP_JOIN(scrip_result_, __COUNTER__), expression)

#define SCRIP_TRY_NAMED(result, expression) \
  __extension__({ \
    auto result = (expression); \
    if (!result) return std::unexpected(std::move(result).error()); \
    std::move(*result); \
  })
#define SCRIP_TRY_VOID_NAMED(result, expression) \
  do { \
    auto result = (expression); \
    if (!result) return std::unexpected(std::move(result).error()); \
  } while (false)
#define SCRIP_JOIN(first, second) SCRIP_JOIN_EXPANDED(first, second)
#define SCRIP_JOIN_EXPANDED(first, second) first##second
