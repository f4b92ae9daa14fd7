#include "cli/usage_signing.h"

#include "cli/texts.h"
#include "client/http_client.h"
#include "service/routes.h"

namespace scrip::cli {
namespace {

constexpr std::string_view digest_name = "Content-Digest";
constexpr std::string_view input_name = "Signature-Input";
constexpr std::string_view signature_name = "Signature";

std::string line(std::string_view name, const std::string& value) { return std::string(name) + ": " + value + "\n"; }

}  // namespace

std::string usage_path(std::string_view site) {
  return std::string(service::api_root) + "/sites/" + client::percent_encoded(site) + "/usage";
}

proof::SignatureFields sign_usage(const proof::PrivateKey& key, std::string_view site, std::string_view body) {
  const auto now_s = std::chrono::floor<std::chrono::seconds>(runtime::system_time()).time_since_epoch().count();
  return proof::sign_body(key, {.path = usage_path(site), .body = as_bytes(body), .created_s = now_s});
}

std::string to_text(const proof::SignatureFields& fields) {
  return line(digest_name, fields.content_digest) + line(input_name, fields.signature_input) +
         line(signature_name, fields.signature);
}

Result<proof::SignatureFields> read_signature_fields(std::string_view text) {
  proof::SignatureFields fields;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view row = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (row.ends_with('\r')) row.remove_suffix(1);
    if (row.empty()) continue;
    const auto colon = row.find(": ");
    const auto name = row.substr(0, colon);
    std::string* const target = name == digest_name      ? &fields.content_digest
                                : name == input_name     ? &fields.signature_input
                                : name == signature_name ? &fields.signature
                                                         : nullptr;
    if (colon == row.npos || target == nullptr || !target->empty()) {
      return fail(ErrorCode::signature_malformed, say("three lines: Content-Digest, Signature-Input, Signature"),
                  "--signature");
    }
    *target = row.substr(colon + 2);
  }
  if (fields.signature.empty() || fields.signature_input.empty() || fields.content_digest.empty()) {
    return fail(ErrorCode::missing_field, say("three lines: Content-Digest, Signature-Input, Signature"),
                "--signature");
  }
  return fields;
}

Result<runtime::SignedBody> signed_body(const proof::SignatureFields& fields, std::string_view site,
                                        std::string_view body) {
  const std::string path = usage_path(site);
  auto read =
      SCRIP_TRY(proof::read_message_signature(fields.signature_input, fields.signature,
                                              {.method = "POST",
                                               .path = path,
                                               .query = {},
                                               .authority = {},
                                               .scheme = {},
                                               .field = [&](std::string_view name) -> std::optional<std::string_view> {
                                                 if (name != "content-digest") return std::nullopt;
                                                 return std::string_view(fields.content_digest);
                                               }}));
  return runtime::SignedBody{.signature = std::move(read), .body = body};
}

}  // namespace scrip::cli
