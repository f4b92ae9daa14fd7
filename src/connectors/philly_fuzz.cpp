// Any bytes as jobs with attempts.
#include "connectors/fuzz_support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using scrip::connectors::Format;
  const auto options = scrip::connectors::fuzz::all_options();
  scrip::connectors::fuzz::read(data, size, Format::philly_json, options);
  return 0;
}
