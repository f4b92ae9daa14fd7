#pragma once
// The programmes that `scrip programme new` begins with: examples/templates, which the build puts into the binary.

#include <span>
#include <string_view>

namespace scrip::cli {

struct TemplateFile {
  std::string_view shape;  // "voucher", "purchase", "in-kind", "competition"
  std::string_view name;   // "programme.yaml", "cases.yaml"
  std::string_view text;
};

[[nodiscard]] std::span<const TemplateFile> template_files();

}  // namespace scrip::cli
