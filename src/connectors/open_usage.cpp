#include "connectors/open_usage.h"

#include "connectors/csv_usage.h"
#include "connectors/ndjson.h"
#include "connectors/philly.h"
#include "connectors/sacct.h"
#include "connectors/slurm_json.h"
#include "connectors/token_log.h"

namespace scrip::connectors {

Result<std::unique_ptr<UsageReader>> open_usage(ByteSource source, std::optional<Format> format,
                                                const ReadOptions& options) {
  if (!format) format = SCRIP_TRY(detect(source));
  switch (*format) {
    case Format::ndjson:
      return open_ndjson(std::move(source), options);
    case Format::sacct_text:
      return open_sacct(std::move(source), options);
    case Format::csv:
      return open_csv(std::move(source), options);
    case Format::itp_csv:
      return open_itp(std::move(source), options);
    case Format::openb_csv:
      return open_openb(std::move(source), options);
    case Format::azure_csv:
      return open_azure(std::move(source), options);
    case Format::mooncake:
      return open_mooncake(std::move(source), options);
    case Format::philly_json:
      return open_philly(std::move(source), options);
    case Format::sacct_json:
    case Format::slurm_json:
      return open_slurm_json(std::move(source), options);
  }
  return fail(ErrorCode::format_unknown, std::string(name(*format)), "format");
}

Result<std::unique_ptr<UsageReader>> open_usage(const std::string& path, std::optional<Format> format,
                                                const ReadOptions& options) {
  return open_usage(SCRIP_TRY(ByteSource::open(path)), format, options);
}

}  // namespace scrip::connectors
