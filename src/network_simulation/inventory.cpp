#include "network_simulation/inventory.h"

#include <algorithm>
#include <array>
#include <map>

#include "network_simulation/csv_columns.h"
#include "network_simulation/limits.h"
#include "network_simulation/texts.h"

namespace scrip::network_simulation {
namespace {

using connectors::ByteSource;

class Groups {
 public:
  void add(const std::string& name, std::string_view chip, std::uint32_t cards) {
    MachineGroup& group = groups_[name];
    group = {.name = name, .chip = std::string(chip), .servers = group.servers + 1, .cards = cards};
  }
  void add(std::string_view chip, std::uint32_t cards) {
    if (cards > 0) add(std::string(chip) + "-" + std::to_string(cards), chip, cards);
  }
  [[nodiscard]] std::vector<MachineGroup> list() const {
    std::vector<MachineGroup> made;
    for (const auto& [name, group] : groups_) made.push_back(group);
    return made;
  }

 private:
  std::map<std::string, MachineGroup> groups_;
};

}  // namespace

Result<std::vector<MachineGroup>> read_openb_nodes(ByteSource source) {
  static constexpr std::array<std::string_view, 2> must{"gpu", "model"};
  auto rows = SCRIP_TRY(CsvColumns::open(std::move(source), must));
  Groups groups;
  while (SCRIP_TRY(rows.next())) {
    const std::uint32_t cards = SCRIP_TRY(rows.number(0, 0, limits::cards_max));
    if (cards > 0 && rows.text(1).empty()) {
      return fail(ErrorCode::missing_field, say("a machine with devices says which they are"), "model", rows.line());
    }
    groups.add(rows.text(1), cards);
  }
  return groups.list();
}

Result<std::vector<MachineGroup>> read_pai_machines(ByteSource source) {
  constexpr std::size_t columns = 5;
  std::size_t chip = 1;
  std::size_t cap = 4;
  connectors::CsvSource rows(std::move(source));
  Groups groups;
  for (bool first = true; SCRIP_TRY(rows.next()); first = false) {
    const auto fields = rows.fields();
    const auto place = [&](std::string_view name) {
      return static_cast<std::size_t>(std::ranges::find(fields, name) - fields.begin());
    };
    if (fields.size() != columns) {
      return fail(ErrorCode::value_invalid, say("a machine has five cells, this line {0}", fields.size()), {},
                  rows.line_number());
    }
    if (first && place("gpu_type") < columns && place("cap_gpu") < columns) {
      chip = place("gpu_type");
      cap = place("cap_gpu");
      continue;
    }
    const auto cards = parse_scaled(fields[cap], 0);
    if (!cards || cards->more || cards->units < 0 || cards->units > limits::cards_max) {
      return fail(ErrorCode::out_of_range,
                  say("'{0}' is no whole number from {1} to {2}", fields[cap], 0, limits::cards_max), "cap_gpu",
                  rows.line_number());
    }
    groups.add(fields[chip], static_cast<std::uint32_t>(cards->units));
  }
  return groups.list();
}

Result<std::vector<MachineGroup>> read_lingjun(ByteSource source, const std::string& chip, std::uint32_t cards) {
  static constexpr std::array<std::string_view, 2> must{"ip", "ASW"};
  auto rows = SCRIP_TRY(CsvColumns::open(std::move(source), must));
  Groups groups;
  while (SCRIP_TRY(rows.next())) groups.add(std::string(rows.text(1)), chip, cards);
  return groups.list();
}

}  // namespace scrip::network_simulation
