#include "network_simulation/network_file.h"

#include <algorithm>
#include <array>

#include "network_simulation/limits.h"
#include "network_simulation/loading.h"
#include "network_simulation/texts.h"
#include "yaml/yaml.h"

namespace scrip::network_simulation {
namespace {

using yaml::Node;

constexpr std::array<std::string_view, 10> top_fields{"scrip", "currency", "seed",     "until",         "sites",
                                                      "jobs",  "vouchers", "closures", "cancellations", "rules"};
constexpr std::array<std::string_view, 2> voucher_fields{"each", "covers"};
constexpr std::array<std::string_view, 3> closure_fields{"site", "from", "until"};
constexpr std::array<std::string_view, 3> cancellation_fields{"times", "shortest", "longest"};
constexpr std::string_view first_line = "network 1";

Result<const Node*> list_of(const Fields& top, std::string_view name) {
  const Node* found = top.find(name);
  if (found == nullptr) return top.wrong(ErrorCode::missing_field, say("is needed here"), name);
  if (found->kind != Node::Kind::list) return top.wrong(ErrorCode::value_invalid, say("a list is expected"), name);
  return found;
}

Result<void> load_vouchers(Network& network, const Fields& top) {
  const Node* node = top.find("vouchers");
  if (node == nullptr) return {};
  const Fields fields = SCRIP_TRY(Fields::of(*node, say("vouchers"), voucher_fields));
  network.vouchers.each = SCRIP_TRY(fields.amount_or("each", {}));
  if (network.vouchers.each.micro_units <= 0)
    return fields.wrong(ErrorCode::out_of_range, say("a voucher is worth something"), "each");
  network.vouchers.covers = SCRIP_TRY(fields.share("covers"));
  return {};
}

Result<void> load_closure(Network& network, const Node& node) {
  const Fields fields = SCRIP_TRY(Fields::of(node, say("a closure"), closure_fields));
  const std::string id = SCRIP_TRY(fields.text("site"));
  const auto found = std::ranges::find(network.sites, id, &Site::id);
  if (found == network.sites.end())
    return fields.wrong(ErrorCode::value_invalid, say("there is no site '{0}'", id), "site");
  const std::uint32_t from_s = SCRIP_TRY(fields.seconds_or("from", 0));
  if (!fields.has("until")) return fields.wrong(ErrorCode::missing_field, say("is needed here"), "until");
  const std::uint32_t until_s = SCRIP_TRY(fields.seconds_or("until", 0));
  if (until_s <= from_s) return fields.wrong(ErrorCode::value_invalid, say("ends before it begins"), "until");
  network.closures.push_back(
      {.site = static_cast<std::uint32_t>(found - network.sites.begin()), .from_s = from_s, .until_s = until_s});
  return {};
}

// Sites that cancel, drawn: any site, at any second of the window, for any time between the shortest and the longest.
Result<void> draw_cancellations(Loading& loading, const Node& node) {
  const Fields fields = SCRIP_TRY(Fields::of(node, say("cancellations"), cancellation_fields));
  Network& network = loading.made.network;
  const std::uint64_t times = SCRIP_TRY(fields.number("times", 0, limits::closures_max - network.closures.size()));
  constexpr std::uint32_t hour_s = 3'600;
  const std::uint32_t shortest_s = SCRIP_TRY(fields.seconds_or("shortest", hour_s));
  const std::uint32_t longest_s = SCRIP_TRY(fields.seconds_or("longest", 24 * hour_s));
  if (shortest_s == 0 || longest_s < shortest_s || longest_s > limits::time_s_max) {
    return fields.wrong(ErrorCode::out_of_range, say("lies between the shortest and 31 years"), "longest");
  }
  const std::uint32_t window_s = loading.made.jobs.empty() ? 0 : loading.made.jobs.back().submitted_s;
  for (std::uint64_t i = 0; i < times; ++i) {
    const auto site = static_cast<std::uint32_t>(loading.random.below(network.sites.size()));
    const auto from_s = static_cast<std::uint32_t>(loading.random.below(std::uint64_t{window_s} + 1));
    const auto length_s = static_cast<std::uint32_t>(loading.random.between(shortest_s, longest_s));
    network.closures.push_back({.site = site, .from_s = from_s, .until_s = from_s + length_s});
  }
  return {};
}

// The usual way first, then the network.
Result<void> load_rules(Loading& loading, const Fields& top) {
  std::vector<std::string> texts = SCRIP_TRY(top.texts("rules"));
  if (texts.empty()) texts = {"alone+strict", "alone+first-fit", "network+home-first", "network+cheapest"};
  if (texts.size() > limits::rules_max) return top.wrong(ErrorCode::too_large, say("too many rules"), "rules");
  for (const std::string& text : texts) {
    auto rule = parse_rule(text);
    if (!rule) return top.wrong(rule.error().code, rule.error().sentence(), "rules");
    rule->seed = loading.made.seed;
    loading.made.rules.push_back(*rule);
  }
  return {};
}

}  // namespace

namespace {

Result<void> load(Loading& loading, const Fields& top) {
  Loaded& made = loading.made;
  made.network.currency = SCRIP_TRY(top.text_or("currency", "CNY"));
  for (const Node& node : SCRIP_TRY(list_of(top, "sites"))->items) SCRIP_TRY_VOID(load_site(loading, node));
  if (made.network.classes.size() > limits::classes_max) {
    return top.wrong(ErrorCode::too_large, say("more than {0} classes", limits::classes_max), "sites");
  }
  for (const Node& node : SCRIP_TRY(list_of(top, "jobs"))->items) SCRIP_TRY_VOID(load_jobs(loading, node));
  std::ranges::stable_sort(made.jobs, {}, &Job::submitted_s);
  SCRIP_TRY_VOID(size_by_load(loading));
  SCRIP_TRY_VOID(load_vouchers(made.network, top));
  made.network.until_s = SCRIP_TRY(top.seconds_or("until", 0));
  if (top.has("closures")) {
    for (const Node& node : SCRIP_TRY(list_of(top, "closures"))->items)
      SCRIP_TRY_VOID(load_closure(made.network, node));
  }
  if (const Node* node = top.find("cancellations")) SCRIP_TRY_VOID(draw_cancellations(loading, *node));
  SCRIP_TRY_VOID(load_rules(loading, top));
  return check(made.network, made.jobs);
}

}  // namespace

Result<Loaded> load_network(const std::string& text, const OpenFile& open, std::optional<std::uint64_t> seed,
                            std::string* file_at_fault) {
  const Node root = SCRIP_TRY(yaml::parse(text, {.bytes = limits::network_file_bytes_max}));
  const Fields top = SCRIP_TRY(Fields::of(root, say("a network"), top_fields));
  if (SCRIP_TRY(top.text("scrip")) != first_line) {
    return top.wrong(ErrorCode::value_invalid, say("a network's file begins with 'scrip: network 1'"), "scrip");
  }
  const std::uint64_t seed_used = seed ? *seed : SCRIP_TRY(top.number_or("seed", 0, UINT64_MAX, 0));
  Loading loading{.open = open, .made = {}, .entries = {}, .random = Random(seed_used)};
  loading.made.seed = seed_used;
  if (auto done = load(loading, top); !done) {
    if (file_at_fault != nullptr) *file_at_fault = loading.file;
    return std::unexpected(std::move(done).error());
  }
  return std::move(loading.made);
}

}  // namespace scrip::network_simulation
