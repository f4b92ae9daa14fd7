// Lists of the API as tables of the reports.

#include <array>

#include "base/limits.h"
#include "cli/remote.h"

namespace scrip::cli {
namespace {

using reports::ColumnKind;

ColumnKind kind_called(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, ColumnKind>, 10> kinds{{{"text", ColumnKind::text},
                                                                           {"integer", ColumnKind::integer},
                                                                           {"amount", ColumnKind::amount},
                                                                           {"quantity", ColumnKind::quantity},
                                                                           {"share", ColumnKind::share},
                                                                           {"instant", ColumnKind::instant},
                                                                           {"day", ColumnKind::day},
                                                                           {"month", ColumnKind::month},
                                                                           {"hash", ColumnKind::hash},
                                                                           {"boolean", ColumnKind::boolean}}};
  for (const auto& [known, kind] : kinds) {
    if (known == name) return kind;
  }
  return ColumnKind::text;
}

}  // namespace

std::string_view Remote::keep(std::string text) { return texts_->emplace_back(std::move(text)); }

Result<reports::Table> Remote::list(std::string_view name, const std::string& path) {
  reports::Table table{.name = name, .columns = {}, .rows = {}};
  const std::string first =
      path + (path.find('?') == std::string::npos ? "?" : "&") + "limit=" + std::to_string(limits::http_page_rows_max);
  std::string cursor;
  do {
    const auto page = SCRIP_TRY(get(first + (cursor.empty() ? "" : "&cursor=" + client::percent_encoded(cursor))));
    if (table.columns.empty()) {
      for (const auto& column : page.items("columns")) {
        const auto title = column.object("title");
        table.columns.push_back({.name = keep(column.text("name")),
                                 .english = keep(title.text("en")),
                                 .chinese = keep(title.text("zh")),
                                 .kind = kind_called(column.text("kind")),
                                 .adds_up = column.truth("adds_up")});
      }
    }
    for (const auto& item : page.items("items")) {
      auto& row = table.rows.emplace_back();
      for (const auto& column : table.columns) row.push_back(item.text(column.name));
    }
    cursor = page.text("next");
  } while (!cursor.empty());
  return table;
}

}  // namespace scrip::cli
