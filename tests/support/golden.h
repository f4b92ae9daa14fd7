#pragma once
// Comparison with a text that was looked at once and then kept.

#include <string>
#include <string_view>

namespace scrip::test {

// Fails the test unless `text` is what tests/golden/NAME holds. With the environment variable SCRIP_WRITE_GOLDEN set,
// the file is written instead; the commit says why it changed.
void expect_golden(std::string_view name, const std::string& text);

}  // namespace scrip::test
