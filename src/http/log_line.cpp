#include "http/log_line.h"

#include <chrono>

#include "base/time.h"
#include "codec/json.h"

namespace scrip::http {

std::string log_line(const Request& request, const Response& response, std::int64_t microseconds,
                     std::size_t bytes_out) {
  const Instant at = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
  codec::JsonObject line;
  line.add("time", format_instant(at))
      .add("method", name(request.method))
      .add("path", request.path)
      .add("route", response.route)
      .add("status", response.status)
      .add("us", microseconds)
      .add("bytes_in", request.body.size())
      .add("bytes_out", bytes_out);
  if (!response.person.empty()) line.add("person", response.person);
  if (!response.code.empty()) line.add("code", response.code);
  return line.text();
}

}  // namespace scrip::http
