#include "cli/refund_key.h"

#include "proof/hash.h"

namespace scrip::cli {

std::string refund_key(const RefundTerms& terms, const Hash256& evidence) {
  proof::Sha256 digest;
  for (const std::string& part : {terms.site, terms.job, terms.amount, terms.reason}) {
    digest.update(as_bytes(part)).update(as_bytes(std::string_view{"\0", 1}));
  }
  return "refund:" + to_hex(digest.update(evidence.bytes).finish()).substr(0, 16);
}

}  // namespace scrip::cli
