#include "engine/device.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/limits.h"
#include "engine/texts.h"
#include "engine/vendor_names.h"
#include "subsidy/claim.h"

namespace scrip::engine {

using registry::Device;
using registry::DeviceDay;
using registry::DeviceStatus;
using registry::DeviceStepKind;

namespace {

constexpr std::uint32_t seconds_per_day = 86'400;

Day today(const State& state, const EntryContext& context) { return state.authority->zone.day_of(context.now); }

// Looks devices up by their names; those that are not known get the next ids.
class Resolver {
 public:
  explicit Resolver(const State& state) : state_(state) {}

  enum class Unknown : bool { refused, added };

  Result<DeviceId> resolve(const DeviceName& name, Unknown unknown) {
    const registry::Resource* model = nullptr;
    if (!name.resource.empty()) model = SCRIP_TRY(resource_called(state_, name.resource));
    auto vendor = SCRIP_TRY(maker_of(model, name.vendor));
    auto serial = SCRIP_TRY(registry::serial_key(name.serial));
    if (const auto* known = state_.devices.find(vendor, serial)) {
      SCRIP_TRY_VOID(check_model(known->resource, model, serial));
      return known->id;
    }
    const auto key = subsidy::device_key(vendor, serial);
    if (const auto found = new_.find(key); found != new_.end()) {
      SCRIP_TRY_VOID(check_model(added[found->second].resource, model, serial));
      return id_at<DeviceId>(state_.devices.devices.size() + found->second);
    }
    if (unknown == Unknown::refused) {
      return fail(ErrorCode::device_not_found, say("'{0}' of '{1}'", serial, vendor), "serial");
    }
    if (model == nullptr) {
      return fail(ErrorCode::missing_field, say("the chip model of '{0}', which is not known yet", serial), "resource");
    }
    if (model->kind != registry::ResourceKind::accelerator) {
      return fail(ErrorCode::value_invalid, say("'{0}' is no chip model", model->key), "resource");
    }
    if (state_.devices.devices.size() + added.size() >= limits::devices_max) {
      return fail(ErrorCode::limit_reached, say("{0} devices", limits::devices_max), "serial");
    }
    new_.emplace(key, added.size());
    added.push_back({.vendor = std::move(vendor), .serial = std::move(serial), .resource = model->id});
    return id_at<DeviceId>(state_.devices.devices.size() + added.size() - 1);
  }

  std::vector<NewDevice> added;

 private:
  // Many rows name few makers.
  Result<std::string> maker_of(const registry::Resource* model, const std::string& written) {
    const auto id = model == nullptr ? no_id<ResourceId> : model->id;
    auto& known = makers_[{id, written}];
    if (known.empty()) known = SCRIP_TRY(maker_key(state_, model, written));
    return known;
  }
  Result<void> check_model(ResourceId known, const registry::Resource* model, const std::string& serial) const {
    if (model == nullptr || model->id == known) return {};
    return fail(
        ErrorCode::value_invalid,
        say("'{0}' is known as {1}, not {2}", serial, state_.registry.resources()[index(known)].key, model->key),
        "resource");
  }

