#include "engine/chip.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/limits.h"
#include "control/stakes.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

using registry::ChipFigure;
using registry::ChipModel;
using registry::Resource;
using registry::ResourceKind;
using registry::Vendor;

Result<void> check_short(std::string_view text, std::string_view field) {
  if (text.size() <= limits::text_max) return {};
  return fail(ErrorCode::too_large, say("at most 512 bytes"), std::string(field));
}

Result<void> check_sane(Day day, std::string_view field) {
  if (day >= Day{7'305} && day < Day{84'006}) return {};
  return fail(ErrorCode::time_invalid, say("a day between 1990 and 2200 is expected"), std::string(field));
}

template <class T>
Result<T> at_field(Result<T> result, std::string_view field) {
  if (!result) result.error().field = field;
  return result;
}

// What a command comes to: new resources, vendors, models and figures, one after the other.
class ChipRecorder {
 public:
  explicit ChipRecorder(const State& state) : state_(state), next_resource_(state.registry.resources().size()) {}

  Result<void> take(const RecordChips::StatedVendor& stated) {
    SCRIP_TRY_VOID(check_key(stated.key, "key"));
    SCRIP_TRY_VOID(check_name(stated.name));
    SCRIP_TRY_VOID(at_field(control::check_jurisdiction(stated.jurisdiction), "jurisdiction"));
    if (!stated.organisation.empty()) SCRIP_TRY_VOID(check_key(stated.organisation, "organisation"));
    const Vendor* known = vendor(stated.key);
    Vendor made{.id = known != nullptr ? known->id : id_at<VendorId>(vendors_seen_),
                .key = stated.key,
                .name = stated.name,
                .jurisdiction = stated.jurisdiction,
                .organisation = stated.organisation};
    if (known == nullptr) {
      if (vendors_seen_ >= limits::vendors_max) return fail(ErrorCode::limit_reached, say("too many vendors"), "key");
      ++vendors_seen_;
    } else {
      if (made.organisation.empty()) made.organisation = known->organisation;
      if (made == *known) return {};
      if (made.name != known->name || made.jurisdiction != known->jurisdiction) return reused(stated.key);
    }
    vendors_[made.key] = std::move(made);
    return {};
  }

  Result<void> take(const RecordChips::StatedModel& stated) {
    SCRIP_TRY_VOID(check_key(stated.key, "key"));
    SCRIP_TRY_VOID(check_short(stated.note, "note"));
    const Vendor* maker = vendor(stated.vendor);
    if (maker == nullptr) return fail(ErrorCode::vendor_not_found, "'" + stated.vendor + "'", "vendor");
    const ResourceId resource = SCRIP_TRY(resource_of(stated, *maker));
    ChipModel made{.resource = resource, .vendor = maker->id, .note = stated.note};
    const auto described = models_.find(resource);
    const ChipModel* known = described != models_.end() ? &described->second : state_.chips.find_model(resource);
    if (known != nullptr && known->vendor != made.vendor) return reused(stated.key);
    if (known != nullptr && made.note.empty()) made.note = known->note;
    if (known == nullptr || made != *known) models_[resource] = std::move(made);
    return {};
  }

  Result<void> take(const RecordChips::StatedFigure& stated) {
    const auto resource = named(stated.model);
    if (!resource) return fail(ErrorCode::resource_not_found, "'" + stated.model + "'", "model");
    SCRIP_TRY_VOID(check_figure(stated));
    ChipFigure made{.id = no_id<FigureId>,
                    .resource = *resource,
                    .quantity = stated.quantity,
                    .bound = stated.bound,
                    .value = stated.value,
                    .basis = stated.basis,
                    .grade = stated.grade,
                    .source = stated.source,
                    .dated = stated.dated,
                    .note = stated.note};
    if (!known_figures().insert(identity(made)).second) return {};
    made.id = id_at<FigureId>(state_.chips.figures.size() + figures_.size());
    figures_.push_back(std::move(made));
    return {};
  }

  Events events() && {
    Events all;
    for (auto& [id, resource] : resources_) all.push_back(ResourceAdded{std::move(resource)});
    ChipsRecorded recorded;
    for (auto& [key, made] : vendors_) recorded.vendors.push_back(std::move(made));
    std::ranges::sort(recorded.vendors, {}, &Vendor::id);
    for (auto& [id, made] : models_) recorded.models.push_back(std::move(made));
    recorded.figures = std::move(figures_);
    if (recorded != ChipsRecorded{}) all.push_back(std::move(recorded));
    return all;
  }

 private:
  const Vendor* vendor(const std::string& key) const {
    const auto found = vendors_.find(key);
    return found != vendors_.end() ? &found->second : state_.chips.find_vendor(key);
  }

