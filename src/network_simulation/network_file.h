#pragma once
// A network with its jobs and the rules to compare, from one YAML file that names the traces: docs/formats/network.md.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/wide.h"
#include "connectors/byte_source.h"
#include "network_simulation/network.h"
#include "network_simulation/rule.h"

namespace scrip::network_simulation {

// What was read of one source of jobs.
struct SourceNote {
  std::string from;  // "elasticflow"
  std::string file;
  std::string home;
  std::uint64_t rows = 0;
  std::uint64_t jobs = 0;  // of all copies
  Int128 device_s = 0;     // devices x seconds of the jobs of one copy
  std::map<std::string, std::uint64_t> left_out;  // rows, by reason
  std::map<std::string, std::uint64_t> remarks;
};

struct Loaded {
  Network network;
  std::vector<Job> jobs;
  std::vector<Rule> rules;  // the first is what the others are compared with
  std::vector<SourceNote> sources;
  std::uint64_t seed = 0;
};

// Opens a file that the network's file names.
using OpenFile = std::function<Result<connectors::ByteSource>(const std::string& file)>;

// `seed` stands for the file's own where it is given. The result has passed check().
// `file_at_fault` gets the name of the file that an error's line belongs to, where that is one which the text names;
// else it is empty. Errors, with their line: those of yaml::parse, of the readers of traces and of check();
// missing_field, unknown_field, value_invalid, out_of_range, duplicate_key (a site's name).
[[nodiscard]] Result<Loaded> load_network(const std::string& text, const OpenFile& open,
                                          std::optional<std::uint64_t> seed = {}, std::string* file_at_fault = nullptr);

}  // namespace scrip::network_simulation
