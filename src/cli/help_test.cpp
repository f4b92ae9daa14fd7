#include "cli/help.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include <functional>

#include "cli/completion.h"
#include "cli/run.h"

namespace scrip::cli {
namespace {

struct Tree {
  explicit Tree(Language language = Language::english) : globals{.language = language} { register_commands(commands); }

  void each_leaf(const std::function<void(const CLI::App&)>& visit) const { each_leaf(root, visit); }
  static void each_leaf(const CLI::App& app, const std::function<void(const CLI::App&)>& visit) {
    const auto children = app.get_subcommands([](const CLI::App*) { return true; });
    if (children.empty()) visit(app);
    for (const auto* child : children) each_leaf(*child, visit);
  }

  Globals globals;
  CLI::App root{"", "scrip"};
  Commands commands{root, globals};
};

TEST(Help, EveryCommandHasASummaryAHandlerAndAnExampleOfItself) {
  const Tree tree;
  tree.each_leaf([&](const CLI::App& app) {
    EXPECT_NE(tree.commands.handler(app), nullptr) << full_name(app);
    EXPECT_FALSE(app.get_description().empty()) << full_name(app);
    const auto& examples = tree.commands.examples(app);
    ASSERT_FALSE(examples.empty()) << full_name(app);
    EXPECT_NE(examples.front().find(full_name(app)), std::string::npos) << examples.front();
  });
}

TEST(Help, EveryTextOfTheTreeHasItsChinese) {
  const Tree tree;
  const std::function<void(const CLI::App&)> check = [&](const CLI::App& app) {
    if (app.get_parent() != nullptr) {
      EXPECT_TRUE(has_chinese(app.get_description())) << app.get_description();
    }
    for (const auto* option : app.get_options()) {
      EXPECT_TRUE(has_chinese(option->get_description())) << full_name(app) << ": " << option->get_description();
    }
    for (const auto* child : app.get_subcommands([](const CLI::App*) { return true; })) check(*child);
  };
  check(tree.root);
}

TEST(Help, PairsOfTheCatalogueHaveTheSamePlacesToFill) {
  const auto places = [](std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find("{}", at)) != std::string_view::npos; ++at) ++count;
    return count;
  };
  constexpr std::pair<std::string_view, std::string_view> texts[] = {
#define SCRIP_TEXT(english_, chinese_) {english_, chinese_},
#include "cli/catalogue.def"
#undef SCRIP_TEXT
  };
  for (const auto& [english, chinese] : texts) EXPECT_EQ(places(english), places(chinese)) << english;
}

TEST(Help, CompletionKnowsEveryCommand) {
  const Tree tree;
  tree.each_leaf([&](const CLI::App& app) {
    const std::string words = full_name(app).substr(6);
    EXPECT_NE(bash_completion(tree.root).find("'" + words + "')"), std::string::npos) << words;
  });
}

TEST(ExitCodes, FollowWhatTheCallerShouldDo) {
  EXPECT_EQ(exit_code(ErrorCode::voucher_not_found), 1);
  EXPECT_EQ(exit_code(ErrorCode::insufficient_balance), 1);
  EXPECT_EQ(exit_code(ErrorCode::usage_error), 2);
  EXPECT_EQ(exit_code(ErrorCode::store_unavailable), 3);
  EXPECT_EQ(exit_code(ErrorCode::store_corrupt), 4);
  EXPECT_EQ(exit_code(ErrorCode::proof_invalid), 4);
}

}  // namespace
}  // namespace scrip::cli