  std::optional<ResourceId> named(const std::string& key_or_alias) const {
    if (const auto found = names_.find(key_or_alias); found != names_.end()) return found->second;
    const auto* known = state_.registry.find_resource(key_or_alias);
    return known == nullptr ? std::nullopt : std::optional(known->id);
  }

  // The model's resource, as it is or as it is to be: a new one, or a known one with more aliases.
  Result<ResourceId> resource_of(const RecordChips::StatedModel& stated, const Vendor& maker) {
    const auto known = named(stated.key);
    Resource made;
    if (!known) {
      SCRIP_TRY_VOID(check_name(stated.name));
      made = {.id = id_at<ResourceId>(next_resource_),
              .key = stated.key,
              .name = stated.name,
              .vendor = maker.name,
              .kind = ResourceKind::accelerator,
              .aliases = {}};
    } else if (const auto found = resources_.find(*known); found != resources_.end()) {
      made = found->second;
    } else {
      made = state_.registry.resources()[index(*known)];
    }
    if (made.kind != ResourceKind::accelerator) {
      return fail(ErrorCode::value_invalid, say("'{0}' is no accelerator", made.key), "key");
    }
    bool changed = !known;
    for (const auto& alias : stated.aliases) {
      if (alias.empty()) return fail(ErrorCode::value_invalid, say("an alias has 1 to 512 bytes"), "aliases");
      SCRIP_TRY_VOID(check_short(alias, "aliases"));
      const auto other = named(alias);
      if (other == made.id || alias == made.key) continue;
      if (other) return reused(alias);
      names_[alias] = made.id;
      made.aliases.push_back(alias);
      changed = true;
    }
    if (!known) ++next_resource_;
    names_[stated.key] = made.id;
    const ResourceId id = made.id;
    if (changed) resources_[id] = std::move(made);
    return id;
  }

  Result<void> check_figure(const RecordChips::StatedFigure& stated) const {
    if (stated.value <= 0 || stated.value > limits::chip_value_max) {
      return fail(ErrorCode::out_of_range, say("above zero; what is not known is left out, never zero"), "value");
    }
    SCRIP_TRY_VOID(check_text(stated.source, "source"));
    SCRIP_TRY_VOID(check_short(stated.note, "note"));
    SCRIP_TRY_VOID(at_field(registry::check_source_date(stated.dated), "dated"));
    if (state_.chips.figures.size() + figures_.size() < limits::chip_figures_max) return {};
    return fail(ErrorCode::limit_reached, say("{0} figures", limits::chip_figures_max), "figures");
  }

  using Identity = std::tuple<ResourceId, registry::ChipQuantity, registry::FigureBound, std::int64_t,
                              registry::FigureBasis, registry::FigureGrade, std::string, std::string, std::string>;
  static Identity identity(const ChipFigure& figure) {
    return {figure.resource, figure.quantity, figure.bound, figure.value, figure.basis,
            figure.grade,    figure.source,   figure.dated, figure.note};
  }
  std::set<Identity>& known_figures() {
    if (known_figures_.empty()) {
      for (const auto& figure : state_.chips.figures) {
        if (!figure.withdrawn) known_figures_.insert(identity(figure));
      }
    }
    return known_figures_;
  }

  const State& state_;
  std::map<std::string, Vendor> vendors_;
  std::size_t vendors_seen_ = state_.chips.vendors.size();
  std::map<ResourceId, Resource> resources_;
  std::size_t next_resource_;
  std::map<std::string, ResourceId> names_;
  std::map<ResourceId, ChipModel> models_;
  std::vector<ChipFigure> figures_;
  std::set<Identity> known_figures_;
};

template <class Stated>
Result<void> take_all(ChipRecorder& recorder, const std::vector<Stated>& all, std::string_view list) {
  if (all.size() > limits::chip_records_per_entry_max) {
    return fail(ErrorCode::too_large, say("at most {0} at once", limits::chip_records_per_entry_max),
                std::string(list));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto taken = recorder.take(all[i]);
    if (taken) continue;
    taken.error().field = std::string(list) + "[" + std::to_string(i) + "]." + taken.error().field;
    return taken;
  }
  return {};
}

}  // namespace

const Vendor* ChipState::find_vendor(std::string_view key) const {
  const auto found = std::ranges::find(vendors, key, &Vendor::key);
  return found == vendors.end() ? nullptr : &*found;
}
const ChipModel* ChipState::find_model(ResourceId resource) const {
  const auto found = models.find(resource);
  return found == models.end() ? nullptr : &found->second;
}
std::span<const TargetStep> ChipState::path(registry::OriginTest test) const {
  const auto steps = std::ranges::equal_range(targets, test, {}, &TargetStep::test);
  return {steps.begin(), steps.end()};
}
const TargetStep* ChipState::find_step(registry::OriginTest test, Day by) const {
  for (const auto& step : path(test)) {
    if (step.by == by) return &step;
  }
  return nullptr;
}

