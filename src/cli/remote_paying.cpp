// Disputes, instalments and clawbacks of an authority elsewhere: what takes a file, or shows more than a list.

#include "cli/case_commands.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/node_json.h"
#include "cli/paying.h"
#include "cli/remote_commands.h"
#include "cli/texts.h"
#include "cli/values.h"
#include "yaml/yaml.h"

namespace scrip::cli::remote {
namespace {

// The facts of a file, as the API takes them. The API takes nothing else of it, so nothing else may stand there.
Result<std::string> later_facts(Remote& remote, const std::string& file) {
  const auto root = yaml::parse(SCRIP_TRY(for_option("--facts", read_file(file))));
  if (!root) {
    remote.context().note_problem({.file = file, .error = root.error()});
    return std::unexpected(root.error());
  }
  const auto* facts = root->find("facts");
  if (facts == nullptr) return fail(ErrorCode::missing_field, say("'{0}' has no facts", file), "--facts");
  if (root->items.size() != 1) {
    return fail(ErrorCode::unknown_field, say("'{0}': beside the facts nothing is known later", file), "--facts");
  }
  return json_of_node(*facts);
}

}  // namespace

Result<void> dispute_statement(Remote& remote, const Given& given) {
  JsonObject body;
  body.add("reason", given.text("reason"));
  if (given.has("organisation")) body.add("organisation", given.text("organisation"));
  if (given.has("document")) {
    body.add("document", SCRIP_TRY(for_option("--document", remote.upload(given.text("document")))));
  }
  const std::string path = path_of({"statements", given.text("statement"), "dispute"});
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", path, body.text())));
}

Result<void> check_instalments(Remote& remote, const Given& given) {
  const auto award = SCRIP_TRY(remote.get(path_of({"awards", given.text("award"), "instalments"})));
  std::vector<CheckedInstalment> checked;
  for (const auto& each : award.items("instalments")) {
    const auto condition = each.object("condition");
    checked.push_back({.instalment = each.text("instalment"),
                       .share = each.text("share"),
                       .reason = each.text("reason"),
                       .explained = condition.text("explained"),
                       .holds = condition.truth("holds"),
                       .missing = condition.texts("missing")});
  }
  print_checked(remote.context(), checked);
  return {};
}

Result<void> propose_instalment(Remote& remote, const Given& given) {
  JsonObject body;
  body.add("instalment", given.text("instalment"));
  if (given.has("facts")) body.raw("facts", SCRIP_TRY(later_facts(remote, given.text("facts"))));
  const std::string path = path_of({"awards", given.text("award"), "instalments"});
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", path, body.text())));
}

Result<void> propose_clawback(Remote& remote, const Given& given) {
  const auto amount =
      SCRIP_TRY(for_option("--amount", parse_in_unit(given.text("amount"), Unit::money, SCRIP_TRY(remote.currency()))));
  JsonObject body;
  body.add("clawback", given.text("key"))
      .add("award", given.text("award"))
      .add("amount", amount)
      .add("reason", given.text("reason"));
  if (given.has("rule")) body.add("rule", given.text("rule"));
  if (given.has("facts")) body.raw("facts", SCRIP_TRY(later_facts(remote, given.text("facts"))));
  if (given.has("evidence")) {
    body.add("evidence", SCRIP_TRY(for_option("--evidence", remote.upload(given.text("evidence")))));
  }
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", "/clawbacks", body.text())));
}

}  // namespace scrip::cli::remote
