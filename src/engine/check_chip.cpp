// What events of chips, their origin and the targets must satisfy before they are applied.

#include <set>

#include "base/limits.h"
#include "engine/check.h"
#include "engine/chip.h"

namespace scrip::engine {
namespace {

using registry::ChipFigure;

Result<void> check_accelerator(const State& state, ResourceId id) {
  SCRIP_TRY_VOID(require(exists(state.registry.resources(), id), "no such resource"));
  return require(state.registry.resources()[index(id)].kind == registry::ResourceKind::accelerator,
                 "the resource is no accelerator");
}

Result<void> check_short(std::string_view text) {
  return require(text.size() <= limits::text_max, "a text is too long");
}

Result<void> check_vendors(const State& state, const ChipsRecorded& event, std::size_t& count) {
  std::set<std::string> keys;
  for (const auto& vendor : event.vendors) {
    const bool is_known = index(vendor.id) < state.chips.vendors.size();
    SCRIP_TRY_VOID(require(is_known || index(vendor.id) == count, "the vendor's id is not the next"));
    if (!is_known) ++count;
    const auto* same = state.chips.find_vendor(vendor.key);
    SCRIP_TRY_VOID(require(is_known ? same != nullptr && same->id == vendor.id : same == nullptr,
                           "the vendor's key is not its own"));
    SCRIP_TRY_VOID(require(keys.insert(vendor.key).second, "a vendor is there twice"));
    SCRIP_TRY_VOID(require(!vendor.name.empty(), "a vendor has a name"));
    SCRIP_TRY_VOID(check_short(vendor.name));
  }
  return require(count <= limits::vendors_max, "too many vendors");
}

Result<void> check_figure(const State& state, const ChipFigure& figure) {
  SCRIP_TRY_VOID(check_accelerator(state, figure.resource));
  SCRIP_TRY_VOID(require(figure.quantity <= registry::ChipQuantity::price, "no such quantity"));
  SCRIP_TRY_VOID(require(figure.bound <= registry::FigureBound::at_least, "no such bound"));
  SCRIP_TRY_VOID(require(figure.basis <= registry::FigureBasis::derived, "no such basis"));
  SCRIP_TRY_VOID(require(figure.grade <= registry::FigureGrade::d, "no such grade"));
  SCRIP_TRY_VOID(require(figure.value > 0 && figure.value <= limits::chip_value_max, "a figure is out of range"));
  SCRIP_TRY_VOID(require(!figure.source.empty(), "a figure has a source"));
  SCRIP_TRY_VOID(check_short(figure.source));
  SCRIP_TRY_VOID(check_short(figure.note));
  SCRIP_TRY_VOID(require(registry::check_source_date(figure.dated).has_value(), "a source's date is no date"));
  return require(!figure.withdrawn, "a new figure is not withdrawn");
}

}  // namespace

Result<void> check_lifecycle(const State& state, const ChipsRecorded& event) {
  std::size_t vendors = state.chips.vendors.size();
  SCRIP_TRY_VOID(check_vendors(state, event, vendors));
  std::set<ResourceId> models;
  for (const auto& model : event.models) {
    SCRIP_TRY_VOID(check_accelerator(state, model.resource));
    SCRIP_TRY_VOID(require(models.insert(model.resource).second, "a model is there twice"));
    SCRIP_TRY_VOID(require(index(model.vendor) < vendors, "no such vendor"));
    SCRIP_TRY_VOID(check_short(model.note));
  }
  std::size_t next = state.chips.figures.size();
  SCRIP_TRY_VOID(require(next + event.figures.size() <= limits::chip_figures_max, "too many figures"));
  for (const auto& figure : event.figures) {
    SCRIP_TRY_VOID(require(index(figure.id) == next++, "the figure's id is not the next"));
    SCRIP_TRY_VOID(check_figure(state, figure));
  }
  return {};
}

Result<void> check_lifecycle(const State& state, const FigureWithdrawn& event) {
  SCRIP_TRY_VOID(require(exists(state.chips.figures, event.figure), "no such figure"));
  return require(!state.chips.figures[index(event.figure)].withdrawn, "the figure was withdrawn already");
}

Result<void> check_lifecycle(const State& state, const OriginRecorded& event) {
  const auto& record = event.record;
  SCRIP_TRY_VOID(check_accelerator(state, record.resource));
  SCRIP_TRY_VOID(require(record.test <= registry::OriginTest::quota, "no such test"));
  SCRIP_TRY_VOID(require(record.basis <= registry::OriginBasis::computed, "no such basis"));
  SCRIP_TRY_VOID(require(sane(record.from), "the day is out of range"));
  SCRIP_TRY_VOID(require(!record.source.empty(), "a record has a source"));
  return check_short(record.source);
}

Result<void> check_lifecycle(const State&, const DomesticTargetSet& event) {
  SCRIP_TRY_VOID(require(event.test <= registry::OriginTest::quota, "no such test"));
  SCRIP_TRY_VOID(require(sane(event.by), "the day is out of range"));
  return require(!event.share || *event.share <= whole_share, "a share is at most the whole");
}

}  // namespace scrip::engine
