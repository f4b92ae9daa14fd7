#include "proof/message_signature.h"

#include <gtest/gtest.h>

#include <map>

#include "proof/hash.h"

namespace scrip::proof {
namespace {

// RFC 9421, appendix B.1.4 and B.2.6: the key test-key-ed25519, the request and what it is signed with.
constexpr std::string_view rfc_input =
    "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473"
    ";keyid=\"test-key-ed25519\"";
constexpr std::string_view rfc_signature =
    "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:";
constexpr std::string_view rfc_pem =
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::string_view rfc_base =
    "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@method\": POST\n\"@path\": /foo\n\"@authority\": example.com\n"
    "\"content-type\": application/json\n\"content-length\": 18\n"
    "\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
    ";created=1618884473;keyid=\"test-key-ed25519\"";

using Fields = std::map<std::string, std::string, std::less<>>;

const Fields rfc_fields{{"date", "Tue, 20 Apr 2021 02:07:55 GMT"},
                        {"content-type", "application/json"},
                        {"content-length", "18"},
                        {"content-digest", "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"}};

SignedRequest request_of(const Fields& fields) {
  return {.method = "POST",
          .path = "/foo",
          .query = "param=Value&Pet=dog",
          .authority = "example.com",
          .scheme = "https",
          .field = [&fields](std::string_view name) -> std::optional<std::string_view> {
            const auto found = fields.find(name);
            if (found == fields.end()) return std::nullopt;
            return std::string_view(found->second);
          }};
}

Result<MessageSignature> read(std::string_view input, std::string_view signature = rfc_signature) {
  return read_message_signature(input, signature, request_of(rfc_fields));
}
// Of an input whose label is that of rfc_signature.
std::string base_of(const std::string& input) {
  const auto made = read("sig-b26=" + input);
  return made ? made->base : "refused: " + made.error().detail;
}
bool is_refused(const std::string& input) {
  const auto made = read("sig-b26=" + input);
  return !made && made.error().code == ErrorCode::signature_malformed;
}

TEST(MessageSignature, TheExampleOfTheStandardVerifies) {
  const auto made = read(rfc_input);
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->base, rfc_base);
  const auto key = read_ed25519_key(rfc_pem);
  ASSERT_TRUE(key);
  EXPECT_TRUE(verify(*key, as_bytes(made->base), made->signature));
}

TEST(MessageSignature, AnyChangedByteOfTheBaseOrTheSignatureFails) {
  const auto made = read(rfc_input).value();
  const auto key = read_ed25519_key(rfc_pem).value();
  for (std::size_t i = 0; i < made.base.size(); ++i) {
    std::string changed = made.base;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(verify(key, as_bytes(changed), made.signature)) << i;
  }
  for (std::size_t i = 0; i < made.signature.size(); ++i) {
    auto changed = made.signature;
    changed[i] ^= 1;
    EXPECT_FALSE(verify(key, as_bytes(made.base), changed)) << i;
  }
}

TEST(MessageSignature, TheKeyOfTheStandardReadsFromItsFormsAndNoOthers) {
  const auto pem = read_ed25519_key(rfc_pem);
  const auto raw = read_ed25519_key("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=");
  ASSERT_TRUE(pem && raw);
  EXPECT_EQ(pem->bytes, raw->bytes);
  for (const std::string_view wrong :
       {"", "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs",
        "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0Q==", "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=",
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n"
        "-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----"}) {
    const auto read = read_ed25519_key(wrong);
    ASSERT_FALSE(read) << wrong;
    EXPECT_EQ(read.error().code, ErrorCode::key_invalid);
  }
}

TEST(MessageSignature, CoversWhatTheStandardDerivesFromARequest) {
  EXPECT_EQ(base_of("(\"@target-uri\" \"@query\")"),
            "\"@target-uri\": https://example.com/foo?param=Value&Pet=dog\n\"@query\": ?param=Value&Pet=dog\n"
            "\"@signature-params\": (\"@target-uri\" \"@query\")");
  EXPECT_EQ(base_of("()"), "\"@signature-params\": ()");
  EXPECT_EQ(base_of("( \"@method\"   \"@path\" ) ; keyid=\"a\\\"b\\\\\";created=1").substr(0, 7), "refused");
  EXPECT_EQ(base_of("( \"@method\"   \"@path\" ); keyid=\"a\\\"b\\\\\";created=-1"),
            "\"@method\": POST\n\"@path\": /foo\n"
            "\"@signature-params\": (\"@method\" \"@path\");keyid=\"a\\\"b\\\\\";created=-1");
}

TEST(MessageSignature, WhatIsNotUnderstoodIsRefusedAndNotSkipped) {
  for (const char* input : {"",
                            "(",
                            ")",
                            "(\"@method\"",
                            "(\"@method\" \"@method\")",
                            "(\"@method\";req)",
                            "(\"@method\"\"@path\")",
                            "(\"@status\")",
                            "(\"date",
                            "(\"x-absent\")",
                            "(date)",
                            "();created",
                            "();created=",
                            "();created=1.5",
                            "();created=1;created=2",
                            "();created=1234567890123456",
                            "();keyid=token",
                            "();keyid=:YQ==:",
                            "();Created=1",
                            "();keyid=\"a\\n\"",
                            "();keyid=\"\x01\"",
                            "();created=1, other=()",
                            "() x"}) {
    EXPECT_TRUE(is_refused(input)) << input;
  }
  for (const char* signature :
       {"", "sig-b26", "sig-b26=", "sig-b26=::", "sig-b26=:YQ==:", "sig-b26=:YQ=:", "sig-b26=:wqcA", "other=:YQ==:",
        "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:;a=1"}) {
    EXPECT_FALSE(read(rfc_input, signature)) << signature;
  }
  std::string many = "(";
  for (int i = 0; i < 33; ++i) many += "\"a" + std::to_string(i) + "\" ";
  EXPECT_TRUE(is_refused(many + ")"));
}

TEST(MessageSignature, ABaseSaysWhatItCovers) {
  const auto made =
      read("sig-b26=(\"@method\" \"@target-uri\" \"content-digest\");created=5;expires=9;keyid=\"k\";alg=\"ed25519\"");
  ASSERT_TRUE(made) << made.error().detail;
  const auto said = read_signature_base(made->base);
  ASSERT_TRUE(said) << said.error().detail;
  EXPECT_EQ(said->method, "POST");
  EXPECT_EQ(said->path, "/foo");
  EXPECT_EQ(said->created_s, 5);
  EXPECT_EQ(said->expires_s, 9);
  EXPECT_EQ(said->key_id, "k");
  EXPECT_EQ(said->algorithm, "ed25519");
  EXPECT_EQ(said->body, sha256(as_bytes("{\"hello\": \"world\"}")));
}

TEST(MessageSignature, ABaseThatIsWrittenOtherwiseIsNone) {
  for (const std::string_view base :
       {"", "\"@method\": POST", "\"@method\": POST\n", "@method: POST\n\"@signature-params\": (\"@method\")",
        "\"@method\": POST\n\"@signature-params\": (\"@path\")", "\"@signature-params\": (\"@method\")",
        "\"@signature-params\":()", "\"@signature-params\": () ", "\"@signature-params\": ();created=\"1\"",
        "\"@signature-params\": ();keyid=1", "\"@signature-params\": ( )", "\"@signature-params\": ()\n",
        "\"content-digest\": x\n\"@signature-params\": (\"content-digest\")"}) {
    const auto said = read_signature_base(base);
    ASSERT_FALSE(said) << base;
    EXPECT_EQ(said.error().code, ErrorCode::signature_malformed);
  }
}

TEST(MessageSignature, DigestsAreThoseOfTheStandard) {
  const Hash256 body = sha256(as_bytes("{\"hello\": \"world\"}"));
  EXPECT_EQ(content_digest(body), "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");  // RFC 9530, appendix D
  EXPECT_EQ(read_content_digest(content_digest(body)), body);
  EXPECT_EQ(read_content_digest("sha-512=:YQ==:, " + content_digest(body)), body);
  for (const std::string_view wrong : {"", "sha-256", "sha-256=:YQ==:", "sha-512=:YQ==:", "sha-256=::",
                                       "sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="}) {
    EXPECT_FALSE(read_content_digest(wrong)) << wrong;
  }
  EXPECT_FALSE(read_content_digest(content_digest(body) + "," + content_digest(body)));
}

TEST(MessageSignature, WhatIsSignedReadsBackAndVerifies) {
  const auto pair = generate_key_pair("east-1").value();
  const std::string body = "{}\n";
  const auto signed_fields =
      sign_body(pair.private_key, {.path = "/foo", .body = as_bytes(body), .created_s = 1'700'000'000});
  const Fields fields{{"content-digest", signed_fields.content_digest}};
  const auto made = read_message_signature(signed_fields.signature_input, signed_fields.signature, request_of(fields));
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_TRUE(verify(pair.public_key, as_bytes(made->base), made->signature));
  const auto said = read_signature_base(made->base).value();
  EXPECT_EQ(said.path, "/foo");
  EXPECT_EQ(said.key_id, "east-1");
  EXPECT_EQ(said.body, sha256(as_bytes(body)));
}

}  // namespace
}  // namespace scrip::proof
