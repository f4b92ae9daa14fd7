#include "cli/set_up.h"

#include <algorithm>
#include <set>

#include "cli/csv_file.h"
#include "cli/files.h"
#include "cli/texts.h"
#include "codec/entry.h"
#include "yaml/yaml.h"

namespace scrip::cli {
namespace {

constexpr std::size_t problems_max = 20;

bool is_not_found(ErrorCode code) {
  switch (code) {
    case ErrorCode::programme_not_found:
    case ErrorCode::budget_line_not_found:
    case ErrorCode::organisation_not_found:
    case ErrorCode::site_not_found:
    case ErrorCode::resource_not_found:
    case ErrorCode::vendor_not_found:
      return true;
    default:
      return false;
  }
}

// The line of the field at fault, where the error names one, else of the thing.
std::uint64_t line_of(const Node& node, const std::string& field) {
  if (const Node* item = node.find(field); item != nullptr) return item->line;
  const std::size_t bracket = field.find('[');
  if (bracket != std::string::npos) {  // "prices[1]"
    const Node* list = node.find(field.substr(0, bracket));
    const auto position = static_cast<std::size_t>(std::strtoul(field.c_str() + bracket + 1, nullptr, 10));
    if (list != nullptr && position < list->items.size()) return list->items[position].line;
  }
  return node.line;
}

class Planner {
 public:
  Planner(Context& context, engine::State state) : context_(context), state_(std::move(state)) {}

  Result<void> decide(const engine::Command& command, bool& is_new) {
    const engine::EntryContext entry{.sequence = state_.last_sequence + 1,
                                     .now = std::max(runtime::system_time(), state_.last_time + Milliseconds{1})};
    const auto events = SCRIP_TRY(engine::decide(state_, command, entry));
    is_new = !events.empty();
    if (!is_new) return {};
    engine::begin_entry(state_, entry, std::nullopt);
    for (const auto& event : events) engine::apply(state_, event);
    return {};
  }

  Result<Planned> plan(const Item& item) {
    SCRIP_TRY_VOID(check_fields(item.kind->fields, item.node));
    const FieldReader fields(item.node);
    const Node* key = item.node.find("key");
    Planned planned{.kind = item.kind,
                    .key = key == nullptr ? std::string{} : key->text,
                    .command = SCRIP_TRY(item.kind->make(fields, state_))};
    SCRIP_TRY_VOID(decide(planned.command, planned.is_new));
    return planned;
  }

  // Notes a problem, but for one that only follows from another: a key that was refused above is not found here.
  void note(const Item& item, Error error) {
    if (error.line == 0) error.line = line_of(item.node, error.field);
    const Node* key = item.node.find("key");
    const bool follows = is_not_found(error.code) && refused_.contains(error.detail);
    if (key != nullptr) refused_.insert("'" + key->text + "'");
    if (!follows) context_.note_problem({.file = item.file, .error = std::move(error)});
  }

