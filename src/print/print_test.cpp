#include <gtest/gtest.h>

#include "print/pdf.h"
#include "print/statement.h"
#include "print/xlsx.h"
#include "reports/test_support.h"

namespace scrip::print {
namespace {

using reports::Column;
using reports::ColumnKind;
using reports::Table;

Table small() {
  return {.name = "amounts",
          .columns = {Column{"name", "Name", "名称", ColumnKind::text},
                      Column{"amount", "Amount", "金额", ColumnKind::amount}},
          .rows = {{"=1+1", "1234.50"}, {"甲公司", "123456789012345678.00"}, {"", ""}}};
}

TEST(Xlsx, the_same_tables_are_the_same_bytes) {
  const Table tables[] = {small()};
  const auto once = to_xlsx(tables, Language::english);
  ASSERT_TRUE(once.has_value());
  EXPECT_EQ(as_text(*once).substr(0, 2), "PK") << "a ZIP archive";
  EXPECT_EQ(once, to_xlsx(tables, Language::english));
  EXPECT_NE(once, to_xlsx(tables, Language::chinese)) << "the headings";
}

TEST(Xlsx, a_sheet_has_as_many_rows_as_the_format) {
  Table table{.name = "t", .columns = {Column{"n", "N", "数"}}, .rows = {}};
  table.rows.resize(xlsx_rows_max + 1, {"1"});
  const auto made = to_xlsx(std::span(&table, 1), Language::english);
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, ErrorCode::too_large);
}

TEST(Pdf, the_same_document_is_the_same_bytes) {
  Document document{.issuer = "City",
                    .title = "Statement 1",
                    .facts = {{"Month", "2025-06"}},
                    .sections = {},
                    .remarks = {"Final."},
                    .footer = "1"};
  Table table = small();
  for (int i = 0; i < 200; ++i) table.rows.push_back({"row", "1.00"});
  document.sections.push_back({"Lines", table, true});
  const auto once = to_pdf(document, *parse_day("2026-01-02"), Language::chinese);
  ASSERT_TRUE(once.has_value());
  EXPECT_EQ(as_text(*once).substr(0, 5), "%PDF-");
  EXPECT_EQ(once, to_pdf(document, *parse_day("2026-01-02"), Language::chinese));
}

TEST(Pdf, what_nobody_would_print_is_refused) {
  Document document;
  Table table = small();
  table.rows.resize(pdf_rows_max + 1, {"a", "1.00"});
  document.sections.push_back({"", table, false});
  EXPECT_EQ(to_pdf(document, *parse_day("2026-01-02"), Language::english).error().code, ErrorCode::too_large);
}

TEST(StatementDocument, a_number_that_is_none_is_refused) {
  const engine::State state;
  EXPECT_EQ(statement_document(state, StatementId{0}, Language::english).error().code, ErrorCode::statement_not_found);
}

}  // namespace
}  // namespace scrip::print
