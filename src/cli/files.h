#pragma once
// Whole files, for what is small: rules, keys, evidence.

#include <string>
#include <string_view>

#include "base/result.h"

namespace scrip::cli {

inline constexpr std::size_t small_file_bytes_max = 64u << 20;

// "-" is standard input. Errors: file_unreadable, too_large.
[[nodiscard]] Result<std::string> read_file(const std::string& path, std::size_t bytes_max = small_file_bytes_max);
// Replaces the file. Errors: store_full, store_unavailable.
[[nodiscard]] Result<void> write_file(const std::string& path, std::string_view text);

}  // namespace scrip::cli
