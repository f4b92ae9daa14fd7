#pragma once
// The usual way: a ledger of rows in SQLite, with the same bookkeeping.

#include <cstdint>
#include <filesystem>

#include "bench/city.h"

namespace scrip::bench {

// One row per usage record under a unique key (job, part), one charge row, and the balances it touches (job's running
// total, hold, voucher, operator) updated, a transaction per batch, WAL with synchronous = FULL. Returns records/s.
[[nodiscard]] double row_ledger(const std::filesystem::path& path, const City& city, std::uint64_t records,
                                std::size_t batch);

}  // namespace scrip::bench
