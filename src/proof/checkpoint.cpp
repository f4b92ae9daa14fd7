#include "proof/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "proof/texts.h"

namespace scrip::proof {
namespace {

constexpr std::string_view signature_mark = "\u2014 ";

std::unexpected<Error> bad_text(Message said) { return fail(ErrorCode::encoding_invalid, std::move(said)); }

// Takes the first line off the text, without its line feed; nothing if there is no whole line.
std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

Result<std::uint64_t> parse_size(std::string_view line) {
  std::uint64_t size = 0;
  const char* const end = line.data() + line.size();
  const auto [stop, error] = std::from_chars(line.data(), end, size);
  if (error != std::errc{} || stop != end) return bad_text(say("the size is not a number of entries"));
  if (line.size() > 1 && line.front() == '0') return bad_text(say("the size has a leading zero"));
  return size;
}

Result<Hash256> parse_root(std::string_view line) {
  const auto bytes = SCRIP_TRY(from_base64(line));
  Hash256 root;
  if (bytes.size() != root.bytes.size()) return bad_text(say("the root is not a hash of 32 bytes"));
  std::ranges::copy(bytes, root.bytes.begin());
  return root;
}

struct SignatureLine {
  std::string_view key_name;
  Bytes id_and_signature;
};

Result<SignatureLine> parse_signature_line(std::string_view line) {
  if (!line.starts_with(signature_mark)) return bad_text(say("a signature line starts with an em dash and a space"));
  line.remove_prefix(signature_mark.size());
  const auto name_end = line.find(' ');
  if (name_end == line.npos || name_end == 0) return bad_text(say("a signature line names its key"));
  SignatureLine parsed{.key_name = line.substr(0, name_end),
                       .id_and_signature = SCRIP_TRY(from_base64(line.substr(name_end + 1)))};
  // A name beyond ASCII is a stranger's and is not read, but nothing in a note may move the cursor.
  const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
  if (std::ranges::any_of(parsed.key_name, is_control)) return bad_text(say("a control character in a key's name"));
  if (parsed.id_and_signature.size() < 5) return bad_text(say("a signature line without a signature"));
  return parsed;
}

// As the specification has it: name and id together say whether a signature is meant to be by the key.
bool is_by(const SignatureLine& line, const PublicKey& key) {
  return line.key_name == key.name && std::ranges::equal(ByteView{line.id_and_signature}.first(4), key_id(key));
}

Result<void> verify_line(const SignatureLine& line, const PublicKey& key, std::string_view signed_text) {
  const auto bytes = ByteView{line.id_and_signature}.subspan(4);
  Signature signature{};
  if (bytes.size() != signature.size()) {
    return fail(ErrorCode::signature_invalid, say("an Ed25519 signature has 64 bytes, this has {0}", bytes.size()));
  }
  std::ranges::copy(bytes, signature.begin());
  return verify(key, as_bytes(signed_text), signature);
}

// Verifies every signature by the key and expects at least one.
Result<void> verify_signatures(std::string_view lines, const PublicKey& key, std::string_view signed_text) {
  if (lines.empty()) return bad_text(say("no signature"));
  bool found = false;
  while (!lines.empty()) {
    const auto line = take_line(lines);
    if (!line) return bad_text(say("the last line does not end"));
    const auto parsed = SCRIP_TRY(parse_signature_line(*line));
    if (!is_by(parsed, key)) continue;
    SCRIP_TRY_VOID(verify_line(parsed, key, signed_text));
    found = true;
  }
  if (!found) return fail(ErrorCode::signature_invalid, say("no signature by the key {0}", key.name));
  return {};
}

}  // namespace

Result<std::string> format_checkpoint(const Checkpoint& checkpoint) {
  if (!is_key_name(checkpoint.origin)) return fail(ErrorCode::key_invalid, say("the origin is not a key name"));
  return checkpoint.origin + '\n' + std::to_string(checkpoint.size) + '\n' + to_base64(checkpoint.root.bytes) + '\n';
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  const auto origin = take_line(text);
  const auto size = take_line(text);
  const auto root = take_line(text);
  if (!root || !text.empty()) return bad_text(say("a checkpoint has three lines: origin, size and root"));
  if (!is_key_name(*origin)) return bad_text(say("the origin is not a key name"));
  return Checkpoint{
      .origin = std::string(*origin), .size = SCRIP_TRY(parse_size(*size)), .root = SCRIP_TRY(parse_root(*root))};
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const PrivateKey& key) {
  const auto text = SCRIP_TRY(format_checkpoint(checkpoint));
  if (checkpoint.origin != key.name) {
    return fail(ErrorCode::key_invalid, say("the key {0} cannot sign for {1}", key.name, checkpoint.origin));
  }
  const auto id = key_id(public_key_of(key));
  const auto signature = sign(key, as_bytes(text));
  Bytes id_and_signature{id.begin(), id.end()};
  id_and_signature.insert(id_and_signature.end(), signature.begin(), signature.end());
  return text + '\n' + std::string(signature_mark) + key.name + ' ' + to_base64(id_and_signature) + '\n';
}

Result<Checkpoint> open_checkpoint(std::string_view text, const PublicKey& key) {
  if (text.size() > checkpoint_bytes_max) return bad_text(say("longer than any checkpoint"));
  const auto blank = text.find("\n\n");
  if (blank == text.npos) return bad_text(say("no empty line between a checkpoint and its signatures"));
  const auto signed_text = text.substr(0, blank + 1);
  SCRIP_TRY_VOID(verify_signatures(text.substr(blank + 2), key, signed_text));
  auto checkpoint = SCRIP_TRY(parse_checkpoint(signed_text));
  if (checkpoint.origin != key.name) {
    return fail(ErrorCode::signature_invalid, say("the key {0} cannot speak for {1}", key.name, checkpoint.origin));
  }
  return checkpoint;
}

}  // namespace scrip::proof
