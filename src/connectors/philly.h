#pragma once
// Jobs with their attempts, as Microsoft's Philly cluster published them: a JSON array of
//   {"id": "...", "num_gpus": 8, "attempts": [{"start_time": "2017-10-07 01:12:09", "end_time": "..."}], ...}
// also with "jobid" and "vc" (the account), as in the original release.
//
// Every attempt is a record, its index the part. `runtime`, which also counts the idle time between attempts, is never
// used. Times are local without zone. Attempts of no length are left out ("nothing_used"), those without an end too
// ("not_finished"), jobs without attempts as "nothing_used".

#include <memory>

#include "connectors/byte_source.h"
#include "connectors/read_options.h"
#include "connectors/usage_reader.h"

namespace scrip::connectors {

[[nodiscard]] std::unique_ptr<UsageReader> open_philly(ByteSource source, const ReadOptions& options);

}  // namespace scrip::connectors
