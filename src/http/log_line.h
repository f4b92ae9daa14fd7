#pragma once
// One request as one line of JSON: when, who, what, how it ended and how long it took. No query, header or body:
// secrets stand there.

#include <cstdint>
#include <string>

#include "http/message.h"

namespace scrip::http {

[[nodiscard]] std::string log_line(const Request& request, const Response& response, std::int64_t microseconds,
                                   std::size_t bytes_out);

}  // namespace scrip::http
