#pragma once
// Who makes chip models, and what is said of their speed, memory and power. Sources contradict each other: every figure
// stays, with its source and how far it is trusted; which one is used is a rule (used_figure).

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace scrip::registry {

// A maker of chips. Its `organisation` is a party of the stakes (control/stakes.h), where one is known.
struct Vendor {
  VendorId id = no_id<VendorId>;
  std::string key;
  std::string name;
  std::string jurisdiction;  // ISO 3166; empty: not said
  std::string organisation;  // a party's key; empty: none linked

  friend bool operator==(const Vendor&, const Vendor&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("name", self.name);
    visit("jurisdiction", self.jurisdiction);
    visit("organisation", self.organisation);
  }
};

// That a resource is a vendor's chip model.
struct ChipModel {
  ResourceId resource = no_id<ResourceId>;  // an accelerator
  VendorId vendor = no_id<VendorId>;
  std::string note;  // such as that results were withheld; may be empty

  friend bool operator==(const ChipModel&, const ChipModel&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("resource", self.resource);
    visit("vendor", self.vendor);
    visit("note", self.note);
  }
};

// What a figure is of. Sparse speeds have quantities of their own: they are never compared with dense ones.
// Numbers are stored: never reused.
enum class ChipQuantity : std::uint8_t {
  fp16_dense = 0,  // TFLOPS
  bf16_dense = 1,  // TFLOPS
  fp16_sparse = 2,  // TFLOPS
  fp32 = 3,  // TFLOPS
  fp8_dense = 4,  // TFLOPS
  int8_dense = 5,  // TOPS
  int16_dense = 6,  // TOPS
  memory = 7,  // GB
  memory_bandwidth = 8,  // GB/s
  interconnect = 9,  // GB/s, all links together
  power = 10,  // W
  year = 11,  // of first delivery or announcement
  price = 12,  // of one card without tax, in the authority's currency
};
inline constexpr std::size_t chip_quantity_count = 13;

enum class FigureBasis : std::uint8_t {
  nominal = 0,  // what the maker says, or is reported to say
  measured = 1,  // by whoever ran it
  derived = 2,  // by dividing a whole machine's figure
};
enum class FigureBound : std::uint8_t { exactly = 0, about = 1, at_most = 2, at_least = 3 };

// A: vendor's document or neutral measurement; B: vendor's claim in the press; C: analyst's estimate or arithmetic;
// D: weak or contradictory.
enum class FigureGrade : std::uint8_t { a = 0, b = 1, c = 2, d = 3 };

struct ChipFigure {
  FigureId id = no_id<FigureId>;
  ResourceId resource = no_id<ResourceId>;
  ChipQuantity quantity{};
  FigureBound bound = FigureBound::exactly;
  std::int64_t value = 0;  // thousandths of the quantity's unit: above zero, at most limits::chip_value_max
  FigureBasis basis = FigureBasis::nominal;
  FigureGrade grade = FigureGrade::d;
  std::string source;  // 1 to limits::text_max bytes
  std::string dated;  // the source's own date, "2025", "2025-09" or "2025-09-18"; empty: not said
  std::string note;
  bool withdrawn = false;  // recorded by mistake: kept, never used

  friend bool operator==(const ChipFigure&, const ChipFigure&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("resource", self.resource);
    visit("quantity", self.quantity);
    visit("bound", self.bound);
    visit("value", self.value);
    visit("basis", self.basis);
    visit("grade", self.grade);
    visit("source", self.source);
    visit("dated", self.dated);
    visit("note", self.note);
    visit("withdrawn", self.withdrawn);
  }
};

// The figure that counts where one number is needed, or none: no bound and not withdrawn; of these those of grade D
// last; nominal before measured before derived, then the better grade, then the newer source (one without a date is the
// oldest), then the one recorded last. Nominal first because only a few models were ever measured, each under other
// conditions: a sum over models must not depend on who was measured (docs/decisions/0025).
[[nodiscard]] const ChipFigure* used_figure(std::span<const ChipFigure> figures, ResourceId resource,
                                            ChipQuantity quantity);
// Dense FP16, or where there is none dense BF16: the same units do both.
[[nodiscard]] const ChipFigure* used_dense_figure(std::span<const ChipFigure> figures, ResourceId resource);

// The newest price whose source is dated on or before the day, or none; one at least, without a date or of grade D
// tells nothing to compare with. A date of a month or a year counts from its beginning.
[[nodiscard]] const ChipFigure* price_on(std::span<const ChipFigure> figures, ResourceId resource, Day day);

[[nodiscard]] std::string_view name(ChipQuantity quantity);
[[nodiscard]] std::string_view name(FigureBasis basis);
[[nodiscard]] std::string_view name(FigureBound bound);
[[nodiscard]] std::string_view name(FigureGrade grade);  // "A" to "D"
[[nodiscard]] std::string_view unit_of(ChipQuantity quantity);  // "TFLOPS", "GB/s"; empty for a year and a price
// Errors: value_invalid, with what is possible.
[[nodiscard]] Result<ChipQuantity> parse_chip_quantity(std::string_view text);
[[nodiscard]] Result<FigureBasis> parse_figure_basis(std::string_view text);
[[nodiscard]] Result<FigureBound> parse_figure_bound(std::string_view text);
[[nodiscard]] Result<FigureGrade> parse_figure_grade(std::string_view text);
// "2025", "2025-09" or "2025-09-18", or nothing. Errors: time_invalid.
[[nodiscard]] Result<void> check_source_date(std::string_view text);

// Values are exact decimals with at most three places: "196.5" is 196500. Errors: value_invalid, out_of_range.
[[nodiscard]] Result<std::int64_t> parse_chip_value(std::string_view text);
[[nodiscard]] std::string format_chip_value(std::int64_t thousandths);

}  // namespace scrip::registry
