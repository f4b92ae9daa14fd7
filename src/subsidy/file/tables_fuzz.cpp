// Any bytes as a workbook, as CSV and as a claim's file: an error or a claim, nothing else.

#include <cstddef>
#include <cstdint>
#include <string>

#include "subsidy/file/tables.h"

using namespace scrip;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto sheets = subsidy::read_xlsx(text)) (void)subsidy::claim_from_sheets(*sheets, nullptr);
  if (auto sheet = subsidy::read_csv_sheet("devices", text)) (void)subsidy::claim_from_sheets({*sheet}, nullptr);
  const auto file = subsidy::load_claim(text, nullptr);
  if (file.problems.empty()) (void)subsidy::well_formed(file.content);
  return 0;
}
