#include "cli/remote.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/limits.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/texts.h"
#include "identity/secret.h"
#include "reports/reports.h"

namespace scrip::cli {
namespace {

constexpr std::string_view api_root = "/api/v1";

std::optional<ErrorCode> code_called(std::string_view wanted) {
#define SCRIP_ERROR(number_, name_, remedy_, http_, english_, chinese_) \
  if (wanted == #name_) return ErrorCode::name_;
#include "base/error_codes.def"
#undef SCRIP_ERROR
  return std::nullopt;
}

// A problem document as the error that it was. What is none comes from something between here and the server.
Error error_of(const client::Answer& answer) {
  const auto problem = Json::parse(answer.body);
  const auto code = problem ? code_called(problem->text("code")) : std::nullopt;
  if (!code) {
    return Error::at(ErrorCode::server_unreachable, "--url", say("status {0} and no problem document", answer.status));
  }
  return Error::at(*code, problem->text("field"), problem->text("detail"), problem->number("line"));
}

Result<std::string> read_token(const Globals& globals) {
  if (globals.token_file.empty()) return globals.token;
  std::string text = SCRIP_TRY(read_file(globals.token_file));
  text.resize(std::min(text.find_first_of("\r\n"), text.size()));
  return text;
}

}  // namespace

const CLI::Option* Given::find(const std::string& name) const {
  const CLI::Option* option = app_.get_option_no_throw("--" + name);
  return option != nullptr ? option : app_.get_option_no_throw(name);
}

bool Given::has(const std::string& name) const {
  const auto* option = find(name);
  return option != nullptr && option->count() > 0;
}

std::string Given::text(const std::string& name) const {
  const auto all = texts(name);
  return all.empty() ? std::string{} : all.front();
}

std::vector<std::string> Given::texts(const std::string& name) const {
  return has(name) ? find(name)->results() : std::vector<std::string>{};
}

Remote::Remote(Context& context, std::string token)
    : context_(context), token_(std::move(token)), texts_(std::make_unique<std::deque<std::string>>()) {
  key_ = context.globals().idempotency_key;
  if (key_.empty()) key_ = "cli-" + identity::new_token();
}

Result<Remote> Remote::connect(Context& context) { return Remote(context, SCRIP_TRY(read_token(context.globals()))); }

Result<client::Answer> Remote::send(const Request& request) {
  std::string root = context_.globals().url;
  while (root.ends_with('/')) root.pop_back();
  client::Ask ask{.method = std::string(request.method),
                  .url = root + std::string(api_root) + request.path,
                  .headers = request.headers,
                  .body = request.body};
  if (!token_.empty()) ask.headers.emplace_back("Authorization", "Bearer " + token_);
  if (!request.body.empty()) ask.headers.emplace_back("Content-Type", request.type);
  if (!request.key.empty()) ask.headers.emplace_back("Idempotency-Key", request.key);
  ask.headers.emplace_back("Accept", request.accept);
  ask.headers.emplace_back("Accept-Language", context_.language() == Language::chinese ? "zh-CN" : "en");
  auto answer = client_.send(ask);
  const bool repeatable = !request.key.empty() || request.method == "GET";
  for (int tries = 1; !answer && repeatable && answer.error().code == ErrorCode::server_unreachable &&
                      tries < limits::client_tries_max;
       ++tries) {
    answer = client_.send(ask);
  }
  if (!answer) return std::unexpected(answer.error());
  if (answer->status >= 400 || answer->status < 200) return std::unexpected(error_of(*answer));
  return answer;
}

Result<Json> Remote::get(const std::string& path) { return Json::parse(SCRIP_TRY(send({.path = path})).body); }

Result<Json> Remote::write(std::string_view method, const std::string& path, const std::string& body,
                           std::string_view suffix) {
  const std::string asked = path + (path.find('?') == std::string::npos ? "?" : "&") + "texts=true";
  return Json::parse(SCRIP_TRY(send({.method = method, .path = asked, .body = body, .key = key(suffix)})).body);
}

Result<Json> Remote::act(std::string_view method, const std::string& path, const std::string& body) {
  const auto answer = SCRIP_TRY(send({.method = method, .path = path, .body = body}));
  return Json::parse(answer.body.empty() ? "{}" : answer.body);
}

Result<std::string> Remote::upload(const std::string& file) {
  const std::string bytes = SCRIP_TRY(read_file(file));
  const auto answer = SCRIP_TRY(send({.method = "POST",
                                      .path = "/documents",
                                      .body = bytes,
                                      .type = "application/octet-stream",
                                      .key = key("/document")}));
  return SCRIP_TRY(Json::parse(answer.body)).text("hash");
}

Result<std::string> Remote::currency() {
  if (currency_.empty()) currency_ = SCRIP_TRY(get("/authority")).text("currency");
  return currency_;
}

std::string path_of(std::initializer_list<std::string_view> segments) {
  std::string path;
  for (const auto segment : segments) path += "/" + client::percent_encoded(segment);
  return path;
}

std::string query_of(std::initializer_list<std::pair<std::string_view, std::string>> parameters) {
  std::string query;
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    query += (query.empty() ? "?" : "&") + std::string(name) + "=" + client::percent_encoded(value);
  }
  return query;
}

Result<void> print_written(Context& context, const Json& written) {
  const auto sequence = written.number("sequence");
  const bool repeated = written.truth("repeated");
  if (context.json()) {
    context.print(JsonObject()
                      .add("sequence", sequence)
                      .add("repeated", repeated)
                      .raw("events", repeated ? "[]" : written.raw("events"))
                      .text() +
                  "\n");
    return {};
  }
  if (repeated) {
    context.tell("Done before, in entry {}: nothing changed.", sequence);
    return {};
  }
  if (written.items("events").empty()) context.tell("It is so already: nothing changed.");
  for (const auto& text : written.texts("texts")) context.tell("{}  (entry {})", text, sequence);
  return {};
}

}  // namespace scrip::cli
