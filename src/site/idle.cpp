#include "site/idle.h"

#include <algorithm>

#include "connectors/values.h"
#include "site/limits.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

std::unexpected<Error> unreadable(std::string_view text) {
  return fail(ErrorCode::syntax_error, say("'{0}' is no list of nodes or devices", text), "slurm");
}

// Takes what stands before the first `end` that is in no brackets.
std::string_view take_item(std::string_view& list, char end) {
  std::size_t depth = 0;
  std::size_t at = 0;
  for (; at < list.size(); ++at) {
    if (list[at] == '[' || list[at] == '(') ++depth;
    if ((list[at] == ']' || list[at] == ')') && depth != 0) --depth;
    if (list[at] == end && depth == 0) break;
  }
  const auto item = list.substr(0, at);
  list.remove_prefix(std::min(list.size(), at + 1));
  return item;
}

// "0-1,4" as first and last of each; the width is that of the first as it is written.
struct Range {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::size_t width = 0;
};
Result<std::vector<Range>> ranges_of(std::string_view list) {
  std::vector<Range> ranges;
  const auto all = list;
  while (!list.empty()) {
    const auto item = take_item(list, ',');
    const auto dash = item.find('-');
    const auto first = connectors::parse_count(item.substr(0, dash), "slurm");
    const auto last = dash == item.npos ? first : connectors::parse_count(item.substr(dash + 1), "slurm");
    if (!first || !last || *last < *first || *last - *first >= limits::nodes_max) return unreadable(all);
    ranges.push_back({.first = *first, .last = *last, .width = item.substr(0, dash).size()});
  }
  if (ranges.empty()) return unreadable(all);
  return ranges;
}

std::string_view value_of(std::string_view line, std::string_view name) {
  while (!line.empty()) {
    const auto word = take_item(line, ' ');
    if (word.starts_with(name)) return word.substr(name.size());
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> nodes_of(std::string_view list) {
  std::vector<std::string> nodes;
  while (!list.empty()) {
    const auto item = take_item(list, ',');
    const auto open = item.find('[');
    if (open == item.npos) {
      nodes.emplace_back(item);
      continue;
    }
    const auto close = item.find(']');
    if (close == item.npos) return unreadable(item);
    for (const Range& range : SCRIP_TRY(ranges_of(item.substr(open + 1, close - open - 1)))) {
      for (std::int64_t number = range.first; number <= range.last; ++number) {
        std::string digits = std::to_string(number);
        if (digits.size() < range.width) digits.insert(0, range.width - digits.size(), '0');
        nodes.push_back(std::string(item.substr(0, open)) + digits + std::string(item.substr(close + 1)));
      }
    }
    if (nodes.size() > static_cast<std::size_t>(limits::nodes_max))
      return fail(ErrorCode::too_large, say("nodes"), "slurm");
  }
  return nodes;
}

Result<std::vector<DevicePlace>> read_places(std::string_view text) {
  constexpr std::string_view mark = "     Nodes=";
  constexpr std::string_view numbers = "(IDX:";
  std::vector<DevicePlace> places;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (!line.starts_with(mark)) continue;
    auto gres = value_of(line.substr(5), "GRES=");
    const auto nodes = SCRIP_TRY(nodes_of(value_of(line.substr(5), "Nodes=")));
    while (!gres.empty()) {
      const auto item = take_item(gres, ',');
      const auto at = item.find(numbers);
      if (at == item.npos || !item.ends_with(')')) continue;
      for (const Range& range :
           SCRIP_TRY(ranges_of(item.substr(at + numbers.size(), item.size() - at - numbers.size() - 1)))) {
        for (std::int64_t number = range.first; number <= range.last; ++number) {
          for (const std::string& node : nodes) places.push_back({.node = node, .number = number});
        }
      }
    }
  }
  return places;
}

void IdleDevices::seen(const DevicePlace& place, std::optional<std::int64_t> busy_permille, std::int64_t now_s) {
  Reading& reading = readings_[place];
  reading.at_s = now_s;
  if (!busy_permille || *busy_permille >= below_permille_)
    reading.idle_since_s = 0;
  else if (reading.idle_since_s == 0)
    reading.idle_since_s = now_s;
}

std::optional<std::int64_t> IdleDevices::since_s(const std::vector<DevicePlace>& places, std::int64_t now_s,
                                                 std::int64_t old_s) const {
  std::optional<std::int64_t> since;
  for (const DevicePlace& place : places) {
    const auto found = readings_.find(place);
    if (found == readings_.end() || found->second.idle_since_s == 0 || now_s - found->second.at_s > old_s) return {};
    since = std::max(since.value_or(0), found->second.idle_since_s);
  }
  return since;
}

}  // namespace scrip::site
