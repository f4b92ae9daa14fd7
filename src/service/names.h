#pragma once
// What programmes and calls are called, in both languages: as the newest published rules say, else as they were set up.

#include <string>

#include "reports/table.h"
#include "service/list.h"
#include "service/service.h"

namespace scrip::service {

// {"en":..,"zh":..}. Rules are read once and kept; rules that cannot be read count as none.
[[nodiscard]] std::string names_json(Service& service, ProgrammeId programme);
// A call has no name of its own: its programme's, with its key.
[[nodiscard]] std::string names_json(Service& service, CallId call);

// Options of a list whose items get `names` (programmes, calls) or `programme_names` (lists with a programme column).
[[nodiscard]] ListOptions with_names(Service& service, const reports::Table& table, ListOptions options);

}  // namespace scrip::service
