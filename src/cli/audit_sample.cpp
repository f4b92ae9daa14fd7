#include "cli/audit_sample.h"

#include <charconv>

#include "allocation/allocation.h"
#include "cli/texts.h"

namespace scrip::cli {
namespace {

Result<std::size_t> sample_size(const std::string& text) {
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error == std::errc{} && end == text.data() + text.size() && size > 0) return size;
  return fail(ErrorCode::value_invalid, say("'{0}' is no number of awards", text), "--size");
}

}  // namespace

Result<reports::Table> draw_sample(const SampleOrder& order, const reports::Table& awards) {
  if (order.commitment == Hash256{}) {
    return fail(ErrorCode::seed_mismatch, say("no seed was committed to for '{0}'", order.call), "call");
  }
  const auto seed = allocation::parse_seed(order.seed);
  if (!seed) return fail(seed.error().code, seed.error().sentence(), "--seed");
  if (allocation::commitment_of(*seed) != order.commitment) {
    return fail(ErrorCode::seed_mismatch, say("its SHA-256 is not the commitment of '{0}'", order.call), "--seed");
  }
  const std::size_t size = SCRIP_TRY(sample_size(order.size));
  std::vector<std::string> keys;
  for (const auto& row : awards.rows) keys.push_back(row.front());
  const allocation::Drawing drawing(*seed, allocation::Purpose::sample, order.call);
  reports::Table drawn{.name = awards.name, .columns = awards.columns, .rows = {}};
  for (const std::uint32_t position : SCRIP_TRY(allocation::sample(drawing, keys, size))) {
    drawn.rows.push_back(awards.rows[position]);
  }
  return drawn;
}

}  // namespace scrip::cli
