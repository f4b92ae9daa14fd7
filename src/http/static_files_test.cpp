#include "http/static_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace scrip::http {
namespace {

// A built portal in a folder of its own.
class StaticFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "/scrip_static_files_test";
    std::filesystem::create_directories(folder_ + "/assets");
    write("index.html", "the portal");
    write("favicon.svg", "<svg/>");
    write("assets/index-1.js", "export {}");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& path, const std::string& text) const { std::ofstream(folder_ + "/" + path) << text; }

  [[nodiscard]] Response get(const std::string& path) const {
    const auto files = StaticFiles::load(folder_);
    EXPECT_TRUE(files.has_value());
    Request request;
    request.method = Method::get;
    request.path = path;
    return files->find(request);
  }

 private:
  std::string folder_;
};

TEST_F(StaticFilesTest, FilesAreFoundByTheirPath) {
  EXPECT_EQ(get("/favicon.svg").body, "<svg/>");
  EXPECT_EQ(get("/assets/index-1.js").body, "export {}");
}

TEST_F(StaticFilesTest, ThePortalsOwnAddressesGiveItsPage) {
  EXPECT_EQ(get("/").body, "the portal");
  EXPECT_EQ(get("/officer").body, "the portal");
  EXPECT_EQ(get("/company/applications/A-1").body, "the portal");
}

TEST_F(StaticFilesTest, AKeyWithADotIsAnAddressAsWell) {
  EXPECT_EQ(get("/programmes/henan-2023.1").body, "the portal");
  EXPECT_EQ(get("/officer/applications/2025.06.js").body, "the portal");
  EXPECT_EQ(get("/programmes/a%2E1").body, "the portal");
}

TEST_F(StaticFilesTest, AFileThatIsNotThereIsNotFound) {
  EXPECT_EQ(get("/robots.txt").status, 404U);
  EXPECT_EQ(get("/assets/index-2.js").status, 404U);
  EXPECT_EQ(get("/assets/old").status, 404U);
}

}  // namespace
}  // namespace scrip::http