Result<Events> judge(const State& state, const RecordChips& command, const EntryContext&) {
  ChipRecorder recorder(state);
  SCRIP_TRY_VOID(take_all(recorder, command.vendors, "vendors"));
  SCRIP_TRY_VOID(take_all(recorder, command.models, "models"));
  SCRIP_TRY_VOID(take_all(recorder, command.figures, "figures"));
  return std::move(recorder).events();
}

Result<Events> judge(const State& state, const WithdrawFigure& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  if (index(command.figure) >= state.chips.figures.size()) {
    return fail(ErrorCode::figure_not_found, say("number {0}", index(command.figure)), "figure");
  }
  if (state.chips.figures[index(command.figure)].withdrawn) return Events{};
  return Events{FigureWithdrawn{.figure = command.figure, .reason = command.reason}};
}

Result<Events> judge(const State& state, const RecordOrigin& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.source, "source"));
  SCRIP_TRY_VOID(check_sane(command.from, "from"));
  const auto* resource = SCRIP_TRY(resource_called(state, command.resource));
  if (resource->kind != ResourceKind::accelerator) {
    return fail(ErrorCode::value_invalid, say("'{0}' is no accelerator", resource->key), "resource");
  }
  if (command.basis == registry::OriginBasis::computed && command.evidence == Hash256{}) {
    return fail(ErrorCode::missing_field, say("what it was computed from"), "evidence");
  }
  registry::OriginRecord record{.resource = resource->id,
                                .test = command.test,
                                .passes = command.passes,
                                .from = command.from,
                                .source = command.source,
                                .evidence = command.evidence,
                                .basis = command.basis};
  const auto& book = state.chips.origins;
  const auto* holding = book.holding(record.resource, record.test, record.from);
  if (holding != nullptr && *holding == record) return Events{};
  if (book.records().size() >= limits::origin_records_max) {
    return fail(ErrorCode::limit_reached, say("{0} records", limits::origin_records_max), "resource");
  }
  return Events{OriginRecorded{std::move(record)}};
}

Result<Events> judge(const State& state, const SetDomesticTarget& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.source, "source"));
  SCRIP_TRY_VOID(check_sane(command.by, "by"));
  if (command.share && *command.share > whole_share) {
    return fail(ErrorCode::out_of_range, say("a share is 0 to 100 %"), "share");
  }
  const auto* step = state.chips.find_step(command.test, command.by);
  if (step == nullptr && !command.share) return Events{};
  if (step != nullptr && command.share == step->share && command.source == step->source) return Events{};
  if (step == nullptr && state.chips.path(command.test).size() >= limits::target_steps_max) {
    return fail(ErrorCode::limit_reached, say("{0} steps", limits::target_steps_max), "by");
  }
  return Events{
      DomesticTargetSet{.test = command.test, .by = command.by, .share = command.share, .source = command.source}};
}

// --- what became of it ---

void apply_lifecycle(State& state, const ChipsRecorded& event) {
  auto& chips = state.chips;
  for (const auto& vendor : event.vendors) {
    if (index(vendor.id) == chips.vendors.size()) chips.vendors.emplace_back();
    chips.vendors[index(vendor.id)] = vendor;
  }
  for (const auto& model : event.models) chips.models[model.resource] = model;
  chips.figures.insert(chips.figures.end(), event.figures.begin(), event.figures.end());
}

void apply_lifecycle(State& state, const FigureWithdrawn& event) {
  state.chips.figures[index(event.figure)].withdrawn = true;
}

void apply_lifecycle(State& state, const OriginRecorded& event) { state.chips.origins.add(event.record); }

void apply_lifecycle(State& state, const DomesticTargetSet& event) {
  auto& targets = state.chips.targets;
  const auto before = [](const TargetStep& one, const TargetStep& other) {
    return std::tuple(one.test, one.by) < std::tuple(other.test, other.by);
  };
  TargetStep step{.test = event.test, .by = event.by, .share = event.share.value_or(Share{}), .source = event.source};
  auto place = std::ranges::lower_bound(targets, step, before);
  const bool is_there = place != targets.end() && place->test == step.test && place->by == step.by;
  if (is_there) place = targets.erase(place);
  if (event.share) targets.insert(place, std::move(step));
}

}  // namespace scrip::engine
