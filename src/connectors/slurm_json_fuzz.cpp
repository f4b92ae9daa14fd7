// Any bytes as Slurm's JSON.
#include "connectors/fuzz_support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using scrip::connectors::Format;
  const auto options = scrip::connectors::fuzz::all_options();
  scrip::connectors::fuzz::read(data, size, Format::sacct_json, options);
  return 0;
}
