#pragma once
// Which of the formats we read a file is in, told by its content.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "connectors/byte_source.h"

namespace scrip::connectors {

enum class Format : std::uint8_t {
  ndjson,       // Scrip's own (ndjson.h)
  sacct_text,   // sacct --parsable2, with its header, or the 26 fields of Open XDMoD without
  sacct_json,   // jobs of the accounting database: sacct --json, slurmrestd /slurmdb/.../jobs
  slurm_json,   // jobs of the controller: squeue --json, slurmrestd /slurm/.../jobs
  csv,          // any CSV with a column mapping
  itp_csv,      // ElasticFlow / Microsoft ITP
  openb_csv,    // pods of a GPU-sharing cluster (openb)
  philly_json,  // jobs with their attempts (Philly)
  azure_csv,    // tokens of LLM requests (Azure)
  mooncake,     // tokens of LLM requests with prefix blocks (Mooncake), JSON lines
};
inline constexpr std::array all_formats = {
    Format::ndjson,  Format::sacct_text, Format::sacct_json,  Format::slurm_json, Format::csv,
    Format::itp_csv, Format::openb_csv,  Format::philly_json, Format::azure_csv,  Format::mooncake};

// "ndjson", "sacct", "sacct-json", "slurm-json", "csv", "itp", "openb", "philly", "azure-llm", "mooncake".
[[nodiscard]] std::string_view name(Format format);
// Errors: format_unknown, listing the names.
[[nodiscard]] Result<Format> parse_format(std::string_view text);

// Errors: format_unknown with the known formats and the first line, cut; those of ByteSource.
[[nodiscard]] Result<Format> detect(const std::string& path);
// The same before anything was read from the source; nothing is taken from it.
[[nodiscard]] Result<Format> detect(ByteSource& source);

}  // namespace scrip::connectors
