#include "connectors/detect.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "connectors/texts.h"

namespace scrip::connectors {
namespace {

constexpr std::size_t front_bytes = 64 * 1024;
constexpr std::size_t shown_bytes = 120;
constexpr std::size_t xdmod_fields = 26;

std::string known_formats() {
  std::string out;
  for (const Format format : all_formats) {
    if (!out.empty()) out += ", ";
    out += name(format);
  }
  return out;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

std::vector<std::string_view> split(std::string_view line, char separator) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t end = line.find(separator);
    fields.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

// A line as a message shows it: cut, and nothing in it that a terminal would obey.
std::string shown(std::string_view line) {
  std::string out;
  for (const char c : line.substr(0, shown_bytes)) out += static_cast<unsigned char>(c) < 0x20 || c == '\x7f' ? '?' : c;
  if (line.size() > shown_bytes) out += "...";
  return out;
}

std::unexpected<Error> unknown(std::string_view first_line, const Message& why) {
  return fail(ErrorCode::format_unknown,
              say("{0}; known formats: {1}; the first line is '{2}'", why, known_formats(), shown(first_line)));
}

// Containers and encodings that a person may send by mistake, by their first bytes.
Message wrong_container(std::string_view front) {
  struct Magic {
    std::string_view bytes;
    Wording<catalogue> advice;
  };
  constexpr std::array<Magic, 8> magics{{
      {"\x28\xB5\x2F\xFD", "the file is packed with zstd: unpack it first"},
      {"\xFD"
       "7zXZ",
       "the file is packed with xz: unpack it first"},
      {"BZh", "the file is packed with bzip2: unpack it first"},
      {"PK\x03\x04", "the file is a zip archive or spreadsheet: unpack it, or save it as CSV"},
      {"\xFF\xFE", "the file is UTF-16: save it as UTF-8"},
      {"\xFE\xFF", "the file is UTF-16: save it as UTF-8"},
      {"SQLite format 3", "the file is a database: export its jobs first"},
      {"PAR1", "the file is Parquet: export it as CSV first"},
  }};
  for (const Magic& magic : magics) {
    if (front.starts_with(magic.bytes)) return Message(magic.advice.sentence());
  }
  if (front.size() > 262 && front.substr(257, 5) == "ustar") return say("the file is a tar archive: unpack it first");
  return {};
}

bool is_sacct(std::string_view line) {
  const auto fields = split(line, '|');
  if (fields.size() < 2) return false;
  for (const auto field : fields) {
    if (lower(field) == "jobid" || lower(field) == "jobidraw") return true;
  }
  const auto looks_like_time = [](std::string_view text) {
    return text.size() == 19 && text[4] == '-' && text[10] == 'T' && text[13] == ':';
  };
  return fields.size() >= xdmod_fields && looks_like_time(fields[10]);
}

bool has_column(const std::vector<std::string_view>& columns, std::string_view column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

bool has_columns(const std::vector<std::string_view>& columns, std::initializer_list<std::string_view> wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](auto column) { return has_column(columns, column); });
}

Result<Format> detect_csv(std::string_view line) {
  auto columns = split(line, ',');
  for (auto& column : columns) {
    while (!column.empty() && (column.front() == '"' || column.front() == ' ')) column.remove_prefix(1);
    while (!column.empty() && (column.back() == '"' || column.back() == ' ')) column.remove_suffix(1);
  }
  if (has_columns(columns, {"job_id", "submission_time", "duration", "num_gpu"})) return Format::itp_csv;
  if (has_columns(columns, {"num_gpu", "gpu_milli", "scheduled_time", "deletion_time"})) return Format::openb_csv;
  if (has_columns(columns, {"TIMESTAMP", "ContextTokens", "GeneratedTokens"})) return Format::azure_csv;
  const bool measured = has_column(columns, "devices") || has_column(columns, "milli_devices") ||
                        has_column(columns, "cores") || has_column(columns, "tokens");
  if (measured && has_columns(columns, {"job", "start"})) return Format::csv;
  return unknown(line, columns.size() > 1
                           ? say("no known format; if it is CSV, say so and map its columns (--format csv "
                                 "--column job=... --column start=...)")
                           : say("no known format"));
}

Result<Format> detect_json(std::string_view front, std::string_view line) {
  if (has(line, "\"hash_ids\"") || (has(line, "\"input_length\"") && has(line, "\"timestamp\"")))
    return Format::mooncake;
  if (front.front() == '[') {
    if (has(front, "\"attempts\"")) return Format::philly_json;
    return unknown(line, say("a JSON array, but not of jobs with attempts"));
  }
  if (has(front, "\"jobs\"")) {
    if (has(front, "\"job_state\"")) return Format::slurm_json;
    return Format::sacct_json;
  }
  if (has(line, "\"job\"")) return Format::ndjson;
  for (const std::string_view field : {"\"devices\"", "\"tokens\"", "\"cores\""}) {
    if (has(line, field)) return Format::ndjson;
  }
  return unknown(line, say("JSON, but neither usage records nor a list of jobs"));
}

}  // namespace

std::string_view name(Format format) {
  switch (format) {
    case Format::ndjson:
      return "ndjson";
    case Format::sacct_text:
      return "sacct";
    case Format::sacct_json:
      return "sacct-json";
    case Format::slurm_json:
      return "slurm-json";
    case Format::csv:
      return "csv";
    case Format::itp_csv:
      return "itp";
    case Format::openb_csv:
      return "openb";
    case Format::philly_json:
      return "philly";
    case Format::azure_csv:
      return "azure-llm";
    case Format::mooncake:
      return "mooncake";
  }
  return "unknown";
}

Result<Format> parse_format(std::string_view text) {
  for (const Format format : all_formats) {
    if (text == name(format)) return format;
  }
  return fail(ErrorCode::format_unknown, say("'{0}' is not one of {1}", shown(text), known_formats()), "format");
}

Result<Format> detect(ByteSource& source) {
  std::string_view front = SCRIP_TRY(source.peek(front_bytes));
  if (const auto advice = wrong_container(front); !advice.empty()) {
    return fail(ErrorCode::format_unknown, say("{0}: {1}", source.name(), advice));
  }
  if (front.starts_with("\xEF\xBB\xBF")) front.remove_prefix(3);
  while (!front.empty() && std::isspace(static_cast<unsigned char>(front.front())) != 0) front.remove_prefix(1);
  if (front.empty()) return fail(ErrorCode::format_unknown, say("{0}: the file is empty", source.name()));
  std::string_view line = front.substr(0, front.find('\n'));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (front.front() == '{' || front.front() == '[') return detect_json(front, line);
  if (is_sacct(line)) return Format::sacct_text;
  return detect_csv(line);
}

Result<Format> detect(const std::string& path) {
  auto source = SCRIP_TRY(ByteSource::open(path));
  return detect(source);
}

}  // namespace scrip::connectors
