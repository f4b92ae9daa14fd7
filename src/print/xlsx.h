#pragma once
// Tables as a workbook for Excel, LibreOffice and WPS (Office Open XML, ECMA-376), written by libxlsxwriter.
//
// One sheet for each table: a bold heading in the reader's language that stays when scrolling, filters, widths that
// fit. Amounts, quantities, integers, shares, days and instants are typed, so that they add up and sort. A spreadsheet
// keeps 15 digits of a number: a longer one is written as text, so that nothing is rounded. Texts are never formulas.

#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "reports/table.h"

namespace scrip::print {

inline constexpr std::size_t xlsx_rows_max = 1'048'575;  // of a sheet, below its heading: the format's own limit

// Instants are in UTC. The same tables give the same bytes.
// Errors: too_large (more rows than a sheet has), store_full, store_unavailable (no memory file to write to).
[[nodiscard]] Result<Bytes> to_xlsx(std::span<const reports::Table> tables, Language language);

}  // namespace scrip::print
