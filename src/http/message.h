#pragma once
// Requests and answers as the service sees them: plain values, no library's types.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace scrip::http {

enum class Method : std::uint8_t { get, head, post, put, del, other };
[[nodiscard]] std::string_view name(Method method);

struct Header {
  std::string name;  // lower case
  std::string value;
};

struct Request {
  Method method = Method::get;
  std::string path;  // as it was sent, up to the question mark; not yet decoded
  std::string query;
  std::vector<Header> headers;
  std::string body;
  std::string peer;  // the address at the other end of the connection

  // The first of that name (lower case); empty if there is none.
  [[nodiscard]] std::string_view header(std::string_view wanted) const;
};

struct Response {
  unsigned status = 200;
  std::string content_type;  // empty: no body
  std::string body;
  std::vector<Header> headers;
  bool compressible = true;
  // Only after what the request wrote is durable.
  bool after_commit = false;
  // Where set, this is no answer yet: `work` runs on a thread of its own, touching nothing that others use, then
  // `finish` between requests gives the answer, or further work.
  struct Later {
    std::function<void()> work;
    std::function<Response()> finish;
  };
  std::shared_ptr<Later> later;  // shared, because an answer is copied and its work is not
  // For live updates: asked again and again for what is to be sent next, "" for nothing yet. The answer does not end.
  std::function<std::string()> stream;

  // For the log and the counters.
  std::string route;  // the pattern, such as "/api/v1/programmes/{programme}"
  std::string person;  // who asked; empty: nobody
  std::string code;  // of a problem
};

// --- the parts of a request ---

// "%41+b" as text; '+' stands for a space only where `plus_is_space`. Errors: encoding_invalid (half an escape, a zero
// byte; not UTF-8).
[[nodiscard]] Result<std::string> percent_decoded(std::string_view text, bool plus_is_space);

using Parameters = std::vector<std::pair<std::string, std::string>>;
// "a=1&b=2" in order. Errors: encoding_invalid, too_large (more than 64).
[[nodiscard]] Result<Parameters> parse_query(std::string_view query);

// The value of one cookie in a Cookie header; empty if there is none.
[[nodiscard]] std::string_view cookie(std::string_view header, std::string_view wanted);

// What an Accept-Language header asks for: Chinese where some zh comes before every en, else English. RFC 9110,
// section 12.5.4.
[[nodiscard]] Language accepted_language(std::string_view header);

// Whether a Content-Type header is this media type, whatever its parameters. It has one: a browser reads
// "text/plain; a=b, application/json" as plain text, and lets any page send that.
[[nodiscard]] bool is_media_type(std::string_view header, std::string_view type);
// Whether an Accept header names this media type itself (not by a wildcard).
[[nodiscard]] bool names_media_type(std::string_view accept, std::string_view type);
// Whether an Accept-Encoding header takes gzip.
[[nodiscard]] bool accepts_gzip(std::string_view header);
[[nodiscard]] std::string gzip(std::string_view text, int level);

}  // namespace scrip::http
