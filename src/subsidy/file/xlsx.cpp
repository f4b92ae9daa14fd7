// Values of a workbook (ISO/IEC 29500-1, 18.2 to 18.4): which sheets there are, the shared texts, and the cells.

#include <expat.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/limits.h"
#include "subsidy/file/cells.h"
#include "subsidy/file/tables.h"
#include "subsidy/file/zip.h"
#include "subsidy/texts.h"

namespace scrip::subsidy {
namespace {

std::unexpected<Error> damaged(const Message& what) {
  return fail(ErrorCode::syntax_error, say("the spreadsheet is damaged: {0}", what));
}

// The name of an element without its namespace's prefix.
std::string_view local(const char* name) {
  const std::string_view whole(name);
  const auto colon = whole.rfind(':');
  return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

std::string_view attribute(const char** attributes, std::string_view wanted) {
  for (; *attributes != nullptr; attributes += 2) {
    if (wanted == attributes[0]) return attributes[1];
  }
  return {};
}

// One part's XML, element by element. A document type, which could define entities without bound, ends the reading.
class XmlPart {
 public:
  virtual ~XmlPart() = default;
  XmlPart() = default;
  XmlPart(const XmlPart&) = delete;
  XmlPart& operator=(const XmlPart&) = delete;

  Result<void> parse(const std::string& text) {
    const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr),
                                                                              &XML_ParserFree);
    parser_ = parser.get();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_,
        [](void* self, const char* name, const char** attributes) {
          static_cast<XmlPart*>(self)->begin(local(name), attributes);
        },
        [](void* self, const char* name) { static_cast<XmlPart*>(self)->end(local(name)); });
    XML_SetCharacterDataHandler(parser_, [](void* self, const char* text_part, int size) {
      static_cast<XmlPart*>(self)->text({text_part, static_cast<std::size_t>(size)});
    });
    XML_SetStartDoctypeDeclHandler(parser_, [](void* self, const char*, const char*, const char*, int) {
      static_cast<XmlPart*>(self)->stop(Error::at(ErrorCode::value_invalid, {}, say("a document type is not taken")));
    });
    const auto status = XML_Parse(parser_, text.data(), static_cast<int>(text.size()), 1);
    if (error_) return std::unexpected(*error_);
    if (status != XML_STATUS_OK) return damaged(say("its XML does not parse"));
    return {};
  }

 protected:
  virtual void begin(std::string_view name, const char** attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view part) = 0;
  void stop(Error error) {
    if (!error_) error_ = std::move(error);
    XML_StopParser(parser_, XML_FALSE);
  }

 private:
  XML_Parser parser_ = nullptr;
  std::optional<Error> error_;
};

class Workbook : public XmlPart {
 public:
  std::vector<std::pair<std::string, std::string>> sheets;  // name, id of its relation
  bool from_1904 = false;                                   // 18.2.28, workbookPr

