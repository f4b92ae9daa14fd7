#pragma once
// An HTTP(S) client: one request, one answer, on a connection that is kept. libcurl does the work, and only
// http_client.cpp knows (docs/decisions/0017).
//
// It follows no redirect, speaks http and https only, checks certificates against the system's, and takes no proxy from
// the environment for a loopback address. Threads: one caller at a time.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace scrip::client {

struct Ask {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::size_t answer_bytes_max = 0;  // 0: limits::client_answer_bytes_max
  std::int64_t timeout_s = 0;  // 0: limits::client_request_s_max
};

struct Answer {
  unsigned status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;

  // The first of that name (lower case); empty if there is none.
  [[nodiscard]] std::string_view header(std::string_view wanted) const;
};

class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) = delete;

  // Any status is an answer. Errors: value_invalid (no such URL), server_unreachable (no connection, no TLS, no answer
  // in time), too_large (the answer).
  [[nodiscard]] Result<Answer> send(const Ask& ask);

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

// Text as part of a URL's path or query: all but letters, digits and -._~ escaped (RFC 3986, section 2.3).
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace scrip::client
