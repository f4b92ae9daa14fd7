#include "network_simulation/fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "connectors/values.h"
#include "network_simulation/cells.h"
#include "network_simulation/limits.h"
#include "network_simulation/texts.h"

namespace scrip::network_simulation {

using yaml::Node;

namespace {

Result<std::int64_t> seconds_in(std::string_view number, std::uint32_t most) {
  const Scaled value = SCRIP_TRY(parse_scaled(number, 0));
  if (!value.more && value.units >= 0 && value.units <= most) return static_cast<std::int64_t>(value.units);
  return fail(ErrorCode::out_of_range, say("'{0}' is no whole number from {1} to {2}", number, 0, most));
}

}  // namespace

Result<std::uint32_t> parse_seconds(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::int64_t>, 4> units{
      {{"s", 1}, {"min", 60}, {"h", 3'600}, {"d", 86'400}}};
  const std::size_t space = text.find(' ');
  if (space != std::string_view::npos) {
    for (const auto& [unit, length_s] : units) {
      if (text.substr(space + 1) != unit) continue;
      return static_cast<std::uint32_t>(
          SCRIP_TRY(seconds_in(text.substr(0, space), static_cast<std::uint32_t>(limits::end_s_max / length_s))) *
          length_s);
    }
  }
  return fail(ErrorCode::value_invalid, say("'{0}': write a number and s, min, h or d, such as '36 h'", text));
}

Result<Fields> Fields::of(const Node& node, const Message& what, std::span<const std::string_view> known) {
  if (node.kind != Node::Kind::map) {
    return fail(ErrorCode::value_invalid, say("names with values are expected"), what.text(), node.line);
  }
  for (std::size_t i = 0; i < node.names.size(); ++i) {
    if (std::ranges::find(known, node.names[i]) != known.end()) continue;
    return fail(ErrorCode::unknown_field,
                joined(say("{0} has no such field", what),
                       suggestion_or_all(node.names[i], std::vector<std::string_view>(known.begin(), known.end()))),
                node.names[i], node.items[i].line);
  }
  return Fields(node);
}

std::unexpected<Error> Fields::wrong(ErrorCode code, Message said, std::string_view name) const {
  const Node* found = find(name);
  return fail(code, std::move(said), std::string(name), found == nullptr ? line() : found->line);
}

template <class T>
Result<T> Fields::located(std::string_view name, Result<T> result) const {
  if (result) return result;
  return wrong(result.error().code, result.error().sentence(), name);
}

Result<std::string> Fields::text(std::string_view name) const {
  const Node* found = find(name);
  if (found == nullptr) return wrong(ErrorCode::missing_field, say("is needed here"), name);
  if (found->kind != Node::Kind::scalar) return wrong(ErrorCode::value_invalid, say("one value is expected"), name);
  return found->text;
}

Result<std::string> Fields::text_or(std::string_view name, std::string otherwise) const {
  if (!has(name)) return otherwise;
  return text(name);
}

Result<std::vector<std::string>> Fields::texts(std::string_view name) const {
  const Node* found = find(name);
  std::vector<std::string> made;
  if (found == nullptr) return made;
  if (found->kind == Node::Kind::scalar) return std::vector<std::string>{found->text};
  for (const Node& item : found->items) {
    if (found->kind != Node::Kind::list || item.kind != Node::Kind::scalar) {
      return wrong(ErrorCode::value_invalid, say("a list of values is expected"), name);
    }
    made.push_back(item.text);
  }
  return made;
}

Result<std::uint64_t> Fields::number(std::string_view name, std::uint64_t least, std::uint64_t most) const {
  const std::string written = SCRIP_TRY(text(name));
  std::uint64_t value = 0;
  const auto [at, error] = std::from_chars(written.data(), written.data() + written.size(), value);
  if (error == std::errc{} && at == written.data() + written.size() && value >= least && value <= most) return value;
  return wrong(ErrorCode::out_of_range, say("'{0}' is no whole number from {1} to {2}", written, least, most), name);
}

Result<std::uint64_t> Fields::number_or(std::string_view name, std::uint64_t least, std::uint64_t most,
                                        std::uint64_t otherwise) const {
  if (!has(name)) return otherwise;
  return number(name, least, most);
}

Result<bool> Fields::yes_or(std::string_view name, bool otherwise) const {
  if (!has(name)) return otherwise;
  const std::string written = SCRIP_TRY(text(name));
  if (written == "yes" || written == "true") return true;
  if (written == "no" || written == "false") return false;
  return wrong(ErrorCode::value_invalid, say("'{0}' is neither yes nor no", written), name);
}

Result<std::uint32_t> Fields::thousandths_or(std::string_view name, std::uint32_t most, std::uint32_t otherwise) const {
  if (!has(name)) return otherwise;
  const std::int64_t value = SCRIP_TRY(located(name, connectors::parse_thousandths(SCRIP_TRY(text(name)), name)));
  if (value >= 1 && value <= most) return static_cast<std::uint32_t>(value);
  return wrong(ErrorCode::out_of_range, say("is not within 0.001 to {0}", most / 1'000), name);
}

Result<Amount> Fields::amount_or(std::string_view name, Amount otherwise) const {
  if (!has(name)) return otherwise;
  return located(name, parse_amount(SCRIP_TRY(text(name))));
}

Result<Share> Fields::share(std::string_view name) const { return located(name, parse_share(SCRIP_TRY(text(name)))); }

Result<std::uint32_t> Fields::seconds_or(std::string_view name, std::uint32_t otherwise) const {
  if (!has(name)) return otherwise;
  return located(name, parse_seconds(SCRIP_TRY(text(name))));
}

}  // namespace scrip::network_simulation
