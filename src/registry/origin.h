#pragma once
// Whether a chip model is domestic, by several tests that do not coincide: where its goods come from, whether it was
// evaluated, on which list it stands, who controls its maker, whether it counts towards a quota. Each answer is a
// dated record with its source. Nothing is ever guessed from a vendor's name. docs/self-reliance.md has the tests.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace scrip::registry {

// Numbers are stored: never reused.
enum class OriginTest : std::uint8_t {
  origin_of_goods = 0,      // made here, by the rules of public procurement
  security_evaluation = 1,  // evaluated as secure and reliable
  procurement_list = 2,     // on a list of products for procurement
  ownership_control = 3,    // its maker is under domestic control
  quota = 4,                // counts towards a quota of domestic chips
};
inline constexpr std::size_t origin_test_count = 5;

// Numbers are stored: never reused.
enum class OriginBasis : std::uint8_t {
  stated = 0,    // by the source
  computed = 1,  // from recorded stakes; the evidence has the way to the result
};

struct OriginRecord {
  ResourceId resource = no_id<ResourceId>;  // an accelerator
  OriginTest test{};
  bool passes = false;
  Day from{};          // in the authority's zone; holds until the next record of the model and test
  std::string source;  // where this is known from: 1 to limits::text_max bytes
  Hash256 evidence;    // SHA-256 of a document; zero if none
  OriginBasis basis = OriginBasis::stated;

  friend bool operator==(const OriginRecord&, const OriginRecord&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("resource", self.resource);
    visit("test", self.test);
    visit("passes", self.passes);
    visit("from", self.from);
    visit("source", self.source);
    visit("evidence", self.evidence);
    visit("basis", self.basis);
  }
};

// All records, in the order they were recorded, with their index. Records are never removed.
class OriginBook {
 public:
  [[nodiscard]] const std::vector<OriginRecord>& records() const { return records_; }
  // What holds on a day: the record with the latest first day not after it; of several of one day the last recorded.
  // None: unknown. Linear in the records of the one model.
  [[nodiscard]] const OriginRecord* holding(ResourceId resource, OriginTest test, Day day) const;
  [[nodiscard]] std::optional<bool> passes(ResourceId resource, OriginTest test, Day day) const {
    const auto* record = holding(resource, test, day);
    return record == nullptr ? std::nullopt : std::optional(record->passes);
  }

  void add(OriginRecord record);  // for apply() only: the caller has decided that the record fits
  void rebuild_indexes();         // after loading a snapshot
  static void fields(auto& self, auto&& visit) { visit("records", self.records_); }

 private:
  std::vector<OriginRecord> records_;
  std::vector<std::vector<std::uint32_t>> of_;  // by resource: places in records_
};

[[nodiscard]] std::string_view name(OriginTest test);
[[nodiscard]] Result<OriginTest> parse_origin_test(std::string_view text);  // Errors: value_invalid
[[nodiscard]] std::string_view name(OriginBasis basis);

}  // namespace scrip::registry
