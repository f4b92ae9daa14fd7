#pragma once
// Finds records in the journal's usage blocks, for the rare case that one is sent again.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/journal.h"

namespace scrip::runtime {

class Journal::History {
 public:
  explicit History(ports::Store& store) : store_(store) {}

  // The content with which each was taken. All of them are durable. Errors: those of reading the store.
  [[nodiscard]] Result<engine::EarlierRecords> find(const engine::State& state,
                                                    const std::vector<engine::SeenRecord>& seen);

 private:
  struct Block {
    std::uint64_t sequence = 0;
    std::shared_ptr<const engine::UsageBlock> block;  // shared with the look-up in hand; none: not a usage entry
  };
  static constexpr std::size_t blocks_kept_max = 32;  // a repeated file asks for the same few again and again

  [[nodiscard]] Result<std::shared_ptr<const engine::UsageBlock>> block_at(std::uint64_t sequence);

  ports::Store& store_;
  std::deque<Block> kept_;
};

}  // namespace scrip::runtime
