#include "tests/support/golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace scrip::test {

void expect_golden(std::string_view name, const std::string& text) {
  const auto path = std::filesystem::path(SCRIP_SOURCE_DIR) / "tests" / "golden" / name;
  if (std::getenv("SCRIP_WRITE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ostringstream kept;
  kept << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(text, kept.str()) << "differs from tests/golden/" << name;
}

}  // namespace scrip::test
