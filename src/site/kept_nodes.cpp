#include "site/kept_nodes.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <set>

#include "connectors/slurm_job.h"
#include "connectors/values.h"
#include "proof/hash.h"
#include "site/idle.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

constexpr std::string_view prefix = "scrip-";

// The value of NAME=VALUE among the words of a line.
std::string_view value_of(std::string_view line, std::string_view name) {
  while (!line.empty()) {
    const auto end = line.find(' ');
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end == line.npos ? line.size() : end + 1);
    if (word.starts_with(name) && word.substr(name.size()).starts_with('=')) return word.substr(name.size() + 1);
  }
  return {};
}

template <class Row>
Result<std::vector<Row>> each_line(std::string_view text, std::string_view first, auto&& read) {
  std::vector<Row> rows;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (line.starts_with(first)) rows.push_back(SCRIP_TRY(read(line)));
  }
  return rows;
}

std::int64_t devices_of(const Node& node, std::string_view model, const Kept& now) {
  std::int64_t sum = 0;
  for (const auto& [type, count] : node.devices) {
    const auto known = now.resources.find(type);
    const std::string_view is = type.empty()                   ? std::string_view(now.untyped)
                                : known != now.resources.end() ? std::string_view(known->second)
                                                               : std::string_view(type);
    if (is == model) sum += count;
  }
  return sum;
}

bool is_taken(const Node& node, const Reserved& window, const std::vector<KeptNodes>& kept) {
  return std::ranges::any_of(kept, [&](const KeptNodes& each) {
    return each.from_s < window.until_s && window.from_s < each.until_s &&
           std::ranges::find(each.nodes, node.name) != each.nodes.end();
  });
}

// The last nodes, by name (Slurm gives jobs the first), that have the devices and are nobody else's in the window; none
// if there are too few.
std::vector<std::string> nodes_for(const Reserved& wanted, const Kept& now, const std::vector<KeptNodes>& kept) {
  std::vector<std::string> nodes;
  std::int64_t missing = wanted.devices;
  for (const Node& node : std::views::reverse(now.nodes)) {
    const std::int64_t has = devices_of(node, wanted.resource, now);
    if (missing <= 0) break;
    if (!node.usable || has == 0 || is_taken(node, wanted, kept)) continue;
    missing -= has;
    nodes.push_back(node.name);
  }
  return missing > 0 ? std::vector<std::string>{} : nodes;
}

}  // namespace

Result<std::vector<Node>> read_nodes(std::string_view text, std::span<const std::string> device_gres) {
  auto nodes = SCRIP_TRY(each_line<Node>(text, "NodeName=", [&](std::string_view line) -> Result<Node> {
    constexpr std::array<std::string_view, 7> bad{"DOWN",    "DRAIN", "FAIL",          "FUTURE",
                                                  "UNKNOWN", "POWER", "NOT_RESPONDING"};
    Node node{.name = std::string(value_of(line, "NodeName"))};
    const auto gres = value_of(line, "Gres");
    connectors::Tres tres;
    if (!gres.empty() && gres != "(null)") SCRIP_TRY_VOID(connectors::add_gres(gres, "Gres", device_gres, tres));
    for (const auto& each : tres.devices) node.devices[std::string(each.type)] += each.units / 1000;
    const auto state = value_of(line, "State");
    node.usable = std::ranges::none_of(bad, [&](std::string_view word) { return state.contains(word); });
    return node;
  }));
  std::ranges::sort(nodes, {}, &Node::name);
  return nodes;
}

Result<std::vector<KeptNodes>> read_kept(std::string_view text) {
  return each_line<KeptNodes>(text, "ReservationName=", [](std::string_view line) -> Result<KeptNodes> {
    const auto nodes = value_of(line, "Nodes");
    const auto from = connectors::parse_count(value_of(line, "StartTime"), "StartTime");
    const auto until = connectors::parse_count(value_of(line, "EndTime"), "EndTime");
    if (!from || !until) return fail(ErrorCode::syntax_error, std::string(line), "slurm");
    KeptNodes kept{
        .name = std::string(value_of(line, "ReservationName")), .nodes = {}, .from_s = *from, .until_s = *until};
    if (nodes != "(null)") kept.nodes = SCRIP_TRY(nodes_of(nodes));
    return kept;
  });
}

std::string kept_name(std::string_view reservation) {
  constexpr std::size_t longest = 40;
  const bool plain =
      reservation.size() <= longest && std::ranges::all_of(reservation, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
      });
  if (plain) return std::string(prefix) + std::string(reservation);
  proof::Sha256 digest;
  digest.update(as_bytes(reservation));
  return std::string(prefix) + "." + to_hex(digest.finish()).substr(0, 24);
}

bool is_ours(const KeptNodes& kept) { return kept.name.starts_with(prefix); }

KeepPlan plan_kept(const Reservations& reservations, const Kept& now, std::int64_t now_s) {
  KeepPlan plan;
  std::set<std::string> wanted;
  for (const auto& [key, row] : reservations) {
    if (row.stands() && row.until_s > now_s) wanted.insert(kept_name(key));
  }
  std::vector<KeptNodes> kept;
  for (const KeptNodes& each : now.reservations) {
    if (is_ours(each) && !wanted.contains(each.name))
      plan.remove.push_back(each.name);
    else
      kept.push_back(each);
  }
  for (const auto& [key, row] : reservations) {
    const std::string name = kept_name(key);
    if (!wanted.contains(name) || std::ranges::find(kept, name, &KeptNodes::name) != kept.end()) continue;
    auto nodes = nodes_for(row, now, kept);
    if (nodes.empty()) {
      plan.impossible.push_back(key);
      continue;
    }
    kept.push_back({.name = name, .nodes = nodes, .from_s = row.from_s, .until_s = row.until_s});
    plan.create.push_back({.reservation = row, .nodes = std::move(nodes)});
  }
  return plan;
}

}  // namespace scrip::site
