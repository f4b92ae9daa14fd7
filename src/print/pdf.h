#pragma once
// Documents as PDF on A4, drawn with Cairo and Pango: selectable text in English and Chinese, tables that break between
// rows and repeat their heading, page numbers.
//
// Chinese needs a font with Chinese characters (Debian: fonts-wqy-microhei); the fonts used are embedded.

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "print/document.h"

namespace scrip::print {

inline constexpr std::size_t pdf_rows_max = 20'000;  // of all tables: some 500 pages; beyond it a spreadsheet serves

// Errors: too_large (more rows than pdf_rows_max).
[[nodiscard]] Result<void> check_printable(std::size_t rows);

// The same document gives the same bytes with the same fonts installed. `made_on` stands in the file's properties.
// Errors: too_large (more rows than pdf_rows_max), store_unavailable (Cairo failed; the detail says why).
[[nodiscard]] Result<Bytes> to_pdf(const Document& document, Day made_on, Language language);

}  // namespace scrip::print
