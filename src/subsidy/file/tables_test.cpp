#include "subsidy/file/tables.h"

#include <gtest/gtest.h>
#include <xlsxwriter.h>
#include <zlib.h>

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

// The archive of a workbook whose parts are written by hand.
std::string packed(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string bytes, directory;
  const auto put = [](std::string& to, std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i, value >>= 8) to += static_cast<char>(value);
  };
  for (const auto& [name, text] : parts) {
    const auto offset = static_cast<std::uint32_t>(bytes.size());
    const auto size = static_cast<std::uint32_t>(text.size());
    const auto sum = static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const unsigned char*>(text.data()), size));
    for (auto* to : {&bytes, &directory}) {
      const bool is_local = to == &bytes;
      put(*to, is_local ? 0x04034b50 : 0x02014b50, 4);
      put(*to, 20, is_local ? 2 : 4);
      put(*to, 0, 8);  // flags, stored, time, day
      put(*to, sum, 4);
      put(*to, size, 4);
      put(*to, size, 4);
      put(*to, static_cast<std::uint32_t>(name.size()), 2);
      put(*to, 0, is_local ? 2 : 12);
      if (!is_local) put(*to, offset, 4);
      *to += name;
      if (is_local) *to += text;
    }
  }
  const auto start = static_cast<std::uint32_t>(bytes.size());
  bytes += directory;
  put(bytes, 0x06054b50, 4);
  put(bytes, 0, 4);
  put(bytes, static_cast<std::uint32_t>(parts.size()), 2);
  put(bytes, static_cast<std::uint32_t>(parts.size()), 2);
  put(bytes, static_cast<std::uint32_t>(directory.size()), 4);
  put(bytes, start, 4);
  put(bytes, 0, 2);
  return bytes;
}

// Sheets of one name each, all of them the same rows.
std::string written_book(const std::vector<std::string>& names, const std::string& rows,
                         const std::string& properties = "", const std::string& texts = "") {
  std::string sheets, relations;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto id = "r" + std::to_string(i);
    sheets += "<sheet name=\"" + names[i] + "\" r:id=\"" + id + "\"/>";
    relations += "<Relationship Id=\"" + id + "\" Target=\"worksheets/sheet1.xml\"/>";
  }
  return packed(
      {{"xl/workbook.xml", "<workbook xmlns:r=\"r\">" + properties + "<sheets>" + sheets + "</sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels", "<Relationships>" + relations + "</Relationships>"},
       {"xl/sharedStrings.xml", "<sst>" + texts + "</sst>"},
       {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}});
}

