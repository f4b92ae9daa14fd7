#pragma once
// Requests to language models as load on a network: so many replicas of the model as the tokens of each step of time
// need. A replica that is started for a rise of the load and stopped at a fall is one job; of those that run, the one
// started last is stopped first. So at every step as many jobs run as replicas are needed.

#include <cstdint>

#include "network_simulation/trace_jobs.h"

namespace scrip::network_simulation {

struct Serving {
  std::uint32_t devices = 1;            // of a replica
  std::uint32_t input_per_s = 0;        // tokens that a replica reads in a second, from 1
  std::uint32_t output_per_s = 0;       // tokens that it writes in a second, from 1
  std::uint32_t step_s = 60;            // the load is looked at over so many seconds
  std::uint32_t input_per_request = 0;  // for traces that tell requests only (ServeGen)
  std::uint32_t output_per_request = 0;
};

// Steps count from the earliest request; requests may come in any order. Errors as for traces of jobs.

// TIMESTAMP, ContextTokens, GeneratedTokens.
[[nodiscard]] Result<Trace> read_azure_llm(connectors::ByteSource source, const Serving& serving);
// timestamp (milliseconds), input_length, output_length. Tokens of a prefix that was computed before count as well.
[[nodiscard]] Result<Trace> read_mooncake(connectors::ByteSource source, const Serving& serving);
// Rates of clients by windows of 600 seconds: rate_per_s x 600 is a whole number of requests. All clients together.
[[nodiscard]] Result<Trace> read_servegen(connectors::ByteSource source, const Serving& serving);

// The tokens of each step, and the jobs that they make.
struct Tokens {
  std::uint64_t input = 0;
  std::uint64_t output = 0;
};
// ceil(input / input_per_s + output / output_per_s over the step): exact, without rounding in between.
[[nodiscard]] std::uint64_t replicas_for(const Tokens& tokens, const Serving& serving);
// Errors: out_of_range (more replicas at once than a job may have devices), too_large (jobs).
[[nodiscard]] Result<std::vector<TraceJob>> serving_jobs(const std::vector<Tokens>& steps, const Serving& serving);

}  // namespace scrip::network_simulation
