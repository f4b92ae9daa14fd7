#pragma once
// Batches of usage signed by a site (docs/formats/usage-signature.md): signing what is sent, and signatures that stand
// in a file beside the batch they sign, as the header fields of a request.

#include <string>
#include <string_view>

#include "base/result.h"
#include "proof/message_signature.h"
#include "runtime/journal.h"

namespace scrip::cli {

// The address that a batch of the site is sent to, as a signature covers it.
[[nodiscard]] std::string usage_path(std::string_view site);

[[nodiscard]] proof::SignatureFields sign_usage(const proof::PrivateKey& key, std::string_view site,
                                                std::string_view body);

// "Name: value" lines, as `curl -H @FILE` sends them. Reading errors: signature_malformed, missing_field.
[[nodiscard]] std::string to_text(const proof::SignatureFields& fields);
[[nodiscard]] Result<proof::SignatureFields> read_signature_fields(std::string_view text);

// What a journal is given: `body` must outlive it. Errors: signature_malformed.
[[nodiscard]] Result<runtime::SignedBody> signed_body(const proof::SignatureFields& fields, std::string_view site,
                                                      std::string_view body);

}  // namespace scrip::cli