  const State& state_;
  TextMap<std::size_t> new_;
  std::map<std::pair<ResourceId, std::string>, std::string> makers_;
};

Result<void> check_rows(std::size_t rows) {
  if (rows == 0) return fail(ErrorCode::missing_field, say("which devices"), "devices");
  if (rows <= limits::device_rows_max) return {};
  return fail(ErrorCode::too_large, say("at most {0} rows", limits::device_rows_max), "devices");
}

Result<SiteId> site_of_step(const State& state, const RecordDevices& command) {
  const bool placed = command.kind == DeviceStepKind::installed || command.kind == DeviceStepKind::moved;
  if (placed) return SCRIP_TRY(site_called(state, command.site))->id;
  if (!command.site.empty()) return fail(ErrorCode::value_invalid, say("only where devices come to a site"), "site");
  return no_id<SiteId>;
}

Result<void> check_kind(const RecordDevices& command) {
  switch (command.kind) {
    case DeviceStepKind::installed:
      if (command.reason.size() > limits::text_max)
        return fail(ErrorCode::too_large, say("at most 512 bytes"), "reason");
      return {};
    case DeviceStepKind::moved:
    case DeviceStepKind::resold:
    case DeviceStepKind::retired:
      return check_text(command.reason, "reason");
    case DeviceStepKind::bought:
    case DeviceStepKind::accepted:
    case DeviceStepKind::seen:
      break;
  }
  return fail(ErrorCode::value_invalid, say("installed, moved, resold or retired"), "kind");
}

// Whether the step changes anything. Errors: device_state.
Result<bool> takes_step(const State& state, DeviceId id, DeviceStepKind kind, SiteId site) {
  if (index(id) >= state.devices.devices.size()) return true;  // new
  const Device& device = state.devices.devices[index(id)];
  const auto refuse = [&](const Message& why) {
    return fail(ErrorCode::device_state, say("'{0}' {1}", device.serial, why), "serial");
  };
  const bool ended = device.status == DeviceStatus::retired || device.status == DeviceStatus::resold;
  if (kind == DeviceStepKind::resold && device.status == DeviceStatus::resold) return false;
  if (kind == DeviceStepKind::retired && device.status == DeviceStatus::retired) return false;
  if (ended) return refuse(say("is {0}", described(name(device.status))));
  if (kind == DeviceStepKind::installed && device.site != no_id<SiteId> && device.site != site) {
    return refuse(say("is installed at {0}: move it", state.registry.sites()[index(device.site)].key));
  }
  if (kind == DeviceStepKind::moved && device.site == no_id<SiteId>) return refuse(say("is not installed anywhere"));
  const bool placed = kind == DeviceStepKind::installed || kind == DeviceStepKind::moved;
  return !(placed && device.site == site);
}

}  // namespace

Result<Events> judge(const State& state, const RecordDevices& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_kind(command));
  SCRIP_TRY_VOID(check_rows(command.devices.size()));
  if (command.day > today(state, context)) return fail(ErrorCode::time_invalid, say("a day in the future"), "day");
  DevicesRecorded event{.kind = command.kind,
                        .site = SCRIP_TRY(site_of_step(state, command)),
                        .day = command.day,
                        .reason = command.reason,
                        .added = {},
                        .devices = {}};
  const auto unknown =
      command.kind == DeviceStepKind::installed ? Resolver::Unknown::added : Resolver::Unknown::refused;
  Resolver resolver(state);
  std::set<DeviceId> seen;
  for (const auto& each : command.devices) {
    const DeviceId id = SCRIP_TRY(resolver.resolve(each, unknown));
    if (!seen.insert(id).second) return fail(ErrorCode::duplicate_key, say("'{0}' twice", each.serial), "serial");
    if (SCRIP_TRY(takes_step(state, id, command.kind, event.site))) event.devices.push_back(id);
  }
  if (event.devices.empty()) return Events{};
  event.added = std::move(resolver.added);
  return Events{std::move(event)};
}

Result<Events> judge(const State& state, const ReportDeviceDays& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_rows(command.rows.size()));
  const Day last = today(state, context);
  DeviceDaysReported event{.site = SCRIP_TRY(site_called(state, command.site))->id, .added = {}, .rows = {}};
  Resolver resolver(state);
  std::set<std::pair<DeviceId, Day>> seen;
  for (const auto& row : command.rows) {
    const DeviceId id = SCRIP_TRY(resolver.resolve(row.device, Resolver::Unknown::added));
    if (row.present_s > seconds_per_day)
      return fail(ErrorCode::out_of_range, say("a day has 86,400 seconds"), "present_s");
    if (row.busy_s > row.present_s) return fail(ErrorCode::out_of_range, say("busy longer than present"), "busy_s");
    if (row.day > last || row.day < Day{}) return fail(ErrorCode::time_invalid, format_day(row.day), "day");
    if (!seen.emplace(id, row.day).second) {
      return fail(ErrorCode::duplicate_key, say("'{0}' on {1} twice", row.device.serial, format_day(row.day)),
                  "serial");
    }
    const DeviceDay reported{.day = row.day, .site = event.site, .present_s = row.present_s, .busy_s = row.busy_s};
    if (index(id) < state.devices.days.size()) {
      if (std::ranges::find(state.devices.days[index(id)], reported) != state.devices.days[index(id)].end()) continue;
    }
    event.rows.push_back({.device = id, .day = row.day, .present_s = row.present_s, .busy_s = row.busy_s});
  }
  if (event.rows.empty()) return Events{};
  if (state.devices.day_count + event.rows.size() > limits::device_days_max) {
    return fail(ErrorCode::limit_reached, say("{0} device-days", limits::device_days_max), "rows");
  }
  event.added = std::move(resolver.added);
  return Events{std::move(event)};
}

