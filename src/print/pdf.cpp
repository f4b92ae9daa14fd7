#include "print/pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "base/time.h"
#include "print/texts.h"
#include "reports/catalogue.h"
#include "reports/display.h"
#include "reports/people.h"

namespace scrip::print {
namespace {

using reports::Column;
using reports::ColumnKind;
using reports::Phrase;
using reports::say;
using reports::Table;

// Points: 1/72 inch. ISO 216 A4.
constexpr double short_edge = 595.28;
constexpr double long_edge = 841.89;
constexpr double margin = 48;
constexpr double footer_height = 22;
constexpr double cell_gap = 8;
constexpr double row_gap = 4;
constexpr double table_font = 7.5;
constexpr double table_font_min = 5;
constexpr double body_font = 9;
constexpr double title_font = 17;
constexpr std::size_t rows_measured = 500;
constexpr std::size_t columns_upright_max = 9;  // a table with more of them lies on its side

struct Ink {
  double red, green, blue;
};
constexpr Ink black{0.09, 0.1, 0.12};
constexpr Ink grey{0.4, 0.43, 0.47};
constexpr Ink line_ink{0.8, 0.82, 0.85};
constexpr Ink accent{0.05, 0.32, 0.52};

template <auto Free>
struct Freed {
  void operator()(auto* pointer) const { Free(pointer); }
};
using Layout = std::unique_ptr<PangoLayout, Freed<::g_object_unref>>;
using Font = std::unique_ptr<PangoFontDescription, Freed<::pango_font_description_free>>;

cairo_status_t append(void* closure, const unsigned char* data, unsigned length) {
  auto& bytes = *static_cast<Bytes*>(closure);
  bytes.insert(bytes.end(), data, data + length);
  return CAIRO_STATUS_SUCCESS;
}

enum class Align : std::uint8_t { left, right };

bool stands_right(ColumnKind kind) {
  return kind == ColumnKind::integer || kind == ColumnKind::amount || kind == ColumnKind::quantity ||
         kind == ColumnKind::share;
}

class Printer {
 public:
  Printer(Bytes& bytes, const Document& document, Day made_on, Language language)
      : document_(document), language_(language) {
    const bool wide = std::ranges::any_of(
        document.sections, [](const Section& each) { return each.table.columns.size() > columns_upright_max; });
    width_ = wide ? long_edge : short_edge;
    height_ = wide ? short_edge : long_edge;
    surface_.reset(::cairo_pdf_surface_create_for_stream(append, &bytes, width_, height_));
    ::cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, document.title.c_str());
    ::cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_AUTHOR, document.issuer.c_str());
    // Else the time of day would go into the file.
    ::cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                     (format_day(made_on) + "T00:00:00Z").c_str());
    cairo_.reset(::cairo_create(surface_.get()));
  }

  Result<void> run() {
    y_ = margin;
    heading();
    for (const Section& section : document_.sections) this->section(section);
    for (const std::string& remark : document_.remarks) paragraph(remark);
    finish_page();
    ::cairo_surface_finish(surface_.get());
    const cairo_status_t status = ::cairo_surface_status(surface_.get());
    if (status == CAIRO_STATUS_SUCCESS) return {};
    return fail(ErrorCode::store_unavailable, ::cairo_status_to_string(status));
  }

 private:
  struct Style {
    double size = body_font;
    bool bold = false;
    Ink ink = black;
    Align align = Align::left;
    bool one_line = false;  // cut with an ellipsis; else it breaks into lines
  };

  double inner() const { return width_ - 2 * margin; }

  Layout layout(const std::string& text, const Style& style, double width) {
    Layout made(::pango_cairo_create_layout(cairo_.get()));
    const Font font(::pango_font_description_from_string(
        "Noto Sans, DejaVu Sans, WenQuanYi Micro Hei, Noto Sans CJK SC, sans-serif"));
    ::pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    ::pango_font_description_set_weight(font.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    ::pango_layout_set_font_description(made.get(), font.get());
    ::pango_context_set_language(::pango_layout_get_context(made.get()),
                                 ::pango_language_from_string(language_ == Language::english ? "en" : "zh-cn"));
    const std::string safe = reports::printable(text);
    ::pango_layout_set_text(made.get(), safe.data(), static_cast<int>(safe.size()));
    if (width > 0) ::pango_layout_set_width(made.get(), static_cast<int>(width * PANGO_SCALE));
    ::pango_layout_set_alignment(made.get(), style.align == Align::right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    if (style.one_line) {
      ::pango_layout_set_ellipsize(made.get(), PANGO_ELLIPSIZE_END);
      ::pango_layout_set_single_paragraph_mode(made.get(), 1);
    } else {
      ::pango_layout_set_wrap(made.get(), PANGO_WRAP_WORD_CHAR);
    }
    return made;
  }

  struct Size {
    double width, height;
  };
  static Size size(const Layout& layout) {
    int width = 0;
    int height = 0;
    ::pango_layout_get_size(layout.get(), &width, &height);
    return {static_cast<double>(width) / PANGO_SCALE, static_cast<double>(height) / PANGO_SCALE};
  }

  void draw(const Layout& layout, double x, double y, Ink ink) {
    ::cairo_set_source_rgb(cairo_.get(), ink.red, ink.green, ink.blue);
    ::cairo_move_to(cairo_.get(), x, y);
    ::pango_cairo_show_layout(cairo_.get(), layout.get());
  }

  // Gives the height that the text took.
  double text(const std::string& words, double x, double y, double width, const Style& style) {
    const Layout made = layout(words, style, width);
    draw(made, x, y, style.ink);
    return size(made).height;
  }

  void rule(double y, Ink ink, double thickness) {
    ::cairo_set_source_rgb(cairo_.get(), ink.red, ink.green, ink.blue);
    ::cairo_set_line_width(cairo_.get(), thickness);
    ::cairo_move_to(cairo_.get(), margin, y);
    ::cairo_line_to(cairo_.get(), width_ - margin, y);
    ::cairo_stroke(cairo_.get());
  }

  double bottom() const { return height_ - margin - footer_height; }

  void finish_page() {
    const double y = height_ - margin - footer_height / 2;
    rule(y - 4, line_ink, 0.5);
    text(document_.footer, margin, y, inner() * 0.8, {.size = 7, .ink = grey, .one_line = true});
    text(say(language_, Phrase::page_number, std::to_string(++page_)), margin, y, inner(),
         {.size = 7, .ink = grey, .align = Align::right});
    ::cairo_show_page(cairo_.get());
  }

  void new_page() {
    finish_page();
    y_ = margin;
  }

  void room(double height) {
    if (y_ + height > bottom() && y_ > margin) new_page();
  }

  void heading() {
    y_ += text(document_.issuer, margin, y_, inner(), {.size = body_font, .bold = true, .ink = accent}) + 6;
    y_ += text(document_.title, margin, y_, inner(), {.size = title_font, .bold = true}) + 10;
    const double label = inner() * 0.28;
    for (const auto& [name, value] : document_.facts) {
      room(body_font * 2);
      text(name, margin, y_, label, {.ink = grey, .one_line = true});
      y_ += text(value, margin + label, y_, inner() - label, {}) + 3;
    }
    y_ += 8;
  }

  void paragraph(const std::string& words) {
    room(body_font * 3);
    y_ += text(words, margin, y_, inner(), {.size = 8, .ink = grey}) + 6;
  }

  // --- tables ---

  struct Grid {
    std::vector<double> widths;  // of the columns, with their gaps
    double font = table_font;
  };

  std::string title(const Column& column) const {
    return std::string(language_ == Language::english ? column.english : column.chinese);
  }

  // Columns as wide as what stands in them: they share what is left of the page, or are made narrower in proportion and
  // set in smaller type where it ends.
  Grid grid_of(const Table& table) {
    Grid grid;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto measure = [&](const std::string& words) {  // bold, as headings and sums are
        return size(layout(words, {.size = grid.font, .bold = true}, 0)).width;
      };
      double widest = measure(title(table.columns[i]));
      for (std::size_t row = 0; row < table.rows.size(); row += table.rows.size() / rows_measured + 1) {
        widest = std::max(widest, measure(table.rows[row][i]));
      }
      if (!table.rows.empty()) widest = std::max(widest, measure(table.rows.back()[i]));
      grid.widths.push_back(widest + cell_gap);
    }
    const double all = std::accumulate(grid.widths.begin(), grid.widths.end(), 0.0);
    const double scale = all > inner() ? inner() / all : 1;
    grid.font = std::max(table_font_min, grid.font * scale);
    const double spare =
        std::max(0.0, inner() - all) / static_cast<double>(std::max<std::size_t>(1, grid.widths.size()));
    for (double& width : grid.widths) width = width * scale + spare;
    return grid;
  }

  struct RowStyle {
    bool bold = false;
    Ink ink = black;
    bool lines = false;  // cells may break into lines
  };

  double row(const Table& table, const Grid& grid, const std::vector<std::string>& cells, const RowStyle& style) {
    double x = margin;
    double tallest = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Align align = stands_right(table.columns[i].kind) ? Align::right : Align::left;
      tallest = std::max(
          tallest,
          text(cells[i], x, y_, grid.widths[i] - cell_gap,
               {.size = grid.font, .bold = style.bold, .ink = style.ink, .align = align, .one_line = !style.lines}));
      x += grid.widths[i];
    }
    return tallest;
  }

  void table_heading(const Table& table, const Grid& grid) {
    std::vector<std::string> titles;
    for (const Column& column : table.columns) titles.push_back(title(column));
    y_ += row(table, grid, titles, {.bold = true, .ink = grey, .lines = true}) + row_gap / 2;
    rule(y_, grey, 0.7);
    y_ += row_gap;
  }

  void section(const Section& section) {
    const auto shown = reports::for_people(section.table, language_,
                                           section.total ? reports::TotalRow::shown : reports::TotalRow::none);
    const Grid grid = grid_of(shown.table);
    room(body_font * 8);
    if (!section.title.empty()) y_ += text(section.title, margin, y_, inner(), {.size = 11, .bold = true}) + 6;
    if (shown.table.rows.empty()) {
      y_ += text(say(language_, Phrase::no_rows), margin, y_, inner(), {.ink = grey}) + 12;
      return;
    }
    table_heading(shown.table, grid);
    const double height = size(layout("Ag", {.size = grid.font}, 0)).height + row_gap;
    for (std::size_t i = 0; i < shown.table.rows.size(); ++i) {
      if (y_ + height > bottom()) {
        new_page();
        table_heading(shown.table, grid);
      }
      const bool sums = shown.totalled && i + 1 == shown.table.rows.size();
      if (sums) rule(y_ - row_gap / 2, grey, 0.7);
      row(shown.table, grid, shown.table.rows[i], {.bold = sums});
      y_ += height;
      if (!sums) rule(y_ - row_gap / 2, line_ink, 0.3);
    }
    y_ += 14;
  }

  const Document& document_;
  Language language_;
  double width_ = 0;
  double height_ = 0;
  double y_ = 0;
  int page_ = 0;
  std::unique_ptr<cairo_surface_t, Freed<::cairo_surface_destroy>> surface_;
  std::unique_ptr<cairo_t, Freed<::cairo_destroy>> cairo_;
};

}  // namespace

Result<void> check_printable(std::size_t rows) {
  if (rows <= pdf_rows_max) return {};
  return fail(ErrorCode::too_large,
              say("{0} rows, and at most {1} are printed; take the spreadsheet or CSV", rows, pdf_rows_max));
}

Result<Bytes> to_pdf(const Document& document, Day made_on, Language language) {
  std::size_t rows = 0;
  for (const Section& section : document.sections) rows += section.table.rows.size();
  SCRIP_TRY_VOID(check_printable(rows));
  Bytes bytes;
  SCRIP_TRY_VOID(Printer(bytes, document, made_on, language).run());
  return bytes;
}

}  // namespace scrip::print

#ifdef __has_feature
#if __has_feature(address_sanitizer)
// Fontconfig keeps what it has read of the fonts until the process ends, where the leak detector does not see it.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }
#endif
#endif
