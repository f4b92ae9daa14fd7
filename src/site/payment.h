#pragma once
// What a site asks of Scrip for its jobs: holds, their extension and their release, as requests of the API.

#include <cstdint>
#include <string>

#include "site/config.h"
#include "site/spool.h"

namespace scrip::site {

// How long the next slice of a job is: shorter where it was halved for want of money, and never beyond the job's own
// limit; 0: it is paid to its limit. At least a second.
[[nodiscard]] std::int64_t slice_of(const JobRow& job, const Config& config);
// Whether a shorter slice may still be asked for: to start with, one that lasts beyond the warning.
[[nodiscard]] bool can_halve(const JobRow& job, const Config& config);

// A hold for so long; the row's `hold` names it.
[[nodiscard]] RequestRow place_request(const JobRow& job, const Config& config, std::int64_t slice_s,
                                       std::int64_t now_s);
[[nodiscard]] RequestRow extend_request(const JobRow& job, const Config& config, std::int64_t slice_s,
                                        std::int64_t now_s);
// No more money, but a longer life for the hold of a job that waits in the queue.
[[nodiscard]] RequestRow prolong_request(const JobRow& job, const Config& config, std::int64_t now_s);
// When the hold that a request places or extends ends by itself (since 1970); 0: it does not say.
[[nodiscard]] std::int64_t expires_s(const RequestRow& request);
[[nodiscard]] RequestRow release_request(const JobRow& job);
// Gives back a hold that another takes the place of; its answer changes nothing of the job.
[[nodiscard]] RequestRow give_up_request(const JobRow& job);
// The job comes for its reservation, of so many devices: for all of them, or for as many as it has.
[[nodiscard]] RequestRow use_request(const JobRow& job, std::int64_t devices);

// The job is over, and its reservation's other jobs may have its devices.
[[nodiscard]] RequestRow leave_request(const JobRow& job);

// "8" or "0.5" of thousandths.
[[nodiscard]] std::string units_text(std::int64_t units);
// "/holds/{hold}/{step}", escaped.
[[nodiscard]] std::string hold_path(const std::string& hold, std::string_view step);

}  // namespace scrip::site
