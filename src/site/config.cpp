#include "site/config.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>

#include "connectors/values.h"
#include "site/limits.h"
#include "site/texts.h"
#include "yaml/yaml.h"

namespace scrip::site {
namespace {

using yaml::Node;

std::unexpected<Error> wrong(ErrorCode code, const Node& at, std::string field, Message said) {
  return fail(code, std::move(said), std::move(field), at.line);
}

// One mapping of the file: what it may hold, and its values one by one.
class Section {
 public:
  [[nodiscard]] static Result<Section> of(const Node& node, std::string name,
                                          std::span<const std::string_view> allowed) {
    if (node.kind != Node::Kind::map) return wrong(ErrorCode::value_invalid, node, name, say("a mapping is expected"));
    for (std::size_t i = 0; i < node.names.size(); ++i) {
      if (std::ranges::find(allowed, node.names[i]) != allowed.end()) continue;
      return wrong(ErrorCode::unknown_field, node.items[i], joined_name(name, node.names[i]),
                   suggestion_or_all(node.names[i], {allowed.begin(), allowed.end()}));
    }
    return Section(node, std::move(name));
  }

  [[nodiscard]] Result<std::string> text_or(std::string_view field, std::string otherwise) const {
    const Node* node = node_.find(field);
    if (node == nullptr) return otherwise;
    if (node->kind != Node::Kind::scalar || node->text.empty()) {
      return wrong(ErrorCode::value_invalid, *node, joined_name(name_, field), say("a text is expected"));
    }
    return node->text;
  }
  [[nodiscard]] Result<std::string> text(std::string_view field) const {
    if (node_.find(field) == nullptr) {
      return wrong(ErrorCode::missing_field, node_, joined_name(name_, field), say("it has no default"));
    }
    return text_or(field, {});
  }
  // "30s", "5m", "2h", "7d". Changes nothing where the field is absent.
  [[nodiscard]] Result<void> duration(std::string_view field, std::int64_t min_s, std::int64_t& seconds) const {
    const std::string text = SCRIP_TRY(text_or(field, {}));
    if (text.empty()) return {};
    constexpr std::array<std::pair<char, std::int64_t>, 4> units{{{'s', 1}, {'m', 60}, {'h', 3'600}, {'d', 86'400}}};
    const auto unit = std::ranges::find(units, text.back(), &std::pair<char, std::int64_t>::first);
    const auto count =
        connectors::parse_count(std::string_view(text).substr(0, text.size() - 1), field, 0, limits::duration_s_max);
    if (unit == units.end() || !count || *count > limits::duration_s_max / unit->second ||
        *count * unit->second < min_s) {
      return wrong(ErrorCode::value_invalid, *node_.find(field), joined_name(name_, field),
                   say("'{0}' is no duration of at least {1} s: write a whole number and s, m, h or d", text, min_s));
    }
    seconds = *count * unit->second;
    return {};
  }
  [[nodiscard]] const Node* find(std::string_view field) const { return node_.find(field); }
  [[nodiscard]] const Node& node() const { return node_; }
  [[nodiscard]] static std::string joined_name(std::string_view section, std::string_view field) {
    return section.empty() ? std::string(field) : std::string(section) + "." + std::string(field);
  }