std::string times(std::size_t count, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

const std::string payments_header =
    "<row><c t=\"inlineStr\"><is><t> Date</t></is></c><c t=\"inlineStr\"><is><t>AMOUNT</t></is></c>"
    "<c t=\"inlineStr\"><is><t>reference</t></is></c></row>";

std::string problems_of_payments(const std::string& rows, const std::string& properties = "") {
  const auto read = read_xlsx(written_book({"payments"}, payments_header + rows, properties));
  if (!read) return std::string(name(read.error().code));
  auto text = problems(claim_from_sheets(*read, nullptr));
  return text.erase(0, std::string("contract:0: missing_field\ncontract:0:contract missing_field\n").size());
}

TEST(Xlsx, DaysOfBothEpochsAndWithATimeOfDay) {
  const auto day_of = [](const std::string& cell, const std::string& properties) {
    const auto read =
        read_xlsx(written_book({"payments"}, payments_header + "<row><c><v>" + cell + "</v></c></row>", properties));
    const auto tables = claim_from_sheets(read.value(), nullptr);
    return tables.file.content.payments.empty() ? std::string{} : format_day(tables.file.content.payments[0].date);
  };
  EXPECT_EQ(day_of("46063", ""), "2026-02-10");
  EXPECT_EQ(day_of("46063.999", ""), "2026-02-10");
  EXPECT_EQ(day_of("44601", "<workbookPr date1904=\"1\"/>"), "2026-02-10") << "not four years before";
  EXPECT_EQ(day_of("46063", "<workbookPr date1904=\"0\"/>"), "2026-02-10");
}

TEST(Xlsx, CellsThatSayNothingOfTheirFaultsAreProblems) {
  EXPECT_EQ(problems_of_payments("<row><c><v>46063</v></c><c><v>5</v></c><c t=\"e\"><f>A9</f><v>#REF!</v></c></row>"),
            "payments:2:reference value_invalid\n");
  EXPECT_EQ(problems_of_payments("<row><c><v>46063</v></c><c><f>SUM(A1)</f></c><c><v>7</v></c></row>"),
            "payments:2:amount value_invalid\npayments:2:amount missing_field\n");
  EXPECT_EQ(problems_of_payments("<row><c><v>46063</v></c><c><v>5</v></c><c t=\"str\"><f>A9</f><v></v></c></row>"),
            "payments:2:reference missing_field\n")
      << "a formula whose result is empty";
  EXPECT_EQ(problems_of_payments("<row><c><v>46063</v></c><c><v>5</v></c><c><v>2.5112000000001234E19</v></c></row>"),
            "payments:2:reference value_invalid\n");
  EXPECT_EQ(problems_of_payments("<row><c><v>46063</v></c><c><v>5</v></c><c><v>123456789012345</v></c></row>"), "");
  EXPECT_EQ(
      problems_of_payments("<row><c><v>46063</v></c><c><v>5</v></c><c t=\"str\"><v>25112000000001234567</v></c></row>"),
      "");
}

TEST(Xlsx, AnEmptySheetMoreIsNoProblemAndOneWithSomethingIs) {
  EXPECT_EQ(read_xlsx(written_book({"sheet1"}, "<row><c s=\"1\"/><c t=\"s\"/></row>")).value().size(), 0u);
  for (const char* cell : {"<c><v>0</v></c>", "<c t=\"inlineStr\"><is><t>x</t></is></c>", "<c><f>A1</f></c>"}) {
    EXPECT_EQ(read_xlsx(written_book({"sheet1"}, std::string("<row>") + cell + "</row>")).value().size(), 1u) << cell;
  }
  const std::string large(2u << 20, ' ');
  EXPECT_EQ(read_xlsx(written_book({"sheet1"}, large)).value().size(), 1u) << "not unpacked to see";
}

TEST(Xlsx, MergedCellsAreNamed) {
  Workbook workbook;
  lxw_worksheet* sheet = workbook.sheet("payments");
  const char* header[] = {"date", "amount", "reference", "remark"};
  for (lxw_col_t i = 0; i < 4; ++i) worksheet_write_string(sheet, 0, i, header[i], nullptr);
  worksheet_merge_range(sheet, 1, 0, 2, 0, "2026-02-10", nullptr);
  for (lxw_row_t row = 1; row <= 2; ++row) {
    worksheet_write_string(sheet, row, 1, "100", nullptr);
    worksheet_write_string(sheet, row, 2, row == 1 ? "B-1" : "B-2", nullptr);
  }
  worksheet_merge_range(sheet, 1, 3, 2, 3, "paid together", nullptr);
  worksheet_merge_range(sheet, 3, 1, 3, 2, "200", nullptr);
  worksheet_merge_range(sheet, 8, 0, 9, 2, "", nullptr);
  const auto read = read_xlsx(workbook.bytes());
  ASSERT_TRUE(read);
  std::string merged;
  for (const auto& each : claim_from_sheets(read.value(), nullptr).problems) {
    if (each.sheet != "payments" || each.error.code != ErrorCode::value_invalid) continue;
    merged += std::to_string(each.row) + ":" + each.column + " " + each.error.detail + "\n";
  }
  EXPECT_EQ(merged,
            "3:date the cells A2:A3 are merged, so only the first of them has a value: separate them and fill in each\n"
            "4:reference the cells B4:C4 are merged, so only the first of them has a value: separate them and fill in "
            "each\n");
}

TEST(Xlsx, SmallFilesDoNotBecomeLargeInMemory) {
  const auto far_cells = times(99'999, "<row><c r=\"BL1\"><v>1</v></c></row>");
  EXPECT_EQ(read_xlsx(written_book({"payments"}, far_cells)).error().code, ErrorCode::too_large);
  std::vector<std::string> others;
  for (int i = 0; i < 60; ++i) others.push_back("notes" + std::to_string(i));
  EXPECT_EQ(read_xlsx(written_book(others, far_cells)).value()[59].rows.size(), 0u) << "no claim has such sheets";
  EXPECT_EQ(read_xlsx(written_book({"payments", "payments"}, payments_header)).value()[1].rows.size(), 0u);
  const auto same = times(2'000, "<row><c t=\"s\"><v>0</v></c></row>");
  const auto text_of = [](std::size_t size) { return "<si><t>" + std::string(size, 'x') + "</t></si>"; };
  EXPECT_TRUE(read_xlsx(written_book({"payments"}, same, "", text_of(32'767))));
  EXPECT_EQ(read_xlsx(written_book({"payments"}, same, "", text_of(cell_bytes_max))).error().code,
            ErrorCode::too_large);
  EXPECT_EQ(read_xlsx(written_book({"payments"}, same, "", text_of(cell_bytes_max + 1))).error().code,
            ErrorCode::too_large);
  EXPECT_EQ(read_xlsx(written_book({"payments"}, "", "", times(sheet_cells_max + 1, "<si/>"))).error().code,
            ErrorCode::too_large);
}

TEST(ClaimTables, WhatSpreadsheetProgramsWriteIntoCsvIsRead) {
  const auto tables =
      claim_from_sheets(sheets({{"contract", contract_csv},
                                {"payments",
                                 "\xEF\xBB\xBF"
                                 "Date, Amount ,Reference\n2026/2/1,\"1,130,000.50\", B-1 \n2026年12月31日,7,B-2\n"
                                 "2026-02-03 00:00:00,\"1,000\",\u00A0\u3000B-3\n"}}),
                        nullptr);
  EXPECT_EQ(problems(tables), "");
  const auto& payments = tables.file.content.payments;
  ASSERT_EQ(payments.size(), 3u);
  EXPECT_EQ(format_day(payments[0].date) + format_day(payments[1].date) + format_day(payments[2].date),
            "2026-02-012026-12-312026-02-03");
  EXPECT_EQ(payments[0].amount, parse_amount("1130000.50").value());
  EXPECT_EQ(payments[0].reference + payments[2].reference, "B-1B-3");
  EXPECT_EQ(problems_of("payments",
                        "date,amount,reference\n2026/2/30,1,B\n2/1/2026,1,B\n2026-02-01,\"1,13\",B\n"
                        "2026-02-01,\"11,30,000\",B\n2026/13/1,1,2.10231E+15\n"),
            "payments:2:date time_invalid\npayments:3:date time_invalid\npayments:4:amount value_invalid\n"
            "payments:5:amount value_invalid\npayments:6:reference value_invalid\npayments:6:date time_invalid\n");
  EXPECT_EQ(read_csv_sheet("payments", "date\n\xB8\xB6\xBF\xEE\n").error().code, ErrorCode::encoding_invalid) << "GBK";
}

TEST(Xlsx, OldWorkbooksAndThoseWithAPasswordAreNamed) {
  const auto read = read_xlsx(std::string(compound_file_mark) + std::string(600, '\0'));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::format_unknown);
  EXPECT_NE(read.error().detail_in(Language::chinese), read.error().detail_in(Language::english));
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
