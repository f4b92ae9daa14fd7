#pragma once
// Tables as files, wherever they come from.

#include <functional>
#include <string>
#include <string_view>

#include "cli/context.h"

namespace scrip::cli {

struct Export {
  std::string table;  // a name of reports::table_names(), or "all"
  std::string format = "csv";  // csv, json or xlsx
  std::string out;  // the folder; empty: standard output
};

// Errors: value_invalid (the format), missing_field (all tables, or a workbook, without a folder), those of `table` and
// of the files.
[[nodiscard]] Result<void> export_tables_to(Context& context, const Export& wanted,
                                            const std::function<Result<reports::Table>(std::string_view name)>& table);

}  // namespace scrip::cli
