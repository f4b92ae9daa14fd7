#pragma once
// The table of all addresses under /api/v1, with the roles they are for. A test compares it with docs/openapi.json.

#include <span>

#include "service/service.h"

namespace scrip::service {

enum class Effect : std::uint8_t {
  read,   // changes nothing, and needs no token against forgery
  write,  // writes the journal: needs an Idempotency-Key
  act,    // changes the register or a document, or only calculates: the same twice does no harm
};

using Handler = Result<http::Response> (*)(Service& service, Call& call);

struct Route {
  http::Method method = http::Method::get;
  std::string_view pattern;  // behind /api/v1
  engine::Roles roles;       // empty: anyone, signed in or not
  Effect effect = Effect::read;
  Handler handle = nullptr;
};

[[nodiscard]] std::span<const Route> routes();

inline constexpr std::string_view api_root = "/api/v1";
inline constexpr std::string_view usage_frame_type = "application/vnd.scrip.usage";  // docs/formats/usage-frame.md
[[nodiscard]] std::string_view openapi_document();

}  // namespace scrip::service
