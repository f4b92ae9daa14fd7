#pragma once
// Opens a file of usage in any of the formats we read. Each format's own header says what its fields mean.

#include <memory>
#include <optional>
#include <string>

#include "connectors/byte_source.h"
#include "connectors/detect.h"
#include "connectors/read_options.h"
#include "connectors/usage_reader.h"

namespace scrip::connectors {

// Without a format it is told from the content, also from standard input ("-").
//
// Errors: those of detect(); file_unreadable; missing_field where the options lack what the format needs (its text says
// which); a wrong header where the format has one.
[[nodiscard]] Result<std::unique_ptr<UsageReader>> open_usage(const std::string& path, std::optional<Format> format,
                                                              const ReadOptions& options);
[[nodiscard]] Result<std::unique_ptr<UsageReader>> open_usage(ByteSource source, std::optional<Format> format,
                                                              const ReadOptions& options);

}  // namespace scrip::connectors
