#include <algorithm>
#include <array>

#include "base/wide.h"
#include "network_simulation/inventory.h"
#include "network_simulation/limits.h"
#include "network_simulation/loading.h"
#include "network_simulation/texts.h"

namespace scrip::network_simulation {
namespace {

constexpr std::array<std::string_view, 13> site_fields{"id",       "from",  "file",  "chip",  "class",
                                                       "servers",  "load",  "cards", "price", "domestic",
                                                       "vouchers", "speed", "copies"};
constexpr std::array<std::string_view, 3> inventories{"openb-nodes", "pai-machines", "lingjun"};
constexpr std::uint32_t cards_default = 8;

std::uint32_t class_of(Network& network, const std::string& name) {
  const auto found = std::ranges::find(network.classes, name);
  if (found == network.classes.end()) network.classes.push_back(name);
  return static_cast<std::uint32_t>(std::ranges::find(network.classes, name) - network.classes.begin());
}

// The groups of an inventory; of a site that is described here, itself.
Result<std::vector<MachineGroup>> groups_of(Loading& loading, const Fields& fields) {
  const std::string from = SCRIP_TRY(fields.text_or("from", ""));
  const auto cards =
      static_cast<std::uint32_t>(SCRIP_TRY(fields.number_or("cards", 1, limits::cards_max, cards_default)));
  if (from.empty()) {
    const std::string chip = SCRIP_TRY(fields.text("chip"));
    if (fields.has("servers") == fields.has("load")) {
      return fields.wrong(ErrorCode::missing_field, say("a site has servers, or a load to be sized for"), "servers");
    }
    const auto servers = static_cast<std::uint32_t>(SCRIP_TRY(fields.number_or("servers", 1, limits::servers_max, 1)));
    return std::vector<MachineGroup>{{.name = {}, .chip = chip, .servers = servers, .cards = cards}};
  }
  if (fields.has("servers") || fields.has("load")) {
    return fields.wrong(ErrorCode::value_invalid, say("the inventory says how many servers there are"),
                        fields.has("servers") ? "servers" : "load");
  }
  if (std::ranges::find(inventories, from) == inventories.end()) {
    return fields.wrong(
        ErrorCode::value_invalid,
        joined(say("'{0}' is no inventory", from), suggestion_or_all(from, {inventories.begin(), inventories.end()})),
        "from");
  }
  const std::string chip = from == "lingjun" ? SCRIP_TRY(fields.text("chip")) : std::string{};
  auto source = SCRIP_TRY(loading.open(SCRIP_TRY(fields.text("file"))));
  loading.file = SCRIP_TRY(fields.text("file"));
  if (from == "openb-nodes") return read_openb_nodes(std::move(source));
  if (from == "pai-machines") return read_pai_machines(std::move(source));
  return read_lingjun(std::move(source), chip, cards);
}

// A value for all chips, or a map by chip, in which `default` stands for the others.
Result<std::string> by_chip(const Fields& fields, std::string_view name, const std::string& chip,
                            std::string otherwise) {
  const yaml::Node* found = fields.find(name);
  if (found == nullptr || found->kind != yaml::Node::Kind::map) return fields.text_or(name, std::move(otherwise));
  const yaml::Node* item = found->find(chip);
  if (item == nullptr) item = found->find("default");
  if (item == nullptr) return otherwise;
  if (item->kind != yaml::Node::Kind::scalar)
    return fields.wrong(ErrorCode::value_invalid, say("one value is expected"), name);
  return item->text;
}

Result<Site> site_of(Loading& loading, const Fields& fields, const MachineGroup& group) {
  Site site{.id = {}, .chip = group.chip, .servers = group.servers, .cards = group.cards, .price = {}};
  const auto located = [&](std::string_view name, auto result) -> decltype(result) {
    if (!result) return fields.wrong(result.error().code, result.error().sentence(), name);
    return result;
  };
  site.price = SCRIP_TRY(located("price", parse_amount(SCRIP_TRY(by_chip(fields, "price", group.chip, "0")))));
  const std::string domestic = SCRIP_TRY(by_chip(fields, "domestic", group.chip, "no"));
  if (domestic != "yes" && domestic != "no") {
    return fields.wrong(ErrorCode::value_invalid, say("'{0}' is neither yes nor no", domestic), "domestic");
  }
  site.domestic = domestic == "yes";
  site.vouchers = SCRIP_TRY(fields.yes_or("vouchers", false));
  site.speed = SCRIP_TRY(fields.thousandths_or("speed", limits::speed_max, 1'000));
  site.chip_class = class_of(loading.made.network, SCRIP_TRY(by_chip(fields, "class", group.chip, group.chip)));
  return site;
}

std::string copy_name(const std::string& id, std::uint64_t copy, std::uint64_t copies) {
  if (copies == 1) return id;
  std::string number = std::to_string(copy + 1);
  number.insert(0, std::to_string(copies).size() - number.size(), '0');
  return id + "-" + number;
}

}  // namespace

Result<void> load_site(Loading& loading, const yaml::Node& node) {
  const Fields fields = SCRIP_TRY(Fields::of(node, say("a site"), site_fields));
  SiteEntry entry{.id = SCRIP_TRY(fields.text("id")), .copies = {}, .load = {}, .line = node.line};
  if (std::ranges::find(loading.entries, entry.id, &SiteEntry::id) != loading.entries.end()) {
    return fields.wrong(ErrorCode::duplicate_key, say("there are two sites '{0}'", entry.id), "id");
  }
  if (fields.has("load")) entry.load = SCRIP_TRY(fields.share("load"));
  const auto groups = SCRIP_TRY(groups_of(loading, fields));
  loading.file.clear();
  if (groups.empty())
    return fields.wrong(ErrorCode::value_invalid, say("the inventory has no machine with chips"), "file");
  const std::uint64_t copies = SCRIP_TRY(fields.number_or("copies", 1, limits::copies_max, 1));
  auto& sites = loading.made.network.sites;
  if (sites.size() + copies * groups.size() > limits::sites_max) {
    return fields.wrong(ErrorCode::too_large, say("more than {0} sites", limits::sites_max), "copies");
  }
  for (std::uint64_t copy = 0; copy < copies; ++copy) {
    auto& members = entry.copies.emplace_back();
    for (const MachineGroup& group : groups) {
      Site site = SCRIP_TRY(site_of(loading, fields, group));
      site.id = copy_name(entry.id, copy, copies) + (group.name.empty() ? "" : "/" + group.name);
      members.push_back(static_cast<std::uint32_t>(sites.size()));
      sites.push_back(std::move(site));
    }
  }
  loading.entries.push_back(std::move(entry));
  return {};
}

Result<void> size_by_load(Loading& loading) {
  Network& network = loading.made.network;
  const auto& jobs = loading.made.jobs;
  if (std::ranges::none_of(loading.entries, [](const SiteEntry& entry) { return entry.load.has_value(); })) return {};
  const std::uint64_t window_s = jobs.empty() ? 1 : std::max<std::uint32_t>(1, jobs.back().submitted_s);
  std::vector<Int128> work(network.sites.size(), 0);
  std::vector<std::uint32_t> largest(network.sites.size(), 1);
  for (const Job& job : jobs) {
    work[job.home] += Int128{job.devices} * job.duration_s;
    largest[job.home] = std::max(largest[job.home], job.devices);
  }
  for (const SiteEntry& entry : loading.entries) {
    if (!entry.load) continue;
    for (const auto& members : entry.copies) {
      for (const std::uint32_t number : members) {
        Site& site = network.sites[number];
        const Int128 devices =
            divide(work[number] * micro, Int128{entry.load->ppm} * static_cast<Int128>(window_s), Rounding::up);
        const Int128 servers = divide(std::max<Int128>(devices, largest[number]), site.cards, Rounding::up);
        if (servers > limits::servers_max) {
          return fail(ErrorCode::too_large, say("{0}: its load asks for more servers than a site can have", entry.id),
                      "load", entry.line);
        }
        site.servers = static_cast<std::uint32_t>(servers);
      }
    }
  }
  return {};
}

}  // namespace scrip::network_simulation
