#pragma once
// A client that keeps many connections busy at once: each sends its next request when its answer has come (a closed
// loop), on one thread. It understands as much of HTTP as our server's answers need.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace scrip::bench {

struct HttpLoad {
  std::uint16_t port = 0;
  std::size_t connections = 64;
  std::uint64_t requests = 100'000;
  std::function<std::string(std::uint64_t)> request;  // the whole text of the n-th
};

struct HttpOutcome {
  double seconds = 0;
  double client_seconds = 0;  // of processor time
  std::uint64_t refused = 0;  // answered with another status than 200
  std::string first_refusal;
  std::vector<double> milliseconds;  // of each request, ascending

  [[nodiscard]] double per_second() const { return static_cast<double>(milliseconds.size()) / seconds; }
  [[nodiscard]] double percentile(double share) const;
};

// A connection that breaks ends the program.
[[nodiscard]] HttpOutcome drive(const HttpLoad& load);

}  // namespace scrip::bench
