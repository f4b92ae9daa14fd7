#include "subsidy/file/tables.h"

#include <gtest/gtest.h>
#include <xlsxwriter.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "subsidy/file/zip.h"

namespace scrip::subsidy {
namespace {

constexpr const char* contract_csv =
    "claim,application,number,supplier,signed,amount,accepted_on,accepted,listing\n"
    "E-1,A-1,HT-1,maker,2026-01-10,226000.00,2026-02-03,yes,cap-1;cap-2\n";
constexpr const char* invoices_csv =
    "issuer,number,date,chip,goods,quantity,unit_price,amount,tax\n"
    "911,0001,2026-02-05,npu,,2,100000.00,200000.00,26000.00\n"
    "911,0001,2026-02-05,,cables,1,0,0,\n"
    "911,0002,2026-02-06,npu,,1,5.5,5.5,\n";
constexpr const char* payments_csv = "date,amount,reference\n2026-02-10,226000.00,B-1\n";
constexpr const char* devices_csv =
    "delivered,site,server,chip,vendor,serial\n"
    "2026-02-01,east,S-1,npu,maker,A1\n"
    "2026-02-01,east,S-1,npu,maker,A2\n"
    "2026-02-02,east,S-2,npu,maker,\"B\n1\"\n";

std::vector<Sheet> sheets(std::vector<std::pair<const char*, std::string>> named) {
  std::vector<Sheet> out;
  for (auto& [name, text] : named) out.push_back(read_csv_sheet(name, std::move(text)).value());
  return out;
}

// Each problem as "sheet:row:column code", one a line.
std::string problems(const ClaimTables& tables) {
  std::string out;
  for (const auto& each : tables.problems) {
    out += each.sheet + ":" + std::to_string(each.row) + ":" + each.column + " " + std::string(name(each.error.code)) +
           "\n";
  }
  return out;
}

std::string problems_of(const char* changed, std::string text) {
  std::vector<std::pair<const char*, std::string>> named{
      {"contract", contract_csv}, {"invoices", invoices_csv}, {"payments", payments_csv}, {"devices", devices_csv}};
  for (auto& [name, content] : named) {
    if (std::string_view(name) == changed) content = text;
  }
  return problems(claim_from_sheets(sheets(std::move(named)), nullptr));
}

TEST(ClaimTables, RowsBecomeOneClaim) {
  const auto tables = claim_from_sheets(sheets({{"devices", devices_csv},
                                                {"contract", contract_csv},
                                                {"invoices", invoices_csv},
                                                {"payments", payments_csv}}),
                                        nullptr);
  EXPECT_EQ(problems(tables), "");
  EXPECT_EQ(tables.file.key, "E-1");
  EXPECT_EQ(tables.file.application, "A-1");
  const Claim& claim = tables.file.content;
  ASSERT_EQ(claim.invoices.size(), 2u);
  EXPECT_EQ(claim.invoices[0].lines.size(), 2u) << "rows of one issuer and number are one invoice";
  ASSERT_EQ(claim.deliveries.size(), 2u);
  EXPECT_EQ(claim.deliveries[0].servers[0].serials, (std::vector<std::string>{"A1", "A2"}));
  EXPECT_EQ(claim.listing, (std::vector<std::string>{"cap-1", "cap-2"}));
  EXPECT_TRUE(claim.acceptance->passed);
  const auto again = load_claim(write_claim("E-1", "A-1", claim), nullptr);
  EXPECT_TRUE(again.problems.empty());
  EXPECT_EQ(again.content, claim) << "a line feed in a serial number too";
}

TEST(ClaimTables, MistakesNameSheetRowAndColumn) {
  EXPECT_EQ(problems_of("payments", "date,amount,reference\n2026-02-30,1.00,B-1\n2026-02-10,abc,B-2\n2026-02-10,1,\n"),
            "payments:2:date time_invalid\npayments:3:amount value_invalid\npayments:4:reference missing_field\n");
  EXPECT_EQ(problems_of("payments", "date,sum,amount,amount,reference\n"),
            "payments:1:sum unknown_field\npayments:1:amount duplicate_key\n");
  EXPECT_EQ(problems_of("payments", "date,amount,reference\n2026-02-10,1.00,B-1,more\n"),
            "payments:2: value_invalid\n");
  EXPECT_EQ(problems_of("devices", "delivered,site,server,chip,serial\n2026-02-01,east,S-1,npu,\n,east,S-2,,B1\n"),
            "devices:2:serial missing_field\ndevices:3:delivered missing_field\ndevices:3:chip missing_field\n");
  EXPECT_EQ(problems_of("contract", "number,supplier\n"),
            "contract:0: missing_field\ncontract:0:contract missing_field\n");
  EXPECT_EQ(problems_of("invoices",
                        "issuer,number,date,chip,unit_price,amount\n1,1,2026-01-01,npu,1,1\n1,1,2026-01-02,npu,1,1\n"),
            "invoices:3:date value_invalid\n");
  EXPECT_EQ(problems_of("invoices", "issuer,number,date,chip,quantity,unit_price,amount\n1,1,2026-01-01,npu,-2,1,1\n"),
            "invoices:2:quantity value_invalid\n");
  EXPECT_EQ(problems(claim_from_sheets({}, nullptr)).substr(0, 25), "contract:0: missing_field");
}

// --- workbooks ---

class Workbook {
 public:
  Workbook() : path_(testing::TempDir() + "claim_tables.xlsx"), book_(workbook_new(path_.c_str())) {}
  lxw_worksheet* sheet(const char* name) { return workbook_add_worksheet(book_, name); }
  std::string bytes() {
    workbook_close(book_);
    std::ifstream in(path_, std::ios::binary);
    std::stringstream all;
    all << in.rdbuf();
    std::remove(path_.c_str());
    return all.str();
  }

