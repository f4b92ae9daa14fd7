#include "service/oidc.h"

#include "base/limits.h"
#include "client/http_client.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

using identity::OidcAttempt;
using identity::OidcClient;

constexpr std::int64_t provider_s_max = 15;  // for one answer of the provider: someone waits

Result<std::string> fetch(const std::string& url) {
  const auto answer = client::HttpClient().send({.method = "GET",
                                                 .url = url,
                                                 .headers = {{"Accept", "application/json"}},
                                                 .body = {},
                                                 .answer_bytes_max = limits::oidc_answer_bytes_max,
                                                 .timeout_s = provider_s_max});
  if (!answer) return fail(ErrorCode::oidc_unavailable, answer.error().sentence());
  if (answer->status == 200) return answer->body;
  return fail(ErrorCode::oidc_unavailable, say("{0} answers {1}", url, answer->status));
}

Result<std::string> fetch_tokens(const OidcClient& client, const Oidc::Known& known, const OidcAttempt& attempt,
                                 const std::string& code) {
  const auto answer = client::HttpClient().send({.method = "POST",
                                                 .url = known.provider.token_endpoint,
                                                 .headers = {{"Accept", "application/json"},
                                                             {"Content-Type", "application/x-www-form-urlencoded"},
                                                             {"Authorization", identity::basic_authorization(client)}},
                                                 .body = identity::token_request(client, attempt, code),
                                                 .answer_bytes_max = limits::oidc_answer_bytes_max,
                                                 .timeout_s = provider_s_max});
  if (!answer) return fail(ErrorCode::oidc_unavailable, answer.error().sentence());
  if (answer->status == 200) return identity::id_token_in(answer->body);
  return fail(ErrorCode::oidc_failed, say("the provider does not take the code: {0}", answer->status));
}

bool is_old(const OidcAttempt& attempt, Instant now) {
  return now - attempt.begun >= std::chrono::seconds{limits::oidc_attempt_s_max};
}

}  // namespace

const Oidc::Known* Oidc::known(Instant now) const {
  const bool fresh = known_ && now - known_->at < std::chrono::seconds{limits::oidc_keys_s_max};
  return fresh ? &*known_ : nullptr;
}

Result<OidcAttempt> Oidc::begin(std::string_view return_to, Instant now) {
  if (attempts_.size() >= limits::oidc_attempts_max) {
    std::erase_if(attempts_, [&](const auto& each) { return is_old(each.second, now); });
  }
  if (attempts_.size() >= limits::oidc_attempts_max)
    return fail(ErrorCode::overloaded, say("too many sign-ins were begun"));
  OidcAttempt attempt = identity::new_attempt(return_to, now);
  attempts_.emplace(attempt.state, attempt);
  return attempt;
}

Result<OidcAttempt> Oidc::end(std::string_view state, Instant now) {
  const auto found = attempts_.find(state);
  if (found == attempts_.end()) return fail(ErrorCode::oidc_failed, say("this sign-in was not begun here"), "state");
  OidcAttempt attempt = std::move(found->second);
  attempts_.erase(found);
  if (is_old(attempt, now)) return fail(ErrorCode::oidc_failed, say("it took too long"), "state");
  return attempt;
}

Result<Oidc::Known> ask_provider(const OidcClient& client, Instant now) {
  Oidc::Known known{.provider = {}, .keys = {}, .at = now};
  known.provider = SCRIP_TRY(identity::parse_discovery(client, SCRIP_TRY(fetch(identity::discovery_url(client)))));
  auto keys = identity::parse_key_set(SCRIP_TRY(fetch(known.provider.jwks_uri)));
  if (!keys || keys->empty()) return fail(ErrorCode::oidc_unavailable, say("it publishes no key for RS256 or ES256"));
  known.keys = std::move(*keys);
  return known;
}

Result<Redeemed> redeem(const OidcClient& client, std::optional<Oidc::Known> known, const OidcAttempt& attempt,
                        const std::string& code, Instant now) {
  const bool was_known = known.has_value();
  if (!known) known = SCRIP_TRY(ask_provider(client, now));
  const std::string token = SCRIP_TRY(fetch_tokens(client, *known, attempt, code));
  auto subject = identity::subject_of(token, known->keys, client, attempt, now);
  if (!subject && was_known) {  // its keys may have changed since they were read
    known = SCRIP_TRY(ask_provider(client, now));
    subject = identity::subject_of(token, known->keys, client, attempt, now);
  }
  return Redeemed{.subject = SCRIP_TRY(std::move(subject)), .known = std::move(*known)};
}

}  // namespace scrip::service
