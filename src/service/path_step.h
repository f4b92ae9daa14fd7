#pragma once
// One step of the path of a yuan, as the API shows it (PathStep of docs/openapi.json): a tree from an appropriation to
// what it paid for.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/time.h"
#include "engine/state.h"
#include "service/list.h"

namespace scrip::service {

struct Step {
  std::string_view step;
  std::string subject;
  std::string title;  // as JSON: in both languages
  Amount amount;
  Unit unit = Unit::money;
  std::optional<Instant> at;
  std::string by;
  std::uint64_t entry = 0;  // of the journal, that brought it; 0 for a balance
  std::vector<std::string> children;

  [[nodiscard]] std::string json() const {
    return codec::JsonObject()
        .add("step", step)
        .add("subject", subject)
        .raw("title", title)
        .add("amount", amount)
        .add("unit", name(unit))
        .add("at", at)
        .add("by", by)
        .raw("entry", entry == 0 ? "null" : std::to_string(entry))
        .raw("children", codec::json_array(children))
        .text();
  }
};

}  // namespace scrip::service
