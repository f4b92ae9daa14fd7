#pragma once
// Lists that may have millions of rows, as pages from the follower that keeps them in columns (lists/lists.h).

#include "reports/scope.h"
#include "service/service.h"

namespace scrip::service {

// Whether the request is for one of them and for a page of JSON: a file has all rows and is made from the table.
[[nodiscard]] bool is_long_list(const Call& call, std::string_view table);

// Parameters and errors as list_answer(); `filter` as the table of that name.
[[nodiscard]] Result<http::Response> long_list_answer(Service& service, const Call& call, std::string_view table,
                                                      const reports::Filter& filter);

}  // namespace scrip::service
