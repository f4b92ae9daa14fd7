#include "service/sent_by_site.h"

#include <algorithm>

#include "engine/rights.h"
#include "proof/message_signature.h"
#include "service/texts.h"

namespace scrip::service {

// What sites send is no command: who may is said here, in the words of rights.h.
Result<void> check_site_right(const Service& service, const Call& call, SiteId site) {
  if (engine::holds(service.state(), call.caller.person, call.counting(), {.site = site})) return {};
  return fail(ErrorCode::forbidden, say("this takes a role at this site"), "site");
}

Result<std::optional<runtime::SignedBody>> signature_of(const http::Request& request) {
  const auto input = request.header("signature-input");
  const auto signature = request.header("signature");
  if (input.empty() && signature.empty()) return std::nullopt;
  const auto scheme = request.header("x-forwarded-proto");  // what a proxy that ends TLS says of the outside
  auto read =
      SCRIP_TRY(proof::read_message_signature(input, signature,
                                              {.method = http::name(request.method),
                                               .path = request.path,
                                               .query = request.query,
                                               .authority = request.header("host"),
                                               .scheme = scheme.empty() ? "http" : scheme,
                                               .field = [&](std::string_view name) -> std::optional<std::string_view> {
                                                 const auto found =
                                                     std::ranges::find(request.headers, name, &http::Header::name);
                                                 if (found == request.headers.end()) return std::nullopt;
                                                 return std::string_view(found->value);
                                               }}));
  return runtime::SignedBody{.signature = std::move(read), .body = request.body};
}

}  // namespace scrip::service
