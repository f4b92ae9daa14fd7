// Programmes, calls, applications and decisions of an authority elsewhere, where that takes files or several requests.

#include <set>

#include "cli/audit_sample.h"
#include "cli/case_commands.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/node_json.h"
#include "cli/programme_files.h"
#include "cli/publish.h"
#include "cli/remote_commands.h"
#include "cli/texts.h"
#include "cli/values.h"
#include "yaml/yaml.h"

namespace scrip::cli::remote {
namespace {

// The file with the facts: what it says of the contract, the project and other support goes along.
Result<yaml::Node> facts_of(Remote& remote, const std::string& file) {
  auto root = yaml::parse(SCRIP_TRY(read_file(file)));
  if (!root) remote.context().note_problem({.file = file, .error = root.error()});
  return root;
}

// An edit names what it is made from: the application as it stands now.
Result<std::string> etag_of(Remote& remote, const std::string& key) {
  const auto answer = remote.send({.path = path_of({"applications", key})});
  if (answer) return std::string(answer->header("etag"));
  if (answer.error().code == ErrorCode::application_not_found) return std::string{};
  return std::unexpected(answer.error());
}

// The amount stated, in the unit the application was assessed in.
Result<std::string> amount_of(Remote& remote, const Given& given) {
  const Unit unit = SCRIP_TRY(unit_of(remote, "/assessments", "application", given.text("application")));
  return json(
      SCRIP_TRY(for_option("--amount", parse_in_unit(given.text("amount"), unit, SCRIP_TRY(remote.currency())))));
}

}  // namespace

Result<std::string> uploaded_documents(Remote& remote, const Given& given) {
  std::vector<std::string> documents;
  for (const auto& text : given.texts("document")) {
    const auto [kind, file] = SCRIP_TRY(parse_pair("--document", text));
    documents.push_back(JsonObject().add("hash", SCRIP_TRY(remote.upload(file))).add("kind", kind).text());
  }
  return json_array(documents);
}

Result<void> publish(Remote& remote, const Given& given) {
  Context& context = remote.context();
  const std::string folder = given.text("folder");
  const auto compiled = SCRIP_TRY(load_programme(context, folder));
  SCRIP_TRY_VOID(check_cases(context, folder, compiled));
  const auto& policy = compiled.policy;
  const JsonObject programme =
      JsonObject().add("key", policy.id).add("name", policy.name.en).add("mode", name(mode_of(policy.redemption)));
  const std::string set_up = JsonObject().raw("programmes", json_array({programme.text()})).text();
  SCRIP_TRY_VOID(print_written(context, SCRIP_TRY(remote.write("POST", "/set-up", set_up, "/programme"))));
  std::string path = "/policies?texts=true";
  if (given.has("from")) path += "&from=" + client::percent_encoded(given.text("from"));
  const auto answer = SCRIP_TRY(remote.send({.method = "POST",
                                             .path = path,
                                             .body = SCRIP_TRY(read_file(programme_file(folder))),
                                             .type = "application/yaml",
                                             .key = remote.key({})}));
  return print_written(context, SCRIP_TRY(Json::parse(answer.body)));
}

Result<void> close_call(Remote& remote, const Given& given) {
  const bool later = given.has("at");
  const std::string path = path_of({"calls", given.text("key"), later ? "deadline" : "close"});
  const std::string body = later ? JsonObject().add("closes", given.text("at")).text() : "{}";
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", path, body)));
}

Result<void> allocate(Remote& remote, const Given& given) {
  JsonObject body;
  if (given.has("seed")) body.add("seed", given.text("seed"));
  const auto answer = SCRIP_TRY(remote.write("POST", path_of({"calls", given.text("key"), "allocation"}), body.text()));
  if (given.has("inputs")) SCRIP_TRY_VOID(write_file(given.text("inputs"), answer.text("inputs")));
  if (given.has("outcome")) SCRIP_TRY_VOID(write_file(given.text("outcome"), answer.text("outcome")));
  if (!remote.context().json()) remote.context().print(answer.text("outcome"));
  return print_written(remote.context(), answer.object("written"));
}

Result<void> draft(Remote& remote, const Given& given) {
  const std::string key = given.text("key");
  const std::string documents = SCRIP_TRY(uploaded_documents(remote, given));
  const auto file = SCRIP_TRY(facts_of(remote, given.text("facts")));
  JsonObject body;
  body.add("call", given.text("call")).add("organisation", given.text("organisation")).raw("documents", documents);
  for (const char* name : {"facts", "contract", "project", "other_support"}) {
    const auto* said = file.find(name);
    if (std::string_view(name) != "facts" && given.has(name)) {
      body.add(name, given.text(name));
    } else if (said != nullptr) {
      body.raw(name, json_of_node(*said));
    }
  }
  Remote::Request request{.method = "PUT",
                          .path = path_of({"applications", key}) + "?texts=true",
                          .body = body.text(),
                          .key = remote.key({})};
  if (const auto etag = SCRIP_TRY(etag_of(remote, key)); !etag.empty()) request.headers.emplace_back("If-Match", etag);
  return print_written(remote.context(), SCRIP_TRY(Json::parse(SCRIP_TRY(remote.send(request)).body)));
}

Result<void> assess(Remote& remote, const Given& given) {
  const bool dry = given.has("dry-run");
  const std::string path = path_of({"applications", given.text("key"), "assessment"}) + (dry ? "?dry_run=true" : "");
  const auto answer = SCRIP_TRY(remote.write("POST", path, "{}"));
  if (!remote.context().json()) remote.context().print(answer.text("explained"));
  if (dry) return {};
  return print_written(remote.context(), answer.object("written"));
}

Result<void> propose(Remote& remote, const Given& given) {
  const bool refuse = given.has("refuse");
  JsonObject body;
  body.add("outcome", std::string_view(refuse ? "refuse" : "award"))
      .raw("reason", JsonObject().add("en", given.text("reason-en")).add("zh", given.text("reason-zh")).text());
  if (given.has("amount") && !refuse) body.raw("amount", SCRIP_TRY(amount_of(remote, given)));
  if (given.has("award")) body.add("award", given.text("award"));
  const std::string path = path_of({"applications", given.text("application"), "propose"});
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", path, body.text())));
}

// Without figures, what is proposed is approved as it stands.
Result<void> approve(Remote& remote, const Given& given) {
  const std::string application = given.text("application");
  JsonObject body;
  if (given.has("refuse")) {
    body.add("outcome", std::string_view("refuse"));
  } else if (given.has("amount")) {
    body.add("outcome", std::string_view("award")).raw("amount", SCRIP_TRY(amount_of(remote, given)));
  } else {
    const auto decision =
        SCRIP_TRY(remote.get(path_of({"applications", application}))).object("proposal").object("decision");
    const std::string outcome = decision.text("outcome");
    if (outcome.empty()) return fail(ErrorCode::application_state, say("nothing is proposed"), "application");
    body.add("outcome", outcome).add("amount", decision.text("amount"));
  }
  const std::string path = path_of({"applications", application, "approve"});
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", path, body.text())));
}

Result<void> sample(Remote& remote, const Given& given) {
  const std::string call = given.text("call");
  const auto calls = SCRIP_TRY(remote.get("/calls" + query_of({{"limit", "1"}, {"filter", "call=" + call}})));
  if (calls.items("items").empty()) return fail(ErrorCode::call_not_found, "'" + call + "'", "call");
  const auto commitment = hash_from_hex(calls.items("items").front().text("seed_commitment"));
  const auto applications =
      SCRIP_TRY(remote.list("applications", "/applications" + query_of({{"filter", "call=" + call}})));
  std::set<std::string> of_call;
  for (const auto& row : applications.rows) of_call.insert(row.front());
  auto awards = SCRIP_TRY(remote.list("awards", "/awards"));
  std::erase_if(awards.rows, [&](const auto& row) { return !of_call.contains(row[1]); });
  return remote.context().show(SCRIP_TRY(draw_sample({.call = call,
                                                      .seed = given.text("seed"),
                                                      .size = given.text("size"),
                                                      .commitment = commitment.value_or(Hash256{})},
                                                     awards)));
}

}  // namespace scrip::cli::remote
