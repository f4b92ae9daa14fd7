// Any bytes as statements of the Beneficial Ownership Data Standard: what comes out can be recorded, or is refused.
#include "base/check.h"
#include "connectors/bods.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = scrip::connectors::read_bods({reinterpret_cast<const char*>(data), size}, {.salt = "salt"});
  if (!file) return 0;
  for (const auto& stake : file->stakes) {
    SCRIP_CHECK(stake.capital.min <= stake.capital.max && stake.capital.max <= scrip::control::whole_portion);
    SCRIP_CHECK(stake.votes.min <= stake.votes.max && stake.votes.max <= scrip::control::whole_portion);
    SCRIP_CHECK(!stake.until || stake.from < *stake.until);
    SCRIP_CHECK(stake.statement >= 1 && stake.statement <= file->statements);
    SCRIP_CHECK(!stake.holder.empty() && !stake.held.empty() && !stake.label.empty());
  }
  for (const auto& party : file->parties) {
    const bool is_person = party.kind == scrip::control::PartyKind::person;
    SCRIP_CHECK(!is_person || party.name.empty());
    SCRIP_CHECK(scrip::control::check_jurisdiction(party.jurisdiction).has_value());
  }
  return 0;
}
