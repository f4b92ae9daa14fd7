#include "service/call.h"

#include <algorithm>

#include "base/check.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

std::string_view name(Remedy remedy) {
  switch (remedy) {
    case Remedy::fix_request:
      return "fix_request";
    case Remedy::fix_state:
      return "fix_state";
    case Remedy::retry:
      return "retry";
    case Remedy::call_help:
      return "call_help";
  }
  return "call_help";
}

// "12 s", as locked_out and too_many_requests carry it; what is overloaded now is less so in a moment.
std::string seconds_in(const Error& error) {
  if (error.code == ErrorCode::overloaded) return "1";
  return error.code == ErrorCode::locked_out || error.code == ErrorCode::too_many_requests
             ? error.detail.substr(0, error.detail.find(' '))
             : std::string{};
}

}  // namespace

const std::string& Call::name(std::string_view wanted) const {
  const auto found = std::ranges::find(names, wanted, [](const auto& each) -> std::string_view { return each.first; });
  SCRIP_CHECK(found != names.end());
  return found->second;
}

std::string_view Call::parameter(std::string_view wanted) const {
  for (const auto& [key, value] : parameters) {
    if (key == wanted) return value;
  }
  return {};
}

Result<void> Call::only(std::initializer_list<std::string_view> known) const {
  for (const auto& [key, value] : parameters) {
    if (std::ranges::find(known, key) == known.end()) {
      return fail(ErrorCode::unknown_field, say("it is not a parameter of this address"), key);
    }
  }
  return {};
}

Result<std::string> Call::reason() const {
  const Body sent = SCRIP_TRY(body());
  SCRIP_TRY_VOID(sent.only({"reason"}));
  return sent.text("reason");
}

engine::Roles Call::counting() const {
  engine::Roles roles;
  for (std::uint8_t i = 0; i < registry::role_count; ++i) {
    const auto role = static_cast<registry::Role>(i);
    if (allowed.has(role) && route_roles.has(role)) roles = roles.with(role);
  }
  return roles;
}

engine::Sight Call::sight(const engine::State& state) const {
  return engine::sight_of(state, caller.person, counting());
}

http::Response json_answer(std::string body, unsigned status) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

http::Response empty_answer() {
  http::Response response;
  response.status = 204;
  return response;
}

http::Response problem_answer(const Error& error, Language language) {
  codec::JsonObject problem;
  problem.add("type", "https://scrip.example/errors#" + std::string(scrip::name(error.code)))
      .add("title", text(error.code, language))
      .add("status", http_status(error.code))
      .add("detail", error.detail_in(language))
      .add("code", scrip::name(error.code))
      .add("remedy", name(remedy(error.code)));
  if (!error.field.empty()) problem.add("field", error.field);
  if (error.line != 0) problem.add("line", error.line);
  http::Response response;
  if (const std::string wait = seconds_in(error); !wait.empty()) {
    problem.raw("retry_after_s", wait);
    response.headers.push_back({"retry-after", wait});
  }
  if (error.code == ErrorCode::method_not_allowed) response.headers.push_back({"allow", error.detail});
  response.headers.push_back({"content-language", language == Language::chinese ? "zh-CN" : "en"});
  response.status = static_cast<unsigned>(http_status(error.code));
  response.content_type = "application/problem+json";
  response.body = problem.text();
  response.code = scrip::name(error.code);
  return response;
}

std::string json_text_pair(std::string_view english, std::string_view chinese) {
  return codec::JsonObject().add("en", english).add("zh", chinese).text();
}

}  // namespace scrip::service
