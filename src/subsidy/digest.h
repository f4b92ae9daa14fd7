#pragma once
// Keyed digests of what is claimed, which authorities exchange so that each finds what was claimed at another without
// seeing the other's data (docs/decisions/0028).

#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "subsidy/claim.h"

namespace scrip::subsidy {

// A secret of 32 bytes that authorities share; 64 hexadecimal digits in a file.
class DigestKey {
 public:
  // Errors: key_invalid.
  [[nodiscard]] static Result<DigestKey> parse(std::string_view hex);

  // HMAC-SHA256 (RFC 2104) over "scrip claim 1", "device" or "invoice", and the identifiers as they are compared, each
  // ended by a line feed.
  [[nodiscard]] Hash256 of_device(std::string_view vendor, std::string_view serial) const;
  [[nodiscard]] Hash256 of_invoice(const Invoice& invoice) const;
  // The same over "device alike" or "invoice alike", and the identifiers blind to how they are written.
  [[nodiscard]] Hash256 of_device_alike(std::string_view vendor, std::string_view serial) const;
  [[nodiscard]] Hash256 of_invoice_alike(const Invoice& invoice) const;

 private:
  explicit DigestKey(Hash256 secret) : secret_(secret) {}
  [[nodiscard]] Hash256 mac(std::string_view text) const;
  Hash256 secret_;
};

}  // namespace scrip::subsidy
