#include "runtime/history.h"

#include <algorithm>
#include <set>

namespace scrip::runtime {
namespace {

using engine::EarlierRecords;
using engine::PartKey;
using engine::UsageBlock;

// Takes from the block whatever of the wanted records it holds.
void collect(const engine::State& state, const UsageBlock& block, FlatSet<PartKey>& wanted, const FlatSet<JobId>& jobs,
             EarlierRecords& found) {
  std::size_t at = 0;
  std::size_t conflict = 0;
  for (const auto& job : block.jobs) {
    const std::size_t end = at + job.records;
    if (!jobs.contains(job.job)) {
      at = end;
      continue;
    }
    for (; at < end; ++at) {
      while (conflict < block.conflicts.size() && block.conflicts[conflict].record < at) ++conflict;
      const auto node = wanted.find(PartKey{.job = job.job, .part = block.part[at]});
      if (node == wanted.end()) continue;
      const auto& slot = block.slots[block.slot[at]];
      const bool known = slot.resource != no_id<ResourceId>;
      found.emplace(*node,
                    engine::EarlierRecord{
                        .record = {.part = block.part[at],
                                   .start_ms = block.start_ms[at],
                                   .end_ms = block.end_ms[at],
                                   .units = block.units[at]},
                        .resource = known ? state.registry.resources()[index(slot.resource)].key : slot.resource_text});
      wanted.erase(node);
    }
  }
}

}  // namespace

Result<EarlierRecords> Journal::History::find(const engine::State& state, const std::vector<engine::SeenRecord>& seen) {
  EarlierRecords found;
  FlatSet<PartKey> wanted;
  FlatSet<JobId> jobs;
  std::set<std::pair<std::uint64_t, std::uint64_t>> ranges;
  for (const auto& record : seen) {
    wanted.insert(PartKey{.job = record.job, .part = record.part});
    jobs.insert(record.job);
    ranges.emplace(record.first_entry, record.last_entry);
  }
  std::uint64_t done = 0;  // entries up to here were looked at
  for (const auto& [first, last] : ranges) {
    for (std::uint64_t sequence = std::max(first, done + 1); sequence <= last && !wanted.empty(); ++sequence) {
      const auto block = SCRIP_TRY(block_at(sequence));
      if (block != nullptr && block->source == UsageBlock::Source::site) collect(state, *block, wanted, jobs, found);
      done = sequence;
    }
  }
  return found;
}

Result<std::shared_ptr<const UsageBlock>> Journal::History::block_at(std::uint64_t sequence) {
  const auto kept = std::find_if(kept_.begin(), kept_.end(), [&](const Block& b) { return b.sequence == sequence; });
  if (kept != kept_.end()) return kept->block;
  std::optional<Error> error;
  Block block{.sequence = sequence, .block = nullptr};
  SCRIP_TRY_VOID(store_.read(sequence, sequence, [&](std::uint64_t, ByteView bytes) {
    auto entry = codec::decode_entry(bytes);
    if (!entry) {
      error = entry.error();
    } else if (auto* usage = std::get_if<UsageBlock>(&entry->body)) {
      block.block = std::make_shared<const UsageBlock>(std::move(*usage));
    }
    return false;
  }));
  if (error) return std::unexpected(*error);
  kept_.push_back(block);
  if (kept_.size() > blocks_kept_max) kept_.pop_front();
  return block.block;
}

}  // namespace scrip::runtime
