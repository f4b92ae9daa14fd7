#include "site/config.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace scrip::site {
namespace {

const std::string least = R"(site: east
scrip: {url: "https://scrip.example/", token_file: token}
slurm: {cluster: bj}
spool: spool.db
)";

TEST(SiteConfig, TheLeastThatIsNeededHasDefaults) {
  const auto config = read_config(least, "/etc/scrip");
  ASSERT_TRUE(config.has_value()) << describe(config.error(), Language::english);
  EXPECT_EQ(config->url, "https://scrip.example");
  EXPECT_EQ(config->token_file, "/etc/scrip/token");
  EXPECT_EQ(config->spool, "/etc/scrip/spool.db");
  EXPECT_EQ(config->governed, Governed::all);
  EXPECT_TRUE(config->key_file.empty() && config->socket.empty() && config->lent.empty());
  EXPECT_GT(config->slice_s, config->grace_s + config->margin_s);
}

TEST(SiteConfig, EverythingIsRead) {
  const auto config = read_config(least + R"(language: zh
socket: /run/scrip-site/hook.sock
times: {poll: 1s, meter: 5m, meter_lag: 0s, slice: 2h, grace: 10m, margin: 30s, hold: 7d, catch_up: 3d}
lent:
  - {organisation: acme, resource: ascend-910b, amount: 120.50}
)",
                                  "/etc/scrip");
  ASSERT_TRUE(config.has_value()) << describe(config.error(), Language::english);
  EXPECT_EQ(config->language, Language::chinese);
  EXPECT_EQ(config->slice_s, 7'200);
  EXPECT_EQ(config->hold_s, 7 * 86'400);
  EXPECT_EQ(config->catch_up_s, 3 * 86'400);
  ASSERT_EQ(config->lent.size(), 1u);
  EXPECT_EQ(config->lent[0].amount, Amount{120'500'000});
}

TEST(SiteConfig, ADurationThatIsTooShortIsNotItsOwnExample) {
  const auto config = read_config(least + "times: {hold: 30s}\n", "/");
  ASSERT_FALSE(config.has_value());
  EXPECT_EQ(config.error().detail, "'30s' is no duration of at least 60 s: write a whole number and s, m, h or d");
}

TEST(SiteConfig, WhatIsWrongIsNamedWithItsLine) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"times: {pol: 1s}\n", "times.pol"},
      {"times: {poll: 1}\n", "times.poll"},
      {"times: {poll: 0s}\n", "times.poll"},
      {"times: {hold: 9999999999d}\n", "times.hold"},
      {"times: {poll: -1s}\n", "times.poll"},
      {"times: {slice: 5m}\n", "times.slice"},
      {"times: 7\n", "times"},
      {"language: fr\n", "language"},
      {"lent: {}\n", "lent"},
      {"lent: [{organisation: a, resource: b}]\n", "lent.amount"},
      {"lent: [{organisation: a, resource: b, amount: 0}]\n", "lent.amount"},
      {"lent: [{organisation: a, resource: b, amount: 1}, {organisation: a, resource: b, amount: 2}]\n", "lent"},
      {"colour: red\n", "colour"},
  };
  for (const auto& [text, field] : wrong) {
    const auto config = read_config(least + text, "/");
    ASSERT_FALSE(config.has_value()) << text;
    EXPECT_EQ(config.error().field, field) << text;
    EXPECT_EQ(config.error().line, 5u) << text;
    EXPECT_FALSE(config.error().detail_in(Language::chinese).empty()) << text;
  }
  EXPECT_EQ(read_config("site: east\n", "/").error().code, ErrorCode::missing_field);
  EXPECT_FALSE(read_config("", "/").has_value());
  EXPECT_FALSE(read_config("[1]", "/").has_value());
  EXPECT_EQ(load_config("/nowhere/site.yaml").error().code, ErrorCode::file_unreadable);
}

}  // namespace
}  // namespace scrip::site
