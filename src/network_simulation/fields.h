#pragma once
// The fields of one map of a network's file. Every error names the field and its line.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/result.h"
#include "yaml/node.h"

namespace scrip::network_simulation {

class Fields {
 public:
  // Errors: value_invalid where it is no map, unknown_field where it has a field that is not of `known`.
  [[nodiscard]] static Result<Fields> of(const yaml::Node& node, const Message& what,
                                         std::span<const std::string_view> known);

  [[nodiscard]] const yaml::Node* find(std::string_view name) const { return node_->find(name); }
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] std::uint64_t line() const { return node_->line; }

  [[nodiscard]] Result<std::string> text(std::string_view name) const;
  [[nodiscard]] Result<std::string> text_or(std::string_view name, std::string otherwise) const;
  // One text, or a list of them; none where it is absent.
  [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view name) const;
  [[nodiscard]] Result<std::uint64_t> number(std::string_view name, std::uint64_t least, std::uint64_t most) const;
  [[nodiscard]] Result<std::uint64_t> number_or(std::string_view name, std::uint64_t least, std::uint64_t most,
                                                std::uint64_t otherwise) const;
  [[nodiscard]] Result<bool> yes_or(std::string_view name, bool otherwise) const;
  // "1.5" as thousandths.
  [[nodiscard]] Result<std::uint32_t> thousandths_or(std::string_view name, std::uint32_t most,
                                                     std::uint32_t otherwise) const;
  [[nodiscard]] Result<Amount> amount_or(std::string_view name, Amount otherwise) const;
  [[nodiscard]] Result<Share> share(std::string_view name) const;
  // "90 s", "30 min", "36 h" or "14 d" as seconds.
  [[nodiscard]] Result<std::uint32_t> seconds_or(std::string_view name, std::uint32_t otherwise) const;

  // An error about a field.
  [[nodiscard]] std::unexpected<Error> wrong(ErrorCode code, Message said, std::string_view name) const;

 private:
  explicit Fields(const yaml::Node& node) : node_(&node) {}

  template <class T>
  Result<T> located(std::string_view name, Result<T> result) const;

  const yaml::Node* node_;
};

// "36 h" as seconds. Errors: value_invalid, out_of_range.
[[nodiscard]] Result<std::uint32_t> parse_seconds(std::string_view text);

}  // namespace scrip::network_simulation
