#include "connectors/open_usage.h"

#include "connectors/ndjson.h"
#include "connectors/sacct.h"

namespace scrip::connectors {

Result<std::unique_ptr<UsageReader>> open_usage(ByteSource source, std::optional<Format> format,
                                                const ReadOptions& options) {
  if (!format) format = SCRIP_TRY(detect(source));
  switch (*format) {
    case Format::ndjson:
      return open_ndjson(std::move(source), options);
    case Format::sacct_text:
      return open_sacct(std::move(source), options);
    default:
      break;
  }
  return fail(ErrorCode::format_unknown, std::string(name(*format)), "format");
}

Result<std::unique_ptr<UsageReader>> open_usage(const std::string& path, std::optional<Format> format,
                                                const ReadOptions& options) {
  return open_usage(SCRIP_TRY(ByteSource::open(path)), format, options);
}

}  // namespace scrip::connectors
