#pragma once
// The options that describe a workload, for every command that asks for one.

#include <string>

#include "cli/commands.h"
#include "network/workload_text.h"

namespace scrip::cli {

struct WorkloadOptions {
  std::string kind, devices, hours, parameters, active_parameters, tokens, sequence, layers, hidden, precision,
      requests, tokens_in, tokens_out, latency;

  // Errors: those of network::parse_workload().
  [[nodiscard]] Result<network::Workload> workload() const {
    return network::parse_workload({.kind = kind,
                                    .devices = devices,
                                    .duration = hours,
                                    .parameters = parameters,
                                    .active_parameters = active_parameters,
                                    .tokens = tokens,
                                    .sequence = sequence,
                                    .layers = layers,
                                    .hidden = hidden,
                                    .precision = precision,
                                    .requests_per_day = requests,
                                    .tokens_in = tokens_in,
                                    .tokens_out = tokens_out,
                                    .latency = latency});
  }
};

template <class Options>
void add_workload_options(Command<Options>& command) {
  command.required("--kind", &Options::kind, "devices, train or serve")
      .option("--devices", &Options::devices, "How many; of a model: at least so many")
      .option("--hours", &Options::hours, "How long, such as 24h or 30d; of a training: within how long")
      .option("--parameters", &Options::parameters, "Of the model, such as 70B")
      .option("--active-parameters", &Options::active_parameters, "Used for one token (default: all)")
      .option("--tokens", &Options::tokens, "To train on, such as 2T")
      .option("--sequence", &Options::sequence, "Tokens of one sequence (default: 4096)")
      .option("--layers", &Options::layers, "Of the model (default: by its size)")
      .option("--hidden", &Options::hidden, "Width of a layer (default: by the model's size)")
      .option("--precision", &Options::precision, "16bit or 8bit (default: 16bit)")
      .option("--requests", &Options::requests, "Requests a day, to serve")
      .option("--tokens-in", &Options::tokens_in, "Of one request")
      .option("--tokens-out", &Options::tokens_out, "Of one answer")
      .option("--latency", &Options::latency, "batch, standard or interactive (default: standard)");
}

}  // namespace scrip::cli
