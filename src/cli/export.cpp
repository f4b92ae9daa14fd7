#include "cli/export.h"

#include <filesystem>
#include <span>

#include "base/system_error.h"
#include "cli/files.h"
#include "cli/texts.h"
#include "print/xlsx.h"
#include "reports/reports.h"

namespace scrip::cli {
namespace {

Result<std::string> text_of(const reports::Table& table, const Export& wanted, Language language) {
  if (wanted.format == "json") return reports::to_json(table) + "\n";
  if (wanted.format == "csv") return reports::to_csv(table);
  return std::string(as_text(SCRIP_TRY(print::to_xlsx(std::span(&table, 1), language))));
}

Result<void> check(const Export& wanted) {
  if (wanted.format != "csv" && wanted.format != "json" && wanted.format != "xlsx") {
    return fail(ErrorCode::value_invalid, say("'{0}' is not csv, json or xlsx", wanted.format), "--format");
  }
  if (!wanted.out.empty()) return {};
  if (wanted.format == "xlsx") return fail(ErrorCode::missing_field, say("a workbook goes to a folder"), "--out");
  if (wanted.table == "all") return fail(ErrorCode::missing_field, say("all tables go to a folder"), "--out");
  return {};
}

Result<void> make_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(ErrorCode::store_unavailable, say("{0}: {1}", folder, system_error(error.value())), "--out");
  return {};
}

}  // namespace

Result<void> export_tables_to(Context& context, const Export& wanted,
                              const std::function<Result<reports::Table>(std::string_view name)>& table) {
  SCRIP_TRY_VOID(check(wanted));
  if (wanted.out.empty()) {
    context.print(SCRIP_TRY(text_of(SCRIP_TRY(table(wanted.table)), wanted, context.language())));
    return {};
  }
  const auto write = [&](std::string_view name, const reports::Table& rows) -> Result<void> {
    const std::string path = wanted.out + "/" + std::string(name) + "." + wanted.format;
    SCRIP_TRY_VOID(make_folder(wanted.out));
    SCRIP_TRY_VOID(write_file(path, SCRIP_TRY(text_of(rows, wanted, context.language()))));
    if (wanted.table == "all") context.tell("{}: {} rows", path, rows.rows.size());
    return {};
  };
  if (wanted.table != "all") return write(wanted.table, SCRIP_TRY(table(wanted.table)));
  for (const auto name : reports::table_names()) SCRIP_TRY_VOID(write(name, SCRIP_TRY(table(name))));
  return {};
}

}  // namespace scrip::cli
