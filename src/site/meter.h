#pragma once
// From Slurm's accounting to usage records, piece by piece while a job runs.
//
// A run is cut at whole multiples of Config::meter_s of its run time, and at its end. So the same run gives the same
// records whenever and however often it is read, even by a site that lost its spool: Scrip knows them for repeated.

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/config.h"
#include "site/slurm_text.h"
#include "site/spool.h"

namespace scrip::site {

struct Piece {
  RecordRow record;
  std::int64_t start_s = 0;    // of the run
  std::int64_t metered_s = 0;  // of its run time, with this piece
};

struct Reading {
  std::vector<Piece> pieces;
  bool over = false;             // the job's key will use nothing more
  bool devices_missing = false;  // the job asked for devices, and the accounting has none
  std::int64_t too_far_s = 0;    // recorded beyond what Slurm says in the end
};

// How far a resource of the run that began at start_s is recorded.
using MeteredUntil = std::function<Result<std::int64_t>(std::int64_t start_s, std::string_view resource)>;

// What is new of a run. Errors: those of connectors::add_slurm_job, and of `until`.
[[nodiscard]] Result<Reading> read_run(const AccountedRun& run, const JobRow& job, const Config& config,
                                       const MeteredUntil& until);

}  // namespace scrip::site
