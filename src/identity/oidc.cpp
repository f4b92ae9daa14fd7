#include "identity/oidc.h"

#include <simdjson.h>

#include <algorithm>

#include "base/limits.h"
#include "identity/secret.h"
#include "identity/texts.h"
#include "proof/hash.h"

namespace scrip::identity {
namespace {

std::unexpected<Error> refused(Message why) { return fail(ErrorCode::oidc_failed, std::move(why), "id_token"); }

std::string text_in(const simdjson::dom::element& object, std::string_view name) {
  std::string_view text;
  return object[name].get(text) == simdjson::SUCCESS ? std::string(text) : std::string{};
}

// application/x-www-form-urlencoded.
std::string escaped(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::string form(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    text += (text.empty() ? "" : "&") + std::string(name) + "=" + escaped(value);
  }
  return text;
}

std::string sha256_text(std::string_view text) {
  const Hash256 hash = proof::sha256(as_bytes(text));
  return to_base64_url(as_text(ByteView(hash.bytes)));
}

// "aud" is one text or a list; with several, "azp" says for which of them the token is.
bool is_for(const simdjson::dom::element& claims, const std::string& client_id) {
  const std::string party = text_in(claims, "azp");
  if (!party.empty() && party != client_id) return false;
  simdjson::dom::array several;
  if (claims["aud"].get(several) != simdjson::SUCCESS) return text_in(claims, "aud") == client_id;
  bool named = false;
  for (const auto each : several) {
    std::string_view one;
    named = named || (each.get(one) == simdjson::SUCCESS && one == client_id);
  }
  return named && (several.size() == 1 || party == client_id);
}

Result<std::int64_t> seconds_in(const simdjson::dom::element& claims, std::string_view name) {
  std::int64_t seconds = 0;
  if (claims[name].get(seconds) == simdjson::SUCCESS) return seconds;
  return refused(say("it does not say '{0}'", name));
}

}  // namespace

std::string discovery_url(const OidcClient& client) { return client.issuer + "/.well-known/openid-configuration"; }

bool is_safe_address(std::string_view url) {
  if (url.starts_with("https://")) return true;
  for (const std::string_view loopback : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
    if (!url.starts_with(loopback)) continue;
    const auto rest = url.substr(loopback.size());
    if (rest.empty() || rest.front() == ':' || rest.front() == '/') return true;
  }
  return false;
}

Result<OidcProvider> parse_discovery(const OidcClient& client, std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element said;
  if (parser.parse(json.data(), json.size()).get(said) != simdjson::SUCCESS) {
    return fail(ErrorCode::oidc_unavailable, say("its description does not read"));
  }
  std::string issuer = text_in(said, "issuer");
  while (issuer.ends_with('/')) issuer.pop_back();
  if (issuer != client.issuer) return fail(ErrorCode::oidc_unavailable, say("it calls itself '{0}'", issuer));
  OidcProvider provider{.authorization_endpoint = text_in(said, "authorization_endpoint"),
                        .token_endpoint = text_in(said, "token_endpoint"),
                        .jwks_uri = text_in(said, "jwks_uri")};
  for (const auto* url : {&provider.authorization_endpoint, &provider.token_endpoint, &provider.jwks_uri}) {
    if (!is_safe_address(*url)) return fail(ErrorCode::oidc_unavailable, say("'{0}' is no https address", *url));
  }
  return provider;
}

OidcAttempt new_attempt(std::string_view return_to, Instant now) {
  // A path of this server only: else a link could lead anywhere by way of it.
  const bool own = return_to.starts_with('/') && !return_to.starts_with("//") &&
                   std::ranges::all_of(return_to, [](char c) { return c > ' ' && c <= '~' && c != '\\'; });
  return {.state = new_token(),
          .nonce = new_token(),
          .verifier = new_token(),
          .return_to = own ? std::string(return_to) : "/",
          .begun = now};
}

std::string authorization_url(const OidcClient& client, const OidcProvider& provider, const OidcAttempt& attempt) {
  const bool has_query = provider.authorization_endpoint.find('?') != std::string::npos;
  return provider.authorization_endpoint + (has_query ? "&" : "?") +
         form({{"response_type", "code"},
               {"scope", "openid"},
               {"client_id", client.client_id},
               {"redirect_uri", client.redirect_uri},
               {"state", attempt.state},
               {"nonce", attempt.nonce},
               {"code_challenge", sha256_text(attempt.verifier)},
               {"code_challenge_method", "S256"}});
}

std::string token_request(const OidcClient& client, const OidcAttempt& attempt, std::string_view code) {
  return form({{"grant_type", "authorization_code"},
               {"code", code},
               {"redirect_uri", client.redirect_uri},
               {"code_verifier", attempt.verifier}});
}

std::string basic_authorization(const OidcClient& client) {
  const std::string both = escaped(client.client_id) + ":" + escaped(client.client_secret);
  return "Basic " + to_base64(as_bytes(both));
}

Result<std::string> id_token_in(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element answer;
  if (parser.parse(json.data(), json.size()).get(answer) != simdjson::SUCCESS) {
    return refused(say("the provider's answer does not read"));
  }
  std::string token = text_in(answer, "id_token");
  if (token.empty()) return refused(say("the provider gave none: {0}", text_in(answer, "error")));
  return token;
}

Result<std::string> subject_of(std::string_view id_token, const std::vector<JsonWebKey>& keys, const OidcClient& client,
                               const OidcAttempt& attempt, Instant now) {
  const std::string json = SCRIP_TRY(checked_claims(id_token, keys));
  simdjson::dom::parser parser;
  simdjson::dom::element claims;
  if (parser.parse(json).get(claims) != simdjson::SUCCESS) return refused(say("its claims do not read"));
  std::string issuer = text_in(claims, "iss");
  while (issuer.ends_with('/')) issuer.pop_back();
  if (issuer != client.issuer) return refused(say("it is of another issuer"));
  if (!is_for(claims, client.client_id)) return refused(say("it is for another client"));
  const std::int64_t now_s = count(now) / 1'000;
  if (SCRIP_TRY(seconds_in(claims, "exp")) <= now_s - limits::oidc_clock_skew_s_max)
    return refused(say("its time is over"));
  if (SCRIP_TRY(seconds_in(claims, "iat")) > now_s + limits::oidc_clock_skew_s_max)
    return refused(say("it is of later"));
  if (!same_secret(text_in(claims, "nonce"), attempt.nonce)) return refused(say("it answers another sign-in"));
  std::string subject = text_in(claims, "sub");
  if (subject.empty() || subject.size() > limits::text_max) return refused(say("it names nobody"));
  return subject;
}

}  // namespace scrip::identity
