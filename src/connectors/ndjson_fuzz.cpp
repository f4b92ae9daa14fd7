// Any bytes as NDJSON; and every line both ways: what the scanner reads, the parser must read the same.
#include <simdjson.h>

#include "connectors/fuzz_support.h"
#include "connectors/json_line.h"
#include "connectors/line_source.h"

namespace {

// Only numbers that are too long for the library's own types, and what lies within brackets, may be no JSON for it.
void check_json(std::string_view line, const scrip::connectors::JsonLine& parser) {
  for (const auto& field : parser.fields()) {
    if (field.kind == scrip::connectors::JsonKind::nested) return;
  }
  simdjson::dom::parser library;
  const auto error = library.parse(line.data(), line.size(), false).error();
  SCRIP_CHECK(error == simdjson::SUCCESS || error == simdjson::NUMBER_ERROR);
}

void compare(std::string_view line) {
  using scrip::connectors::JsonLine;
  std::string text{line};
  text.append(scrip::connectors::LineSource::padding, ' ');
  const std::string_view padded = std::string_view{text}.substr(0, line.size());
  JsonLine scanner;
  JsonLine parser;
  const bool parsed = parser.parse(padded).has_value();
  if (parsed) check_json(padded, parser);
  if (!scanner.scan(padded)) return;
  SCRIP_CHECK(parsed);
  SCRIP_CHECK(scanner.fields().size() == parser.fields().size());
  for (std::size_t i = 0; i < scanner.fields().size(); ++i) {
    SCRIP_CHECK(scanner.fields()[i].name == parser.fields()[i].name);
    SCRIP_CHECK(scanner.fields()[i].kind == parser.fields()[i].kind);
    SCRIP_CHECK(scanner.fields()[i].text == parser.fields()[i].text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  scrip::connectors::fuzz::read(data, size, scrip::connectors::Format::ndjson, scrip::connectors::fuzz::all_options());
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    compare(line);
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  }
  return 0;
}
