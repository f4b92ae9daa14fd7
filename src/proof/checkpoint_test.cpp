#include "proof/checkpoint.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <string>

#include "proof/hash.h"

namespace scrip::proof {
namespace {

const PrivateKey& private_key() {
  static const PrivateKey key{.name = "city.example/journal", .seed = sha256(as_bytes("a seed")).bytes};
  return key;
}

const PublicKey& public_key() {
  static const PublicKey key = public_key_of(private_key());
  return key;
}

Checkpoint example() { return {.origin = private_key().name, .size = 20852163, .root = sha256(as_bytes("a root"))}; }

// A signature line of a key over a text, whatever the text: what sign_checkpoint would refuse to write.
std::string signature_line(const PrivateKey& key, std::string_view text) {
  const auto id = key_id(public_key_of(key));
  const auto signature = sign(key, as_bytes(text));
  Bytes bytes{id.begin(), id.end()};
  bytes.insert(bytes.end(), signature.begin(), signature.end());
  return "\u2014 " + key.name + " " + to_base64(bytes) + "\n";
}

std::string note(std::string_view text) { return std::string(text) + "\n" + signature_line(private_key(), text); }

ErrorCode code_of(std::string_view text) { return open_checkpoint(text, public_key()).error().code; }

// --- base 64, which every part of a checkpoint leans on ---

TEST(Base64, GivesTheVectorsOfRfc4648Section10) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(to_base64(as_bytes(bytes)), text);
    EXPECT_EQ(as_text(from_base64(text).value()), bytes);
  }
  EXPECT_EQ(to_base64(Bytes{0xfb, 0xff, 0xfe}), "+//+");
}

TEST(Base64, RefusesEveryTextButTheOneOfItsBytes) {
  for (const std::string_view text : {"Zg", "Zg=", "Zh==", "Zm9=", "=", "====", "Z===", "Zg==Zg==", "Zm9v\n", "Zm-v",
                                      "Zm_v", "Z g=", " Zm9v", "Zm9v=", "Z=9v", "Zm9\xff"}) {
    const auto bytes = from_base64(text);
    ASSERT_FALSE(bytes) << text;
    EXPECT_EQ(bytes.error().code, ErrorCode::encoding_invalid);
  }
}

RC_GTEST_PROP(Base64, BytesComeBack, (const Bytes& bytes)) {
  RC_ASSERT(from_base64(to_base64(bytes)).value() == bytes);
}

RC_GTEST_PROP(Base64, WhateverIsReadIsWrittenTheSame, ()) {
  const auto text = *rc::gen::container<std::string>(8, rc::gen::elementOf(std::string("AQgw9+/=")));
  const auto bytes = from_base64(text);
  RC_CLASSIFY(bytes.has_value());
  if (bytes) RC_ASSERT(to_base64(*bytes) == text);
}

// --- the text ---

TEST(Checkpoint, IsWrittenAndReadAsTheSpecificationShows) {
  constexpr std::string_view text =
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const auto checkpoint = parse_checkpoint(text).value();
  EXPECT_EQ(checkpoint.origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint.size, 20852163u);
  EXPECT_EQ(to_hex(checkpoint.root), "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
  EXPECT_EQ(format_checkpoint(checkpoint).value(), text);
}

TEST(Checkpoint, HoldsEverySize) {
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::numeric_limits<std::uint64_t>::max()}) {
    auto checkpoint = example();
    checkpoint.size = size;
    EXPECT_EQ(parse_checkpoint(format_checkpoint(checkpoint).value()).value(), checkpoint);
  }
}

TEST(Checkpoint, AnyOtherTextIsRefused) {
  const std::string root = to_base64(example().root.bytes);
  const std::string good = "o\n1\n" + root + "\n";
  ASSERT_TRUE(parse_checkpoint(good));
  const std::string cases[] = {
      "",
      "\n",
      "\n\n\n",
      "o\n1\n",
      "o\n1\n" + root,
      good + "\n",
      good + "extension\n",
      "\n1\n" + root + "\n",
      "o o\n1\n" + root + "\n",
      "o\n\n" + root + "\n",
      "o\n01\n" + root + "\n",
      "o\n00\n" + root + "\n",
      "o\n+1\n" + root + "\n",
      "o\n-1\n" + root + "\n",
      "o\n 1\n" + root + "\n",
      "o\n1 \n" + root + "\n",
      "o\n0x1\n" + root + "\n",
      "o\n18446744073709551616\n" + root + "\n",
      "o\r\n1\r\n" + root + "\r\n",
      "o\n1\n" + root.substr(4) + "\n",
      "o\n1\nAAAA" + root + "\n",
      "o\n1\n\n",
      "\xef\xbb\xbf" + good,
  };
  for (const auto& text : cases) {
    const auto checkpoint = parse_checkpoint(text);
    ASSERT_FALSE(checkpoint) << text;
    EXPECT_EQ(checkpoint.error().code, ErrorCode::encoding_invalid) << text;
    EXPECT_FALSE(open_checkpoint(note(text), public_key())) << text;
  }
}

// --- the signature ---

TEST(Checkpoint, ASignedOneOpensWithItsKey) {
  const auto text = sign_checkpoint(example(), private_key()).value();
  EXPECT_EQ(text, note(format_checkpoint(example()).value()));
  EXPECT_EQ(open_checkpoint(text, public_key()).value(), example());
}

