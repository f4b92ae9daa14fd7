#pragma once
// The register beside a journal.

#include <memory>
#include <string>

#include "storage/sqlite/sqlite_register.h"

namespace scrip::cli {

// FILE.register beside FILE; made where there is none. Errors: those of SqliteRegister::open.
[[nodiscard]] Result<std::unique_ptr<storage::SqliteRegister>> open_register(const std::string& db);

}  // namespace scrip::cli
