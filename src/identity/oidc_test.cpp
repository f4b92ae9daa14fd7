// Tokens signed here by keys made here, and every way in which one may not hold.

#include "identity/oidc.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>

#include "base/limits.h"

namespace scrip::identity {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Key new_rsa() { return Key(EVP_RSA_gen(2'048), EVP_PKEY_free); }
Key new_p256() { return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free); }

std::string number(const Key& key, const char* name, int bytes) {
  BIGNUM* held = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key.get(), name, &held), 1);
  std::string out(static_cast<std::size_t>(bytes > 0 ? bytes : BN_num_bytes(held)), '\0');
  BN_bn2binpad(held, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(out.size()));
  BN_free(held);
  return to_base64_url(out);
}

std::string key_set(const Key& key, bool is_rsa) {
  if (is_rsa) {
    return R"({"keys":[{"kty":"oct","k":"x"},{"kty":"RSA","kid":"1","use":"sig","n":")" +
           number(key, OSSL_PKEY_PARAM_RSA_N, 0) + R"(","e":")" + number(key, OSSL_PKEY_PARAM_RSA_E, 0) + R"("}]})";
  }
  return R"({"keys":[{"kty":"EC","crv":"P-256","x":")" + number(key, OSSL_PKEY_PARAM_EC_PUB_X, 32) + R"(","y":")" +
         number(key, OSSL_PKEY_PARAM_EC_PUB_Y, 32) + R"("}]})";
}

std::string signature(const Key& key, const std::string& message, bool is_rsa) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::string out(512, '\0');
  std::size_t size = out.size();
  EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get());
  EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                 reinterpret_cast<const unsigned char*>(message.data()), message.size());
  out.resize(size);
  if (is_rsa) return out;
  const auto* der = reinterpret_cast<const unsigned char*>(out.data());
  ECDSA_SIG* both = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(out.size()));
  std::string raw(64, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(both), reinterpret_cast<unsigned char*>(raw.data()), 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(both), reinterpret_cast<unsigned char*>(raw.data()) + 32, 32);
  ECDSA_SIG_free(both);
  return raw;
}

std::string token(const Key& key, const std::string& header, const std::string& claims, bool is_rsa = true) {
  const std::string message = to_base64_url(header) + "." + to_base64_url(claims);
  return message + "." + to_base64_url(signature(key, message, is_rsa));
}

const OidcClient client{.issuer = "https://id.example",
                        .client_id = "scrip",
                        .client_secret = "s",
                        .name = "City",
                        .redirect_uri = "https://scrip.example/api/v1/session/oidc/callback"};
constexpr std::int64_t now_s = 1'800'000'000;
const Instant now = instant_at(now_s * 1'000);

std::string claims_with(const std::string& nonce, const std::string& more = {}, const std::string& aud = R"("scrip")",
                        const std::string& iss = "https://id.example/", std::int64_t exp = now_s + 60) {
  return R"({"iss":")" + iss + R"(","sub":"u-17","aud":)" + aud + R"(,"exp":)" + std::to_string(exp) + R"(,"iat":)" +
         std::to_string(now_s - 5) + R"(,"nonce":")" + nonce + "\"" + more + "}";
}

constexpr const char* rs256 = R"({"alg":"RS256","kid":"1"})";

class Tokens : public testing::Test {
 protected:
  Result<std::string> read(const std::string& text) const {
    return subject_of(text, *parse_key_set(key_set(rsa, true)), client, attempt, now);
  }
  Key rsa = new_rsa();
  OidcAttempt attempt = new_attempt("/inbox", now);
};

TEST_F(Tokens, OneThatHoldsNamesItsSubject) {
  EXPECT_EQ(*read(token(rsa, rs256, claims_with(attempt.nonce))), "u-17");
  EXPECT_EQ(*read(token(rsa, rs256, claims_with(attempt.nonce, R"(,"azp":"scrip")", R"(["scrip","other"])"))), "u-17");
}