// Every single-bit change, deletion, doubling and cut of the signed text.
TEST(Checkpoint, AnyChangeOfAnyByteIsFound) {
  const auto good = sign_checkpoint(example(), private_key()).value();
  int tried = 0;
  const auto expect_refused = [&](const std::string& text) {
    if (text == good) return;
    const auto opened = open_checkpoint(text, public_key());
    ASSERT_FALSE(opened) << text;
    ASSERT_TRUE(opened.error().code == ErrorCode::signature_invalid ||
                opened.error().code == ErrorCode::encoding_invalid);
    ++tried;
  };
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string text = good;
      text[i] = static_cast<char>(static_cast<unsigned char>(text[i]) ^ (1u << bit));
      expect_refused(text);
    }
    for (const char c : {' ', '\n', '0', 'A', '='}) expect_refused(std::string(good).insert(i, 1, c));
    expect_refused(std::string(good).erase(i, 1));
    expect_refused(good.substr(0, i));
    expect_refused(good.substr(i + 1));
  }
  for (const char c : {' ', '\n', '0', '\0'}) expect_refused(good + c);
  EXPECT_GT(tried, 3000);
}

TEST(Checkpoint, AnotherKeyDoesNotOpenIt) {
  const auto text = sign_checkpoint(example(), private_key()).value();
  const auto same_name = generate_key_pair(private_key().name).value().public_key;
  EXPECT_EQ(open_checkpoint(text, same_name).error().code, ErrorCode::signature_invalid);
  auto other_name = public_key();
  other_name.name = "other.example/journal";
  EXPECT_EQ(open_checkpoint(text, other_name).error().code, ErrorCode::signature_invalid);
}

TEST(Checkpoint, AKeySpeaksForItsOwnJournalOnly) {
  auto checkpoint = example();
  checkpoint.origin = "other.example/journal";
  EXPECT_EQ(sign_checkpoint(checkpoint, private_key()).error().code, ErrorCode::key_invalid);
  EXPECT_EQ(code_of(note(format_checkpoint(checkpoint).value())), ErrorCode::signature_invalid);
}

TEST(Checkpoint, AnOriginThatWouldForgeALineIsNotWritten) {
  auto checkpoint = example();
  checkpoint.origin = "city.example\n999";
  EXPECT_EQ(format_checkpoint(checkpoint).error().code, ErrorCode::key_invalid);
  const PrivateKey key{.name = checkpoint.origin, .seed = private_key().seed};
  EXPECT_EQ(sign_checkpoint(checkpoint, key).error().code, ErrorCode::key_invalid);
}

TEST(Checkpoint, SignaturesOfWitnessesAreLeftAlone) {
  const auto body = format_checkpoint(example()).value();
  const auto witness = generate_key_pair("witness.example").value().private_key;
  const auto namesake = generate_key_pair(private_key().name).value().private_key;
  const auto ours = signature_line(private_key(), body);
  const auto theirs = signature_line(witness, "another text") + signature_line(namesake, "another text");
  const std::string long_one = "\u2014 \u6df1\u5733/witness " + to_base64(Bytes(5000, 7)) + "\n";
  EXPECT_EQ(open_checkpoint(body + "\n" + theirs + ours + long_one, public_key()).value(), example());
  EXPECT_EQ(open_checkpoint(body + "\n" + ours + ours, public_key()).value(), example());
  EXPECT_EQ(code_of(body + "\n" + theirs + long_one), ErrorCode::signature_invalid);
}

TEST(Checkpoint, OneBadSignatureByTheKeySpoilsAGoodOne) {
  const auto body = format_checkpoint(example()).value();
  const auto good = signature_line(private_key(), body);
  const auto bad = signature_line(private_key(), "another text");
  EXPECT_EQ(code_of(body + "\n" + good + bad), ErrorCode::signature_invalid);
  EXPECT_EQ(code_of(body + "\n" + bad + good), ErrorCode::signature_invalid);
}

TEST(Checkpoint, ASignatureLineThatIsNoneIsRefused) {
  const auto body = format_checkpoint(example()).value();
  const auto good = signature_line(private_key(), body);
  EXPECT_EQ(code_of(body), ErrorCode::encoding_invalid);
  EXPECT_EQ(code_of(body + "\n"), ErrorCode::encoding_invalid);
  for (const std::string line : {"\n", "- name AAAAAAAA\n", "\u2014 name\n", "\u2014  AAAAAAAA\n", "\u2014 name AAAA\n",
                                 "\u2014 name AAAAAAA\n", "\u2014 na\tme AAAAAAAA\n", "\u2014 name AAAAAAAA \n",
                                 "\u2014 name AAAAAAAA\r\n", "garbage\n", "\u2014 name AAAAAAAA"}) {
    EXPECT_EQ(code_of(body + "\n" + good + line), ErrorCode::encoding_invalid) << line;
  }
  EXPECT_TRUE(open_checkpoint(body + "\n" + good + "\u2014 name AAAAAAAA\n", public_key()));
}

TEST(Checkpoint, ATextBeyondTheLimitIsRefusedUnread) {
  auto text = sign_checkpoint(example(), private_key()).value();
  const std::string line = "\u2014 witness AAAAAAAA\n";
  while (text.size() + line.size() <= checkpoint_bytes_max) text += line;
  EXPECT_TRUE(open_checkpoint(text, public_key()));
  text += line;
  EXPECT_EQ(code_of(text), ErrorCode::encoding_invalid);
}

}  // namespace
}  // namespace scrip::proof
