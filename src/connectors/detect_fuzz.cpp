// Any bytes as a file of unknown format, packed or not.
#include "connectors/fuzz_support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto options = scrip::connectors::fuzz::all_options();
  scrip::connectors::fuzz::read(data, size, std::nullopt, options);
  return 0;
}
