#pragma once
// Between Beast's messages and ours. For server.cpp only.

#include <algorithm>
#include <boost/beast/http.hpp>
#include <string>
#include <string_view>

#include "http/message.h"

namespace scrip::http {

inline constexpr std::size_t compress_bytes_min = 1'024;

[[nodiscard]] inline Method method_of(boost::beast::http::verb verb) {
  switch (verb) {
    case boost::beast::http::verb::get:
      return Method::get;
    case boost::beast::http::verb::head:
      return Method::head;
    case boost::beast::http::verb::post:
      return Method::post;
    case boost::beast::http::verb::put:
      return Method::put;
    case boost::beast::http::verb::delete_:
      return Method::del;
    default:
      return Method::other;
  }
}

[[nodiscard]] inline std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

[[nodiscard]] inline Request request_of(const boost::beast::http::request_header<>& head) {
  Request request;
  request.method = method_of(head.method());
  const std::string_view target(head.target().data(), head.target().size());
  const auto question = std::min(target.find('?'), target.size());
  request.path = target.substr(0, question);
  request.query = target.substr(std::min(question + 1, target.size()));
  for (const auto& field : head) {
    request.headers.push_back({lower_case({field.name_string().data(), field.name_string().size()}),
                               std::string(field.value().data(), field.value().size())});
  }
  return request;
}

[[nodiscard]] inline bool is_compressible(const Request& request, const Response& response) {
  return response.compressible && response.body.size() >= compress_bytes_min &&
         accepts_gzip(request.header("accept-encoding"));
}

// Of every answer. No script and no frame from elsewhere.
inline constexpr std::string_view security_headers =
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Permissions-Policy: camera=(), microphone=(), geolocation=()\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

[[nodiscard]] constexpr bool is_without_body(unsigned status) { return status == 204 || status == 304; }

// The status line and all headers (RFC 9112), in one piece: Beast's own writer walks a list of fields and takes several
// times as long. An answer that does not end is sent in chunks.
[[nodiscard]] inline std::string head_of(const Response& response, bool keep_alive) {
  const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(response.status));
  std::string head;
  head.reserve(security_headers.size() + 512);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason.data(), reason.size());
  head.append("\r\n").append(security_headers);
  for (const auto& header : response.headers) {
    head.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (!response.content_type.empty()) head.append("Content-Type: ").append(response.content_type).append("\r\n");
  if (response.stream) {
    head.append("Transfer-Encoding: chunked\r\n");
  } else if (!is_without_body(response.status)) {
    head.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  }
  if (!keep_alive) head.append("Connection: close\r\n");
  return head.append("\r\n");
}

}  // namespace scrip::http
