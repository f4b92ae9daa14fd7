// Any bytes as CSV of stakes: what comes out can be recorded, or the row is refused.

#include <cstddef>
#include <cstdint>

#include "cli/stake_rows_hostile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)scrip::cli::read_any_stakes({reinterpret_cast<const char*>(data), size});
  return 0;
}
