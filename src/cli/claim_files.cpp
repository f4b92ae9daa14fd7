#include "cli/claim_files.h"

#include <algorithm>
#include <filesystem>

#include "base/limits.h"
#include "cli/case_commands.h"
#include "cli/files.h"

namespace scrip::cli {
namespace {

Result<subsidy::ClaimFile> good(Context& context, const std::string& path, subsidy::ClaimFile file) {
  if (file.problems.empty()) return file;
  for (const auto& error : file.problems) context.note_problem({.file = path, .error = error});
  return std::unexpected(file.problems.front());
}

Result<subsidy::ClaimFile> good(Context& context, subsidy::ClaimTables tables) {
  if (tables.good()) return std::move(tables.file);
  for (const auto& problem : tables.problems) context.note_problem({.file = problem.sheet, .error = problem.error});
  return std::unexpected(tables.problems.front().error);
}

}  // namespace

std::string beside_file(const std::string& file, const std::string& name) {
  return (std::filesystem::path(file).parent_path() / name).string();
}

Result<subsidy::ClaimFile> read_claim_file(Context& context, const std::string& path,
                                           const subsidy::FindDocument& find_document) {
  const auto bytes = SCRIP_TRY(read_file(path, limits::claim_file_bytes_max));
  if (!subsidy::is_workbook(bytes)) return good(context, path, subsidy::load_claim(bytes, find_document));
  return good(context, subsidy::claim_from_sheets(SCRIP_TRY(subsidy::read_xlsx(bytes)), find_document));
}

Result<subsidy::ClaimFile> read_claim_tables(Context& context, const std::vector<std::string>& tables,
                                             const subsidy::FindDocument& find_document) {
  if (tables.size() == 1 && !tables.front().contains('=')) {
    return read_claim_file(context, tables.front(), find_document);
  }
  std::vector<subsidy::Sheet> sheets;
  for (const auto& text : tables) {
    const auto [sheet, file] = SCRIP_TRY(parse_pair("tables", text));
    sheets.push_back(
        SCRIP_TRY(subsidy::read_csv_sheet(sheet, SCRIP_TRY(read_file(file, limits::claim_file_bytes_max)))));
  }
  return good(context, subsidy::claim_from_sheets(sheets, find_document));
}

Result<std::optional<subsidy::DigestKey>> read_digest_key(const std::string& path) {
  if (path.empty()) return std::optional<subsidy::DigestKey>{};
  const auto text = SCRIP_TRY(read_file(path));
  return std::optional(SCRIP_TRY(subsidy::DigestKey::parse(text.substr(0, text.find_first_of("\r\n")))));
}

namespace {

void hide(reports::Table& table, std::string_view hidden) {
  const auto column = std::ranges::find(table.columns, hidden, &reports::Column::name);
  const auto at = column - table.columns.begin();
  table.columns.erase(column);
  for (auto& row : table.rows) row.erase(row.begin() + at);
}

}  // namespace

reports::Table in_one_language(reports::Table table, Language language) {
  hide(table, language == Language::chinese ? "english" : "chinese");
  return table;
}

reports::Table findings_of(reports::Table table, const std::string& claim, Language language) {
  std::erase_if(table.rows, [&](const auto& row) { return row.front() != claim; });
  for (const char* hidden : {"claim", "organisation", "programme"}) hide(table, hidden);
  return in_one_language(std::move(table), language);
}

}  // namespace scrip::cli
