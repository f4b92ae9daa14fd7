// What a stranger sends as Signature-Input, Signature and Content-Digest, and what a forged journal may have as a base.
// None may crash; a base that was made reads back as the request said.

#include "base/check.h"
#include "proof/message_signature.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrip;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto first = text.substr(0, text.find('\n'));
  const auto rest = text.substr(first.size() == text.size() ? text.size() : first.size() + 1);
  const auto made = proof::read_message_signature(
      first, rest,
      {.method = "POST",
       .path = "/api/v1/sites/east/usage",
       .query = "a=b",
       .authority = "example.com",
       .scheme = "https",
       .field = [&](std::string_view name) -> std::optional<std::string_view> {
         if (name != "content-digest") return std::nullopt;
         return std::string_view("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:");
       }});
  if (made) {
    const auto said = proof::read_signature_base(made->base);
    // Parameters of another type than theirs are found when they are read.
    SCRIP_CHECK(!said || said->method.empty() || said->method == "POST");
    SCRIP_CHECK(!said || said->path.empty() || said->path == "/api/v1/sites/east/usage");
  }
  (void)proof::read_signature_base(text);
  if (const auto digest = proof::read_content_digest(text)) {
    SCRIP_CHECK(proof::read_content_digest(proof::content_digest(*digest)) == *digest);
  }
  (void)proof::read_ed25519_key(text);
  return 0;
}
