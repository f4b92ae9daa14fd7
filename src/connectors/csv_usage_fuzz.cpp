// Any bytes as CSV: with our own header, and as the two traces.
#include "connectors/fuzz_support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using scrip::connectors::Format;
  const auto options = scrip::connectors::fuzz::all_options();
  for (const Format format : {Format::csv, Format::itp_csv, Format::openb_csv}) {
    scrip::connectors::fuzz::read(data, size, format, options);
  }
  return 0;
}