 private:
  std::string path_;
  lxw_workbook* book_;
};

std::string payments_book() {
  Workbook book;
  auto* payments = book.sheet("payments");
  for (int column = 0; const char* name : {"date", "amount", "reference"}) {
    worksheet_write_string(payments, 0, static_cast<lxw_col_t>(column++), name, nullptr);
  }
  worksheet_write_number(payments, 1, 0, 46'063, nullptr);  // 2026-02-10
  worksheet_write_number(payments, 1, 1, 0.1 + 0.2, nullptr);
  worksheet_write_string(payments, 1, 2, "银行 <1> & 2", nullptr);
  worksheet_write_number(payments, 3, 1, 1.5e9, nullptr);
  return book.bytes();
}

TEST(Xlsx, ValuesComeAsTheyStand) {
  const auto read = read_xlsx(payments_book());
  ASSERT_TRUE(read) << read.error().detail;
  ASSERT_EQ(read->size(), 1u);
  const auto& rows = read->front().rows;
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].cells, (std::vector<std::string>{"46063", "0.3", "银行 <1> & 2"}));
  EXPECT_EQ(rows[2].number, 4u) << "as the spreadsheet counts";
  EXPECT_EQ(rows[2].cells[1], "1500000000");
  const auto tables = claim_from_sheets(*read, nullptr);
  EXPECT_EQ(problems(tables),
            "contract:0: missing_field\ncontract:0:contract missing_field\n"
            "payments:4:date missing_field\npayments:4:reference missing_field\n");
  EXPECT_EQ(tables.file.content.payments[0].date, parse_day("2026-02-10").value());
}

TEST(Xlsx, BrokenFilesAreRefused) {
  const std::string whole = payments_book();
  EXPECT_FALSE(read_xlsx(""));
  EXPECT_FALSE(read_xlsx("PK"));
  EXPECT_FALSE(read_xlsx("not a workbook, and long enough for an end record"));
  std::size_t refused = 0;
  for (std::size_t cut = 0; cut < whole.size(); cut += 37) refused += read_xlsx(whole.substr(0, cut)) ? 0u : 1u;
  EXPECT_EQ(refused, (whole.size() + 36) / 37) << "cut anywhere";
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x15);
    (void)read_xlsx(flipped);  // an error or what is left; never more
  }
}

}  // namespace
}  // namespace scrip::subsidy
