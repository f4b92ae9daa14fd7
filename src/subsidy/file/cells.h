#pragma once
// What people and spreadsheet programs write into a cell, as a claim's file has it.

#include <string>
#include <string_view>

namespace scrip::subsidy {

// Without white space at its ends: that of ASCII, and the spaces U+00A0 and U+3000.
[[nodiscard]] std::string trimmed(std::string_view cell);

// The name of a column or sheet: trimmed, in small letters.
[[nodiscard]] std::string column_name(std::string_view cell);

// A day as "2026-03-01": of a spreadsheet's own number (days since 30 December 1899, or since 1 January 1904; a time of
// day behind it is left out), or of year, month and day with '-', '/', '.' or 年月日 between, perhaps with a time of
// day. What is nothing of that kind, or a number before 1990, stays as it is.
[[nodiscard]] std::string day_of_cell(const std::string& cell, bool from_1904);

// A number without the commas that group its thousands: "1,130,000.00". What is no such number stays as it is.
[[nodiscard]] std::string number_of_cell(const std::string& cell);

// Whether a spreadsheet has cut digits off something that only looks like a number: one with more than the 15 digits
// that it keeps (IEEE 754 binary64), or one written as a power of ten ("2.10231E+15"). `is_number`: the cell is one.
[[nodiscard]] bool has_lost_digits(std::string_view cell, bool is_number);

}  // namespace scrip::subsidy
