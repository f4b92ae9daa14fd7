#include "policy/file/meant_value.h"

#include <gtest/gtest.h>

#include "tests/support/policy.h"

namespace scrip::policy {
namespace {

TEST(MeantValue, is_spelt_as_programme_files_spell_it) {
  const struct {
    const char* written;
    const char* meant;
  } cases[] = {
      {"5000万元", "50,000,000 CNY"},
      {"1.5亿元", "150,000,000 CNY"},
      {"RMB 2,000,000", "2,000,000 CNY"},
      {"100000元", "100,000 CNY"},
      {"200万", "2,000,000 CNY"},
      {"30％", "30%"},
      {"百分之30", "30%"},
      {"2026年1月31日", "2026-01-31"},
      {"2026/1/31", "2026-01-31"},
      {"31.12.2026", "2026-12-31"},
      {"2000卡时", "2,000 h"},
      {"5,000 hours", "5,000 h"},
      {"２０２６-０１-３１", "2026-01-31"},
  };
  for (const auto& each : cases) EXPECT_EQ(meant_value(each.written).value_or("nothing"), each.meant) << each.written;
}

TEST(MeantValue, is_nothing_where_it_would_be_a_guess) {
  for (const char* text : {"", "soon", "30%", "2,000,000 CNY", "2026-13-45", "1.2.3", "万元", "1,00,000 CNY",
                           "contract_amount", "2026年"}) {
    EXPECT_FALSE(meant_value(text)) << text;
  }
}

TEST(MeantValue, is_offered_where_a_file_is_wrong) {
  const auto wrong = [](const testing::ProgrammeText& text) {
    return testing::describe(testing::problems_of(text.text()));
  };
  using testing::ProgrammeText;
  EXPECT_NE(wrong(ProgrammeText().also("budget:\n  - {id: pool, amount: 5000万元, source: notice}"))
                .find("did you mean '50,000,000 CNY'?"),
            std::string::npos);
  EXPECT_NE(wrong(ProgrammeText().period("{from: 2026年1月1日}")).find("did you mean '2026-01-01'?"),
            std::string::npos);
  EXPECT_NE(wrong(ProgrammeText().parameter("most", "value: 200万")).find("did you mean '2,000,000 CNY'?"),
            std::string::npos);
  EXPECT_NE(wrong(ProgrammeText().row("all", "rate: 30")).find("did you mean '30%'?"), std::string::npos);
  EXPECT_NE(wrong(ProgrammeText().unit("RMB")).find("did you mean 'CNY'?"), std::string::npos);
}

}  // namespace
}  // namespace scrip::policy
