// Fuzzes what reads foreign text in this part: checkpoints, signed ones, and keys. Beyond not crashing, whatever is
// taken has exactly one text, and what a key has not signed is never opened.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "proof/checkpoint.h"
#include "proof/key.h"

namespace {

using scrip::proof::PrivateKey;

const PrivateKey& fuzz_key() {
  static const PrivateKey key{.name = "fuzz.example/journal", .seed = {1, 2, 3}};
  return key;
}

void fuzz_keys(std::string_view text) {
  if (const auto key = scrip::proof::parse_public_key(text)) SCRIP_CHECK(format_public_key(*key) == text);
  if (const auto key = scrip::proof::parse_private_key(text)) SCRIP_CHECK(format_private_key(*key) == text);
}

void fuzz_unsigned(std::string_view text) {
  auto checkpoint = scrip::proof::parse_checkpoint(text);
  if (!checkpoint) return;
  SCRIP_CHECK(format_checkpoint(*checkpoint).value() == text);
  checkpoint->origin = fuzz_key().name;
  const auto signed_text = sign_checkpoint(*checkpoint, fuzz_key()).value();
  SCRIP_CHECK(open_checkpoint(signed_text, public_key_of(fuzz_key())).value() == *checkpoint);
}

// What is opened is what stands at the beginning of the text.
void fuzz_signed(std::string_view text) {
  static const auto key = public_key_of(fuzz_key());
  if (const auto checkpoint = scrip::proof::open_checkpoint(text, key)) {
    SCRIP_CHECK(text.starts_with(format_checkpoint(*checkpoint).value()));
  }
}

// Lines after our signature may spoil a checkpoint but never change it.
void fuzz_added_lines(std::string_view text) {
  static const scrip::proof::Checkpoint checkpoint{.origin = fuzz_key().name, .size = 7, .root = {}};
  static const auto signed_text = sign_checkpoint(checkpoint, fuzz_key()).value();
  const auto opened = open_checkpoint(signed_text + std::string(text), public_key_of(fuzz_key()));
  SCRIP_CHECK(!opened || *opened == checkpoint);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = scrip::as_text({data, size});
  fuzz_keys(text);
  fuzz_unsigned(text);
  fuzz_signed(text);
  fuzz_added_lines(text);
  return 0;
}
