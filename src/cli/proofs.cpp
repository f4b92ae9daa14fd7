#include "cli/proofs.h"

#include <simdjson.h>

#include "cli/json.h"
#include "cli/signing.h"
#include "cli/texts.h"
#include "proof/hash.h"
#include "proof/merkle.h"

namespace scrip::cli {
namespace {

using simdjson::dom::element;

Result<std::string> text_of(const element& object, const char* name) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS)
    return fail(ErrorCode::missing_field, say("a text is expected"), name);
  return std::string(text);
}

Result<std::vector<Hash256>> hashes_of(const element& object) {
  simdjson::dom::array items;
  if (object["hashes"].get(items) != simdjson::SUCCESS) {
    return fail(ErrorCode::missing_field, say("a list of hashes is expected"), "hashes");
  }
  std::vector<Hash256> hashes;
  for (const element item : items) {
    std::string_view text;
    if (item.get(text) != simdjson::SUCCESS) return fail(ErrorCode::value_invalid, say("a text is expected"), "hashes");
    hashes.push_back(SCRIP_TRY(hash_from_hex(text)));
  }
  return hashes;
}

}  // namespace

Result<std::string> prove_entry(ports::Store& store, const std::string& public_key, std::uint64_t entry) {
  const auto note = SCRIP_TRY(store.get_note(checkpoint_note));
  if (!note) return fail(ErrorCode::proof_invalid, say("nothing was signed yet: run 'scrip checkpoint'"));
  const auto key = SCRIP_TRY(proof::parse_public_key(public_key));
  const auto checkpoint = SCRIP_TRY(proof::open_checkpoint(as_text(*note), key));
  if (entry == 0 || entry > checkpoint.size) {
    return fail(ErrorCode::out_of_range, say("the last checkpoint has entries 1 to {0}", checkpoint.size), "entry");
  }
  const auto leaves = SCRIP_TRY(read_leaves(store, checkpoint.size));
  std::string bytes;
  SCRIP_TRY_VOID(store.read(entry, entry, [&](std::uint64_t, ByteView found) {
    bytes = to_base64(found);
    return true;
  }));
  JsonObject object;
  object.add("entry", entry)
      .add("bytes", bytes)
      .add("hashes", proof::inclusion_proof(leaves, entry - 1))
      .add("checkpoint", std::string(as_text(*note)))
      .add("public_key", public_key);
  return object.text();
}

Result<CheckedProof> check_proof(const std::string& json, const std::string& key) {
  simdjson::dom::parser parser;
  element object;
  if (parser.parse(json).get(object) != simdjson::SUCCESS) return fail(ErrorCode::syntax_error, say("this is no JSON"));
  CheckedProof checked;
  if (object["entry"].get(checked.entry) != simdjson::SUCCESS || checked.entry == 0) {
    return fail(ErrorCode::missing_field, say("the number of an entry is expected"), "entry");
  }
  const std::string key_text = key.empty() ? SCRIP_TRY(text_of(object, "public_key")) : key;
  const auto public_key = SCRIP_TRY(proof::parse_public_key(key_text));
  const std::string note = SCRIP_TRY(text_of(object, "checkpoint"));
  const auto checkpoint = SCRIP_TRY(proof::open_checkpoint(note, public_key));
  const std::string base64 = SCRIP_TRY(text_of(object, "bytes"));
  const Bytes bytes = SCRIP_TRY(from_base64(base64));
  const auto hashes = SCRIP_TRY(hashes_of(object));
  if (checked.entry > checkpoint.size)
    return fail(ErrorCode::proof_invalid, say("the checkpoint is older than the entry"));
  SCRIP_TRY_VOID(
      proof::verify_inclusion(proof::leaf_hash(bytes), checked.entry - 1, checkpoint.size, hashes, checkpoint.root));
  checked.size = checkpoint.size;
  checked.key = public_key.name;
  return checked;
}

}  // namespace scrip::cli
