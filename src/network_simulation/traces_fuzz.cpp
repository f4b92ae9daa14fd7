// Any bytes as each of the traces and inventories: jobs that come of them hold something, in order.

#include <cstddef>
#include <cstdint>
#include <string>

#include "network_simulation/inventory.h"
#include "network_simulation/serving_jobs.h"
#include "network_simulation/trace_jobs.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace net = scrip::network_simulation;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto source = [&] { return scrip::connectors::ByteSource::from_memory(bytes); };
  const net::Serving serving{.devices = 8,
                             .input_per_s = 1'000'000,
                             .output_per_s = 1'000'000,
                             .step_s = 3'600,
                             .input_per_request = 10,
                             .output_per_request = 10};
  for (const auto& trace : {net::read_elasticflow(source()), net::read_openb(source()), net::read_philly(source()),
                            net::read_job_table(source()), net::read_azure_llm(source(), serving),
                            net::read_mooncake(source(), serving), net::read_servegen(source(), serving)}) {
    if (!trace) continue;
    for (std::size_t i = 0; i < trace->jobs.size(); ++i) {
      if (trace->jobs[i].duration_s == 0 || trace->jobs[i].devices == 0) __builtin_trap();
      if (i > 0 && trace->jobs[i].submitted_s < trace->jobs[i - 1].submitted_s) __builtin_trap();
    }
  }
  for (const auto& groups :
       {net::read_openb_nodes(source()), net::read_pai_machines(source()), net::read_lingjun(source(), "x", 8)}) {
    if (!groups) continue;
    for (const net::MachineGroup& group : *groups) {
      if (group.servers == 0 || group.cards == 0) __builtin_trap();
    }
  }
  return 0;
}
