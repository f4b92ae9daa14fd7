#pragma once
// The bounds of a simulated network. docs/limits.md lists them for users.

#include <cstddef>
#include <cstdint>

namespace scrip::network_simulation::limits {

inline constexpr std::size_t sites_max = 20'000;
inline constexpr std::uint32_t servers_max = 1'000'000;   // of one site
inline constexpr std::uint32_t cards_max = 64;            // of one server
inline constexpr std::uint64_t devices_max = 16'000'000;  // of the whole network
inline constexpr std::size_t classes_max = 64;            // of chips: one bit each
inline constexpr std::size_t needs_max = 256;             // different sets of classes that jobs ask for
inline constexpr std::size_t organisations_max = 1'000'000;
inline constexpr std::size_t jobs_max = 50'000'000;
inline constexpr std::size_t requests_max = 50'000'000;  // of one trace of serving load
inline constexpr std::uint32_t job_devices_max = 1'000'000;
inline constexpr std::uint32_t time_s_max = 1'000'000'000;      // of a submission: 31 years
inline constexpr std::uint32_t duration_s_max = 316'224'000;    // of a job: ten years
inline constexpr std::uint32_t end_s_max = 4'000'000'000;       // no job may end later than this
inline constexpr std::uint32_t speed_max = 1'000'000;           // thousandths: a thousand times the standard chip
inline constexpr std::size_t closures_max = 1'000'000;
inline constexpr std::size_t rules_max = 64;                    // compared in one run
inline constexpr std::uint32_t backfill_depth = 64;  // waiting jobs of one size that are looked at in one pass
inline constexpr std::size_t backfill_bounds_bytes_max = 64u << 20;  // what backfill remembers of sites, of all sizes
inline constexpr std::size_t network_file_bytes_max = 4u << 20;
inline constexpr std::uint32_t copies_max = 10'000;  // of one site or source
inline constexpr unsigned threads_max = 64;
inline constexpr std::size_t steps_shown = 60;  // of the window, in charts over time

static_assert(sites_max <= 65'535, "a site's number fits 16 bits");

}  // namespace scrip::network_simulation::limits
