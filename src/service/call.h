#pragma once
// One request on its way through the service: who asks, what the path and the query say, and the ways to answer.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/json.h"
#include "engine/rights.h"
#include "http/message.h"
#include "identity/identity.h"
#include "service/body.h"

namespace scrip::service {

struct Call {
  const http::Request& request;
  BodyReader& bodies;
  Language language = Language::english;
  identity::Caller caller;
  engine::Roles allowed = engine::all_roles;  // what an API key leaves of the person's roles
  engine::Roles route_roles;                  // that the route is for
  std::vector<std::pair<std::string, std::string>> names;  // of the path
  http::Parameters parameters;                             // of the query
  Instant now{};
  std::optional<Hash256> content = {};  // of a write: the hash of its method, path, query and body

  // What a name of the path stands for.
  [[nodiscard]] const std::string& name(std::string_view wanted) const;
  // A parameter of the query; "" if it is absent.
  [[nodiscard]] std::string_view parameter(std::string_view wanted) const;
  [[nodiscard]] bool asks_for(std::string_view flag) const { return parameter(flag) == "true"; }
  // Parameters other than these are errors: unknown_field.
  [[nodiscard]] Result<void> only(std::initializer_list<std::string_view> known) const;
  [[nodiscard]] Result<Body> body() const { return bodies.read(request.body); }
  // Of a body that says nothing but its reason.
  [[nodiscard]] Result<std::string> reason() const;

  // The roles of the caller that count for this route.
  [[nodiscard]] engine::Roles counting() const;
  [[nodiscard]] engine::Sight sight(const engine::State& state) const;
};

[[nodiscard]] http::Response json_answer(std::string body, unsigned status = 200);
[[nodiscard]] http::Response empty_answer();
// RFC 9457; `title` in the language asked for.
[[nodiscard]] http::Response problem_answer(const Error& error, Language language);

[[nodiscard]] std::string json_text_pair(std::string_view english, std::string_view chinese);

}  // namespace scrip::service
