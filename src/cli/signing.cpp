#include "cli/signing.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/system_error.h"
#include "cli/files.h"
#include "cli/texts.h"
#include "proof/hash.h"
#include "proof/merkle.h"

namespace scrip::cli {
namespace {

// That the entries still are those which the last checkpoint was signed for.
Result<void> check_earlier(ports::Store& store, const proof::PublicKey& key, const runtime::Journal::Head& trusted) {
  const auto note = SCRIP_TRY(store.get_note(checkpoint_note));
  if (!note) return {};
  const auto earlier = SCRIP_TRY(proof::open_checkpoint(as_text(*note), key));
  Hash256 root = trusted.root;
  if (earlier.size != trusted.size) root = proof::root_of(SCRIP_TRY(read_leaves(store, earlier.size)));
  if (root == earlier.root) return {};
  return fail(ErrorCode::hash_mismatch,
              say("the first {0} entries are not those of the last checkpoint", earlier.size));
}

}  // namespace

std::string key_path(const std::string& db) { return db + ".key"; }

Result<proof::PrivateKey> read_key(const std::string& path) {
  std::string text = SCRIP_TRY(read_file(path));
  while (text.ends_with('\n')) text.pop_back();
  return proof::parse_private_key(text);
}

Result<void> write_key(const std::string& path, const proof::PrivateKey& key) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) {
    const auto code = errno == EEXIST ? ErrorCode::store_exists : ErrorCode::store_unavailable;
    return fail(code, say("{0}: {1}", path, system_error(errno)));
  }
  const std::string text = proof::format_private_key(key) + "\n";
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  ::close(file);
  if (written) return {};
  ::unlink(path.c_str());
  return fail(ErrorCode::store_unavailable, say("{0}: the key could not be written", path));
}

Result<std::vector<Hash256>> read_leaves(ports::Store& store, std::uint64_t last) {
  std::vector<Hash256> leaves;
  if (last == 0) return leaves;
  SCRIP_TRY_VOID(store.read(1, last, [&](std::uint64_t, ByteView bytes) {
    leaves.push_back(proof::leaf_hash(bytes));
    return true;
  }));
  if (leaves.size() == last) return leaves;
  return fail(ErrorCode::hash_mismatch, say("there are only {0} entries of {1} that were signed", leaves.size(), last));
}

Result<std::string> sign_head(ports::Store& store, const engine::State& state, const std::string& key_file,
                              const runtime::Journal::Head& head, const runtime::Journal::Head& trusted) {
  const auto key = SCRIP_TRY(read_key(key_file));
  const auto public_key = proof::public_key_of(key);
  if (proof::format_public_key(public_key) != state.authority->public_key) {
    return fail(ErrorCode::key_invalid, say("{0} is not the key of this journal's authority", key_file));
  }
  SCRIP_TRY_VOID(check_earlier(store, public_key, trusted));
  const auto text = SCRIP_TRY(proof::sign_checkpoint({.origin = key.name, .size = head.size, .root = head.root}, key));
  SCRIP_TRY_VOID(store.put_note(checkpoint_note, as_bytes(text)));
  return text;
}

}  // namespace scrip::cli
