#pragma once
// Files of claims: read on the journal's machine and before a claim goes to a server.

#include <optional>
#include <string>
#include <vector>

#include "cli/context.h"
#include "reports/table.h"
#include "subsidy/digest.h"
#include "subsidy/file/tables.h"

namespace scrip::cli {

inline constexpr std::size_t document_bytes_max = 32u << 20;

// A file that another file names: beside it, unless its path is absolute.
[[nodiscard]] std::string beside_file(const std::string& file, const std::string& name);

// A claim from YAML, or from a workbook if the name ends in .xlsx. Every mistake is noted with its place.
// Errors: that of the first mistake; file_unreadable.
[[nodiscard]] Result<subsidy::ClaimFile> read_claim_file(Context& context, const std::string& path,
                                                         const subsidy::FindDocument& find_document);

// A claim from SHEET=FILE.csv texts, or one XLSX file.
[[nodiscard]] Result<subsidy::ClaimFile> read_claim_tables(Context& context, const std::vector<std::string>& tables,
                                                           const subsidy::FindDocument& find_document);

// None for no file. Errors: file_unreadable, key_invalid.
[[nodiscard]] Result<std::optional<subsidy::DigestKey>> read_digest_key(const std::string& path);

// The sentences of findings in the one language.
[[nodiscard]] reports::Table in_one_language(reports::Table table, Language language);
// The rows of one claim, in the columns that people read.
[[nodiscard]] reports::Table findings_of(reports::Table table, const std::string& claim, Language language);

}  // namespace scrip::cli
