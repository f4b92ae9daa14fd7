#pragma once
// The files of a ZIP archive in memory (PKWARE APPNOTE 6.3.3, sections 4.3 to 4.5): stored or deflated, one disk, no
// encryption, no ZIP64. What the archive says of sizes is not believed: unpacking stops at the bound.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace scrip::subsidy {

class ZipArchive {
 public:
  // Borrows the bytes. Errors: syntax_error, value_invalid (encrypted, or split over disks), too_large.
  [[nodiscard]] static Result<ZipArchive> open(std::string_view bytes);

  [[nodiscard]] bool has(std::string_view name) const { return entries_.contains(name); }
  // Errors: syntax_error (no such file, or damaged), too_large (more than `bytes_max`).
  [[nodiscard]] Result<std::string> read(std::string_view name, std::size_t bytes_max) const;

 private:
  struct Entry {
    std::uint16_t method = 0;
    std::uint32_t checksum = 0;
    std::uint32_t packed = 0;
    std::uint32_t offset = 0;  // of the local header
  };
  std::string_view bytes_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace scrip::subsidy