 private:
  Section(const Node& node, std::string name) : node_(node), name_(std::move(name)) {}
  const Node& node_;
  std::string name_;
};

std::string absolute(const std::string& path, const std::string& folder) {
  if (path.empty() || path.starts_with('/')) return path;
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

Result<void> read_scrip(const Node& node, const std::string& folder, Config& config) {
  constexpr std::array<std::string_view, 3> fields{"url", "token_file", "sign_with"};
  const auto section = SCRIP_TRY(Section::of(node, "scrip", fields));
  config.url = SCRIP_TRY(section.text("url"));
  while (config.url.ends_with('/')) config.url.pop_back();
  if (!config.url.starts_with("http://") && !config.url.starts_with("https://")) {
    return wrong(ErrorCode::value_invalid, *node.find("url"), "scrip.url",
                 say("an address begins with http:// or https://"));
  }
  config.token_file = absolute(SCRIP_TRY(section.text("token_file")), folder);
  config.key_file = absolute(SCRIP_TRY(section.text_or("sign_with", {})), folder);
  return {};
}

Result<void> read_resources(const Node& node, Config& config) {
  if (node.kind != Node::Kind::map) {
    return wrong(ErrorCode::value_invalid, node, "slurm.resources", say("a mapping is expected"));
  }
  for (std::size_t i = 0; i < node.names.size(); ++i) {
    if (node.items[i].kind != Node::Kind::scalar || node.items[i].text.empty()) {
      return wrong(ErrorCode::value_invalid, node.items[i], "slurm.resources." + node.names[i],
                   say("a text is expected"));
    }
    config.resources.emplace(node.names[i], node.items[i].text);
  }
  return {};
}

Result<void> read_slurm(const Node& node, const std::string& folder, Config& config) {
  constexpr std::array<std::string_view, 7> fields{"cluster",   "conf",    "programs", "jobs",
                                                   "resources", "untyped", "reserve"};
  const auto section = SCRIP_TRY(Section::of(node, "slurm", fields));
  config.cluster = SCRIP_TRY(section.text("cluster"));
  config.slurm_conf = absolute(SCRIP_TRY(section.text_or("conf", {})), folder);
  config.slurm_bin = absolute(SCRIP_TRY(section.text_or("programs", {})), folder);
  const auto jobs = SCRIP_TRY(section.text_or("jobs", "all"));
  if (jobs != "all" && jobs != "named") {
    return wrong(ErrorCode::value_invalid, *node.find("jobs"), "slurm.jobs", say("'all' or 'named' is expected"));
  }
  config.governed = jobs == "all" ? Governed::all : Governed::named;
  config.untyped = SCRIP_TRY(section.text_or("untyped", {}));
  const auto reserve = SCRIP_TRY(section.text_or("reserve", "nothing"));
  if (reserve != "nodes" && reserve != "nothing") {
    return wrong(ErrorCode::value_invalid, *node.find("reserve"), "slurm.reserve",
                 say("'nodes' or 'nothing' is expected"));
  }
  config.keeps_nodes = reserve == "nodes";
  if (const Node* resources = node.find("resources")) return read_resources(*resources, config);
  return {};
}

Result<void> read_times(const Node& node, Config& config) {
  constexpr std::array<std::string_view, 10> fields{"poll",   "meter", "meter_lag", "slice",  "grace",
                                                    "margin", "hold",  "catch_up",  "scrape", "idle"};
  const auto section = SCRIP_TRY(Section::of(node, "times", fields));
  SCRIP_TRY_VOID(section.duration("poll", 1, config.poll_s));
  SCRIP_TRY_VOID(section.duration("meter", 1, config.meter_s));
  SCRIP_TRY_VOID(section.duration("meter_lag", 0, config.meter_lag_s));
  SCRIP_TRY_VOID(section.duration("slice", 1, config.slice_s));
  SCRIP_TRY_VOID(section.duration("grace", 1, config.grace_s));
  SCRIP_TRY_VOID(section.duration("margin", 0, config.margin_s));
  SCRIP_TRY_VOID(section.duration("hold", 60, config.hold_s));
  SCRIP_TRY_VOID(section.duration("catch_up", 0, config.catch_up_s));
  SCRIP_TRY_VOID(section.duration("scrape", 1, config.scrape_s));
  SCRIP_TRY_VOID(section.duration("idle", 1, config.idle_s));
  if (config.slice_s <= config.grace_s + config.margin_s) {
    return wrong(
        ErrorCode::value_invalid, node, "times.slice",
        say("a slice is longer than grace and margin together, which are {0} s", config.grace_s + config.margin_s));
  }
  return {};
}

Result<void> read_lent(const Node& node, Config& config) {
  constexpr std::array<std::string_view, 3> fields{"organisation", "resource", "amount"};
  if (node.kind != Node::Kind::list) return wrong(ErrorCode::value_invalid, node, "lent", say("a list is expected"));
  for (const Node& item : node.items) {
    const auto section = SCRIP_TRY(Section::of(item, "lent", fields));
    LentSlice slice{.organisation = SCRIP_TRY(section.text("organisation")),
                    .resource = SCRIP_TRY(section.text("resource"))};
    const auto text = SCRIP_TRY(section.text("amount"));
    const auto amount = parse_amount(text);
    if (!amount || *amount <= Amount{}) {
      return wrong(ErrorCode::value_invalid, item, "lent.amount", say("'{0}' is no amount above zero", text));
    }
    slice.amount = *amount;
    if (std::ranges::any_of(config.lent, [&](const LentSlice& other) {
          return other.organisation == slice.organisation && other.resource == slice.resource;
        })) {
      return wrong(ErrorCode::duplicate_key, item, "lent",
                   say("'{0}' has a slice of '{1}' already", slice.organisation, slice.resource));
    }
    config.lent.push_back(std::move(slice));
  }
  return {};
}

Result<void> read_exporters(const Node& node, Config& config) {
  constexpr std::array<std::string_view, 6> fields{"url", "kind", "vendor", "resource", "serial", "node"};
  if (node.kind != Node::Kind::list || node.items.size() > limits::exporters_max) {
    return wrong(ErrorCode::value_invalid, node, "exporters", say("a list is expected"));
  }
  for (const Node& item : node.items) {
    const auto section = SCRIP_TRY(Section::of(item, "exporters", fields));
    const auto kind = SCRIP_TRY(section.text("kind"));
    if (kind != "dcgm" && kind != "npu") {
      return wrong(ErrorCode::value_invalid, *item.find("kind"), "exporters.kind", say("'dcgm' or 'npu' is expected"));
    }
    const bool dcgm = kind == "dcgm";
    config.exporters.push_back({.url = SCRIP_TRY(section.text("url")),
                                .kind = dcgm ? ExporterKind::dcgm : ExporterKind::npu,
                                .vendor = SCRIP_TRY(section.text("vendor")),
                                .resource = SCRIP_TRY(section.text("resource")),
                                .label = SCRIP_TRY(section.text_or("serial", dcgm ? "DCGM_FI_DEV_SERIAL" : "vdie_id")),
                                .node = SCRIP_TRY(section.text_or("node", {}))});
  }
  return {};
}

// "5%" or "0.5%": more than nothing, and less than all.
Result<void> read_idle_below(const Node& node, Config& config) {
  const bool is_share = node.kind == Node::Kind::scalar && node.text.ends_with('%');
  const auto percent = is_share ? connectors::parse_thousandths(node.text.substr(0, node.text.size() - 1), "idle_below")
                                : Result<std::int64_t>(0);
  if (!percent || *percent < 100 || *percent >= 100'000) {
    return wrong(ErrorCode::value_invalid, node, "idle_below", say("a share from 0.1% to 99.9% is expected"));
  }
  config.idle_below_permille = *percent / 100;
  return {};
}

}  // namespace

Result<Config> read_config(const std::string& text, const std::string& folder) {
  if (text.size() > limits::config_bytes_max) return fail(ErrorCode::too_large, say("the configuration"), "config");
  const Node root = SCRIP_TRY(yaml::parse(text));
  constexpr std::array<std::string_view, 10> fields{"site",   "language", "scrip", "slurm",     "spool",
                                                    "socket", "times",    "lent",  "exporters", "idle_below"};
  const auto section = SCRIP_TRY(Section::of(root, {}, fields));
  Config config;
  config.site = SCRIP_TRY(section.text("site"));
  const auto language = SCRIP_TRY(section.text_or("language", "en"));
  if (language != "en" && language != "zh") {
    return wrong(ErrorCode::value_invalid, *root.find("language"), "language", say("'en' or 'zh' is expected"));
  }
  config.language = language == "zh" ? Language::chinese : Language::english;
  config.spool = absolute(SCRIP_TRY(section.text("spool")), folder);
  config.socket = absolute(SCRIP_TRY(section.text_or("socket", {})), folder);
  for (const std::string_view name : {"scrip", "slurm"}) {
    if (section.find(name) == nullptr) {
      return wrong(ErrorCode::missing_field, root, std::string(name), say("it has no default"));
    }
  }
  SCRIP_TRY_VOID(read_scrip(*root.find("scrip"), folder, config));
  SCRIP_TRY_VOID(read_slurm(*root.find("slurm"), folder, config));
  if (const Node* times = root.find("times")) SCRIP_TRY_VOID(read_times(*times, config));
  if (const Node* lent = root.find("lent")) SCRIP_TRY_VOID(read_lent(*lent, config));
  if (const Node* below = root.find("idle_below")) SCRIP_TRY_VOID(read_idle_below(*below, config));
  if (const Node* exporters = root.find("exporters")) SCRIP_TRY_VOID(read_exporters(*exporters, config));
  return config;
}

Result<Config> load_config(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad()) return fail(ErrorCode::file_unreadable, path, "--config");
  return read_config(text, std::filesystem::absolute(path).parent_path().string());
}

}  // namespace scrip::site
