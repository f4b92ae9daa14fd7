// Any bytes as the two token logs.
#include "connectors/fuzz_support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using scrip::connectors::Format;
  const auto options = scrip::connectors::fuzz::all_options();
  scrip::connectors::fuzz::read(data, size, Format::azure_csv, options);
  scrip::connectors::fuzz::read(data, size, Format::mooncake, options);
  return 0;
}
