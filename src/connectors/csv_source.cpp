#include "connectors/csv_source.h"

#include <algorithm>

#include "base/limits.h"
#include "connectors/texts.h"

namespace scrip::connectors {
namespace {

std::size_t quotes_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '"'));
}

char separator_of(std::string_view line) {
  char best = ',';
  for (const char candidate : {';', '\t'}) {
    if (std::count(line.begin(), line.end(), candidate) > std::count(line.begin(), line.end(), best)) best = candidate;
  }
  return best;
}

}  // namespace

// The joined row is kept outside the object, so that fields stay where they are when the source moves.
CsvSource::CsvSource(ByteSource source) : lines_(std::move(source)) { joined_.reserve(1024); }

Result<bool> CsvSource::next() {
  std::string_view line;
  do {
    if (!SCRIP_TRY(lines_.next(line))) return false;
  } while (line.find_first_not_of(" \t") == std::string_view::npos);
  line_number_ = lines_.line_number();
  if (separator_ == '\0') separator_ = separator_of(line);
  const std::string_view row = SCRIP_TRY(row_text(line));
  SCRIP_TRY_VOID(split(row));
  return true;
}

// The whole row: quotes come in pairs, so while their number is odd the row goes on in the next line.
Result<std::string_view> CsvSource::row_text(std::string_view first_line) {
  std::size_t quotes = quotes_in(first_line);
  if (quotes % 2 == 0) return first_line;
  joined_ = first_line;
  while (quotes % 2 != 0) {
    std::string_view line;
    if (joined_.size() > limits::import_line_bytes_max || !SCRIP_TRY(lines_.next(line))) {
      return fail(ErrorCode::syntax_error, say("a quote is not closed"), {}, line_number_);
    }
    joined_ += '\n';
    joined_ += line;
    quotes += quotes_in(line);
  }
  return std::string_view{joined_};
}

Result<void> CsvSource::split(std::string_view row) {
  fields_.clear();
  unquoted_.clear();
  for (;;) {
    std::string_view field;
    if (row.starts_with('"')) {
      field = SCRIP_TRY(take_quoted(row));
      if (!row.empty() && row[0] != separator_) {
        return fail(ErrorCode::syntax_error, say("something follows a closing quote"), {}, line_number_);
      }
    } else {
      field = row.substr(0, row.find(separator_));
      row.remove_prefix(field.size());
      if (field.find('"') != field.npos) {
        return fail(ErrorCode::syntax_error, say("a quote stands within a field that does not begin with one"), {},
                    line_number_);
      }
    }
    fields_.push_back(field);
    if (row.empty()) return {};
    row.remove_prefix(1);
  }
}

Result<std::string_view> CsvSource::take_quoted(std::string_view& rest) {
  rest.remove_prefix(1);
  std::size_t end = rest.find('"');
  bool doubled = false;
  while (end != rest.npos && end + 1 < rest.size() && rest[end + 1] == '"') {
    doubled = true;
    end = rest.find('"', end + 2);
  }
  if (end == rest.npos) return fail(ErrorCode::syntax_error, say("a quote is not closed"), {}, line_number_);
  const std::string_view quoted = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  if (!doubled) return quoted;
  std::string& plain = unquoted_.emplace_back();
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    plain += quoted[i];
    if (quoted[i] == '"') ++i;
  }
  return std::string_view{plain};
}

}  // namespace scrip::connectors
