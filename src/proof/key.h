#pragma once
// Ed25519 keys (RFC 8032), as an authority signs its checkpoints with them, and their text forms, which are those of
// C2SP signed-note and of Go's golang.org/x/mod/sumdb/note, so that others' tools read them:
//
//   public   <name>+<key id, 8 hexadecimal digits>+<base 64 of 0x01 and the public key>
//   private  PRIVATE+KEY+<name>+<key id>+<base 64 of 0x01 and the seed>
//
// The key id is the first four bytes of SHA-256(name || 0x0A || 0x01 || public key); it guards against typing errors
// and picks the signature to check, no more. This is the one place that names the journal's signature.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace scrip::proof {

using Signature = std::array<std::uint8_t, 64>;

struct PublicKey {
  std::string name;  // whose key: "subsidy.example.gov/journal"; see is_key_name
  std::array<std::uint8_t, 32> bytes{};
  friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

// Whoever has it can sign in the authority's name: it never enters the journal, a log or an error.
struct PrivateKey {
  std::string name;
  std::array<std::uint8_t, 32> seed{};
  friend bool operator==(const PrivateKey&, const PrivateKey&) = default;
};

struct KeyPair {
  PrivateKey private_key;
  PublicKey public_key;
};

inline constexpr std::size_t key_name_bytes_max = 255;

// A name is 1 to 255 printable ASCII characters without space and '+'; best an address without a scheme, which no one
// else will choose.
[[nodiscard]] bool is_key_name(std::string_view name);

// A new pair, from the operating system's entropy: a command makes one, the core never does. Errors: key_invalid for
// a name that is none.
[[nodiscard]] Result<KeyPair> generate_key_pair(std::string name);
[[nodiscard]] PublicKey public_key_of(const PrivateKey& key);

// The same message and key always give the same signature. Cost: some 55 microseconds.
[[nodiscard]] Signature sign(const PrivateKey& key, ByteView message);
// Errors: signature_invalid. Cost: some 85 microseconds.
[[nodiscard]] Result<void> verify(const PublicKey& key, ByteView message, const Signature& signature);

[[nodiscard]] std::array<std::uint8_t, 4> key_id(const PublicKey& key);

// Precondition of both (checked): the name is a key name.
[[nodiscard]] std::string format_public_key(const PublicKey& key);
[[nodiscard]] std::string format_private_key(const PrivateKey& key);
// Each key has exactly one text; no white space around it. Errors: key_invalid.
[[nodiscard]] Result<PublicKey> parse_public_key(std::string_view text);
[[nodiscard]] Result<PrivateKey> parse_private_key(std::string_view text);

}  // namespace scrip::proof
