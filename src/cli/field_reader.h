#pragma once
// Reads the fields of one thing from a node. Every error names the field and its line.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/result.h"
#include "base/time.h"
#include "yaml/node.h"

namespace scrip::cli {

using yaml::Node;

class FieldReader {
 public:
  explicit FieldReader(const Node& node) : node_(node) {}

  [[nodiscard]] std::uint64_t line() const { return node_.line; }
  [[nodiscard]] const Node* find(std::string_view name) const { return node_.find(name); }

  // A text; missing_field where it is absent.
  [[nodiscard]] Result<std::string> text(std::string_view name) const;
  // A text, or "" where it is absent.
  [[nodiscard]] Result<std::string> text_or_none(std::string_view name) const;
  // A list of texts, or one text with parts by comma or semicolon; none where it is absent.
  [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view name) const;

  // What `parse` makes of the text; its error gets the field and the line.
  template <class Parse>
  [[nodiscard]] auto parsed(std::string_view name, const Parse& parse) const -> decltype(parse(std::string{})) {
    return located(name, parse(SCRIP_TRY(text(name))));
  }
  // The same where the field may be absent: then `otherwise`.
  template <class T, class Parse>
  [[nodiscard]] Result<T> parsed_or(std::string_view name, T otherwise, const Parse& parse) const {
    if (find(name) == nullptr) return otherwise;
    return located(name, Result<T>(parse(SCRIP_TRY(text(name)))));
  }

  [[nodiscard]] Result<Day> day(std::string_view name) const { return parsed(name, parse_day); }
  // A day of the zone, at its first instant, or an instant.
  [[nodiscard]] Result<Instant> instant(std::string_view name, const ZoneOffsets& zone) const;
  // A whole number, 0 .. max.
  [[nodiscard]] Result<std::uint16_t> small_number(std::string_view name, std::uint16_t otherwise,
                                                   std::uint16_t max) const;

  // Puts the field and its line into an error that has none.
  template <class T>
  [[nodiscard]] Result<T> located(std::string_view name, Result<T> result) const {
    if (result) return result;
    return std::unexpected(locate(name, std::move(result).error()));
  }

 private:
  [[nodiscard]] Error locate(std::string_view name, Error error) const;

  const Node& node_;
};

}  // namespace scrip::cli