TEST_F(Tokens, AnEllipticKeyDoesAsWell) {
  const Key key = new_p256();
  const auto keys = *parse_key_set(key_set(key, false));
  std::string good = token(key, R"({"alg":"ES256"})", claims_with(attempt.nonce), false);
  EXPECT_EQ(*subject_of(good, keys, client, attempt, now), "u-17");
  good.back() = good.back() == 'A' ? 'Q' : 'A';
  EXPECT_FALSE(subject_of(good, keys, client, attempt, now));
}

TEST_F(Tokens, WhatIsOfAnotherForAnotherOrOverIsRefused) {
  const std::string nonce = attempt.nonce;
  for (const auto& claims :
       {claims_with("other"), claims_with(nonce, {}, R"("other")"), claims_with(nonce, {}, R"(["scrip","other"])"),
        claims_with(nonce, R"(,"azp":"other")"), claims_with(nonce, {}, R"("scrip")", "https://evil.example"),
        claims_with(nonce, {}, R"("scrip")", "https://id.example", now_s - limits::oidc_clock_skew_s_max),
        std::string("{}"), std::string("[]")}) {
    const auto refused = read(token(rsa, rs256, claims));
    ASSERT_FALSE(refused) << claims;
    EXPECT_EQ(refused.error().code, ErrorCode::oidc_failed);
  }
}

TEST_F(Tokens, WhatNoKeyOfTheProviderSignedIsRefused) {
  const std::string good = token(rsa, rs256, claims_with(attempt.nonce));
  const Key stranger = new_rsa();
  EXPECT_FALSE(read(token(stranger, rs256, claims_with(attempt.nonce))));
  EXPECT_FALSE(read(token(rsa, R"({"alg":"none"})", claims_with(attempt.nonce))));
  EXPECT_FALSE(read(token(rsa, R"({"alg":"HS256"})", claims_with(attempt.nonce))));
  EXPECT_FALSE(read(token(rsa, R"({"alg":"RS256","crit":["x"]})", claims_with(attempt.nonce))));
  EXPECT_FALSE(read(token(rsa, R"({"alg":"RS256","kid":"2"})", claims_with(attempt.nonce))));
  EXPECT_FALSE(read(good.substr(0, good.rfind('.') + 1)));
  EXPECT_FALSE(read(good + ".x"));
  EXPECT_FALSE(read(""));
  for (std::size_t i = 0; i < good.size(); i += 7) {
    std::string changed = good;
    changed[i] = changed[i] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(read(changed)) << i;
  }
}

TEST(Oidc, DescriptionsThatLeadAwayAreRefused) {
  const auto described = [](const std::string& issuer, const std::string& token_endpoint) {
    return parse_discovery(client, R"({"issuer":")" + issuer +
                                       R"(","authorization_endpoint":"https://id.example/auth","token_endpoint":")" +
                                       token_endpoint + R"(","jwks_uri":"https://id.example/keys"})");
  };
  EXPECT_TRUE(described("https://id.example/", "https://id.example/token"));
  EXPECT_FALSE(described("https://evil.example", "https://id.example/token"));
  EXPECT_FALSE(described("https://id.example", "http://id.example/token"));
  EXPECT_FALSE(described("https://id.example", "http://127.0.0.1.evil.example/token"));
  EXPECT_FALSE(parse_discovery(client, "no JSON"));
  EXPECT_TRUE(is_safe_address("http://127.0.0.1:4593/api"));
}

TEST(Oidc, AReturnGoesToThisServerOnly) {
  EXPECT_EQ(new_attempt("/inbox?x=1", now).return_to, "/inbox?x=1");
  for (const char* away : {"//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nb"}) {
    EXPECT_EQ(new_attempt(away, now).return_to, "/") << away;
  }
}

TEST(Oidc, TheChallengeIsThatOfRfc7636) {
  OidcAttempt attempt = new_attempt("/", now);
  attempt.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // appendix B
  const auto url = authorization_url(
      client, {.authorization_endpoint = "https://id.example/auth", .token_endpoint = {}, .jwks_uri = {}}, attempt);
  EXPECT_NE(url.find("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"),
            std::string::npos);
  EXPECT_EQ(url.find(attempt.verifier), std::string::npos);
}

}  // namespace
}  // namespace scrip::identity
