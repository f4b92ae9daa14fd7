#include "proof/key.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

namespace scrip::proof {
namespace {

template <std::size_t N>
std::array<std::uint8_t, N> array_from_hex(std::string_view text) {
  const auto bytes = from_hex(text).value();
  std::array<std::uint8_t, N> out{};
  EXPECT_EQ(bytes.size(), N);
  std::ranges::copy(bytes, out.begin());
  return out;
}

// The example key of golang.org/x/mod/sumdb/note, its message and its signature (key id and Ed25519 signature).
constexpr std::string_view go_public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view go_private =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view go_text =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view go_signature =
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";

TEST(Key, SignsAsRfc8032Section71) {
  struct Case {
    std::string_view seed, public_key, message, signature;
  };
  const Case cases[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
       "24655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302a"
       "eeb00d291612bb0c00"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed2"
       "8dc027beceea1ec40a"},
  };
  for (const auto& test : cases) {
    const PrivateKey key{.name = "rfc8032", .seed = array_from_hex<32>(test.seed)};
    const auto public_key = public_key_of(key);
    EXPECT_EQ(to_hex(public_key.bytes), test.public_key);
    const auto message = from_hex(test.message).value();
    const auto signature = sign(key, message);
    EXPECT_EQ(to_hex(signature), test.signature);
    EXPECT_TRUE(verify(public_key, message, signature));
  }
}

TEST(Key, ReadsWritesAndSignsLikeTheGoImplementation) {
  const auto public_key = parse_public_key(go_public).value();
  const auto private_key = parse_private_key(go_private).value();
  EXPECT_EQ(public_key.name, "PeterNeumann");
  EXPECT_EQ(public_key_of(private_key), public_key);
  EXPECT_EQ(format_public_key(public_key), go_public);
  EXPECT_EQ(format_private_key(private_key), go_private);
  EXPECT_EQ(to_hex(key_id(public_key)), "c74f20a3");
  const auto signature = sign(private_key, as_bytes(go_text));
  EXPECT_EQ(to_base64(signature), to_base64(ByteView{from_base64(go_signature).value()}.subspan(4)));
}

TEST(Key, AGeneratedPairSignsAndSurvivesItsText) {
  const auto pair = generate_key_pair("city.example/journal").value();
  EXPECT_EQ(pair.public_key, public_key_of(pair.private_key));
  EXPECT_EQ(parse_public_key(format_public_key(pair.public_key)).value(), pair.public_key);
  EXPECT_EQ(parse_private_key(format_private_key(pair.private_key)).value(), pair.private_key);
  EXPECT_TRUE(verify(pair.public_key, as_bytes("text"), sign(pair.private_key, as_bytes("text"))));
  EXPECT_NE(generate_key_pair("city.example/journal").value().private_key, pair.private_key);
}

TEST(Key, ASignatureHoldsForItsMessageAndKeyOnly) {
  const auto pair = generate_key_pair("a").value();
  const auto other = generate_key_pair("a").value();
  auto signature = sign(pair.private_key, as_bytes("text"));
  EXPECT_EQ(verify(pair.public_key, as_bytes("texT"), signature).error().code, ErrorCode::signature_invalid);
  EXPECT_EQ(verify(other.public_key, as_bytes("text"), signature).error().code, ErrorCode::signature_invalid);
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(1u << bit % 8);
    signature[bit / 8] ^= mask;
    ASSERT_FALSE(verify(pair.public_key, as_bytes("text"), signature)) << "bit " << bit;
    signature[bit / 8] ^= mask;
  }
  EXPECT_TRUE(verify(pair.public_key, as_bytes("text"), signature));
}

TEST(Key, ANameIsPrintableAsciiWithoutSpaceAndPlus) {
  EXPECT_TRUE(is_key_name("city.example/journal-2"));
  EXPECT_TRUE(is_key_name(std::string(key_name_bytes_max, 'a')));
  EXPECT_FALSE(is_key_name(std::string(key_name_bytes_max + 1, 'a')));
  for (const std::string_view name : {"", "a b", "a+b", "a\n", "a\t", "\x7f", "城"}) {
    EXPECT_FALSE(is_key_name(name)) << name;
    EXPECT_EQ(generate_key_pair(std::string(name)).error().code, ErrorCode::key_invalid);
  }
}

// Every text that is not exactly the key's is refused; a changed name, id or key contradicts the others.
template <class Parse>
void expect_no_other_text(std::string_view good, Parse parse) {
  ASSERT_TRUE(parse(good));
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string bad{good};
      bad[i] = static_cast<char>(static_cast<unsigned char>(bad[i]) ^ (1u << bit));
      ASSERT_EQ(parse(bad).error().code, ErrorCode::key_invalid) << bad;
    }
    ASSERT_EQ(parse(good.substr(0, i)).error().code, ErrorCode::key_invalid);
  }
  EXPECT_FALSE(parse(std::string(good) + "\n"));
  EXPECT_FALSE(parse(" " + std::string(good)));
}

TEST(Key, AChangedKeyTextIsRefused) {
  expect_no_other_text(go_public, parse_public_key);
  expect_no_other_text(go_private, parse_private_key);
}

TEST(Key, ThePrivateKeyIsNotTakenForThePublicOneNorPrintedInTheError) {
  const auto error = parse_public_key(go_private).error();
  EXPECT_EQ(error.code, ErrorCode::key_invalid);
  EXPECT_EQ(error.detail.find("AYEK"), std::string::npos);
  EXPECT_EQ(parse_private_key(go_public).error().code, ErrorCode::key_invalid);
}

TEST(Key, AKeyOfAnotherTypeIsRefused) {
  auto typed = from_base64(go_public.substr(go_public.rfind('+') + 1)).value();
  typed.front() = 0x04;
  EXPECT_EQ(parse_public_key("PeterNeumann+c74f20a3+" + to_base64(typed)).error().detail,
            "the key is not of type 1 (Ed25519)");
}

}  // namespace
}  // namespace scrip::proof
