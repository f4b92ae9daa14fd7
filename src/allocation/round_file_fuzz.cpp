// Any bytes as the published inputs of a round: refused, or the one text of a round that can be shared out and whose
// outcome verifies. Draws are made with a seed of our own in place of the one that was committed to.

#include "allocation/round_file.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrip;
  using namespace scrip::allocation;
  const std::string_view text = as_text({data, size});
  (void)published_seed(text);
  auto round = parse_round(text);
  if (!round) return 0;
  SCRIP_CHECK(format_round(*round).value() == text);
  const Seed seed{.bytes = {1, 2, 3}};
  if (round->commitment) round->commitment = commitment_of(seed);
  const auto allocation = allocate(*round, seed);
  SCRIP_CHECK(allocation.has_value());
  const auto used = draws(*round) ? std::optional{seed} : std::nullopt;
  const std::string inputs = format_round(*round).value();
  SCRIP_CHECK(verify_round(inputs, seed, format_outcome(*round, digest_of(inputs), used, *allocation)).has_value());
  return 0;
}
