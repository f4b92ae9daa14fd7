// Setting up an authority elsewhere: the items of files and command lines as one set-up, which the server judges as a
// whole. Each item is a line of the body, so that the server's line says which item is wrong.

#include "cli/json.h"
#include "cli/kind_values.h"
#include "cli/node_json.h"
#include "cli/remote_commands.h"
#include "cli/set_up.h"

namespace scrip::cli {
namespace {

struct Body {
  std::string text = "{";
  std::vector<const Item*> lines{nullptr};  // what stands on each line
};

Body body_of(const SetUp& set_up) {
  Body body;
  for (const Kind& kind : kinds()) {
    bool any = false;
    for (const Item& item : set_up.items) {
      if (item.kind != &kind) continue;
      if (!any) body.text += (body.lines.size() == 1 ? "" : "],") + json_text(kind.section) + ":[";
      body.text += (any ? ",\n" : "\n") + json_of_node(item.node);
      body.lines.push_back(&item);
      any = true;
    }
  }
  body.text += body.lines.size() == 1 ? "}" : "]}";
  return body;
}

Result<Json> send(Remote& remote, const SetUp& set_up, bool only_checked) {
  const Body body = body_of(set_up);
  auto written = remote.write("POST", only_checked ? "/set-up?check=true" : "/set-up", body.text);
  if (written || written.error().line == 0 || written.error().line > body.lines.size()) return written;
  const Item* item = body.lines[written.error().line - 1];
  if (item == nullptr || item->file.empty()) return written;
  written.error().line = item->node.line;
  remote.context().note_problem({.file = item->file, .error = written.error()});
  return written;
}

Result<void> show_added(Context& context, const Json& written, bool only_checked) {
  std::vector<std::pair<const Kind*, bool>> items;
  for (const auto& item : written.items("items")) {
    items.emplace_back(find_section(item.text("kind")), item.truth("new"));
  }
  if (context.globals().quiet) return {};
  return context.show(added_table(items, only_checked));
}

// A server has its authority; a file may say which it expects.
Result<void> check_authority(Remote& remote, const SetUp& set_up) {
  if (!set_up.authority) return {};
  const auto existing = SCRIP_TRY(remote.get("/authority"));
  for (const std::string name : {"name", "currency", "zone"}) {
    const Node* said = set_up.authority->node.find(name);
    if (said != nullptr && said->text != existing.text(name)) {
      return fail(ErrorCode::authority_exists, "'" + existing.text("name") + "'", name, said->line);
    }
  }
  return {};
}

Result<void> add_one(Remote& remote, const Kind& kind, const Given& given) {
  KindValues values;
  for (const FieldSpec& field : kind.fields) {
    values.push_back(given.texts(field.name == "key" ? "key" : option_name(field.name).substr(2)));
  }
  SetUp set_up;
  set_up.items.push_back({.kind = &kind, .node = SCRIP_TRY(node_of(kind, values)), .file = {}});
  auto written = send(remote, set_up, false);
  if (!written) written.error().line = 0;
  return print_written(remote.context(), SCRIP_TRY(std::move(written)));
}

Result<void> import_rows(Remote& remote, const Kind& kind, const Given& given) {
  SetUp set_up;
  const std::string file = given.text("file");
  if (const auto rows = read_rows(file, kind, set_up); !rows) {
    remote.context().note_problem({.file = file, .error = rows.error()});
    return rows;
  }
  return send_set_up(remote, set_up, given.has("check"));
}

}  // namespace

Result<void> send_set_up(Remote& remote, const SetUp& set_up, bool only_checked) {
  return show_added(remote.context(), SCRIP_TRY(send(remote, set_up, only_checked)), only_checked);
}

std::optional<Result<void>> run_kind(Remote& remote, std::string_view command, const Given& given) {
  for (const Kind& kind : kinds()) {
    if (kind.section == "vouchers") continue;  // no one person makes those
    if (!kind.has_commands) continue;
    if (command == std::string(kind.name) + " add") return add_one(remote, kind, given);
    if (command == std::string(kind.name) + " import") return import_rows(remote, kind, given);
  }
  return std::nullopt;
}

namespace remote {

Result<void> apply(Remote& remote, const Given& given) {
  SetUp set_up;
  for (const auto& file : given.texts("files")) {
    const auto read = read_set_up(file, set_up);
    if (read) continue;
    remote.context().note_problem({.file = file, .error = read.error()});
    return read;
  }
  if (const auto same = check_authority(remote, set_up); !same) {
    remote.context().note_problem({.file = set_up.authority->file, .error = same.error()});
    return same;
  }
  return send_set_up(remote, set_up, given.has("check"));
}

}  // namespace remote
}  // namespace scrip::cli
