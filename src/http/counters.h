#pragma once
// What the server counts, and its text for Prometheus (exposition format 0.0.4).

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "http/message.h"

namespace scrip::http {

struct Answered {
  std::string_view route;
  Method method = Method::get;
  unsigned status = 0;
  std::int64_t microseconds = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
};

class Counters {
 public:
  void count(const Answered& answered);
  void connection_opened() { ++connections_total_, ++connections_open_; }
  void connection_closed() { --connections_open_; }
  void stream_opened() { ++streams_open_; }
  void stream_closed() { --streams_open_; }
  void committed(std::uint64_t answers) { ++commits_, committed_answers_ += answers; }

  [[nodiscard]] std::size_t connections_open() const { return connections_open_; }
  [[nodiscard]] std::size_t streams_open() const { return streams_open_; }
  [[nodiscard]] std::string prometheus() const;

 private:
  static constexpr std::array<std::int64_t, 10> bounds_us{500,    1'000,   2'500,   5'000,     10'000,
                                                          25'000, 100'000, 500'000, 2'000'000, 10'000'000};
  struct Times {
    std::array<std::uint64_t, bounds_us.size() + 1> buckets{};
    std::int64_t sum_us = 0;
    std::uint64_t count = 0;
  };

  struct OfRoute {
    std::map<std::pair<Method, unsigned>, std::uint64_t> answers;  // by method and status
    Times times;
  };
  std::map<std::string, OfRoute, std::less<>> routes_;
  std::uint64_t connections_total_ = 0;
  std::size_t connections_open_ = 0;
  std::size_t streams_open_ = 0;
  std::uint64_t bytes_in_ = 0;
  std::uint64_t bytes_out_ = 0;
  std::uint64_t commits_ = 0;
  std::uint64_t committed_answers_ = 0;
};

// One metric without labels, with its help.
[[nodiscard]] std::string metric(std::string_view name, std::string_view help, std::string_view type,
                                 std::uint64_t value);

}  // namespace scrip::http