 private:
  Context& context_;
  engine::State state_;
  std::set<std::string, std::less<>> refused_;
};

Result<void> add_section(const std::string& file, const std::string& name, Node node, SetUp& set_up) {
  if (name == "authority") {
    if (set_up.authority) return fail(ErrorCode::duplicate_key, say("there is an authority already"), name, node.line);
    set_up.authority = Item{.kind = nullptr, .node = std::move(node), .file = file};
    return {};
  }
  const Kind* kind = find_section(name);
  if (kind == nullptr) {
    std::vector<std::string_view> known{"authority"};
    for (const auto& each : kinds()) known.push_back(each.section);
    return fail(ErrorCode::unknown_field, joined(verbatim("'" + name + "'"), suggestion_or_all(name, known)), name,
                node.line);
  }
  if (node.kind == Node::Kind::null) return {};
  if (node.kind != Node::Kind::list) {
    return fail(ErrorCode::value_invalid, say("a list is expected here: lines that begin with '- '"), name, node.line);
  }
  for (auto& item : node.items) set_up.items.push_back({.kind = kind, .node = std::move(item), .file = file});
  return {};
}

}  // namespace

Result<void> read_set_up(const std::string& file, SetUp& set_up) {
  return parse_set_up(SCRIP_TRY(read_file(file)), file, set_up);
}

Result<void> parse_set_up(const std::string& text, const std::string& file, SetUp& set_up) {
  Node root = SCRIP_TRY(yaml::parse(text));
  if (root.kind == Node::Kind::null) return {};
  if (root.kind != Node::Kind::map) {
    return fail(ErrorCode::syntax_error, say("sections such as 'organisations:' are expected"), {}, root.line);
  }
  for (std::size_t i = 0; i < root.items.size(); ++i) {
    SCRIP_TRY_VOID(add_section(file, root.names[i], std::move(root.items[i]), set_up));
  }
  return {};
}

Result<void> read_rows(const std::string& file, const Kind& kind, SetUp& set_up) {
  const bool priced = kind.section == "rate_cards";
  for (Node& row : SCRIP_TRY(read_csv(file))) {
    const Node* resource = priced ? row.find("resource") : nullptr;
    const Node* price = priced ? row.find("price") : nullptr;
    if (resource != nullptr && price != nullptr) {
      // Rows with the key of the row above add a price to its rate card.
      Node card = Node::map(row.line);
      for (std::size_t i = 0; i < row.names.size(); ++i) {
        if (row.names[i] != "resource" && row.names[i] != "price") card.set(row.names[i], row.items[i]);
      }
      Node prices = Node::map(row.line);
      prices.set(resource->text, *price);
      const Node* key = row.find("key");
      Item* above = set_up.items.empty() ? nullptr : &set_up.items.back();
      const Node* key_above = above == nullptr ? nullptr : above->node.find("key");
      if (key != nullptr && key_above != nullptr && key->text == key_above->text) {
        above->node.items.back().set(resource->text, *price);
        continue;
      }
      card.set("prices", std::move(prices));
      row = std::move(card);
    }
    set_up.items.push_back({.kind = &kind, .node = std::move(row), .file = file});
  }
  return {};
}

Result<std::vector<Planned>> plan(Context& context, const engine::State& state,
                                  const std::optional<engine::Authority>& authority, const std::vector<Item>& items) {
  return plan_on(context, SCRIP_TRY(codec::decode_state(codec::encode_state(state))), authority, items);
}

Result<std::vector<Planned>> plan_on(Context& context, engine::State copy,
                                     const std::optional<engine::Authority>& authority,
                                     const std::vector<Item>& items) {
  Planner planner(context, std::move(copy));
  if (authority) {
    bool is_new = false;
    SCRIP_TRY_VOID(planner.decide(engine::CreateAuthority{*authority}, is_new));
  }
  std::vector<Planned> planned;
  for (const Kind& kind : kinds()) {
    for (const Item& item : items) {
      if (item.kind != &kind) continue;
      auto result = planner.plan(item);
      if (result) {
        planned.push_back(std::move(*result));
      } else {
        planner.note(item, std::move(result).error());
      }
      if (context.problems().size() >= problems_max) return std::unexpected(context.problems().front().error);
    }
  }
  if (!context.problems().empty()) return std::unexpected(context.problems().front().error);
  return planned;
}

reports::Table added_table(const std::vector<std::pair<const Kind*, bool>>& items, bool only_checked) {
  reports::Table table{.name = "set_up",
                       .columns = {{"kind", "Kind", "类别"},
                                   {"added", "Added", "新增", reports::ColumnKind::integer},
                                   {"unchanged", "Already there", "已存在", reports::ColumnKind::integer}},
                       .rows = {}};
  if (only_checked) table.columns[1] = {"to_add", "To add", "待新增", reports::ColumnKind::integer};
  for (const Kind& kind : kinds()) {
    std::size_t added = 0;
    std::size_t unchanged = 0;
    for (const auto& [of, is_new] : items) {
      if (of == &kind) ++(is_new ? added : unchanged);
    }
    if (added + unchanged == 0) continue;
    table.rows.push_back({std::string(kind.section), std::to_string(added), std::to_string(unchanged)});
  }
  return table;
}

Result<void> carry_out(Context& context, const std::vector<Planned>& planned, bool only_checked) {
  std::vector<std::pair<const Kind*, bool>> items;
  for (const Planned& item : planned) {
    items.emplace_back(item.kind, item.is_new);
    if (!item.is_new || only_checked) continue;
    SCRIP_TRY_VOID(context.journal().execute(item.command, {.actor = context.globals().actor, .idempotency_key = {}}));
  }
  if (context.globals().quiet) return {};
  return context.show(added_table(items, only_checked));
}

Result<std::vector<service::SetUpItem>> plan_for_service(engine::State copy, const std::string& text) {
  SetUp set_up;
  SCRIP_TRY_VOID(parse_set_up(text, {}, set_up));
  if (set_up.authority) return fail(ErrorCode::authority_exists, "'" + copy.authority->name + "'", "authority");
  Context problems{Globals{}};
  std::vector<service::SetUpItem> items;
  for (Planned& each : SCRIP_TRY(plan_on(problems, std::move(copy), std::nullopt, set_up.items))) {
    items.push_back({.kind = std::string(each.kind->section),
                     .key = each.key,
                     .is_new = each.is_new,
                     .command = std::move(each.command)});
  }
  return items;
}

}  // namespace scrip::cli