 private:
  void begin(std::string_view name, const char** attributes) override {
    if (name == "workbookPr") {
      const auto said = attribute(attributes, "date1904");
      from_1904 = said == "1" || said == "true";
    }
    if (name != "sheet") return;
    if (sheets.size() >= limits::sheets_max) {
      return stop(Error::at(ErrorCode::too_large, {}, say("at most 64 sheets")));
    }
    sheets.emplace_back(column_name(attribute(attributes, "name")), attribute(attributes, "r:id"));
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

class Relations : public XmlPart {
 public:
  std::map<std::string, std::string, std::less<>> targets;

 private:
  void begin(std::string_view name, const char** attributes) override {
    if (name != "Relationship") return;
    std::string target(attribute(attributes, "Target"));
    target = target.starts_with('/') ? target.substr(1) : "xl/" + target;
    targets.emplace(attribute(attributes, "Id"), std::move(target));
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
};

Message too_many_cells() { return say("at most 2,000,000 cells, empty ones between them included"); }

// The texts that cells refer to by number: of <si>, all <t> but those of phonetic hints.
class SharedTexts : public XmlPart {
 public:
  std::vector<std::string> texts;

 private:
  void begin(std::string_view name, const char**) override {
    if (name == "si") {
      if (texts.size() >= sheet_cells_max) return stop(Error::at(ErrorCode::too_large, {}, too_many_cells()));
      texts.emplace_back();
    }
    if (name == "rPh") phonetic_ = true;
    if (name == "t") within_ = !phonetic_;
  }
  void end(std::string_view name) override {
    if (name == "rPh") phonetic_ = false;
    if (name == "t") within_ = false;
  }
  void text(std::string_view part) override {
    if (within_ && !texts.empty()) texts.back() += part;
  }
  bool within_ = false;
  bool phonetic_ = false;
};

// "1.2E3" and "0.30000000000000004" as they are meant: a plain decimal with at most six decimals, a half rounded away
// from zero. What is no such number stays as it is.
std::string plain_number(const std::string& written) {
  std::string digits;
  std::int64_t point = 0;  // digits before the decimal point
  std::size_t i = written.starts_with('-') ? 1 : 0;
  bool seen_point = false;
  for (; i < written.size() && written[i] != 'E' && written[i] != 'e'; ++i) {
    if (written[i] == '.' && !seen_point) {
      seen_point = true;
    } else if (written[i] >= '0' && written[i] <= '9') {
      digits += written[i];
      point += seen_point ? 0 : 1;
    } else {
      return written;
    }
  }
  if (digits.empty() || digits.size() > 40) return written;
  if (i < written.size()) {
    const std::string exponent = written.substr(i + 1 + (written.substr(i + 1).starts_with('+') ? 1 : 0));
    const std::string size = exponent.starts_with('-') ? exponent.substr(1) : exponent;
    const bool whole =
        !size.empty() && size.size() <= 2 && std::ranges::all_of(size, [](char c) { return c >= '0' && c <= '9'; });
    if (!whole) return written;
    point += exponent.starts_with('-') ? -std::stoi(size) : std::stoi(size);
  }
  constexpr std::int64_t decimals = 6;
  if (point < 0) digits.insert(0, static_cast<std::size_t>(-point), '0');
  point = std::max<std::int64_t>(point, 0);
  const auto keep = static_cast<std::size_t>(point + decimals);
  const bool up = digits.size() > keep && digits[keep] >= '5';
  digits.resize(keep, '0');
  if (up) {
    std::size_t at = digits.size();
    while (at > 0 && digits[at - 1] == '9') digits[--at] = '0';
    if (at > 0) {
      ++digits[at - 1];
    } else {
      digits.insert(0, 1, '1');
      ++point;
    }
  }
  std::string whole = digits.substr(0, static_cast<std::size_t>(point));
  std::string rest = digits.substr(static_cast<std::size_t>(point));
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  rest.erase(rest.find_last_not_of('0') + 1);
  std::string out = whole.empty() ? "0" : whole;
  if (!rest.empty()) out += "." + rest;
  return written.starts_with('-') && out != "0" ? "-" + out : out;
}

// What all sheets of a workbook may still take.
struct Room {
  std::size_t cells = sheet_cells_max;
  std::size_t bytes = sheet_texts_bytes_max;
};

// "AB12": its column from 0 and its row; none: it is no such place.
std::optional<std::pair<std::size_t, std::uint64_t>> place_of(std::string_view text) {
  std::size_t column = 0;
  std::uint64_t row = 0;
  std::size_t i = 0;
  for (; i < text.size() && text[i] >= 'A' && text[i] <= 'Z' && i < 3; ++i) {
    column = column * 26 + static_cast<std::size_t>(text[i] - 'A') + 1;
  }
  if (column == 0 || i == text.size() || text.size() - i > 7) return std::nullopt;
  for (; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    row = row * 10 + static_cast<std::uint64_t>(text[i] - '0');
  }
  return std::pair(column - 1, row);
}

// Whether anything stands in a sheet. The reading ends with the first cell that has something.
class AnyCell : public XmlPart {
 public:
  bool found = false;

 private:
  void begin(std::string_view name, const char**) override { within_ = name == "v" || name == "t" || name == "f"; }
  void end(std::string_view) override { within_ = false; }
  void text(std::string_view part) override {
    if (!within_ || part.empty()) return;
    found = true;
    stop(Error::at(ErrorCode::value_invalid, {}, std::string{}));
  }
  bool within_ = false;
};

constexpr std::size_t empty_sheet_bytes_max = 1u << 20;  // a larger part is of a sheet with something in it

bool is_empty(const std::string& part) {
  AnyCell any;
  return any.parse(part) && !any.found;
}

class Cells : public XmlPart {
 public:
  Cells(Sheet& sheet, const std::vector<std::string>& shared, Room& room)
      : sheet_(sheet), shared_(shared), room_(room) {}

 private:
  void begin(std::string_view name, const char** attributes) override {
    if (name == "row") begin_row(attribute(attributes, "r"));
    if (name == "c") begin_cell(attribute(attributes, "r"), attribute(attributes, "t"));
    if (name == "mergeCell") note_merged(attribute(attributes, "ref"));
    if (name == "f") has_formula_ = true;
    if (name == "v" || name == "t") {
      within_ = has_value_ = true;
      value_.clear();
    }
  }

  void note_merged(std::string_view area) {
    const auto colon = std::min(area.find(':'), area.size());
    const auto first = place_of(area.substr(0, colon));
    const auto last = place_of(area.substr(std::min(colon + 1, area.size())));
    if (!first || !last || sheet_.merged.size() >= claim_problems_max) return;
    sheet_.merged.push_back({.first_row = first->second,
                             .last_row = last->second,
                             .first_column = first->first,
                             .last_column = last->first,
                             .area = std::string(area)});
  }

  void begin_row(std::string_view written) {
    next_column_ = 0;
    std::uint64_t number = sheet_.rows.empty() ? 1 : sheet_.rows.back().number + 1;
    if (!written.empty() && written.size() <= 7) {
      std::uint64_t said = 0;
      for (const char c : written) said = c >= '0' && c <= '9' ? said * 10 + static_cast<std::uint64_t>(c - '0') : said;
      number = std::max(number, said);
    }
    if (sheet_.rows.size() >= limits::sheet_rows_max) {
      return stop(Error::at(ErrorCode::too_large, sheet_.name, say("at most 100,000 rows")));
    }
    sheet_.rows.push_back({.number = number, .cells = {}, .faults = {}});
  }

  void begin_cell(std::string_view place, std::string_view type) {
    type_ = type;
    has_formula_ = has_value_ = false;
    std::size_t column = 0;
    for (const char c : place) {
      if (c < 'A' || c > 'Z' || column > limits::sheet_columns_max) break;
      column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
    }
    if (sheet_.rows.empty()) return stop(Error::at(ErrorCode::syntax_error, sheet_.name, say("a cell without a row")));
    column_ = column == 0 ? next_column_ : column - 1;
    next_column_ = column_ + 1;
    text_.clear();
  }

  void end(std::string_view name) override {
    if (name == "v" || name == "t") {
      within_ = false;
      text_ += value_;
    }
    if (name != "c") return;
    if (!text_.empty()) put();
    if (has_formula_ && !has_value_) sheet_.rows.back().faults.emplace_back(column_, CellFault::no_value);
  }

  // Makes the cell's place, with empty ones before it.
  bool make_place(std::vector<std::string>& cells) {
    const auto row = sheet_.rows.back().number;
    if (column_ >= limits::sheet_columns_max) {
      stop(Error::at(ErrorCode::too_large, sheet_.name, say("at most 64 columns"), row));
      return false;
    }
    if (cells.size() > column_) return true;
    const std::size_t more = column_ + 1 - cells.size();
    if (more > room_.cells) {
      stop(Error::at(ErrorCode::too_large, sheet_.name, too_many_cells(), row));
      return false;
    }
    room_.cells -= more;
    cells.resize(column_ + 1);
    return true;
  }

  void check_room(const std::string& cell) {
    const auto row = sheet_.rows.back().number;
    if (cell.size() > cell_bytes_max) {
      return stop(Error::at(ErrorCode::too_large, sheet_.name, say("at most 32,767 characters in a cell"), row));
    }
    if (cell.size() > room_.bytes)
      return stop(Error::at(ErrorCode::too_large, sheet_.name, say("at most 64 MiB of text"), row));
    room_.bytes -= cell.size();
  }

  void put() {
    auto& row = sheet_.rows.back();
    auto& cells = row.cells;
    if (!make_place(cells)) return;
    if (type_ == "s") {
      const bool whole = text_.size() <= 8 && std::ranges::all_of(text_, [](char c) { return c >= '0' && c <= '9'; });
      const std::size_t number = whole ? static_cast<std::size_t>(std::stoul(text_)) : shared_.size();
      if (number >= shared_.size())
        return stop(Error::at(ErrorCode::syntax_error, sheet_.name, say("a text is missing")));
      check_room(shared_[number]);
      cells[column_] = shared_[number];
    } else if (type_ == "b") {
      cells[column_] = text_ == "1" ? "true" : "false";
    } else {
      const bool is_number = type_.empty() || type_ == "n";
      cells[column_] = is_number ? plain_number(text_) : text_;
      check_room(cells[column_]);
      if (type_ == "e") row.faults.emplace_back(column_, CellFault::formula_failed);
      if (has_lost_digits(cells[column_], is_number)) row.faults.emplace_back(column_, CellFault::digits_lost);
    }
    text_.clear();
  }

  void text(std::string_view part) override {
    if (within_) value_ += part;
  }

  Sheet& sheet_;
  const std::vector<std::string>& shared_;
  Room& room_;
  std::string type_, value_, text_;
  std::size_t column_ = 0, next_column_ = 0;
  bool within_ = false;
  bool has_formula_ = false, has_value_ = false;
};

}  // namespace

bool is_workbook(std::string_view bytes) { return bytes.starts_with("PK") || bytes.starts_with(compound_file_mark); }

Result<std::vector<Sheet>> read_xlsx(std::string_view bytes) {
  if (bytes.starts_with(compound_file_mark)) {
    return fail(ErrorCode::format_unknown,
                say("this is an old .xls file, or it has a password: save it as .xlsx without one"));
  }
  const auto archive = SCRIP_TRY(ZipArchive::open(bytes));
  constexpr std::size_t part_max = limits::sheet_bytes_max;
  Workbook workbook;
  SCRIP_TRY_VOID(workbook.parse(SCRIP_TRY(archive.read("xl/workbook.xml", part_max))));
  Relations relations;
  SCRIP_TRY_VOID(relations.parse(SCRIP_TRY(archive.read("xl/_rels/workbook.xml.rels", part_max))));
  SharedTexts shared;
  if (archive.has("xl/sharedStrings.xml")) {
    SCRIP_TRY_VOID(shared.parse(SCRIP_TRY(archive.read("xl/sharedStrings.xml", part_max))));
  }
  std::vector<Sheet> sheets;
  Room room;
  for (const auto& [name, id] : workbook.sheets) {
    const bool is_first = std::ranges::find(sheets, name, &Sheet::name) == sheets.end();
    const auto target = relations.targets.find(id);
    if (is_first && !is_claim_sheet(name) && target != relations.targets.end()) {
      const auto part = archive.read(target->second, empty_sheet_bytes_max);
      if (part && is_empty(*part)) continue;  // programs add empty sheets of their own
    }
    sheets.push_back({.name = name, .from_1904 = workbook.from_1904, .rows = {}, .merged = {}});
    if (!is_first || !is_claim_sheet(name)) continue;
    if (target == relations.targets.end()) return damaged(say("sheet '{0}' is missing", name));
    Cells cells(sheets.back(), shared.texts, room);
    SCRIP_TRY_VOID(cells.parse(SCRIP_TRY(archive.read(target->second, part_max))));
  }
  return sheets;
}

}  // namespace scrip::subsidy
