#pragma once
// Every limit of the system in one place, with the relations between them. docs/limits.md lists them for users.

#include <cstddef>
#include <cstdint>

namespace scrip::limits {

// --- usage ---
inline constexpr std::size_t batch_records_max = 65'536;           // records in one usage batch = one journal entry
inline constexpr std::size_t batch_records_default = 8'192;        // what the importers cut a file into
inline constexpr std::size_t text_max = 512;                       // bytes of a key, name or label
inline constexpr std::int64_t record_quantity_max = 100'000'000'000'000'000;  // micro-units: 10^11 device-seconds
inline constexpr std::int64_t record_duration_ms_max = 10LL * 366 * 86'400'000;  // ten years
inline constexpr std::int64_t future_tolerance_ms = 24LL * 3'600'000;  // a site's clock may run ahead by a day
inline constexpr std::size_t suspense_records_max = 5'000'000;

// --- prices and amounts ---
inline constexpr std::int64_t price_max = 1'000'000'000'000;  // micro-units a device-hour or million tokens: 10^6
inline constexpr std::size_t bands_max = 96;                  // tariff periods of one resource in one rate card

// --- wallets ---
inline constexpr std::size_t vouchers_per_wallet_max = 4'096;
inline constexpr std::size_t hold_parts_max = 64;

// --- journal ---
inline constexpr std::size_t entry_bytes_max = 64u << 20;
inline constexpr std::size_t control_events_max = 100'000;  // events in one control entry
inline constexpr std::size_t idempotency_keys_max = 100'000;  // remembered; older ones are forgotten in journal order
inline constexpr std::size_t import_line_bytes_max = 1u << 20;

// --- expressions of rules ---
inline constexpr std::size_t expression_bytes_max = 64u << 10;
inline constexpr std::size_t expression_depth_max = 250;
inline constexpr std::size_t expression_nodes_max = 20'000;
inline constexpr std::int64_t evaluation_cost_max = 1'000'000;  // steps; one makes at most a value, or 16 bytes of text
inline constexpr std::size_t trace_steps_max = 10'000;

static_assert(batch_records_default <= batch_records_max);
static_assert(entry_bytes_max / batch_records_max >= 512, "a full batch of the widest records fits an entry");

}  // namespace scrip::limits