CommonPlace common_place(const State& state, const std::vector<DeviceName>& devices) {
  CommonPlace common;
  bool first = true;
  for (const auto& name : devices) {
    const auto vendor =
        maker_key(state, name.resource.empty() ? nullptr : state.registry.find_resource(name.resource), name.vendor);
    const auto serial = registry::serial_key(name.serial);
    const Device* device = vendor && serial ? state.devices.find(*vendor, *serial) : nullptr;
    if (device == nullptr) return {};
    if (!first && common.owner != device->owner) common.owner = no_id<OrganisationId>;
    if (!first && common.site != device->site) common.site = no_id<SiteId>;
    if (first) common = {.owner = device->owner, .site = device->site};
    first = false;
  }
  return common;
}

// --- what became of it ---

namespace {

void add_all(State& state, const std::vector<NewDevice>& added) {
  for (const auto& each : added) {
    Device device;
    device.vendor = each.vendor;
    device.serial = each.serial;
    device.resource = each.resource;
    state.devices.add(std::move(device));
  }
}

}  // namespace

void apply_lifecycle(State& state, const DevicesRecorded& event) {
  add_all(state, event.added);
  for (const DeviceId id : event.devices) {
    Device& device = state.devices.devices[index(id)];
    registry::DeviceStep step{.device = id,
                              .kind = event.kind,
                              .day = event.day,
                              .site = event.site,
                              .claim = device.claim,
                              .entry = state.last_sequence};
    if (event.kind == DeviceStepKind::resold || event.kind == DeviceStepKind::retired) {
      step.site = device.site;
      device.site = no_id<SiteId>;
      device.status = event.kind == DeviceStepKind::resold ? DeviceStatus::resold : DeviceStatus::retired;
    } else {
      device.site = event.site;
      device.status = DeviceStatus::installed;
    }
    state.devices.add(step);
  }
}

void apply_lifecycle(State& state, const DeviceDaysReported& event) {
  add_all(state, event.added);
  const auto before = [](const DeviceDay& a, const DeviceDay& b) {
    return a.day != b.day ? a.day < b.day : index(a.site) < index(b.site);
  };
  for (const auto& row : event.rows) {
    auto& days = state.devices.days[index(row.device)];
    const DeviceDay reported{.day = row.day, .site = event.site, .present_s = row.present_s, .busy_s = row.busy_s};
    const bool new_site = std::ranges::none_of(days, [&](const DeviceDay& day) { return day.site == event.site; });
    if (new_site) {
      state.devices.add(registry::DeviceStep{.device = row.device,
                                             .kind = DeviceStepKind::seen,
                                             .day = row.day,
                                             .site = event.site,
                                             .claim = state.devices.devices[index(row.device)].claim,
                                             .entry = state.last_sequence});
    }
    const auto place = std::lower_bound(days.begin(), days.end(), reported, before);
    if (place != days.end() && place->day == row.day && place->site == event.site) {
      *place = reported;
    } else {
      days.insert(place, reported);
      ++state.devices.day_count;
    }
  }
}

const Device* DevicesState::find(std::string_view vendor, std::string_view serial) const {
  const auto found = by_name.find(subsidy::device_key(vendor, serial));
  return found == by_name.end() ? nullptr : &devices[index(found->second)];
}

DeviceId DevicesState::add(Device device) {
  device.id = id_at<DeviceId>(devices.size());
  by_name.emplace(subsidy::device_key(device.vendor, device.serial), device.id);
  devices.push_back(std::move(device));
  days.emplace_back();
  steps_of.emplace_back();
  return devices.back().id;
}

void DevicesState::add(const registry::DeviceStep& step) {
  steps_of[index(step.device)].push_back(static_cast<std::uint32_t>(steps.size()));
  steps.push_back(step);
}

void DevicesState::rebuild_indexes() {
  by_name.clear();
  by_name.reserve(devices.size());
  for (const auto& device : devices) by_name.emplace(subsidy::device_key(device.vendor, device.serial), device.id);
  steps_of.assign(devices.size(), {});
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps_of[index(steps[i].device)].push_back(static_cast<std::uint32_t>(i));
  }
}

}  // namespace scrip::engine
