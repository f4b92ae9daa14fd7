// Every programme of the repository: nothing is wrong with its file, its cases and rounds come out as they say, and
// they leave no rule and no number open.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "policy/coverage.h"
#include "tests/support/policy.h"

namespace scrip {
namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> folders() {
  std::vector<std::filesystem::path> found;
  for (const char* root : {"programmes", "examples/programmes", "examples/templates"}) {
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(SCRIP_SOURCE_DIR) / root)) {
      if (entry.is_directory()) found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

class Programme : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Programme, IsSoundAndItsCasesPinEveryRule) {
  auto loaded = policy::load_policy(read(GetParam() / "programme.yaml"));
  ASSERT_EQ(testing::describe(loaded.problems), "");
  const bool is_template = GetParam().parent_path().filename() == "templates";
  EXPECT_EQ(loaded.policy.id, is_template ? "new-programme" : GetParam().filename().string());
  const auto compiled = policy::compile(std::move(loaded.policy));
  ASSERT_TRUE(compiled.has_value()) << testing::describe(compiled.error());
  const auto cases = policy::load_cases(read(GetParam() / "cases.yaml"), compiled->policy);
  ASSERT_EQ(testing::describe(cases.problems), "");
  EXPECT_FALSE(cases.cases.empty());
  std::vector<policy::ApplicationFacts> applications;
  for (const auto& each : cases.cases) {
    applications.push_back(each.application);
    for (const auto& line :
         policy::differences(compiled->policy, each.expected, policy::assess(*compiled, each.application))) {
      ADD_FAILURE() << "line " << each.place.line << ", " << each.name << ": " << line.text();
    }
  }
  for (const auto& round : cases.rounds) {
    for (const auto& line : policy::differences(compiled->policy, round)) {
      ADD_FAILURE() << "line " << round.place.line << ", " << round.name << ": " << line.text();
    }
  }
  for (const auto& gap : policy::find_gaps(*compiled, applications)) {
    ADD_FAILURE() << "not pinned, line " << gap.place.line << ", " << gap.field << ": " << gap.message.text();
  }
}

INSTANTIATE_TEST_SUITE_P(All, Programme, ::testing::ValuesIn(folders()), [](const auto& parameter) {
  std::string name = parameter.param.filename().string();
  std::replace_if(name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
});

}  // namespace
}  // namespace scrip
