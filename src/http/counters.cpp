#include "http/counters.h"

#include <fmt/format.h>

#include <algorithm>

namespace scrip::http {
namespace {

// Microseconds as seconds with all six decimals.
std::string seconds(std::int64_t microseconds) {
  return fmt::format("{}.{:06}", microseconds / 1'000'000, microseconds % 1'000'000);
}

}  // namespace

void Counters::count(const Answered& answered) {
  auto route = routes_.find(answered.route);
  if (route == routes_.end()) route = routes_.emplace(answered.route, OfRoute{}).first;
  ++route->second.answers[{answered.method, answered.status}];
  Times& times = route->second.times;
  const auto bucket = std::ranges::lower_bound(bounds_us, answered.microseconds) - bounds_us.begin();
  ++times.buckets[static_cast<std::size_t>(bucket)];
  times.sum_us += answered.microseconds;
  ++times.count;
  bytes_in_ += answered.bytes_in;
  bytes_out_ += answered.bytes_out;
}

std::string metric(std::string_view name, std::string_view help, std::string_view type, std::uint64_t value) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help, type, value);
}

std::string Counters::prometheus() const {
  std::string out = "# HELP scrip_http_requests_total Requests answered.\n# TYPE scrip_http_requests_total counter\n";
  for (const auto& [route, counted] : routes_) {
    for (const auto& [key, number] : counted.answers) {
      out += fmt::format("scrip_http_requests_total{{route=\"{}\",method=\"{}\",status=\"{}\"}} {}\n", route,
                         name(key.first), key.second, number);
    }
  }
  out +=
      "# HELP scrip_http_request_seconds Time from the whole request to the answer.\n"
      "# TYPE scrip_http_request_seconds histogram\n";
  for (const auto& [route, counted] : routes_) {
    const Times& times = counted.times;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < times.buckets.size(); ++i) {
      sum += times.buckets[i];
      const std::string bound = i < bounds_us.size() ? seconds(bounds_us[i]) : "+Inf";
      out += fmt::format("scrip_http_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route, bound, sum);
    }
    out += fmt::format("scrip_http_request_seconds_sum{{route=\"{}\"}} {}\n", route, seconds(times.sum_us));
    out += fmt::format("scrip_http_request_seconds_count{{route=\"{}\"}} {}\n", route, times.count);
  }
  out += metric("scrip_http_connections_total", "Connections taken.", "counter", connections_total_);
  out += metric("scrip_http_connections_open", "Connections open now.", "gauge", connections_open_);
  out += metric("scrip_http_event_streams_open", "Live updates being sent now.", "gauge", streams_open_);
  out += metric("scrip_http_received_bytes_total", "Bytes of request bodies.", "counter", bytes_in_);
  out += metric("scrip_http_sent_bytes_total", "Bytes of answers' bodies.", "counter", bytes_out_);
  out += metric("scrip_commits_total", "Durable commits that answers waited for.", "counter", commits_);
  out += metric("scrip_committed_answers_total", "Answers that waited for them.", "counter", committed_answers_);
  return out;
}

}  // namespace scrip::http
