#pragma once
// The limits of scrip-site; docs/limits.md lists them. Those of the system are in base/limits.h.

#include <cstddef>
#include <cstdint>

namespace scrip::site::limits {

inline constexpr std::size_t config_bytes_max = 256u << 10;
inline constexpr std::size_t program_output_bytes_max = 256u << 20;  // of one program of Slurm's
inline constexpr std::int64_t program_s_max = 60;  // then it is ended
inline constexpr std::size_t jobs_asked_max = 500;  // of which sacct is asked at once
inline constexpr std::size_t batch_records_max = 8'192;
inline constexpr std::size_t splits_max = 64;  // tasks taken out of arrays in one round
inline constexpr std::size_t requests_max = 256;  // sent in one round
inline constexpr std::size_t comment_bytes_max = 1'024;
inline constexpr std::size_t hook_line_bytes_max = 4'096;
inline constexpr std::int64_t hook_wait_ms_max = 1'000;  // for a line of a caller of the socket
inline constexpr std::int64_t scrip_wait_s = 5;  // for an answer of Scrip
inline constexpr std::int64_t ask_again_s = 30;  // until more money is asked for after Scrip refused it
inline constexpr std::size_t reason_bytes_max = 400;  // of what is written into a job's administrator's comment
inline constexpr std::size_t alerts_told_max = 200;  // the newest; Scrip takes no more of a site
inline constexpr std::size_t alert_bytes_max = 512;  // of what an alert says in one language
inline constexpr std::int64_t halvings_max = 6;  // a slice is tried down to a 64th of itself
inline constexpr std::int64_t closed_kept_s = 90 * 86'400;  // jobs that are settled stay in the spool so long
inline constexpr std::int64_t exporter_wait_s = 2;  // for an answer of an exporter
inline constexpr std::size_t exporters_max = 256;
inline constexpr std::size_t exporter_threads_max = 16;  // all that hang are given up within half a minute
inline constexpr std::int64_t nodes_max = 100'000;  // of one job
inline constexpr std::size_t device_rows_max = 5'000;  // of one report of device-days: it fits a body of the API
inline constexpr std::size_t serial_bytes_max = 64;
inline constexpr std::int64_t duration_s_max = 366 * 86'400;

}  // namespace scrip::site::limits
