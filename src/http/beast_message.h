#pragma once
// Between Beast's messages and ours. For server.cpp only.

#include <algorithm>
#include <boost/beast/http.hpp>
#include <string>
#include <string_view>

#include "http/message.h"

namespace scrip::http {

inline constexpr std::size_t compress_bytes_min = 1'024;

// No script, style or frame from elsewhere, and none in the page itself.
inline constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

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

// The security headers of every answer, and its own.
template <class Message>
void set_headers(Message& message, const Response& response) {
  message.set("X-Content-Type-Options", "nosniff");
  message.set("Content-Security-Policy", content_security_policy);
  message.set("X-Frame-Options", "DENY");
  message.set("Referrer-Policy", "no-referrer");
  message.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  message.set("Cross-Origin-Opener-Policy", "same-origin");
  message.set("Cross-Origin-Resource-Policy", "same-origin");
  for (const auto& header : response.headers) message.insert(header.name, header.value);
  if (!response.content_type.empty()) message.set(boost::beast::http::field::content_type, response.content_type);
}

}  // namespace scrip::http
